"""Debts as they are: what is owed on a day, and the terms by which it grows and falls due.

Amounts are whole minor units of the debt's currency, rates exact fractions, days day numbers. Nothing here
moves: ``account.py`` carries a debt through time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from forbear.calendar import Day
from forbear.errors import Problem, RecordError
from forbear.money import Money

KINDS = ("instalment", "revolving", "single")
METHODS = ("equal_instalment", "equal_principal", "flat_fee", "interest_first")
ACCRUALS = ("monthly", "daily")
DAY_COUNTS = ("equal_months", "actual_365", "actual_360", "actual_actual", "30e_360")
PARTS = ("fees", "interest", "principal")
PER_YEAR: Mapping[str, int] = {"year": 1, "month": 12, "day": 365}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of interest: a fraction (0.24 is 24 %) for each year, month or day."""

    fraction: Fraction
    per: str = "year"

    @property
    def yearly(self) -> Fraction:
        """The nominal rate of a year: 12 months or 365 days of it, not compounded."""
        return self.fraction * PER_YEAR[self.per]


NO_INTEREST = Rate(Fraction(0))


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least that a revolving debt asks for: a part of the balance, and a floor; never more than is owed."""

    part: Fraction = Fraction(0)
    floor: int = 0
    plus_interest: bool = False
    plus_fees: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """What being late costs: overdue interest on arrears (on top of the rate) and late fees, each up to its cap."""

    grace_days: int = 0
    fee: int = 0
    fee_part: Fraction = Fraction(0)
    fee_cap: int | None = None
    rate: Rate = NO_INTEREST
    interest_cap: int | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Days, both included, on which another rate holds: a promotion, or a freeze that stops late charges too."""

    first: Day
    last: Day
    rate: Rate = NO_INTEREST
    freezes: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """A creditor's offer: ``amount`` in one payment, on ``last`` or before, closes the debt; the rest is waived."""

    amount: int
    last: Day


@dataclass(frozen=True, slots=True)
class Debt:
    """One debt on the day ``as_of``, with its terms.

    ``principal``, ``interest`` and ``fees`` are what is owed of each; ``arrears`` is the part of them that is
    already overdue; ``original`` is the sum lent, on which a flat fee is reckoned. An ``accelerated`` debt is due
    as a whole.
    """

    name: str
    currency: str
    as_of: Day
    principal: int
    kind: str = "instalment"
    creditor: str = ""
    interest: int = 0
    fees: int = 0
    arrears: int = 0
    rate: Rate = NO_INTEREST
    accrual: str = "monthly"
    day_count: str = "equal_months"
    rounding: str = "half_up"
    interest_on_interest: bool = False
    due_day: int = 1
    due: Day | None = None
    method: str = "equal_instalment"
    instalment: int | None = None
    instalments_left: int | None = None
    original: int | None = None
    flat_fee: Fraction = Fraction(0)
    flat_fee_if_repaid_early: bool = False
    minimum: Minimum = Minimum()
    late: Late = Late()
    spells: tuple[Spell, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    accelerated: bool = False
    allocation: tuple[str, ...] = PARTS
    received: int | None = None
    opened: Day | None = None
    secured: bool = False
    court: bool = False
    credit_reporting: bool = False

    @property
    def owed(self) -> int:
        """Everything that is owed on ``as_of``, in minor units."""
        return self.principal + self.interest + self.fees

    @property
    def called_in(self) -> bool:
        """Is all of it due on ``as_of``: called in by the creditor, or its day has come?"""
        return self.accelerated or (self.due is not None and self.due <= self.as_of)

    @property
    def late_already(self) -> bool:
        """Is something overdue on ``as_of``?"""
        return bool(self.arrears or (self.called_in and self.owed))

    @property
    def money(self) -> Money:
        """What is owed, with its currency."""
        return Money(self.owed, self.currency)

    @property
    def kept_back(self) -> int:
        """What was lent on paper and never paid out ("cut head")."""
        lent = self.principal if self.original is None else self.original
        return 0 if self.received is None else lent - self.received


@dataclass(frozen=True, slots=True)
class Debts:
    """The debts of one person: names are unique, currencies are kept apart."""

    all: tuple[Debt, ...]

    def __post_init__(self) -> None:
        names = [debt.name for debt in self.all]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RecordError(_twice(name) for name in twice)

    def __getitem__(self, name: str) -> Debt:
        return next(debt for debt in self.all if debt.name == name)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies, in the order in which they first stand."""
        return tuple(dict.fromkeys(debt.currency for debt in self.all))

    def by_currency(self) -> Mapping[str, Debts]:
        """The debts of each currency by themselves; a plan is made for each."""
        return {one: Debts(tuple(debt for debt in self.all if debt.currency == one)) for one in self.currencies}

    def owed(self) -> Mapping[str, int]:
        """What is owed in each currency, in minor units."""
        return {one: _sum(debts.all) for one, debts in self.by_currency().items()}


def _sum(debts: Iterable[Debt]) -> int:
    return sum(debt.owed for debt in debts)


def _twice(name: str) -> Problem:
    return Problem(
        f"debt {name!r}", "two debts have this name", why="payments are booked by name", code="debt-twice",
        hint="Give each its own name, such as 'Platform A, March' and 'Platform A, June'",
    )  # fmt: skip
