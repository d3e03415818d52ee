"""Terms: which payments are promised to a creditor, on which days, and what the creditor gives up for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from forbear.calendar import Day
from forbear.errors import Problem, RecordError
from forbear.plan.debts import Debt, Debts, Rate, Settlement, Spell
from forbear.plan.months import due_day_of, next_due
from forbear.plan.schedule import Payment, Schedule, simulate


@dataclass(frozen=True, slots=True)
class Due:
    """One payment that is promised: ``amount`` on ``day`` or before."""

    day: Day
    amount: int


@dataclass(frozen=True, slots=True)
class Run:
    """Equal payments one after the other, for reading."""

    first: Day
    last: Day
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What one debt is promised, from the day of its balance on, in the order of days.

    ``frozen``: neither interest nor late charges run until the last due; ``rate`` replaces the contract's;
    ``waives_rest``: what is left after the last payment is waived. Nothing else about the debt changes.
    """

    debt: str
    currency: str
    dues: tuple[Due, ...]
    frozen: bool = False
    rate: Rate | None = None
    waives_rest: bool = False

    def __post_init__(self) -> None:
        days = [due.day for due in self.dues]
        if not days or days != sorted(set(days)) or min(due.amount for due in self.dues) <= 0:
            raise RecordError(_no_dues(self.debt, days))

    @property
    def total(self) -> int:
        """Everything that is promised."""
        return sum(due.amount for due in self.dues)

    @property
    def last(self) -> Day:
        """The day of the last payment."""
        return self.dues[-1].day

    @property
    def highest(self) -> int:
        """The highest single payment."""
        return max(due.amount for due in self.dues)

    @property
    def concessions(self) -> tuple[str, ...]:
        """What the creditor gives up, by name: ``freeze``, ``rate``, ``waiver``."""
        given = {"freeze": self.frozen, "rate": self.rate is not None, "waiver": self.waives_rest}
        return tuple(name for name, is_given in given.items() if is_given)

    def promised(self, first: Day, end: Day) -> int:
        """What is promised from ``first`` up to, not with, ``end``."""
        return sum(due.amount for due in self.dues if first <= due.day < end)

    def runs(self) -> tuple[Run, ...]:
        """The payments with equal ones drawn together."""
        groups = (list(some) for _, some in groupby(self.dues, key=lambda due: due.amount))
        return tuple(Run(some[0].day, some[-1].day, some[0].amount, len(some)) for some in groups)

    def payments(self) -> tuple[Payment, ...]:
        """The payments, each made on its day; the last one settles where the rest is waived."""
        *before, last = self.dues
        plain = [Payment(due.day, self.debt, due.amount) for due in before]
        return *plain, Payment(last.day, self.debt, last.amount, settles=self.waives_rest)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the place sets for a workout: so many instalments at most (None: no limit is known), and who says so."""

    instalments: int | None = None
    source: str = ""

    def problems(self, terms: Terms, where: str) -> tuple[Problem, ...]:
        """What of the terms lies beyond the limits, as sentences."""
        most = self.instalments
        if most is None or len(terms.dues) <= most:
            return ()
        what = f"{len(terms.dues)} instalments are more than {most}"
        hint = f"Ask for at most {most}, with interest frozen or a part waived where that is not enough"
        return (Problem(where, what, why=self.source, hint=hint, code="offer-too-long"),)


NO_LIMIT = Limits()


def agreed(debt: Debt, terms: Terms) -> Debt:
    """The debt under the terms: it falls due as promised and not before, so that who keeps them is never late.

    Equal payments make an instalment loan of it; others one that is due on the last day.
    """
    due_day = due_day_of((due.day for due in terms.dues), debt.due_day)
    freeze = (Spell(debt.as_of + 1, terms.last, freezes=True),) if terms.frozen else ()
    offers = (Settlement(terms.dues[-1].amount, terms.last),) if terms.waives_rest else ()
    equal = _are_monthly(terms, due_day, debt.as_of) and not debt.flat_fee
    return replace(
        debt,
        kind="instalment" if equal else "single",
        method="equal_instalment",
        instalment=terms.dues[0].amount if equal else None,
        instalments_left=len(terms.dues) if equal else debt.instalments_left,
        due=None if equal else terms.last,
        due_day=due_day,
        rate=debt.rate if terms.rate is None else terms.rate,
        flat_fee=debt.flat_fee * (not terms.frozen),
        arrears=0,
        accelerated=False,
        spells=(*freeze, *debt.spells),
        settlements=offers,
    )


def _are_monthly(terms: Terms, due_day: int, as_of: Day) -> bool:
    """Equal payments (the last may be less) on each due day from the first after ``as_of`` on."""
    day = as_of
    for due in terms.dues:
        day = next_due(day, due_day)
        if due.day != day:
            return False
    *before, last = (due.amount for due in terms.dues)
    return len(set(before)) <= 1 and last <= (before or [last])[0]


def schedule_of(debts: Debts, terms: Iterable[Terms], payment_first: bool = False) -> Schedule:
    """The schedule that accepted terms become: every promised payment on its day, to the last of them."""
    by_debt = {one.debt: one for one in terms}
    under = Debts(tuple(agreed(debt, by_debt[debt.name]) for debt in debts.all if debt.name in by_debt))
    payments = [payment for one in by_debt.values() for payment in one.payments()]
    return simulate(under, payments, max(one.last for one in by_debt.values()), payment_first)


def _no_dues(name: str, days: list[Day]) -> Problem:
    if not days:
        hint = "Give each payment's day and amount"
        return Problem(f"debt {name!r}", "nothing is promised", hint=hint, code="offer-empty")
    return Problem(
        f"debt {name!r}", "its promised payments are not in the order of their days, or one of them is nothing",
        hint="Give each day once, earliest first, with an amount above 0", code="offer-out-of-order",
    )  # fmt: skip
