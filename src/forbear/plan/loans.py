"""A loan as it went: what was received, what was paid or is demanded, and what that cost by every convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.plan.checks import out_of_order
from forbear.plan.months import LAST_DAY, add_months
from forbear.plan.rates import Flow, InstalmentRate, UnitFlow, appendix_j, decimal, effective
from forbear.plan.reading import Problems, Raw, load, read_currency, read_table
from forbear.plan.roots import PRECISION
from forbear.plan.unit_periods import UNITS, eu_years, single_payment_term, unit_periods

MOST_PAYMENTS = 1200
EXTRAS = ("fee", "insurance", "membership")
WEEKS = {"week": 1, "2_weeks": 2, "4_weeks": 4}
MONTHS = {"month": 1, "2_months": 2, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that moved on a day: ``kind`` is advance, instalment, fee, insurance, membership or late_charge."""

    day: Day
    amount: int
    kind: str


@dataclass(frozen=True, slots=True)
class Loan:
    """What a borrower received and pays; ``every`` is how far apart the instalments are."""

    name: str
    currency: str
    contract: Day
    principal: int
    advances: tuple[Moved, ...]
    payments: tuple[Moved, ...]
    every: str = "month"
    place: str = ""
    lender: str = "any"

    @property
    def first(self) -> Day:
        """The day of the first advance."""
        return self.advances[0].day

    @property
    def received(self) -> int:
        """What arrived, in minor units."""
        return sum(one.amount for one in self.advances)

    def counted(self, kinds: Sequence[str]) -> tuple[Moved, ...]:
        """The payments of these kinds, in the order of their days."""
        return tuple(one for one in self.payments if one.kind in kinds)


@dataclass(frozen=True, slots=True)
class TrueRates:
    """What a loan cost by each convention, counting payments of ``kinds``; rates are fractions of one.

    ``full`` and ``odd`` are the unit-periods up to the first instalment.
    """

    kinds: tuple[str, ...]
    received: int
    paid: int
    effective: Decimal
    appendix_j: Decimal
    unit: str
    full: int
    odd: Fraction
    instalment: InstalmentRate

    @property
    def cost(self) -> int:
        """What was paid beyond what was received."""
        return self.paid - self.received


def true_rates(loan: Loan, extras: Sequence[str] = EXTRAS) -> TrueRates:
    """The rates of a loan with instalments and ``extras`` counted; late charges are no part of a rate."""
    kinds = ("instalment", *extras)
    payments = loan.counted(kinds)
    if not payments:
        raise RecordError(Problem(loan.name, "nothing is paid back", hint="Add its payments", code="rate-none"))
    yearly = effective([_flow(loan, one) for one in loan.advances], [_flow(loan, one) for one in payments])
    unit, per_year = _unit(loan, payments)
    advances, pays = ([_unit_flow(loan, one, unit) for one in some] for some in (loan.advances, payments))
    nominal = appendix_j(advances, pays, per_year)
    with localcontext(prec=PRECISION):
        period = nominal / decimal(per_year)
        shown = InstalmentRate(period, nominal, (1 + period) ** decimal(per_year) - 1)
    paid = sum(one.amount for one in payments)
    start = next((flow for flow, one in zip(pays, payments, strict=True) if one.kind == "instalment"), pays[0])
    return TrueRates(kinds, loan.received, paid, yearly, nominal, unit, start.full, start.odd, shown)


def years_to(loan: Loan, day: Day) -> Fraction:
    """Years from the first advance: by equal months, or in parts of 52 where the loan runs by weeks."""
    if loan.every in WEEKS and not (day - loan.first) % 7:
        return Fraction(day - loan.first, 7 * 52)
    return eu_years(loan.first, day, due_day_of(loan, day))


def due_day_of(loan: Loan, day: Day) -> int:
    """The day of the month on which payments fall due, where ``day`` is the last of a month too short for it."""
    last = add_months(day, 0, LAST_DAY) == day
    return max(date.fromordinal(one.day).day for one in loan.payments) if last else 0


def _flow(loan: Loan, moved: Moved) -> Flow:
    return Flow(moved.amount, years_to(loan, moved.day))


