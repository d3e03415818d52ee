"""A card is fitted: bins by optbinning, weights by a logistic regression, points rounded to whole, all else counted.

A draft (a card without bins, points, references and cut-off) and people with a known ending go in, the tables of a card
come out. Nothing of this is needed to serve a card; floats end where the points are rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, log
from typing import Any

from forbear.creditfile.decision.cards import checked
from forbear.creditfile.decision.scorecard import Value, decide
from forbear.errors import InputError, Problem, SetupError

DOUBLES = 20
"""The points that double the odds of a good ending."""
Row = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Cut:
    """Values of one figure that are one bin: from ``low`` to ``high``, one of ``words``, or ``unknown``."""

    low: int | None = None
    high: int | None = None
    words: tuple[str, ...] = ()
    unknown: bool = False
    people: int = 0
    bad: int = 0

    def holds(self, value: int | str | None) -> bool:
        """Whether a value lies in it."""
        if value is None or self.unknown:
            return value is None and self.unknown
        if isinstance(value, str) or self.words:
            return value in self.words
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def fit(draft: Mapping[str, Any], rows: Sequence[Row], bad: Sequence[bool], permille: int) -> dict[str, Any]:
    """The tables of a card whose approved have at most ``permille`` of a thousand bad endings among ``rows``.

    The cut-off is the lowest score that keeps this. Figures whose weight would go against their own bad rates are left
    out and named in ``fitted.left_out``. Raises SetupError without the packages, InputError where no cut-off is there.
    """
    library = _library()
    cuts = {name: _cuts(library, name, table, rows, bad) for name, table in draft["figure"].items()}
    weights = _weights(cuts, rows, bad)
    figures = {name: _figure(draft["figure"][name], cuts[name], weight) for name, weight in weights.items()}
    left_out = [name for name in draft["figure"] if name not in weights]
    about = {**draft.get("fitted", {}), "people": len(rows), "bad": sum(bad), "bad_permille": permille}
    card = {**draft, "fitted": {**about, "doubles": DOUBLES, "left_out": left_out}, "figure": figures}
    return _with_cutoff(card, rows, bad, permille)


def auc(scores: Sequence[int], bad: Sequence[bool]) -> Fraction:
    """How often somebody with a good ending has the higher score of two; a tie counts half."""
    order: dict[int, list[int]] = {}
    for score, ending in zip(scores, bad, strict=True):
        order.setdefault(score, [0, 0])[ending] += 1
    worse = twice = 0
    for score in sorted(order):
        good, ill = order[score]
        twice += good * (2 * worse + ill)
        worse += ill
    return Fraction(twice, 2 * worse * (len(scores) - worse))


def values_of(row: Row) -> dict[str, Value]:
    """A row of whole numbers and words as the values of a file."""
    return {name: (value, value) if isinstance(value, int) else value for name, value in row.items()}


def _library() -> Any:
    try:
        import optbinning
        import sklearn.linear_model  # noqa: F401
    except ModuleNotFoundError as error:
        hint = "Install it with: pip install 'forbear[credit-fit]'; a card that is there is served without"
        raise SetupError(Problem("fitting a scorecard", f"{error.name} is not installed", hint=hint)) from None
    return optbinning


def _cuts(library: Any, name: str, table: Mapping[str, Any], rows: Sequence[Row], bad: Sequence[bool]) -> Sequence[Cut]:
    """The bins of a figure, counted; what is not known has its own where it occurs."""
    known = [(row[name], ending) for row, ending in zip(rows, bad, strict=True) if row[name] is not None]
    words = isinstance(known[0][0], str)
    trend = {"less": "ascending", "more": "descending"}.get(table.get("better", ""), "auto")
    binning = library.OptimalBinning(name, dtype="categorical" if words else "numerical", monotonic_trend=trend)
    binning.fit(_array([value for value, _ in known]), [int(ending) for _, ending in known])
    empty = _of_words(binning.splits) if words else _of_numbers(binning.splits)
    counted = [_counted(each, name, rows, bad) for each in [*empty, Cut(unknown=True)]]
    return [each for each in counted if each.people]


def _array(values: Sequence[int | str | None]) -> Any:
    import numpy as np

    return np.array(values, dtype=object if isinstance(values[0], str) else None)


def _of_words(splits: Any) -> list[Cut]:
    return [Cut(words=tuple(sorted(str(word) for word in each))) for each in splits]


def _of_numbers(splits: Any) -> list[Cut]:
    """A split is where the next bin begins; whole values begin at the next whole number."""
    starts = sorted({ceil(split) for split in splits})
    return [
        Cut(low, None if high is None else high - 1) for low, high in zip([None, *starts], [*starts, None], strict=True)
    ]


def _counted(cut: Cut, name: str, rows: Sequence[Row], bad: Sequence[bool]) -> Cut:
    endings = [ending for row, ending in zip(rows, bad, strict=True) if cut.holds(row[name])]
    return replace(cut, people=len(endings), bad=sum(endings))


def _evidence(cut: Cut, cuts: Sequence[Cut]) -> Any:
    """The weight of evidence of a bin for a good ending; none of either kind counts as half a one."""
    good, ill = cut.people - cut.bad, cut.bad
    all_good, all_ill = sum(each.people - each.bad for each in cuts), sum(each.bad for each in cuts)
    return log(max(2 * good, 1) * all_ill / (max(2 * ill, 1) * all_good))


def _weights(cuts: Mapping[str, Sequence[Cut]], rows: Sequence[Row], bad: Sequence[bool]) -> dict[str, Any]:
    """The weight of each figure, all above nought; figures are left out one by one, the worst first, until they are."""
    from sklearn.linear_model import LogisticRegression

    columns = {name: [_evidence(_cut_of(row[name], each), each) for row in rows] for name, each in cuts.items()}
    kept = [name for name, each in cuts.items() if len(each) > 1]
    while kept:
        table = list(zip(*(columns[name] for name in kept), strict=True))
        model = LogisticRegression(max_iter=1000).fit(table, [int(not ending) for ending in bad])
        weights = dict(zip(kept, model.coef_[0], strict=True))
        worst = min(weights, key=lambda name: weights[name])
        if weights[worst] > 0:
            return weights
        kept.remove(worst)
    raise _no_card("no figure tells good endings from bad ones")


def _cut_of(value: int | str | None, cuts: Sequence[Cut]) -> Cut:
    return next(each for each in cuts if each.holds(value))


def _figure(table: Mapping[str, Any], cuts: Sequence[Cut], weight: Any) -> dict[str, Any]:
    """A figure with the points of its bins, the worst of which has none."""
    exact = [weight * _evidence(each, cuts) * DOUBLES / log(2) for each in cuts]
    points = [round(each - min(exact)) for each in exact]
    rows = [(each, _bin(each, earned)) for each, earned in zip(cuts, points, strict=True)]
    unknown = [row["points"] for each, row in rows if each.unknown]
    return {
        **table,
        **dict(zip(["unknown"], unknown, strict=False)),
        "bins": [row for each, row in rows if not each.unknown],
    }


def _bin(cut: Cut, points: int) -> dict[str, Any]:
    ends = {"from": cut.low, "to": cut.high, "words": list(cut.words) or None}
    given = {key: value for key, value in ends.items() if value is not None}
    return {**given, "points": points, "people": cut.people, "bad": cut.bad}


def _with_cutoff(card: dict[str, Any], rows: Sequence[Row], bad: Sequence[bool], permille: int) -> dict[str, Any]:
    """The card with its cut-off and, for each figure, the points of those who were just approved."""
    best = {name: max(one["points"] for one in table["bins"]) for name, table in card["figure"].items()}
    serving = checked(_referred(card, best, 0), card["id"])
    decided = [decide(serving, values_of(row)) for row in rows]
    scores = [each.score[0] for each in decided]
    cutoff = _cutoff(scores, bad, permille)
    just = [each for each in decided if cutoff <= each.score[0] < cutoff + DOUBLES]
    points = [{line.figure: line.low for line in each.points} for each in just]
    return _referred(card, _references(card, points, cutoff), cutoff)


def _references(card: Mapping[str, Any], just: Sequence[Mapping[str, int]], cutoff: int) -> dict[str, int]:
    """Of each figure the points of the bin nearest to the average of those just approved.

    Their averages reach the cut-off together, but the nearest bins need not: then those are raised that rise least.
    """
    earned = {name: sorted({one["points"] for one in table["bins"]}) for name, table in card["figure"].items()}
    means = {name: Fraction(sum(each[name] for each in just), len(just)) for name in earned}
    found = {name: min(points, key=lambda each: (abs(each - means[name]), -each)) for name, points in earned.items()}
    while sum(found.values()) < cutoff:
        rises = [(each - found[name], name) for name, points in earned.items() for each in points if each > found[name]]
        rise, name = min(rises)
        found[name] += rise
    return found


def _referred(card: Mapping[str, Any], references: Mapping[str, int], cutoff: int) -> dict[str, Any]:
    figures = {name: {**table, "reference": references[name]} for name, table in card["figure"].items()}
    return {**card, "cutoff": cutoff, "figure": figures}


def _cutoff(scores: Sequence[int], bad: Sequence[bool], permille: int) -> int:
    """The lowest score from which up there are at most so many bad endings."""
    lowest, people, ill = None, 0, 0
    for score in sorted(set(scores), reverse=True):
        endings = [ending for each, ending in zip(scores, bad, strict=True) if each == score]
        people, ill = people + len(endings), ill + sum(endings)
        if ill * 1000 <= permille * people:
            lowest = score
    if lowest is None:
        raise _no_card(f"no cut-off keeps bad endings to {permille} of a thousand")
    return lowest


def _no_card(what: str) -> InputError:
    return InputError(
        Problem("fitting a scorecard", what, hint="Ask for more, or give other figures", code="scorecard")
    )
