"""What each instalment of an agreement has come to, by the definitions of ``plan/tracking.py``, as rows to count.

An instalment is in time up to its day with the days of grace. Payments fill the oldest first. On a day it is ``kept``
(all of it came in time), ``late`` (all of it came, too late), ``part`` (too little came in time, but at least the part
that was agreed), ``broken`` (less, or nothing), or ``open``: its time is not over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from django.db.models import Case, CharField, F, Q, Value, When

from forbear.calendar import Day
from forbear.plan.schedule import Payment
from forbear.plan.terms import Terms
from forbear.plan.tracking import Promise

WORDS = ("kept", "late", "part", "broken", "open")


@dataclass(frozen=True, slots=True)
class Came:
    """One instalment, what of it came at all and in time, and the day on which it was complete."""

    number: int
    day: Day
    last_day: Day
    amount: int
    covered: int
    in_time: int
    is_part: bool
    met_on: Day | None

    def on(self, day: Day) -> str:
        """What it is called on a day."""
        if self.met_on is not None:
            return "kept" if self.met_on <= self.last_day else "late"
        if self.last_day >= day:
            return "open"
        return "part" if self.is_part else "broken"


def came(
    terms: Terms, promise: Promise, payments: Iterable[Payment], since: Day, accepted: Day, today: Day
) -> list[Came]:
    """Each instalment with what came of it up to ``today``.

    Payments count from the day on which the terms were put on the table (``since``); what had to be there before they
    were ``accepted`` is in time where it was there by then.
    """
    counted = sorted((one for one in payments if since <= one.day <= today), key=lambda one: one.day)
    days, sums = [one.day for one in counted], list(accumulate(one.amount for one in counted))
    rows, before = [], 0
    for number, due in enumerate(terms.dues, 1):
        last = max(due.day + promise.grace_days, accepted - 1)
        met = next((day for day, paid in zip(days, sums, strict=True) if paid >= before + due.amount), None)
        covered = _part_of(sums[-1] if sums else 0, before, due.amount)
        by_then = max((paid for day, paid in zip(days, sums, strict=True) if day <= last), default=0)
        in_time = _part_of(by_then, before, due.amount)
        is_part = in_time > 0 and Fraction(in_time, due.amount) >= promise.part
        rows.append(Came(number, due.day, last, due.amount, covered, in_time, is_part, met))
        before += due.amount
    return rows


def _part_of(paid: int, before: int, amount: int) -> int:
    return max(0, min(paid - before, amount))


def word_on(day: Day, prefix: str = "") -> Case:
    """The same word as an expression of a query, over rows of ``Instalment`` behind ``prefix``."""
    over = Q(**{f"{prefix}last_day__lt": day})
    is_met = Q(**{f"{prefix}met_on__isnull": False})
    in_time = Q(**{f"{prefix}met_on__lte": F(f"{prefix}last_day")})
    return Case(
        When(is_met & in_time, then=Value("kept")),
        When(is_met, then=Value("late")),
        When(~over, then=Value("open")),
        When(Q(**{f"{prefix}is_part": True}), then=Value("part")),
        default=Value("broken"),
        output_field=CharField(),
    )
