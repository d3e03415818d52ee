"""What would turn an answer into *approve*: the smallest sets of changes, searched exactly.

Only figures that a person can act on are changed, only in the direction in which they can (``sources.toml``): what
has happened goes away by time alone (``ageing.py``), and nobody is told to borrow more. Smallest is: fewest figures
first, then fewest bins passed. A set counts only if the answer is then *approve* whatever is not known turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from forbear.creditfile.decision.scorecard import Figure, Scorecard, Spoke, Value, Values

MOST_SETS = 5
_Gains = Mapping[tuple[int, int], int]
"""By number of figures and of bins passed: the most points that can be gained."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure brought to ``after``, the nearest value of the bin with this place; ``steps``: bins passed."""

    figure: str
    before: Value
    after: Value
    bin: int
    steps: int
    gained: int


@dataclass(frozen=True, slots=True)
class Ways:
    """The smallest sets of changes, each enough by itself; ``more``: there are others as small.

    ``none`` says why there is none: ``approved``, ``rules`` (one rejects by itself, or may), or ``points`` (all that
    the person can do is not enough).
    """

    sets: Sequence[Sequence[Change]] = ()
    more: bool = False
    none: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        sets = [[_change_as_json(one) for one in changes] for changes in self.sets]
        return {"sets": sets, "more": self.more, "none": self.none}


def smallest(card: Scorecard, values: Values, spoke: Spoke | None = None, most: int = MOST_SETS) -> Ways:
    """All of the smallest sets of changes that get somebody approved, up to ``most`` of them."""
    lacking = card.cutoff - sum(one.points(_given(one, values))[0] for one in card.figures)
    if any(truth is not False for truth in (spoke or {}).values()):
        return Ways(none="rules")
    if lacking <= 0:
        return Ways(none="approved")
    options = [found for one in card.figures if (found := list(_options(one, _given(one, values))))]
    figures = _fewest(options, lacking)
    if figures is None:
        return Ways(none="points")
    after = _gains_from(options, figures)
    steps = min(steps for (count, steps), gained in after[0].items() if count == figures and gained >= lacking)
    sets = list(islice(_sets(options, after, 0, (figures, steps), lacking), most + 1))
    return Ways(sets[:most], len(sets) > most)


def applied(values: Values, changes: Sequence[Change]) -> dict[str, Value]:
    """The values of a file after a set of changes."""
    return {**values, **{one.figure: one.after for one in changes}}


def _given(figure: Figure, values: Values) -> Value:
    return values.get(figure.name, figure.absent)


def _options(figure: Figure, value: Value) -> Iterator[Change]:
    """Every change of one figure that a person can make and that gains points for sure."""
    held = figure.bins_of(value)
    if not figure.act or not held:
        return
    worst = figure.points(value)[0]
    for at, one in enumerate(figure.bins):
        steps, after = _way(figure, held, at)
        if after is not None and one.points > worst:
            yield Change(figure.name, value, after, at, steps, one.points - worst)


def _way(figure: Figure, held: range, at: int) -> tuple[int, Value]:
    """How many bins are passed on the way to another one, and the nearest value there; None where no way leads."""
    one = figure.bins[at]
    if figure.act == "reach":
        word = next((each for each in one.words if each in figure.reach), None)
        return 1, word if at not in held else None
    end = one.high if figure.act == "less" else one.low
    before = at < held[0] if figure.act == "less" else at > held[-1]
    if not before or end is None or not _possible(figure, end):
        return 0, None
    return max(abs(at - held[0]), abs(at - held[-1])), (end, end)


def _possible(figure: Figure, value: int) -> bool:
    above = figure.least is None or value >= figure.least
    return above and (figure.most is None or value <= figure.most)


def _fewest(options: Sequence[Sequence[Change]], lacking: int) -> int | None:
    """How many figures must change at least; None where all of them are not enough."""
    gained = 0
    for count, most in enumerate(sorted((max(one.gained for one in each) for each in options), reverse=True), 1):
        gained += most
        if gained >= lacking:
            return count
    return None


def _gains_from(options: Sequence[Sequence[Change]], figures: int) -> Sequence[_Gains]:
    """For each place in the list: the most that the options from there on can gain, by figures and bins passed."""
    after: list[_Gains] = [{(0, 0): 0}]
    for each in reversed(options):
        best = dict(after[-1])
        for (count, steps), gained in after[-1].items():
            for one in each if count < figures else ():
                key = (count + 1, steps + one.steps)
                best[key] = max(best.get(key, 0), gained + one.gained)
        after.append(best)
    return after[::-1]


def _sets(
    options: Sequence[Sequence[Change]], after: Sequence[_Gains], at: int, left: tuple[int, int], lacking: int
) -> Iterator[list[Change]]:
    """Every set of exactly so many figures and bins that gains what is lacking, in the order of the card."""
    if after[at].get(left, -1) < max(lacking, 0):
        return
    if left == (0, 0):
        yield []
        return
    for one in options[at]:
        rest = (left[0] - 1, left[1] - one.steps)
        yield from ([one, *others] for others in _sets(options, after, at + 1, rest, lacking - one.gained))
    yield from _sets(options, after, at + 1, left, lacking)


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "figure": change.figure,
        "before": list(change.before) if isinstance(change.before, tuple) else change.before,
        "after": list(change.after) if isinstance(change.after, tuple) else change.after,
        "bin": change.bin,
        "steps": change.steps,
        "gained": change.gained,
    }