def _unit(loan: Loan, payments: Sequence[Moved]) -> tuple[str, Fraction]:
    """The unit-period, and how many make a year; a single payment within a year has its term for one."""
    single = len(payments) == 1 and len(loan.advances) == 1
    if single and payments[0].day - loan.first < add_months(loan.first, 12) - loan.first:
        return "term", single_payment_term(loan.first, payments[0].day)
    return loan.every, UNITS[loan.every].per_year


def _unit_flow(loan: Loan, moved: Moved, unit: str) -> UnitFlow:
    if unit == "term":
        return UnitFlow(moved.amount, int(moved.day != loan.first))
    return UnitFlow(moved.amount, *unit_periods(loan.first, moved.day, UNITS[unit], due_day_of(loan, moved.day)))


def read_loan(path: Path) -> Loan:
    """The loan of a TOML or JSON file."""
    return loan_of(load(path), str(path))


def loan_of(raw: Raw, name: str) -> Loan:
    """The loan of the tables of a file; raises RecordError with every problem."""
    problems: Problems = []
    currency = read_currency(raw.get("currency"), f"{name}, field 'currency'", problems)
    values = read_table(raw, "loan", currency, name, problems)
    advances, payments = (
        [
            read_table(one, kind, currency, f"{name}, {kind} {at}", problems)
            for at, one in enumerate(values[kind] or (), 1)
        ]
        for kind in ("advance", "payment")
    )
    if not problems:
        problems += [*_faults(advances, payments, name), *_whole_faults(values, advances, name)]
    if problems:
        raise RecordError(problems)
    received = tuple(sorted((Moved(one["day"], one["amount"], "advance") for one in advances), key=lambda one: one.day))
    paid = sorted((moved for one in payments for moved in _repeated(one)), key=lambda one: one.day)
    main = max(payments, key=lambda one: (one["is"] == "instalment", one["count"]))
    return Loan(
        name=values["name"],
        currency=currency,
        contract=values["contract"] or received[0].day,
        principal=values["principal"] or sum(one.amount for one in received),
        advances=received,
        payments=tuple(paid),
        every=main["every"],
        place=(values["place"] or "").upper(),
        lender=values["lender"],
    )


def _faults(advances: Sequence[Any], payments: Sequence[Any], name: str) -> Iterator[Problem]:
    if not advances or not payments:
        yield Problem(
            name, "an advance and a payment are needed", hint="Add [[advance]] and [[payment]]", code="file-empty"
        )
        return
    first = min(one["day"] for one in advances)
    for at, one in enumerate(payments, 1):
        if not 1 <= one["count"] <= MOST_PAYMENTS:
            hint = f"Write 1 to {MOST_PAYMENTS}"
            yield Problem(
                f"{name}, payment {at}", f"{one['count']} payments are hardly meant", hint=hint, code="value-invalid"
            )
        if one["day"] < first:
            what = f"it is paid on {show_day(one['day'])}, before the first advance on {show_day(first)}"
            hint = "What was kept back at the start is no payment: write what really arrived as the advance"
            yield Problem(f"{name}, payment {at}", what, hint=hint, code="days-out-of-order")


def _whole_faults(values: Any, advances: Sequence[Any], name: str) -> Iterator[Problem]:
    first = min((one["day"] for one in advances), default=0)
    if values["contract"] and first and values["contract"] > first:
        yield out_of_order(name, "advance", first, "contract", values["contract"])
    if values["principal"] and values["principal"] < sum(one["amount"] for one in advances):
        hint = "'principal' is the sum on paper, which is never less than what arrived"
        yield Problem(name, "more was received than was lent", hint=hint, code="received-too-large")


def _repeated(one: Any) -> Iterator[Moved]:
    for number in range(one["count"]):
        yield Moved(_nth(one["day"], one["every"], number), one["amount"], one["is"])


def _nth(first: Day, every: str, number: int) -> Day:
    if every in WEEKS:
        return first + 7 * WEEKS[every] * number
    if every == "half_month":
        return add_months(first, number // 2) + 15 * (number % 2)
    return add_months(first, MONTHS[every] * number)
