"""Cards, values and rules by chance, and the sound card of the tests."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import strategies as st

from forbear.creditfile.decision.cards import checked, read
from forbear.creditfile.decision.scorecard import Scorecard

SOUND = Path(__file__).resolve().parent.parent / "rejects" / "sound_scorecard.toml"
LABEL = {"en": "a figure", "zh": "项目"}
FURTHEST = 12


def sound() -> Scorecard:
    """The sound card: applications in 90 days, owed, savings; 60 points of 80 are enough."""
    return read(SOUND.read_bytes(), "sound.toml")


@st.composite
def cards(draw, most: int = 6) -> Scorecard:
    """Any card of a few figures; the cut-off is what its references reach, or less."""
    figures = {f"f{at}": draw(_numbers() | _words()) for at in range(draw(st.integers(1, most)))}
    together = sum(figure["reference"] for figure in figures.values())
    cutoff = draw(st.integers(together - 40, together))
    return checked({"id": "by-chance", "title": LABEL, "cutoff": cutoff, "figure": figures}, "by chance")


@st.composite
def _numbers(draw):
    edges = sorted(draw(st.sets(st.integers(0, FURTHEST - 2), max_size=4)))
    points = draw(st.lists(st.integers(-5, 30), min_size=len(edges) + 1, max_size=len(edges) + 1))
    better = draw(st.sampled_from(["", "less", "more"]))
    if better:
        points.sort(reverse=better == "less")
    ends = [(None, edges[0] if edges else None), *((a + 1, b) for a, b in pairwise(edges))]
    ends += [(edges[-1] + 1, None)] if edges else []
    rows = [
        {key: value for key, value in (("from", low), ("to", high), ("points", earned)) if value is not None}
        for (low, high), earned in zip(ends, points, strict=True)
    ]
    act = draw(st.sampled_from(["", "less", "more"]))
    limits = {"least": 0, "most": FURTHEST}
    given = {"better": better, "act": act, **limits, **draw(_unknown()), **draw(st.sampled_from([{}, {"absent": 0}]))}
    return _figure(given, rows, draw)


@st.composite
def _words(draw):
    words = draw(st.lists(st.sampled_from("abcde"), min_size=1, max_size=5, unique=True))
    rows = [{"words": [word], "points": draw(st.integers(-5, 30))} for word in words]
    reach = draw(st.lists(st.sampled_from(words), unique=True))
    return _figure({**({"act": "reach", "reach": reach} if reach else {}), **draw(_unknown())}, rows, draw)


def _unknown():
    return st.sampled_from([{}, {"unknown": 0}, {"unknown": 12}])


def _figure(given, rows, draw):
    reference = draw(st.sampled_from([row["points"] for row in rows]))
    return {"label": LABEL, "source": "means", **given, "reference": reference, "bins": rows}


def values(card: Scorecard, exact: bool = False):
    """Values for a card: known, between two ends, unknown, or not there."""
    return st.fixed_dictionaries({}, optional={one.name: _value(one, exact) for one in card.figures})


def exact_values(card: Scorecard):
    """A value that is known for every figure of a card."""
    return st.fixed_dictionaries({one.name: _value(one, True) for one in card.figures})


def _value(figure, exact):
    if figure.bins[0].words:
        known = st.sampled_from([word for one in figure.bins for word in one.words])
        return known if exact else known | st.none()
    numbers = st.integers(0, FURTHEST)
    known = numbers.map(lambda at: (at, at))
    between = st.tuples(numbers, numbers).map(lambda ends: (min(ends), max(ends)))
    open_ends = st.tuples(numbers, st.just(None)) | st.tuples(st.just(None), numbers)
    return known if exact else known | between | open_ends | st.none()


def rules():
    """Rules that reject by themselves: none, one that speaks, or one of which that is not known."""
    return st.sampled_from(
        [{}, {}, {}, {"rule": True}, {"rule": None}, {"rule": False}, {"rule": False, "other": True}]
    )


def completions(card: Scorecard, given, spoke):
    """Every way in which values and rules may turn out, with the ends of all bins; values that are not known at all
    and have points of their own stay so."""
    ways = [({}, {})]
    for figure in card.figures:
        ways = [({**held, figure.name: each}, truths) for held, truths in ways for each in _ends(figure, given)]
    for rule, truth in spoke.items():
        outcomes = [True, False] if truth is None else [truth]
        ways = [(held, {**truths, rule: each}) for held, truths in ways for each in outcomes]
    return ways


def _ends(figure, given):
    value = given.get(figure.name, figure.absent)
    if value in (None, (None, None)):
        return [None] if figure.unknown is not None else [_inside(one, figure) for one in figure.bins]
    if isinstance(value, str):
        return [value]
    low, high = value
    held = [one for one in figure.bins if _meets(one, low, high)]
    return [_inside(one, figure, low, high) for one in held]


def _meets(one, low, high):
    return (one.high is None or low is None or one.high >= low) and (one.low is None or high is None or one.low <= high)


def _inside(one, figure, low=None, high=None):
    if one.words:
        return one.words[0]
    least = max((each for each in (one.low, low) if each is not None), default=None)
    at = least if least is not None else min(each for each in (one.high, high, FURTHEST) if each is not None)
    return (at, at)
