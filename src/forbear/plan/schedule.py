"""Many debts in time, with what is paid to each: entries, months, totals; nothing is shown that does not add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forbear.calendar import Day
from forbear.errors import ForbearError
from forbear.plan.account import Account
from forbear.plan.accrual import Factors
from forbear.plan.debts import Debts
from forbear.plan.entries import CHARGES, INTEREST, Entry
from forbear.plan.months import add_months


class ConservationError(ForbearError):
    """A schedule whose sums do not agree; it is never shown. A fault of the program, not of the person."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment to one debt on one day; ``settles`` where the creditor takes it for all that is owed."""

    day: Day
    debt: str
    amount: int
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What happened to an amount owed: opening + interest + fees - paid - waived = closing."""

    opening: int
    interest: int = 0
    fees: int = 0
    paid: int = 0
    waived: int = 0
    closing: int = 0

    @property
    def foots(self) -> bool:
        """Do the sums agree?"""
        return self.opening + self.interest + self.fees - self.paid - self.waived == self.closing

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.opening + other.opening, self.interest + other.interest, self.fees + other.fees,
            self.paid + other.paid, self.waived + other.waived, self.closing + other.closing,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One debt in one month: the days after ``first`` (in the first month with it) up to and with ``last``."""

    month: int
    first: Day
    last: Day
    debt: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Schedule:
    """What happens to debts up to a day: every movement, in order, and how it was reckoned.

    ``left_over`` are payments, or parts of them, that nothing was owed for; they were not made.
    """

    debts: Debts
    payment_first: bool
    last: Day
    entries: tuple[Entry, ...]
    closing: Mapping[str, int]
    closed_on: Mapping[str, Day | None]
    left_over: tuple[Payment, ...] = ()

    @property
    def first(self) -> Day:
        """The earliest day of a balance."""
        return min(debt.as_of for debt in self.debts.all)

    def payments(self) -> tuple[Payment, ...]:
        """The payments that were made; simulating them again gives this schedule again."""
        settled = {(entry.debt, entry.day) for entry in self.entries if entry.kind == "waiver"}
        return tuple(
            Payment(entry.day, entry.debt, entry.amount, (entry.debt, entry.day) in settled)
            for entry in self.entries
            if entry.kind == "payment"
        )

    def sums(self, name: str) -> Sums:
        """One debt from beginning to end."""
        return _sums(self.debts[name].owed, (entry for entry in self.entries if entry.debt == name))

    def totals(self) -> Mapping[str, Sums]:
        """All debts of each currency together."""
        totals: dict[str, Sums] = {}
        for debt in self.debts.all:
            totals[debt.currency] = totals.get(debt.currency, Sums(0)) + self.sums(debt.name)
        return totals

    def rows(self) -> tuple[Row, ...]:
        """Each debt in each month, counted from the earliest balance; months in which nothing is owed are left out."""
        return tuple(row for debt in self.debts.all for row in self._rows_of(debt.name, debt.owed))

    def _rows_of(self, name: str, balance: int) -> Iterable[Row]:
        entries = [entry for entry in self.entries if entry.debt == name]
        month, start, at = 1, self.first, 0
        while start < self.last or month == 1:
            end = min(add_months(self.first, month), self.last)
            until = at
            while until < len(entries) and entries[until].day <= end:
                until += 1
            sums = _sums(balance, entries[at:until])
            if balance or until > at:
                yield Row(month, start, end, name, sums)
            balance, at, start, month = sums.closing, until, end, month + 1

    def check(self) -> Schedule:
        """The schedule itself, proven to add up; raises ConservationError where it does not."""
        for debt in self.debts.all:
            self._check_entries(debt.name, debt.owed)
            if self.sums(debt.name).closing != self.closing[debt.name]:
                raise ConservationError(f"debt {debt.name!r}: its movements do not lead to what is owed at the end.")
        rows = sum((row.sums for row in self.rows()), Sums(0))
        totals = sum(self.totals().values(), Sums(0))
        if (rows.paid, rows.interest, rows.fees) != (totals.paid, totals.interest, totals.fees) or not totals.foots:
            raise ConservationError("The months of this schedule do not add up to its totals.")
        return self

    def _check_entries(self, name: str, balance: int) -> None:
        for entry in self.entries:
            if entry.debt != name:
                continue
            balance += entry.amount if entry.kind in CHARGES else -entry.amount
            parts = (entry.fees, entry.interest, entry.principal)
            if balance != entry.balance or sum(parts) != entry.amount or min(entry.amount, balance, *parts) < 0:
                raise ConservationError(f"debt {name!r}: the {entry.kind} of day {entry.day} does not add up.")


def _sums(opening: int, entries: Iterable[Entry]) -> Sums:
    interest = fees = paid = waived = 0
    for entry in entries:
        if entry.kind in INTEREST:
            interest += entry.amount
        elif entry.kind in CHARGES:
            fees += entry.amount
        elif entry.kind == "payment":
            paid += entry.amount
        else:
            waived += entry.amount
    return Sums(opening, interest, fees, paid, waived, opening + interest + fees - paid - waived)


class Ledger:
    """Debts that move forward together; a strategy reads what is owed and asked for, and pays."""

    def __init__(self, debts: Debts, payment_first: bool = False, factors: Mapping[str, Factors] | None = None) -> None:
        self.debts, self.payment_first = debts, payment_first
        self.entries: list[Entry] = []
        self.left_over: list[Payment] = []
        kept = factors or {}
        self.accounts = {
            debt.name: Account(debt, payment_first, self.entries.append, kept.get(debt.name)) for debt in debts.all
        }

    def pay(self, payment: Payment) -> int:
        """Book a payment; gives back how much of it was needed. The rest is kept in ``left_over``."""
        account = self.accounts[payment.debt]
        book = account.settle if payment.settles else account.pay
        taken = book(payment.amount, payment.day)
        if taken < payment.amount:
            self.left_over.append(Payment(payment.day, payment.debt, payment.amount - taken, payment.settles))
        return taken

    def to(self, day: Day) -> None:
        """Close ``day`` for all debts; no more payments on it."""
        for account in self.accounts.values():
            account.to(day)

    @property
    def owed(self) -> int:
        """Everything that is owed and posted."""
        return sum(account.owed for account in self.accounts.values())

    @property
    def closed(self) -> bool:
        """Are all debts closed?"""
        return all(account.closed for account in self.accounts.values())

    def schedule(self, last: Day) -> Schedule:
        """Everything up to and with ``last``, proven to add up."""
        self.to(last)
        return Schedule(
            debts=self.debts,
            payment_first=self.payment_first,
            last=last,
            entries=tuple(sorted(self.entries, key=lambda entry: entry.day)),
            closing={name: account.owed for name, account in self.accounts.items()},
            closed_on={name: account.closed_on for name, account in self.accounts.items()},
            left_over=tuple(self.left_over),
        ).check()


def simulate(debts: Debts, payments: Iterable[Payment], last: Day, payment_first: bool = False) -> Schedule:
    """What given payments do to debts up to and with ``last``."""
    ledger = Ledger(debts, payment_first)
    for payment in sorted(payments, key=lambda payment: payment.day):
        ledger.pay(payment)
    return ledger.schedule(last)
