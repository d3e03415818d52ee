"""Level payments and amortisation tables, to the minor unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from forbear.plan.rounding import ROUNDINGS, rounded


def level(principal: int, share: Fraction, count: int) -> Fraction:
    """The equal payment, exact, that repays ``principal`` in ``count`` periods at ``share`` interest a period."""
    if not share:
        return Fraction(principal, count)
    return principal * share / (1 - (1 + share) ** -count)


def level_payment(principal: int, share: Fraction, count: int, rounding: str = "half_up") -> int:
    """That payment in whole minor units, rounded as named."""
    return rounded(level(principal, share, count), rounding)


def level_with_odd_days(principal: int, share: Fraction, count: int, odd: Fraction) -> Fraction:
    """The equal payment where the first period is longer by ``odd`` periods, which bear simple interest."""
    return level(principal, share, count) * (1 + odd * share)


@dataclass(frozen=True, slots=True)
class Row:
    """One period of a table, in minor units: payment = principal + interest; ``balance`` is left after it."""

    number: int
    payment: int
    principal: int
    interest: int
    balance: int


def table(
    principal: int, share: Fraction, payment: int, count: int | None = None, rounding: str = "half_up"
) -> tuple[Row, ...]:
    """Each period's row, interest rounded each time; the last payment is what is left. Without ``count``, until repaid.

    A payment that does not even cover the interest never ends: then the table is empty.
    """
    if count is None and payment <= ROUNDINGS[rounding](principal * share.numerator, share.denominator):
        return ()
    rows: list[Row] = []
    balance = principal
    while balance > 0:
        due = ROUNDINGS[rounding](balance * share.numerator, share.denominator)
        last = len(rows) + 1 == count or balance + due <= payment
        paid = balance + due if last else payment
        balance -= paid - due
        rows.append(Row(len(rows) + 1, paid, paid - due, due, balance))
    return tuple(rows)


def carried_table(
    principal: int, share: Fraction, payment: int, count: int | None = None, rounding: str = "half_up"
) -> tuple[Row, ...]:
    """The same with nothing rounded on the way; only what is printed is, so columns may be one off in the sum."""
    if count is None and payment <= principal * share:
        return ()
    rows: list[Row] = []
    balance = Fraction(principal)
    while balance > 0:
        due = balance * share
        last = len(rows) + 1 == count or (count is None and balance + due <= payment)
        paid = balance + due if last else Fraction(payment)
        balance -= paid - due
        printed = (rounded(value, rounding) for value in (paid, paid - due, due, balance))
        rows.append(Row(len(rows) + 1, *printed))
    return tuple(rows)
