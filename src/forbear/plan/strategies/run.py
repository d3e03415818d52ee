"""A strategy carried out: month by month, on each debt's own due day, until all debts end or the months are over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.plan.accrual import Factors
from forbear.plan.debts import Debt, Debts
from forbear.plan.months import add_months, next_due
from forbear.plan.schedule import Ledger, Payment, Schedule
from forbear.plan.strategies.shapes import Lump, Means, Missed, Plan, Standing, Standings, Strategy, platform

LONGEST = 600
"""The months after which a plan that has not ended is said not to end."""


def follow(
    debts: Debts, means: Means, strategy: Strategy, months: int = LONGEST, payment_first: bool = False,
    factors: Mapping[str, Factors] | None = None, replayed: bool = True, made: Iterable[Payment] = (),
) -> Plan:  # fmt: skip
    """The plan that a strategy gives; unless told otherwise, its schedule is simulated again from its payments.

    ``made`` was paid before the money begins; it stands in the plan, and what was too much of it in ``left_over``.
    """
    _check(debts, means)
    kept = factors or {debt.name: Factors(debt) for debt in debts.all}
    run = _Run(debts, means, strategy, Ledger(debts, payment_first, kept))
    run.pay_before(made)
    run.lumps = sorted(means.lumps, key=_by_day)
    while not run.ledger.closed and run.month < months:
        run.next_month()
    last = run.last_day()
    schedule = replay(debts, run.payments, last, payment_first, kept) if replayed else run.ledger.schedule(last)
    return Plan(strategy.name, strategy.keep, means, run.month, schedule, tuple(run.missed), run.late_months())


def can_follow(
    debts: Debts, means: Means, strategy: Strategy, months: int, payment_first: bool, factors: Mapping[str, Factors]
) -> bool:
    """Would the strategy's plan end within the months and pay what it must keep? Followed only until that is sure.

    It is given up once a payment that must be kept is missed, or more is owed (less all that offers could waive) than
    the money still to come.
    """
    _check(debts, means)
    run = _Run(debts, means, strategy, Ledger(debts, payment_first, factors), lumps=sorted(means.lumps, key=_by_day))
    waived = sum(max(0, debt.owed - offer.amount) for debt in debts.all for offer in debt.settlements)
    come = sum(means.of_month(month) for month in range(1, months + 1)) + sum(lump.amount for lump in means.lumps)
    late = _late_from_the_start(debts)
    while not run.ledger.closed and run.month < months:
        run.next_month()
        paid = sum(payment.amount for payment in run.payments)
        if any(strategy.keep == "asked" or one.debt not in late for one in _kept(run.missed, strategy.keep)):
            return False
        if not waived and run.ledger.owed > come - paid:
            return False
    run.ledger.to(run.last_day())
    return run.ledger.closed


def _kept(missed: Iterable[Missed], keep: str) -> Iterable[Missed]:
    return () if keep == "nothing" else missed


def _late_from_the_start(debts: Debts) -> set[str]:
    return {debt.name for debt in debts.all if debt.late_already}


def _by_day(lump: Lump) -> Day:
    return lump.day


def replay(
    debts: Debts, payments: Iterable[Payment], last: Day, payment_first: bool, factors: Mapping[str, Factors]
) -> Schedule:
    """What the payments give by themselves."""
    ledger = Ledger(debts, payment_first, factors)
    for payment in sorted(payments, key=lambda payment: payment.day):
        ledger.pay(payment)
    return ledger.schedule(last)


def keeps_to(plan: Plan, keep: str) -> bool:
    """Does a plan pay what is asked: of all debts, of those not late from the start, of none?"""
    late = _late_from_the_start(plan.schedule.debts)
    return keep == "nothing" or not any(keep == "asked" or one.debt not in late for one in plan.missed)


def pay_day(debt: Debt, first: Day, number: int) -> Day:
    """A debt's ``number``-th due day after ``first``, counted from 1."""
    return add_months(next_due(first, debt.due_day), number - 1, debt.due_day)


def best_offer(debt: Debt, day: Day) -> int | None:
    """The least that the creditor takes for all on ``day``, where it offered so."""
    return min((offer.amount for offer in debt.settlements if day <= offer.last), default=None)


