"""How much of each payment of a loan is a charge, how much of that a limit allows, and what lies above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from forbear.calendar import Day
from forbear.plan.loans import Loan, Moved, true_rates, years_to
from forbear.plan.rates import decimal
from forbear.plan.roots import PRECISION
from forbear.plan.rounding import digits

MEASURES = ("simple_year", "simple_month", "simple_day", "compound_month", "total_cost")
PER_YEAR = {"simple_year": 1, "simple_month": 12}
Charge = Callable[[Decimal, Fraction, int], Decimal]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on charges: ``part`` of the balance by a measure of time, or of what was received (``total_cost``)."""

    measure: str
    part: Fraction

    def on(self, balance: Decimal, years: Fraction, days: int) -> Decimal:
        """What the limit allows on a balance for a stretch of time."""
        if self.measure == "compound_month":
            return balance * ((1 + decimal(self.part)) ** decimal(12 * years) - 1)
        if self.measure == "simple_day":
            return balance * decimal(self.part) * days
        return balance * decimal(self.part * PER_YEAR[self.measure] * years)


@dataclass(frozen=True, slots=True)
class Above:
    """One payment: how much of it is a charge, how much of that is allowed, and what lies above.

    What one payment leaves of its allowance is there for the next; what lies above is never less than nought.
    """

    day: Day
    payment: int
    charge: int
    allowed: int
    above: int


def rows_above(loan: Loan, payments: Sequence[Moved], limit: Limit) -> tuple[Above, ...]:
    """Each payment against a limit. The loan's own rate says how much of an instalment is a charge."""
    with localcontext(prec=PRECISION):
        found = _walked(loan, payments, limit)
    rows: list[Above] = []
    room = 0
    for payment, charge, allowed in found:
        above = max(0, charge - allowed - room)
        room = max(0, room + allowed - charge)
        rows.append(Above(payment.day, payment.amount, charge, allowed, above))
    return tuple(rows)


def _walked(loan: Loan, payments: Sequence[Moved], limit: Limit) -> list[tuple[Moved, int, int]]:
    """Each payment with its charge and what is allowed, in minor units that add up to the rounded sums."""
    extras = tuple({one.kind for one in payments} - {"instalment", "late_charge"})
    growth = 1 + true_rates(loan, extras).effective
    own: Charge = lambda balance, years, _days: balance * (growth ** decimal(years) - 1)  # noqa: E731
    charges, limits = [Decimal(0)], [Decimal(0)]
    total = limit.measure == "total_cost"
    left = decimal(loan.received * limit.part) if total else Decimal(0)
    for payment, balance, years, days in _stretches(loan, payments, own):
        late = payment.kind == "late_charge"
        charge = decimal(payment.amount) if late else own(balance, years, days)
        charges.append(charges[-1] + charge)
        allowed = min(left, charge) if total else Decimal(0) if late else limit.on(balance, years, days)
        left -= allowed if total else 0
        limits.append(limits[-1] + allowed)
    return list(zip(_in_order(payments), _steps(charges), _steps(limits), strict=True))


def _in_order(payments: Sequence[Moved]) -> list[Moved]:
    return sorted(payments, key=lambda one: one.day)


def _steps(sums: Sequence[Decimal]) -> list[int]:
    """Differences of rounded sums: their sum is the rounded whole."""
    whole = [int(digits(one, 0)) for one in sums]
    return [later - sooner for sooner, later in pairwise(whole)]


def _stretches(loan: Loan, payments: Sequence[Moved], own: Charge) -> list[tuple[Moved, Decimal, Fraction, int]]:
    """Each payment with the balance before it and the time since the last; a late charge moves neither."""
    found: list[tuple[Moved, Decimal, Fraction, int]] = []
    advances = list(loan.advances)
    balance, since = Decimal(0), loan.first
    for payment in _in_order(payments):
        while advances and advances[0].day <= payment.day:
            one = advances.pop(0)
            balance += own(balance, years_to(loan, one.day) - years_to(loan, since), one.day - since) + one.amount
            since = one.day
        years, days = years_to(loan, payment.day) - years_to(loan, since), payment.day - since
        found.append((payment, balance, years, days))
        if payment.kind != "late_charge":
            balance += own(balance, years, days) - payment.amount
            since = payment.day
    return found


def overpaid(loan: Loan, payments: Sequence[Moved], limit: Limit) -> int:
    """What was paid too much at the end, had the debt grown by no more than the limit from the start."""
    paid = sum(one.amount for one in payments)
    if limit.measure == "total_cost":
        return max(0, paid - int(loan.received * (1 + limit.part)))
    moves = sorted([*loan.advances, *payments], key=lambda one: (one.day, one.kind != "advance"))
    with localcontext(prec=PRECISION):
        balance, since = Decimal(0), loan.first
        for move in moves:
            years, days = years_to(loan, move.day) - years_to(loan, since), move.day - since
            balance += limit.on(max(balance, Decimal(0)), years, days)
            balance += move.amount if move.kind == "advance" else -move.amount
            since = move.day
        return max(0, -int(digits(balance, 0)))
