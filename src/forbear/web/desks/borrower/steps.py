"""One platform at a time, kept true by what was really paid: which are closed, which is next, and on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from forbear.calendar import Day
from forbear.plan.debts import Debt, Debts
from forbear.plan.negotiation import END, STANDING
from forbear.plan.replan import Move, Replanned, planned, replan
from forbear.plan.schedule import Payment, simulate
from forbear.plan.strategies import means_of, named
from forbear.plan.talks import Talks
from forbear.plan.terms import Due, Terms, agreed
from forbear.report.words import Words
from forbear.web.desks.borrower import documents, money, planning, talk_told, talks
from forbear.web.desks.borrower.models import Case

KEPT_IN_MEMORY = 16
LAST = date.max.toordinal()
PARTS = 100
"""The width of a bar of the picture."""


@dataclass(frozen=True, slots=True)
class Step:
    """One platform: what was paid to it and is left, and the day on which it is or will be closed."""

    name: str
    paid: int
    left: int
    closed: Day | None
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Way:
    """All platforms in the order in which they close, and what went otherwise than planned."""

    currency: str
    day: Day
    steps: tuple[Step, ...]
    found: Replanned

    @property
    def next(self) -> Step | None:
        """The platform that is closed next."""
        return next((one for one in self.steps if not one.is_closed), None)


def way(case: Case) -> Way | None:
    """Where somebody stands today; None where debts or budget are missing. Raises RecordError."""
    kinds = (money.DEBTS, money.BUDGET, money.TALKS)
    return _way(case.pk, tuple(documents.version(case, kind) for kind in kinds), talks.today(case))


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _way(pk: UUID, _versions: tuple[int, ...], today: Day) -> Way | None:
    case = Case.objects.get(pk=pk)
    everything, read = money.debts_in(case), money.budget_in(case)
    if everything is None or read is None:
        return None
    debts = planning.in_currency(everything, read.budget.currency)
    first = max(debt.as_of for debt in debts.all)
    day, strategy = max(today, first), named(planning.PLAIN)
    said = talks.talks_in(case)
    names = {debt.name for debt in debts.all}
    since = {debt.name: debt.as_of for debt in debts.all}
    made = tuple(one for one in said.made if one.debt in names and since[one.debt] <= one.day <= day) if said else ()
    once, now = (_bound(said, names, day, standing) for standing in (False, True))
    before = planned(debts, means_of(read.budget, first), strategy, once.values())
    found = replan(debts, before, made, means_of(read.budget, day), strategy, now.values())
    steps = (_step(debt, now.get(debt.name), found, day) for debt in debts.all)
    ordered = sorted(steps, key=lambda one: (not one.is_closed, one.closed or LAST, one.name))
    return Way(read.budget.currency, day, tuple(ordered), found)


def _bound(said: Talks | None, names: set[str], day: Day, standing: bool) -> dict[str, Terms]:
    """The terms that still bind, or all that were ever agreed."""
    if said is None:
        return {}
    begun = said.begun(day)
    if standing:
        return {name: one for name, one in begun.standing(day).items() if name in names}
    agreed_on = {name: one for name, one in begun.status(day).items() if one.state in (*STANDING, END)}
    return {name: one.terms for name, one in agreed_on.items() if name in names}


def _step(debt: Debt, terms: Terms | None, found: Replanned, day: Day) -> Step:
    mine = [one for one in found.after.made if one.debt == debt.name]
    under = agreed(debt, terms) if terms else debt
    left = simulate(Debts((under,)), mine, max(day, debt.as_of)).closing[debt.name] if debt.owed else 0
    closed = found.after.schedule.closed_on[debt.name]
    paid = sum(one.amount for one in mine)
    return Step(debt.name, paid, left, closed, is_closed=left == 0)


def said(found: Way, closed_before: list[tuple[str, str]], words: Words) -> dict[str, Any]:
    """What the page says, and what its picture draws."""
    closed = [one for one in found.steps if one.is_closed]
    following, after = found.next, found.found.after
    return {
        "closed": len(closed) + len(closed_before),
        "all": len(found.steps) + len(closed_before),
        "next": (following.name, talk_told.ends(following.closed, words)) if following else None,
        "left": words.money(sum(one.left for one in found.steps), found.currency),
        "paid": words.money(sum(one.paid for one in found.steps), found.currency),
        "ends": words.day(after.ends) if after.ends is not None else "",
        "rows": [_row(at, one, found.currency, words) for at, one in enumerate(found.steps)],
        "short": _short(after.short, found.currency, words),
        "moves": [_move(one, found.currency, words) for one in found.found.moves],
        "coming": [
            (words.day(one.day), one.debt, words.money(one.amount, found.currency)) for one in _coming(found)
        ],
    }  # fmt: skip


def _row(at: int, one: Step, currency: str, words: Words) -> dict[str, Any]:
    whole = one.paid + one.left
    part = PARTS if one.is_closed else one.paid * PARTS // whole if whole else 0
    return {
        "name": one.name, "number": at + 1, "part": part, "is_closed": one.is_closed,
        "paid": words.money(one.paid, currency), "left": words.money(one.left, currency),
        "day": talk_told.ends(one.closed, words),
    }  # fmt: skip


def _coming(found: Way) -> list[Payment]:
    """The next payment to each platform."""
    first: dict[str, Payment] = {}
    for one in sorted(found.found.after.coming, key=lambda one: (one.day, one.debt)):
        first.setdefault(one.debt, one)
    return sorted(first.values(), key=lambda one: (one.day, one.debt))


def _move(one: Move, currency: str, words: Words) -> str:
    given = {"debt": one.debt, "amount": words.money(one.amount, currency), "day": words.day(one.day)}
    return words(f"offer.move_{one.kind}", n=one.days, other=one.other, **given)


def _short(short: Due | None, currency: str, words: Words) -> str:
    if short is None:
        return ""
    amount = words.money(short.amount, currency)
    return words("offer.promises_short", day=words.day(short.day), amount=amount)