@dataclass
class _Run:
    debts: Debts
    means: Means
    strategy: Strategy
    ledger: Ledger
    month: int = 0
    payments: list[Payment] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    _late: set[tuple[str, int]] = field(default_factory=set)
    _waiting: int = 0
    lumps: list[Lump] = field(default_factory=list)

    def pay_before(self, made: Iterable[Payment]) -> None:
        """Book what was paid before the plan begins."""
        self.payments = sorted(made, key=lambda payment: payment.day)
        for payment in self.payments:
            self.ledger.pay(payment)

    def last_day(self) -> Day:
        """The last pay day that was reached."""
        days = [pay_day(debt, self.means.first, self.month) for debt in self.debts.all]
        return max(days) if self.month else self.means.first

    def late_months(self) -> dict[str, int]:
        """How many months each creditor saw arrears."""
        counted = {platform(debt): 0 for debt in self.debts.all}
        for name, _ in self._late:
            counted[name] += 1
        return counted

    def next_month(self) -> None:
        """Look at every open debt on its pay day, share the money out, pay."""
        self.month += 1
        found = (self._standing(debt) for debt in sorted(self.debts.all, key=lambda debt: debt.name))
        standings = [one for one in found if one is not None]
        parts = self._share_all(standings)
        for one in standings:
            self._pay(one, parts[one.debt.name])

    def _standing(self, debt: Debt) -> Standing | None:
        account = self.ledger.accounts[debt.name]
        day = pay_day(debt, self.means.first, self.month)
        late = account.arrears > 0
        asked, closes = account.ask(day), account.quote(day)
        if account.closed:
            return None
        offer = best_offer(debt, day)
        closes = closes if offer is None else min(closes, offer)
        return Standing(debt, day, closes, min(asked, closes), late)

    def _share_all(self, standings: Standings) -> dict[str, int]:
        """The money of the month, then each lump sum, on pay days from its own day on; what is left waits."""
        parts = dict.fromkeys((one.debt.name for one in standings), 0)
        pots = [Lump(self.means.first, self.means.of_month(self.month) + self._waiting), *self._lumps(standings)]
        self._waiting = 0
        for pot in pots:
            reached = [one for one in standings if one.day >= pot.day]
            left = self._give(
                [replace(one, closes=one.asked) for one in reached if self._keeps(one)], pot.amount, parts
            )
            self._waiting += self._give(reached, left, parts)
        return parts

    def _lumps(self, standings: Standings) -> list[Lump]:
        latest = max((one.day for one in standings), default=0)
        ready = [lump for lump in self.lumps if lump.day <= latest]
        self.lumps = [lump for lump in self.lumps if lump.day > latest]
        return ready

    def _keeps(self, one: Standing) -> bool:
        keep = self.strategy.keep
        return keep == "asked" or (keep == "current" and not one.late)

    def _give(self, standings: Standings, money: int, parts: dict[str, int]) -> int:
        """Share ``money`` among debts up to what each may still get; gives back what nobody needs."""
        wanted = [replace(one, closes=one.closes - parts[one.debt.name]) for one in standings]
        wanted = [one for one in wanted if one.closes > 0]
        most = {one.debt.name: one.closes for one in wanted}
        for name, part in self.strategy.share(wanted, money) if wanted and money > 0 else ():
            given = max(0, min(part, money, most[name]))
            most[name] -= given
            parts[name] += given
            money -= given
        return money

    def _pay(self, one: Standing, amount: int) -> None:
        account, name = self.ledger.accounts[one.debt.name], one.debt.name
        if amount:
            settles = amount == one.closes < account.quote(one.day)
            self.payments.append(Payment(one.day, name, amount, settles))
            self.ledger.pay(self.payments[-1])
        if amount < one.asked:
            self.missed.append(Missed(self.month, one.day, name, one.asked, amount))
        account.to(one.day)
        if account.arrears:
            self._late.add((one.platform, self.month))


def _check(debts: Debts, means: Means) -> None:
    if len(debts.currencies) > 1:
        raise RecordError(
            Problem(
                "the debts", f"they are in {', '.join(debts.currencies)}", why="a plan changes no money",
                hint="Make a plan for each currency, with Debts.by_currency()", code="currencies-mixed",
            )
        )  # fmt: skip
    late = [debt for debt in debts.all if debt.as_of > means.first]
    if late:
        what = (
            f"its balance is of {show_day(late[0].as_of)}, and the money begins on {show_day(means.first)}, before it"
        )
        hint = "Begin the money on the latest day of a balance"
        raise RecordError(Problem(f"debt {late[0].name!r}", what, hint=hint, code="days-out-of-order"))
