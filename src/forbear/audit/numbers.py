"""Which numbers are worth marking: how often, when, and whether their texts speak of debts. In memory only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forbear.audit.intake.base import Row
from forbear.audit.screen import screen
from forbear.calendar import HOUR, Instant, local_reading

_EARLY, _LATE = 8 * HOUR, 22 * HOUR


@dataclass(slots=True)
class NumberFigures:
    """One number of a log. ``about_debt`` counts texts that speak of debts, ``at_night`` contacts from 22 to 8."""

    number: str
    saved: bool = False
    calls: int = 0
    texts: int = 0
    answered: int = 0
    about_debt: int = 0
    at_night: int = 0
    by_owner: int = 0
    first: Instant = 0
    last: Instant = 0

    @property
    def contacts(self) -> int:
        """Calls and texts together."""
        return self.calls + self.texts

    @property
    def suggestion(self) -> str:
        """``collector`` (its texts speak of debts), ``look`` (often and mostly one-sided), or empty."""
        if self.about_debt:
            return "collector"
        one_sided = self.by_owner == 0 and self.answered * 2 <= self.calls
        return "look" if not self.saved and self.contacts >= 5 and one_sided else ""


def tally(rows: Iterable[Row], zone: str) -> list[NumberFigures]:
    """Figures for each number, the likeliest collectors first."""
    found: dict[str, NumberFigures] = {}
    for row in rows:
        figures = found.setdefault(row.number, NumberFigures(row.number, first=row.at))
        _add(figures, row, zone)
    order = {"collector": 0, "look": 1, "": 2}
    return sorted(found.values(), key=lambda each: (order[each.suggestion], each.saved, -each.contacts, each.number))


def _add(figures: NumberFigures, row: Row, zone: str) -> None:
    figures.saved = figures.saved or bool(row.saved_name)
    figures.first, figures.last = min(figures.first, row.at), max(figures.last, row.at)
    if row.begun_by_owner:
        figures.by_owner += 1
    if row.channel == "call":
        figures.calls += 1
        figures.answered += row.outcome == "conversation"
    else:
        figures.texts += 1
        figures.about_debt += not row.begun_by_owner and screen(row.text).debt
    _, clock = local_reading(row.at, zone)
    figures.at_night += not row.begun_by_owner and not _EARLY <= clock < _LATE
