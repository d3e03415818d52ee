"""One debt in time: interest, fees, dues and payments in the order of their days; each movement is an entry."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.money import Money
from forbear.plan.accrual import Factors, frozen_on, interest
from forbear.plan.debts import Debt
from forbear.plan.dues import fees_to_come, flat_fee, instalment_due, minimum_due
from forbear.plan.entries import INTEREST, Entry
from forbear.plan.months import next_due
from forbear.plan.rounding import rounded

NONE = Fraction(0)


class Account:
    """A debt that moves forward in time and is told what is paid. Days never go back."""

    __slots__ = (
        "_ahead", "_base", "_charged_late", "_done", "_factors", "_fees_late", "_late_check", "_next_due", "_overdue",
        "_period", "_posted", "_run_up", "_shut", "_since", "_tell", "arrears", "closed_on", "debt",
        "fees", "interest", "left", "payment_first", "principal",
    )  # fmt: skip

    def __init__(
        self, debt: Debt, payment_first: bool, tell: Callable[[Entry], None], factors: Factors | None = None
    ) -> None:
        self.debt, self.payment_first, self._tell = debt, payment_first, tell
        self._factors = factors or Factors(debt)
        self.principal, self.interest, self.fees = debt.principal, debt.interest, debt.fees
        self.left = debt.instalments_left or 0
        self._done = self._since = self._period = debt.as_of
        self.arrears = self.owed if self._matured(debt.as_of) else debt.arrears
        self.closed_on: Day | None = None
        self._shut: Day = 0
        self._next_due = self._due_after(debt.as_of)
        self._late_check: Day | None = None
        self._base = self._bearing()
        self._run_up = self._overdue = NONE
        self._charged_late = self._fees_late = self._ahead = self._posted = 0
        self._close_if_done(debt.as_of)

    @property
    def owed(self) -> int:
        """What is owed and posted, in minor units; interest that has run up since is not in it yet."""
        return self.principal + self.interest + self.fees

    @property
    def closed(self) -> bool:
        """Is nothing owed, and nothing still to come?"""
        return self.closed_on is not None

    def ask(self, day: Day) -> int:
        """What must be paid on ``day`` so that the debt is not late: arrears, and what falls due on the day."""
        self._open(day)
        if not self.payment_first or self._next_due > day:
            return self.arrears
        coming = self._interest_of_period(day) if self.debt.accrual == "monthly" else self._daily_until(day)
        owed = self.owed + coming
        return min(owed, self.arrears + max(0, self._due(day, coming, owed) - self._ahead))

    def quote(self, day: Day) -> int:
        """What closes the debt on ``day``: what is owed, with the interest that a payment then would post."""
        self._open(day)
        monthly = self.debt.accrual == "monthly"
        last = self._last_run(day)
        run_up = self._overdue + self.arrears * self._factors.between(self._since, last)[1]
        overdue = self._capped(rounded(run_up, self.debt.rounding))
        return self.owed + overdue + (0 if monthly else self._daily_until(last))

    def pay(self, amount: int, day: Day) -> int:
        """Book a payment; gives back how much of it was needed, which is never more than is owed."""
        self._open(day)
        if amount <= 0 or self.closed:
            return 0
        self._posted += self._post_run_up(self._last_run(day), day, to_the_end=amount >= self.quote(day))
        taken = min(amount, self.owed)
        if not taken:
            return 0
        self._lower("payment", taken, day)
        covered = min(self.arrears, taken)
        self.arrears -= covered
        if day != self._period:
            self._ahead += taken - covered
        self._close_if_done(day)
        return taken

    def settle(self, amount: int, day: Day) -> int:
        """A payment that the creditor takes for all: the rest is waived, and nothing more comes."""
        offers = self.debt.settlements
        if not any(offer.amount <= amount and day <= offer.last for offer in offers):
            raise RecordError(_not_offered(self.debt, amount, day))
        taken = self.pay(amount, day)
        self._lower("waiver", self.owed, day)
        self.arrears = self.left = self._base = 0
        self._run_up = self._overdue = NONE
        self._late_check = None
        self._close_if_done(day)
        return taken

    def to(self, day: Day) -> None:
        """Let everything happen that happens up to and with ``day``."""
        self._forward(day, day)
        self._shut = day if self.payment_first else self._shut

    def _open(self, day: Day) -> None:
        """Let everything happen that comes before a payment on ``day``."""
        if day <= self._shut:
            raise RecordError(_backwards(self.debt.name, day, self._shut))
        self._forward(day, day - 1 if self.payment_first else day)

    def _forward(self, day: Day, dues_to: Day) -> None:
        if day < self._done:
            raise RecordError(_backwards(self.debt.name, day, self._done))
        self._done = day
        while True:
            check = self._late_check
            if check is not None and check <= day and check <= self._next_due:
                self._charge_if_late(check)
            elif self._next_due <= dues_to:
                self._fall_due(self._next_due)
            else:
                return

    def _fall_due(self, day: Day) -> None:
        """A due day: interest is posted, then a flat fee, then the instalment or minimum becomes due."""
        if not self.closed:
            posted = self._post_period(day) + self._charge_flat_fee(day)
            asked = max(0, self._due(day, posted, self.owed) - self._ahead)
            self.arrears = min(self.owed, self.arrears + asked)
            self.left = max(0, self.left - 1)
            if self.arrears and self._late_check is None:
                self._late_check = day + self.debt.late.grace_days + 1
        self._ahead = self._posted = 0
        self._period, self._base = day, self._bearing()
        self._next_due = self._due_after(day)
        self._close_if_done(day)

    def _due_after(self, day: Day) -> Day:
        following, due = next_due(day, self.debt.due_day), self.debt.due
        return due if due is not None and day < due < following else following

    def _due(self, day: Day, posted: int, owed: int) -> int:
        debt = self.debt
        if self._matured(day) or (debt.kind == "instalment" and self.left <= 1):
            return owed
        if debt.kind == "single":
            return 0
        if debt.kind == "revolving":
            return minimum_due(debt, owed, posted, self.fees)
        return instalment_due(debt, self._posted + posted, self.left)

    def _matured(self, day: Day) -> bool:
        return self.debt.accelerated or (self.debt.due is not None and self.debt.due <= day)

    def _bearing(self) -> int:
        return self.owed if self.debt.interest_on_interest else self.principal

    def _interest_of_period(self, day: Day) -> int:
        share = self._factors.between(self._period, day)[0]
        return interest(self._bearing() if self.payment_first else self._base, share, self.debt.rounding)

    def _last_run(self, day: Day) -> Day:
        """The day up to which interest runs before a payment on ``day``."""
        return max(self._since, day - 1) if self.payment_first else day

    def _daily_until(self, day: Day) -> int:
        run_up = self._run_up + self._bearing() * self._factors.between(self._since, day)[0]
        return rounded(run_up, self.debt.rounding)

    def _post_period(self, day: Day) -> int:
        """Post the interest of the period that ends with a due day; gives back the ordinary part of it."""
        ordinary = self._post_run_up(day, day, to_the_end=True)
        if self.debt.accrual == "monthly":
            ordinary = self._interest_of_period(day)
            self._charge("interest", ordinary, day)
        return ordinary

    def _post_run_up(self, last: Day, day: Day, to_the_end: bool) -> int:
        """Post what has run up by days: rounded as named at the end, in whole units with the rest carried on before."""
        self._run(last)
        rounding = self.debt.rounding if to_the_end else "down"
        ordinary = rounded(self._run_up, rounding)
        late = self._capped(rounded(self._overdue, rounding))
        self._run_up = NONE if to_the_end else self._run_up - ordinary
        self._overdue = NONE if to_the_end else self._overdue - late
        self._charged_late += late
        self._charge("interest", ordinary, day)
        self._charge("overdue_interest", late, day)
        self.arrears = self.owed if self._matured(day) else self.arrears + late
        return ordinary

    def _run(self, day: Day) -> None:
        """Reckon what runs up to ``day``, on the balances as they stand."""
        if day > self._since:
            ordinary, late = self._factors.between(self._since, day)
            if self.debt.accrual == "daily":
                self._run_up += self._bearing() * ordinary
            self._overdue += self.arrears * late
            self._since = day

    def _capped(self, late: int) -> int:
        cap = self.debt.late.interest_cap
        return late if cap is None else min(late, cap - self._charged_late)

    def _charge_flat_fee(self, day: Day) -> int:
        debt = self.debt
        if not (self.left and (self.principal or debt.flat_fee_if_repaid_early)):
            return 0
        fee = flat_fee(debt, day)
        self._charge("fee", fee, day)
        return fee

    def _charge_if_late(self, day: Day) -> None:
        self._late_check = None
        late = self.debt.late
        if not self.arrears or frozen_on(self.debt, day):
            return
        self._run(max(self._since, day - 1))
        fee = late.fee + rounded(self.arrears * late.fee_part, self.debt.rounding)
        fee = fee if late.fee_cap is None else min(fee, late.fee_cap - self._fees_late)
        self._fees_late += fee
        self._charge("late_fee", fee, day)
        self.arrears += fee

    def _charge(self, kind: str, amount: int, day: Day) -> None:
        if not amount:
            return
        bears = kind in INTEREST
        self.interest += amount if bears else 0
        self.fees += 0 if bears else amount
        self.closed_on = None
        self._tell(
            Entry(day, self.debt.name, kind, amount, 0 if bears else amount, amount if bears else 0, 0, self.owed)
        )

    def _lower(self, kind: str, amount: int, day: Day) -> None:
        rest, took = amount, dict.fromkeys(("fees", "interest", "principal"), 0)
        for part in self.debt.allocation:
            took[part] = min(rest, getattr(self, part))
            rest -= took[part]
            setattr(self, part, getattr(self, part) - took[part])
        if day == self._period:
            self._base = self._bearing()
        self._tell(Entry(day, self.debt.name, kind, amount, **took, balance=self.owed))

    def _still_running(self) -> bool:
        """Is a part of a unit that has run up enough to be posted by the named rounding?"""
        rounding = self.debt.rounding
        return bool(rounded(self._run_up, rounding) or self._capped(rounded(self._overdue, rounding)))

    def _close_if_done(self, day: Day) -> None:
        """The day on which nothing is owed and nothing more can come."""
        if self.owed or self.closed_on is not None or self._still_running():
            return
        debt = self.debt
        runs = debt.accrual == "monthly" and not self.payment_first and self._base and day < self._next_due
        interest_to_come = runs and self._factors.between(self._period, self._next_due)[0]
        if not interest_to_come and not fees_to_come(debt, self._next_due, self.left):
            self.closed_on, self.arrears, self._late_check = day, 0, None


def _backwards(name: str, day: Day, done: Day) -> Problem:
    what = f"{show_day(day)} comes too late: the debt is reckoned up to {show_day(done)}"
    return Problem(f"debt {name!r}", what, hint="Give payments in the order of their days", code="days-out-of-order")


def _not_offered(debt: Debt, amount: int, day: Day) -> Problem:
    return Problem(
        f"debt {debt.name!r}",
        f"nobody offers to take {Money(amount, debt.currency)} on {show_day(day)} for all of it",
        why="a plan waives nothing that was not offered",
        hint="Add the offer to the debt as a settlement, with its last day",
        code="settlement-missing",
    )
