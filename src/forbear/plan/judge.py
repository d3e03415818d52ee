"""A lender's counter-offer judged: does it fit, what does it cost the others and in all, what is the strongest answer?

The answer is made from the two offers on the table, never from the ceiling: the ceiling only says what fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.money import Money
from forbear.plan.debts import Debts
from forbear.plan.months import add_months, due_day_of
from forbear.plan.offers import offer_for, outcome, together
from forbear.plan.room import Room
from forbear.plan.schedule import Sums
from forbear.plan.strategies.run import follow
from forbear.plan.strategies.shapes import Means, Plan, Strategy
from forbear.plan.terms import NO_LIMIT, Due, Limits, Terms

HORIZON = 600
DELAY = 12
"""Months by which their payments are moved at most for an answer."""
ANSWERS = ("accept", "hold", "counter", "replan")


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that a counter-offer is judged against; ``accepted`` are the terms that others have already.

    The other debts are looked at for so many ``months``.
    """

    debts: Debts
    means: Means
    strategy: Strategy
    accepted: tuple[Terms, ...] = ()
    limits: Limits = NO_LIMIT
    months: int = HORIZON

    @property
    def room(self) -> Room:
        """What is not promised yet. Private."""
        return Room.of(self.means, self.debts).with_terms(self.accepted)

    def others(self, terms: Terms) -> Plan | None:
        """What a strategy does for the debts without terms once these are promised; None where there are none."""
        bound = {terms.debt, *(one.debt for one in self.accepted)}
        rest = tuple(debt for debt in self.debts.all if debt.name not in bound)
        money = self.room.with_terms([terms]).rest(self.months)
        return follow(Debts(rest), money, self.strategy, self.months) if rest else None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a counter-offer does to another debt, beside our offer: what it costs, and when it ends (None: never)."""

    debt: str
    cost_before: int
    cost_after: int
    closed_before: Day | None
    closed_after: Day | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two offers: its terms, what becomes of the debt, and the cost of it and of all other debts.

    ``total`` is None where there is no money for it, or this debt or another never ends with it.
    """

    terms: Terms
    sums: Sums
    total: int | None

    @property
    def cost(self) -> int:
        """Interest and fees of this debt, less what is waived."""
        return self.sums.interest + self.sums.fees - self.sums.waived


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, one of ``ANSWERS``, with the ``terms`` to say it with, and what it rests on.

    ``short`` is the worst day and what is missing then (None where theirs fits); ``beyond`` what of it lies beyond the
    limits of the place. To ``hold`` is to say ours again; theirs may still be accepted where it fits.
    """

    ours: Side
    theirs: Side
    short: Due | None
    effects: tuple[Effect, ...]
    beyond: tuple[Problem, ...]
    answer: str
    terms: Terms | None

    @property
    def fits(self) -> bool:
        """Is there money for it on every day, with all that is promised already?"""
        return self.short is None

    @property
    def change(self) -> int | None:
        """What theirs costs more than ours in all; None where one of them leads to no end."""
        if self.ours.total is None or self.theirs.total is None:
            return None
        return self.theirs.total - self.ours.total


def judge(table: Table, ours: Terms, theirs: Terms) -> Judgement:
    """Judge their terms beside ours for the same debt."""
    _same(ours, theirs)
    before, after = table.others(ours), table.others(theirs)
    sides = _side(table, ours, before), _side(table, theirs, after)
    short = table.room.missing(theirs)
    answer, terms = _answer(table, *sides, fits=short is None)
    if terms is not None:
        checked(terms, table.room)
    beyond = table.limits.problems(theirs, f"the counter-offer for debt {theirs.debt!r}")
    return Judgement(*sides, short, tuple(_effects(before, after)), beyond, answer, terms)


def checked(terms: Terms, room: Room) -> Terms:
    """The terms, proven to fit; raises RecordError where accepting them would promise money that is not there."""
    short = room.missing(terms)
    if short is not None:
        raise RecordError(_too_much(terms, short))
    return terms


def _side(table: Table, terms: Terms, others: Plan | None) -> Side:
    sums, _ = outcome(table.debts[terms.debt], terms)
    bound = (outcome(table.debts[one.debt], one)[0] for one in table.accepted if one.debt != terms.debt)
    cost = sum(one.interest + one.fees - one.waived for one in (sums, *bound))
    ends = table.room.fits(terms) and not sums.closing and (others is None or others.feasible)
    return Side(terms, sums, cost + (others.cost if others else 0) if ends else None)


def _answer(table: Table, ours: Side, theirs: Side, fits: bool) -> tuple[str, Terms | None]:
    """Accept what fits and costs no more; else the cheaper of what both said; else ours for longer; else ours again."""
    if fits and theirs.total is not None and (ours.total is None or theirs.total <= ours.total):
        return "accept", theirs.terms
    if not table.room.fits(ours.terms):
        return "replan", None
    between = _mixed(table, ours.terms, theirs.terms) + ([] if fits else _later(table, theirs.terms))
    sides = [_side(table, terms, table.others(terms)) for terms in between if table.room.fits(terms)]
    cheaper = [one for one in sides if one.total is not None and (ours.total is None or one.total < ours.total)]
    if cheaper:
        return "counter", min(cheaper, key=lambda one: one.total or 0).terms
    longer = None if fits else _longer(table, ours.terms, theirs.terms)
    return ("counter", longer) if longer else ("hold", ours.terms)


def _mixed(table: Table, ours: Terms, theirs: Terms) -> list[Terms]:
    """Our payments with what they give up that we did not ask for."""
    if (theirs.frozen <= ours.frozen) and theirs.rate is None:
        return []
    mixed = replace(ours, frozen=ours.frozen or theirs.frozen, rate=theirs.rate)
    return [replace(mixed, dues=outcome(table.debts[ours.debt], mixed)[1])]


def _later(table: Table, theirs: Terms) -> list[Terms]:
    """Their payments, each so many months later as are needed for them to fit."""
    usual = table.debts[theirs.debt].due_day
    due_day = due_day_of((due.day for due in theirs.dues), usual)
    for months in range(1, DELAY + 1):
        moved = ((_month_on(due.day, months, due_day), due.amount) for due in theirs.dues)
        later = replace(theirs, dues=together(moved))
        if table.room.fits(later):
            return [later]
    return []


def _month_on(day: Day, months: int, due_day: int) -> Day:
    """So many months later: a payment of the due day stays on it, another on its own day of the month."""
    return add_months(day, months, due_day if add_months(day, 0, due_day) == day else 0)


def _longer(table: Table, ours: Terms, theirs: Terms) -> Terms | None:
    """Our payments gone on with until all is paid that they ask for, or to the limit; None where that is no more."""
    dues, debt = list(ours.dues), table.debts[ours.debt]
    due_day = due_day_of((due.day for due in dues), debt.due_day)
    most, usual = table.limits.instalments or table.months, _usual(ours.dues)
    while len(dues) < most and sum(due.amount for due in dues) < theirs.total:
        dues.append(Due(_month_on(dues[-1].day, 1, due_day), usual))
    offer = offer_for(debt, dues, table.limits).terms
    more = offer.total > ours.total and len(offer.concessions) <= len(ours.concessions)
    return offer if more and table.room.fits(offer) else None


def _usual(dues: Sequence[Due]) -> int:
    """The amount of most payments, the higher of equals."""
    amounts = [due.amount for due in dues]
    return max(amounts, key=lambda amount: (amounts.count(amount), amount))


def _effects(before: Plan | None, after: Plan | None) -> Iterable[Effect]:
    if before is None or after is None:
        return
    for debt in before.schedule.debts.all:
        sums = (plan.schedule.sums(debt.name) for plan in (before, after))
        costs = (one.interest + one.fees - one.waived for one in sums)
        ends = (plan.schedule.closed_on[debt.name] for plan in (before, after))
        yield Effect(debt.name, *costs, *ends)


def _same(ours: Terms, theirs: Terms) -> None:
    if (ours.debt, ours.currency) != (theirs.debt, theirs.currency):
        what = f"the counter-offer is for debt {theirs.debt!r} in {theirs.currency}"
        hint = "Judge each debt by itself"
        raise RecordError(Problem(f"our offer for debt {ours.debt!r}", what, hint=hint, code="offer-other-debt"))


def _too_much(terms: Terms, short: Due) -> Problem:
    missing = Money(short.amount, terms.currency)
    what = f"{missing} are missing on {show_day(short.day)} to keep it and all that is promised already"
    return Problem(
        f"offer for debt {terms.debt!r}", what, why="a promise that cannot be kept makes things worse",
        hint="Do not accept it; see the answer that `forbear offer judge` gives", code="offer-too-much",
    )  # fmt: skip
