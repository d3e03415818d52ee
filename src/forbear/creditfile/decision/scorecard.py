"""A scorecard and what it answers: whole points, at most four reasons, and *undecided* where more must be known.

Points are added; the sum is held against the cut-off. What is known only between two ends gives a sum between two
ends. The reading that is best for the person decides whether they are rejected, the worst whether they are approved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forbear.errors import Problem, RecordError, nearest

MOST_REASONS = 4
Value = tuple[int | None, int | None] | str | None
"""Two ends in whole units (alike where it is known, None where an end is open), a word, or None: not known."""
Values = Mapping[str, Value]
"""A figure that is not there is one for which the file holds no row; see ``Figure.absent``."""
Spoke = Mapping[str, bool | None]
"""Rules that reject by themselves: whether each speaks; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Values that earn the same points: from ``low`` to ``high``, both included, or one of ``words``.

    ``people`` and ``bad`` are those on whom the card was fitted, 0 where that is not stated.
    """

    points: int
    low: int | None = None
    high: int | None = None
    words: Sequence[str] = ()
    people: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on a card.

    ``reference``: the points of somebody just approved, against which points are lost. ``unknown``: the points of a
    value that is not known; None where that is to stay undecided. ``absent``: the value where the file holds no row.
    ``better``: the direction in which points never fall (``less``, ``more``, or empty). ``act``: what a person can do
    about it (``less``, ``more``, ``reach``, or empty), between ``least`` and ``most``, to one of the words in
    ``reach``. ``ages``: after how many days a row no longer counts, None where it does not age by a window.
    """

    name: str
    label: Mapping[str, str]
    source: str
    bins: Sequence[Bin]
    reference: int
    unknown: int | None = None
    absent: Value = None
    better: str = ""
    act: str = ""
    reach: Sequence[str] = ()
    least: int | None = None
    most: int | None = None
    ages: int | None = None
    fitted_as: str = ""

    def bins_of(self, value: Value) -> range:
        """The places of the bins in which a value may lie; none where it is not known at all."""
        if value is None or value == (None, None):
            return range(0)
        if isinstance(value, str) or self.bins[0].words:
            return self._bin_of_word(value)
        low, high = value
        first = 0 if low is None else self._bin_of(low)
        if low == high:
            return range(first, first + 1)
        return range(first, len(self.bins) if high is None else self._bin_of(high) + 1)

    def points(self, value: Value) -> tuple[int, int]:
        """The least and the most points that a value may earn."""
        return self.earned(self.bins_of(value))

    def earned(self, held: range) -> tuple[int, int]:
        """The least and the most points of some bins; of none, those of a value that is not known."""
        if len(held) == 1:
            return self.bins[held[0]].points, self.bins[held[0]].points
        if not held and self.unknown is not None:
            return self.unknown, self.unknown
        points = [self.bins[at].points for at in held] or [one.points for one in self.bins]
        return min(points), max(points)

    def _bin_of(self, value: int) -> int:
        for at, one in enumerate(self.bins):
            if one.high is None or value <= one.high:
                return at
        raise AssertionError("the last bin has no upper end")

    def _bin_of_word(self, word: Value) -> range:
        for at, one in enumerate(self.bins):
            if word in one.words:
                return range(at, at + 1)
        known = [each for one in self.bins for each in one.words]
        hint = nearest(str(word), known) or f"It knows: {', '.join(known) or 'numbers only'}"
        what = f"the card knows no value {word!r}"
        raise RecordError(Problem(self.name, what, "to take it for another would be to guess", hint, "unknown-value"))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A card: figures with points, and the score from which somebody is approved. ``sample``: nobody's real card."""

    id: str
    title: Mapping[str, str]
    cutoff: int
    figures: Sequence[Figure]
    sample: bool = False
    fitted: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""

    def figure(self, name: str) -> Figure:
        """A figure by its name; raises KeyError."""
        return {one.name: one for one in self.figures}[name]


