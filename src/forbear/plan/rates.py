"""The true rate of a loan from its cash flows: the EU equation, Appendix J, and the Chinese display.

Amounts are in minor units (or exact fractions of them). A rate is a ``Decimal``: 0.151 is 15.1 %. Which is which:

- ``effective``: the annual rate of the EU equation, compounded (APRC; the UK's APR);
- ``appendix_j``: the nominal annual rate of Regulation Z, not compounded;
- ``per_instalment``: the internal rate of one period, with the simple and the compound year made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from forbear.errors import Problem, RecordError
from forbear.plan.roots import PRECISION, Function, first_root

Amount = int | Fraction
LARGEST_GROWTH = Decimal(100)
LARGEST_PERIOD_RATE = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount and when it moves, in years from the first advance."""

    amount: Amount
    years: Fraction


@dataclass(frozen=True, slots=True)
class UnitFlow:
    """An amount and when it moves, in full unit-periods and a part of one from the first advance."""

    amount: Amount
    full: int
    odd: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class InstalmentRate:
    """The internal rate of one period, and the year made of it in both ways; never show one without its name."""

    period: Decimal
    simple_year: Decimal
    compound_year: Decimal


def decimal(value: Amount) -> Decimal:
    """An exact number as a decimal of the present precision."""
    exact = Fraction(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def effective(advances: Sequence[Flow], payments: Sequence[Flow]) -> Decimal:
    """The effective annual rate at which payments and advances have the same present value; may be below nought."""
    with localcontext(prec=PRECISION):
        grid = _by_month([*payments, *(Flow(-one.amount, one.years) for one in advances)])

        def worth(growth: Decimal) -> Decimal:
            month = (-growth / 12).exp()
            return sum(((-growth * odd).exp() * _horner(row, month) for odd, row in grid), Decimal(0))

        return _solved(worth, LARGEST_GROWTH).exp() - 1


def appendix_j(advances: Sequence[UnitFlow], payments: Sequence[UnitFlow], per_year: Fraction) -> Decimal:
    """The nominal annual rate: the rate of a unit-period, odd days at simple interest, times unit-periods a year."""
    with localcontext(prec=PRECISION):
        signed = [(decimal(one.amount), one.full, decimal(one.odd)) for one in payments]
        signed += [(-decimal(one.amount), one.full, decimal(one.odd)) for one in advances]

        def worth(rate: Decimal) -> Decimal:
            return sum((amount / ((1 + odd * rate) * (1 + rate) ** full) for amount, full, odd in signed), Decimal(0))

        return _solved(worth, LARGEST_PERIOD_RATE, lowest=Decimal("-0.5")) * decimal(per_year)


def per_instalment(received: Amount, payments: Sequence[Amount], per_year: int = 12) -> InstalmentRate:
    """The Chinese display: the internal rate of equally spaced instalments, as simple and as compound year."""
    flows = [UnitFlow(amount, number) for number, amount in enumerate(payments, 1)]
    period = appendix_j([UnitFlow(received, 0)], flows, Fraction(1))
    with localcontext(prec=PRECISION):
        return InstalmentRate(period, period * per_year, (1 + period) ** per_year - 1)


def total_cost(advances: Iterable[Flow], payments: Iterable[Flow]) -> Amount:
    """What is paid beyond what was received."""
    return sum(one.amount for one in payments) - sum(one.amount for one in advances)


def _by_month(flows: Iterable[Flow]) -> list[tuple[Decimal, list[tuple[int, Decimal]]]]:
    """Flows on month grids: for each part of a month, the months and what moves in each."""
    grids: dict[Fraction, dict[int, Fraction]] = {}
    for flow in flows:
        month, odd = divmod(Fraction(flow.years), Fraction(1, 12))
        row = grids.setdefault(odd, {})
        row[month] = row.get(month, Fraction(0)) + flow.amount
    return [(decimal(odd), [(month, decimal(row[month])) for month in sorted(row)]) for odd, row in grids.items()]


def _horner(row: Sequence[tuple[int, Decimal]], step: Decimal) -> Decimal:
    """The sum of amounts, each times a power of ``step``."""
    total, later = Decimal(0), row[-1][0]
    for month, amount in reversed(row):
        total = total * step ** (later - month) + amount
        later = month
    return total * step**later


def _solved(worth: Function, highest: Decimal, lowest: Decimal | None = None) -> Decimal:
    """The rate at which flows are worth nought: upwards where more is paid than received, downwards where less is."""
    up = worth(Decimal(0)) >= 0
    limit = highest if up else -(lowest or -highest)
    found = first_root(worth, Decimal(0), Decimal("0.01") if up else Decimal("-0.01"), limit)
    if found is None:
        raise RecordError(_no_rate())
    return found


def _no_rate() -> Problem:
    return Problem(
        "", "no rate makes what is paid worth what was received", code="rate-none",
        why="money must first arrive and then be paid back",
        hint="Check that there is an advance, a payment after it, and that no amount is missing",
    )  # fmt: skip
