"""Talks about one debt, in the form of ``forbear offer``: what is said is added, checked, and followed day by day.

``propose`` is an offer of the debtor, ``counter`` one of the creditor; either accepts what is on the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.plan.months import LAST_DAY, add_months
from forbear.plan.negotiation import MOVES, SAID
from forbear.plan.schedule import Payment
from forbear.plan.talks import Negotiation, due_records, talks_of
from forbear.plan.terms import Due, Terms
from forbear.plan.tracking import Status, Told, follow

NAME = "talks"
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wished:
    """Payments as somebody offers them: a sum in so many equal parts, a month apart, and what is given up for it."""

    total: int
    count: int
    first: Day
    frozen: bool = False
    waives_rest: bool = False


def terms_of(debt: str, currency: str, wished: Wished) -> Terms:
    """The terms of a wish: equal parts rounded up to whole minor units, the last one is what is left of the sum.

    Raises RecordError where the sum does not make so many payments.
    """
    each = -(-wished.total // wished.count)
    last = wished.total - each * (wished.count - 1)
    if last <= 0:
        what = f"the sum does not make {wished.count} payments"
        raise RecordError(Problem("", what, hint="Fewer payments, or a higher sum", code="too-many-payments"))
    wanted = LAST_DAY if add_months(wished.first, 0, LAST_DAY) == wished.first else 0
    amounts = [each] * (wished.count - 1) + [last]
    dues = tuple(Due(add_months(wished.first, at, wanted), amount) for at, amount in enumerate(amounts))
    return Terms(debt, currency, dues, wished.frozen, None, wished.waives_rest)


def begun(debt: str, currency: str, creditor: str, grace_days: int, part: int) -> dict[str, Any]:
    """Talks in which nothing was said yet; ``part`` in percent of a payment."""
    about = {"debt": debt, "creditor": creditor, "grace_days": grace_days, "partial_percent": str(part), "event": []}
    return {"currency": currency, "negotiation": [about]}


def with_said(talks: Raw, event: str, day: Day, terms: Terms | None = None, until: Day | None = None) -> dict[str, Any]:
    """The talks with one thing more that was said; raises RecordError where it cannot be said then."""
    said: dict[str, Any] = {"day": show_day(day), "event": event}
    if until is not None:
        said["until"] = show_day(until)
    if terms is not None:
        said |= {"frozen": terms.frozen, "waives_rest": terms.waives_rest, "due": due_records(terms)}
    (about,) = talks["negotiation"]
    made = {**talks, "negotiation": [{**about, "event": [*about["event"], said]}]}
    status_of(made, (), day)
    return made


def negotiation_of(talks: Raw) -> Negotiation:
    """The talks as ``forbear offer`` reads them."""
    return talks_of(talks, NAME).all[0]


def status_of(talks: Raw, payments: Iterable[Payment], day: Day) -> Status:
    """Where the talks stand on a day."""
    about = negotiation_of(talks)
    return follow(about.told, payments, day, about.promise)


def accepted_of(told: Sequence[Told], day: Day) -> tuple[Terms, Day, Day] | None:
    """The terms that were agreed last up to a day, the day they were put on the table, and that of the agreement."""
    table: tuple[Terms, Day] | None = None
    found: tuple[Terms, Day, Day] | None = None
    for one in (one for one in told if one.day <= day):
        if one.terms is not None:
            table = one.terms, one.day
        if one.event in ("accept", "amend") and table is not None:
            found = (*table, one.day)
    return found


def may_be_said(state: str) -> tuple[str, ...]:
    """What somebody can say now, in the order of the table."""
    return tuple(event for event in SAID if event in MOVES[state])