@dataclass(frozen=True, slots=True)
class Line:
    """What one figure earned: ``low`` to ``high`` points; ``bins``: the places of its bins, none if unknown."""

    figure: str
    value: Value
    low: int
    high: int
    reference: int
    bins: range

    @property
    def lost(self) -> int:
        """Points below the reference in the reading that is best for the person; 0 where none are lost."""
        return max(0, self.reference - self.high)


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the shortfall, and the figures from which it comes, each with the points that it lost."""

    points: int
    lost: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Decision:
    """``approve``, ``reject`` or ``undecided``, and all that it rests on.

    ``score``: its two ends. ``shortfall``: what the better end lacks to the cut-off. ``hard``: the rules that reject by
    themselves, ``unsure`` those of which it is not known whether they speak. ``open_figures``: those whose values leave
    the answer open.
    """

    answer: str
    score: tuple[int, int]
    cutoff: int
    shortfall: int
    points: Sequence[Line]
    reasons: Sequence[Reason]
    hard: Sequence[str]
    unsure: Sequence[str]
    open_figures: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, in an order that does not change."""
        return {
            "answer": self.answer,
            "score": list(self.score),
            "cutoff": self.cutoff,
            "shortfall": self.shortfall,
            "points": [_line_as_json(one) for one in self.points],
            "reasons": [
                {"points": one.points, "figures": [{"figure": name, "lost": lost} for name, lost in one.lost]}
                for one in self.reasons
            ],
            "hard": list(self.hard),
            "unsure": list(self.unsure),
            "open_figures": list(self.open_figures),
        }


def decide(card: Scorecard, values: Values, spoke: Spoke | None = None) -> Decision:
    """What a card and the rules that reject by themselves answer for the values of a file.

    Values of which the card knows nothing are left aside; raises RecordError on a word that the card does not know.
    """
    lines = [_line(figure, values.get(figure.name, figure.absent)) for figure in card.figures]
    low, high = sum(one.low for one in lines), sum(one.high for one in lines)
    rules = spoke or {}
    hard = [rule for rule, truth in rules.items() if truth]
    unsure = [rule for rule, truth in rules.items() if truth is None]
    answer = _answer(card.cutoff, low, high, hard, unsure)
    shortfall = max(0, card.cutoff - high)
    is_open = answer == "undecided" and low < card.cutoff
    return Decision(
        answer,
        (low, high),
        card.cutoff,
        shortfall,
        lines,
        list(reasons(lines, shortfall)),
        hard,
        unsure,
        [one.figure for one in lines if one.low < one.high] if is_open else [],
    )


def reasons(lines: Sequence[Line], shortfall: int) -> Iterator[Reason]:
    """At most four reasons whose points add up to the shortfall.

    Figures are taken by the points that they lost against the reference, most first, equals in the order of the card,
    until the shortfall is covered; the last counts only for what was still lacking. Where more than four are needed,
    the fourth reason is the rest of them together.
    """
    losers = sorted((one for one in lines if one.lost), key=lambda one: -one.lost)
    taken = _as_many_as_needed(losers, shortfall)
    alone = taken if len(taken) <= MOST_REASONS else taken[: MOST_REASONS - 1]
    left = shortfall
    for one in alone:
        yield Reason(min(one.lost, left), [(one.figure, one.lost)])
        left -= min(one.lost, left)
    if rest := taken[len(alone) :]:
        yield Reason(left, [(one.figure, one.lost) for one in rest])


def _as_many_as_needed(losers: Sequence[Line], shortfall: int) -> Sequence[Line]:
    covered = 0
    for at, one in enumerate(losers):
        if covered >= shortfall:
            return losers[:at]
        covered += one.lost
    return losers


def _answer(cutoff: int, low: int, high: int, hard: Sequence[str], unsure: Sequence[str]) -> str:
    if hard or high < cutoff:
        return "reject"
    return "approve" if low >= cutoff and not unsure else "undecided"


def _line(figure: Figure, value: Value) -> Line:
    held = figure.bins_of(value)
    low, high = figure.earned(held)
    return Line(figure.name, value, low, high, figure.reference, held)


def _line_as_json(line: Line) -> dict[str, Any]:
    value = list(line.value) if isinstance(line.value, tuple) else line.value
    places = [line.bins[0], line.bins[-1]] if line.bins else None
    return {
        "figure": line.figure,
        "value": value,
        "points": [line.low, line.high],
        "reference": line.reference,
        "bins": places,
    }
