"""From which day time alone gets somebody approved, and from which day each thing no longer counts against them.

The caller says what the file will show on a day if nothing new happens; hard rules are asked like figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from forbear.creditfile.decision.scorecard import Decision, Scorecard, Spoke, Values, decide

Shown = tuple[Values, Spoke]
"""What a file shows on a day: its figures, and the rules that reject by themselves."""


@dataclass(frozen=True, slots=True)
class Item:
    """A figure that loses points, or a rule that rejects or may.

    ``out``: the first day from which it does so no longer and, on the days that were asked, never again; None where
    there is no such day. ``moves``: the days on which the points of the figure change, and to what (its worse reading).
    """

    name: str
    rule: bool
    out: int | None
    moves: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Ageing:
    """What time alone does.

    ``first``: the first day of those asked on which the answer is *approve*; ``stays``: the first from which it remains
    so; None where there is none up to ``until``, the last day that was asked.
    """

    first: int | None
    stays: int | None
    until: int
    items: Sequence[Item]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        items = [
            {"name": one.name, "rule": one.rule, "out": one.out, "moves": [list(each) for each in one.moves]}
            for one in self.items
        ]
        return {"first": self.first, "stays": self.stays, "until": self.until, "items": items}


def ageing(card: Scorecard, shown_on: Callable[[int], Shown], today: int, days: Iterable[int]) -> Ageing:
    """What time alone does on the days that are asked, all after ``today``.

    The answer can change only on days on which a row leaves a window or a limit is reached; who asks for every day
    misses none. ``shown_on`` must leave everything but the day as it is today.
    """
    asked = [today, *sorted({day for day in days if day > today})]
    found = [(day, decide(card, *shown_on(day))) for day in asked]
    later = found[1:]
    first = next((day for day, one in later if one.answer == "approve"), None)
    stays = _from_then_on((day, one.answer == "approve") for day, one in later)
    return Ageing(first, stays, asked[-1], [*_figures(found), *_rules(found)])


def from_looks(looks: Mapping[int, Shown]) -> Callable[[int], Shown]:
    """A file as looks on some days show it; between two of them it is as on the earlier. Ask only for those days."""
    days = sorted(looks)
    return lambda day: looks[days[max(0, bisect_right(days, day) - 1)]]


def _figures(found: Sequence[tuple[int, Decision]]) -> Iterator[Item]:
    lines = [(day, {line.figure: line for line in one.points}) for day, one in found]
    for name, today in lines[0][1].items():
        if today.low < today.reference:
            worst = [(day, each[name].low) for day, each in lines]
            out = _from_then_on((day, points >= today.reference) for day, points in worst[1:])
            yield Item(name, False, out, _moves(worst))


def _rules(found: Sequence[tuple[int, Decision]]) -> Iterator[Item]:
    for rule in [*found[0][1].hard, *found[0][1].unsure]:
        silent = [(day, rule not in one.hard and rule not in one.unsure) for day, one in found[1:]]
        yield Item(rule, True, _from_then_on(silent))


def _moves(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(day, now) for (_, before), (day, now) in pairwise(points) if now != before]


def _from_then_on(held: Iterable[tuple[int, bool]]) -> int | None:
    """The first day from which something holds on all days that were asked."""
    since = None
    for day, holds in held:
        since = (day if since is None else since) if holds else None
    return since
