"""Debts paid by a fixed order, month after month, for comparison with published tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from forbear.plan.debts import Debt, Debts, Minimum, Rate
from forbear.plan.months import add_months
from forbear.plan.schedule import Ledger, Payment

START = date(2026, 1, 1).toordinal()
LONGEST = 600


def plain_debts(rows, rounding="half_up"):
    """Debts of (name, balance, yearly rate in percent, minimum), all in one currency and from one day."""
    return Debts(tuple(_plain(*row, rounding) for row in rows))


def _plain(name, balance, rate, minimum, rounding):
    return Debt(
        name, "USD", START, int(Fraction(balance) * 100), kind="revolving", rate=Rate(Fraction(rate) / 100),
        minimum=Minimum(floor=int(Fraction(minimum) * 100)), interest_on_interest=True, rounding=rounding,
    )  # fmt: skip


@dataclass
class Months:
    """How it went: months until all are closed (None where they never are), month of closing, balances after each."""

    count: int | None
    closed: dict[str, int]
    after: list[dict[str, int]]
    schedule: object

    @property
    def interest(self):
        return sum(sums.interest for sums in self.schedule.totals().values())


def pay_off(debts, minimums, money, order, payment_first=False, longest=LONGEST):
    """Minimums first, as far as the money goes; what is left goes to debts in the order of ``order(ledger, debt)``."""
    ledger = Ledger(debts, payment_first)
    closed, after = {}, [{debt.name: debt.owed for debt in debts.all}]
    for month in range(1, longest + 1):
        day = add_months(START, month)
        if not payment_first:
            ledger.to(day)
        _pay_month(ledger, day, minimums, money, order)
        ledger.to(day)
        after.append({name: account.owed for name, account in ledger.accounts.items()})
        closed |= {name: month for name, one in ledger.accounts.items() if one.closed and name not in closed}
        if ledger.closed:
            return Months(month, closed, after, ledger.schedule(day))
    return Months(None, closed, after, ledger.schedule(day))


def _pay_month(ledger, day, minimums, money, order):
    left = money
    for name, minimum in minimums.items():
        left -= ledger.pay(Payment(day, name, min(minimum, left)))
    for debt in sorted(ledger.debts.all, key=lambda debt: order(ledger, debt)):
        left -= ledger.pay(Payment(day, debt.name, left))
