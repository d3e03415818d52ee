"""Offers to creditors from a plan: what each is promised and asked for. The private ceiling stands elsewhere.

An offer asks for the least that makes its payments end within the limits: nothing; else that interest stops; else also
that what is left at the end is waived.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.money import Money
from forbear.plan.debts import Debt, Debts
from forbear.plan.months import add_months, due_day_of
from forbear.plan.room import Room
from forbear.plan.schedule import Sums, simulate
from forbear.plan.strategies.run import LONGEST
from forbear.plan.strategies.shapes import Plan
from forbear.plan.terms import NO_LIMIT, Due, Limits, Terms, agreed


@dataclass(frozen=True, slots=True)
class Offer:
    """What a creditor is shown, and nothing else: there is no ceiling in it.

    ``sums`` is what becomes of the debt under the terms, to their last day; ``until`` the last day for an answer.
    """

    creditor: str
    owed: int
    terms: Terms
    sums: Sums
    until: Day | None = None
    limit: Limits = NO_LIMIT

    @property
    def debt(self) -> str:
        """The name of the debt."""
        return self.terms.debt


@dataclass(frozen=True, slots=True)
class Ceiling:
    """For the borrower alone: how much higher each payment of an offer could be while all that is accepted is kept."""

    debt: str
    currency: str
    spare: int


@dataclass(frozen=True, slots=True)
class Offers:
    """The offers of a plan, and the debts that get none because the plan has nothing for them."""

    offers: tuple[Offer, ...]
    without: tuple[str, ...]

    def __getitem__(self, name: str) -> Offer:
        return next(offer for offer in self.offers if offer.debt == name)


def offers_of(plan: Plan, limits: Limits = NO_LIMIT, until: Day | None = None, even: bool = False) -> Offers:
    """An offer for every debt that the plan pays to; ``even`` payments are the lowest of the plan's, for longer."""
    made, without = list[Offer](), list[str]()
    for debt in plan.schedule.debts.all:
        paid = [one for one in plan.payments if one.debt == debt.name]
        dues = together((one.day, one.amount) for one in paid)
        if dues:
            settles = paid[-1].settles
            dues = _even(dues, limits, debt.due_day) if even and not settles else dues
            made.append(offer_for(debt, dues, limits, until, settles))
        elif debt.owed:
            without.append(debt.name)
    short = Room.of(plan.means, plan.schedule.debts).with_terms(one.terms for one in made).missing() if even else None
    if short is not None:
        raise RecordError(_do_not_fit(plan, short))
    return Offers(tuple(made), tuple(without))


def _even(dues: Sequence[Due], limits: Limits, usual: int) -> tuple[Due, ...]:
    """The lowest payment but the last, every month from the first day on, as often as may be needed."""
    lowest = min(due.amount for due in dues[:-1] or dues)
    due_day = due_day_of((due.day for due in dues), usual)
    days = (add_months(dues[0].day, at, due_day) for at in range(limits.instalments or LONGEST))
    return tuple(Due(day, lowest) for day in days)


def offer_for(
    debt: Debt, dues: Sequence[Due], limits: Limits, until: Day | None = None, settles: bool = False
) -> Offer:
    """The offer that such payments make, cut to the limits, with the least concession that lets it end there."""
    kept = tuple(dues[: limits.instalments])
    settled = settles and len(kept) == len(dues)
    ladder = [Terms(debt.name, debt.currency, kept, frozen, waives_rest=waives) for frozen, waives in _ladder(settled)]
    tried = ((terms, *outcome(debt, terms)) for terms in ladder)
    terms, sums, needed = next(one for one in tried if one[0].waives_rest or not one[1].closing)
    fitted = Terms(debt.name, debt.currency, needed, terms.frozen, waives_rest=bool(sums.waived))
    return Offer(debt.creditor or debt.name, debt.owed, fitted, outcome(debt, fitted)[0], until, limits)


def _ladder(settled: bool) -> tuple[tuple[bool, bool], ...]:
    """Concessions from none to most: whether interest is frozen, whether the rest is waived."""
    return ((False, True),) if settled else ((False, False), (True, False), (True, True))


def outcome(debt: Debt, terms: Terms) -> tuple[Sums, tuple[Due, ...]]:
    """What becomes of a debt under terms, and the payments of them that were needed."""
    schedule = simulate(Debts((agreed(debt, terms),)), terms.payments(), terms.last)
    return schedule.sums(debt.name), together((one.day, one.amount) for one in schedule.payments())


def ceilings(offers: Iterable[Offer], room: Room) -> tuple[Ceiling, ...]:
    """The private ceiling of each offer, given what is promised in ``room`` (not the other offers)."""
    return tuple(Ceiling(one.debt, one.terms.currency, _spare(one, room)) for one in offers)


def _spare(offer: Offer, room: Room) -> int:
    return room.with_terms([offer.terms]).even((due.day for due in offer.terms.dues), offer.debt)


def _do_not_fit(plan: Plan, short: Due) -> Problem:
    currency = plan.schedule.debts.all[0].currency
    what = f"{Money(short.amount, currency)} are missing on {show_day(short.day)} for all of these offers together"
    hint = "Leave out even payments, or use another strategy"
    return Problem("the offers", what, why="what cannot be kept is not offered", hint=hint, code="offer-too-much")


def together(payments: Iterable[tuple[Day, int]]) -> tuple[Due, ...]:
    """One due for each day."""
    by_day: dict[Day, int] = {}
    for day, amount in payments:
        by_day[day] = by_day.get(day, 0) + amount
    return tuple(Due(day, amount) for day, amount in sorted(by_day.items()) if amount)
