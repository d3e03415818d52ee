"""What a creditor can do for somebody in hardship, each with its full cost beside the contract as it stands.

An option is the same debt with other terms, carried out by paying what it asks on each due day and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from forbear.calendar import Day
from forbear.errors import Problem, RecordError
from forbear.plan.debts import Debt, Debts, Rate, Spell
from forbear.plan.dues import equal_instalment
from forbear.plan.instalments import level_payment
from forbear.plan.months import add_months, next_due
from forbear.plan.schedule import Ledger, Payment, Schedule, Sums

UNCHANGED, UNPAID = "unchanged", "unpaid"
LONGEST = 600
"""Months after which a debt that is paid as asked and has not ended is said not to end."""
LONGEST_UNPAID = 12
"""Months for which nothing paid is reckoned at most: long before more, a debt is called in, sold or taken to court, and
late charges that run on for decades come to sums that nobody would ever ask."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to ask for: its name, the debt that it makes, and so many due days at its start without payment.

    ``no_fee``: those due days bear no flat fee either.
    """

    name: str
    debt: Debt
    pause: int = 0
    no_fee: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What an option costs to its end: ``sums`` from the first day on, the payments that it asks, and when it ends.

    ``closed_on`` is None where it does not end; then ``sums.closing`` is still owed on the last day reckoned.
    """

    name: str
    sums: Sums
    payments: tuple[Payment, ...]
    closed_on: Day | None
    last: Day

    @property
    def charges(self) -> int:
        """Interest and fees together."""
        return self.sums.interest + self.sums.fees

    @property
    def first(self) -> Payment | None:
        """The first payment."""
        return self.payments[0] if self.payments else None

    @property
    def highest(self) -> int:
        """The highest single payment."""
        return max((one.amount for one in self.payments), default=0)


def pause(debt: Debt, months: int, frozen: bool = False) -> Option:
    """No payment on so many due days; what runs up meanwhile is owed after it, unless it is ``frozen``.

    Instalments go on as they were, as many more of them as are needed.
    """
    _need_count(debt, "pause", months)
    end, left = _pause_ends(debt, months), debt.instalments_left
    paused = replace(
        debt,
        spells=(Spell(debt.as_of + 1, end, freezes=True), *debt.spells) if frozen else debt.spells,
        due=debt.due if debt.due is None else max(debt.due, end + 1),
    )
    if left is not None and debt.method == "equal_instalment":
        paused = replace(paused, instalment=equal_instalment(debt), instalments_left=left + months)
    return Option("pause_frozen" if frozen else "pause", paused, months, no_fee=frozen)


def lower_rate(debt: Debt, rate: Rate) -> Option:
    """Another rate from now on; equal instalments are reckoned anew over what is left of the term."""
    if debt.flat_fee and not debt.rate.fraction:
        hint = "Ask for fewer fees, a freeze or a longer term"
        raise RecordError(Problem(_where(debt), "its cost is a fee and no rate", hint=hint, code="option-not-possible"))
    if rate.yearly > debt.rate.yearly:
        hint = "Write the rate that is asked for, in percent, below the contract's"
        raise RecordError(
            Problem(_where(debt), "the rate asked for is higher than the contract's", hint=hint, code="rate-too-high")
        )
    return Option("lower_rate", replace(debt, rate=rate, instalment=None))


def longer_term(debt: Debt, count: int) -> Option:
    """So many equal instalments instead of those that are left; a debt that is due as a whole is put back into them."""
    _need_count(debt, "longer_term", count)
    if debt.kind == "instalment" and not debt.accelerated and count <= (debt.instalments_left or 0):
        hint = f"Write more than the {debt.instalments_left} instalments that are left"
        raise RecordError(
            Problem(_where(debt), f"{count} instalments are no longer term", hint=hint, code="term-short")
        )
    arrears = 0 if debt.called_in else debt.arrears
    return Option("longer_term", _in_instalments(debt, debt.owed - arrears, count, arrears))


def redate(debt: Debt, due_day: int) -> Option:
    """Another day of the month, first on or after the day on which it falls due now; interest runs till then."""
    if not 1 <= due_day <= 31:
        what, hint = f"{due_day} is no day of the month", "Write 1 to 31; 31 is the last day of every month"
        raise RecordError(Problem(_where(debt), what, hint=hint, code="value-invalid"))
    moved = replace(debt, due_day=due_day, due=debt.due if debt.due is None else next_due(debt.due - 1, due_day))
    sooner = next_due(debt.as_of, due_day) < next_due(debt.as_of, debt.due_day)
    return Option("redate", moved, pause=int(sooner), no_fee=True)


def capitalise(debt: Debt, count: int) -> Option:
    """Everything owed becomes principal, arrears are gone, and it is repaid in so many equal instalments."""
    _need_count(debt, "capitalise", count)
    whole = replace(debt, principal=debt.owed, interest=0, fees=0)
    return Option("capitalise", _in_instalments(whole, whole.principal, count, 0))


def costs(debt: Debt, options: Iterable[Option]) -> tuple[Cost, ...]:
    """The contract paid as it asks, each option, and nothing paid at all until the latest of these ends, or a year."""
    found = [cost_of(option) for option in (Option(UNCHANGED, debt), *options)]
    year = add_months(next_due(debt.as_of, debt.due_day), LONGEST_UNPAID - 1, debt.due_day)
    return *found, unpaid(debt, min(year, max(one.last for one in found)))


def cost_of(option: Option) -> Cost:
    """An option carried out to its end, payments as it asks for them."""
    paused, debt = _paused(option) if option.pause else (None, option.debt)
    schedule = pay_as_asked(debt)
    after = schedule.sums(debt.name)
    sums = after if paused is None else _joined(paused.sums(debt.name), after)
    return Cost(option.name, sums, schedule.payments(), schedule.closed_on[debt.name], schedule.last)


def unpaid(debt: Debt, last: Day) -> Cost:
    """What nothing paid costs up to ``last``, late charges included."""
    schedule = Ledger(Debts((debt,))).schedule(last)
    return Cost(UNPAID, schedule.sums(debt.name), (), None, last)


def pay_as_asked(debt: Debt, months: int = LONGEST) -> Schedule:
    """What a debt asks on each due day, paid on it, until it ends."""
    ledger, day = Ledger(Debts((debt,))), debt.as_of
    account = ledger.accounts[debt.name]
    for _ in range(months):
        if account.closed:
            break
        following = next_due(day, debt.due_day)
        day = debt.due if debt.due is not None and day < debt.due < following else following
        ledger.pay(Payment(day, debt.name, account.ask(day)))
    return ledger.schedule(day)


def _paused(option: Option) -> tuple[Schedule, Debt]:
    """The pause itself, in which nothing falls due, and the debt as it stands after it."""
    debt, months = option.debt, option.pause
    end = _pause_ends(debt, months)
    quiet = replace(
        debt, kind="single", due=end + 1, arrears=0, accelerated=False, instalments_left=months + 1,
        flat_fee=debt.flat_fee * (not option.no_fee),
    )  # fmt: skip
    schedule = Ledger(Debts((quiet,))).schedule(end)
    parts = {
        part: getattr(debt, part) + sum(getattr(entry, part) for entry in schedule.entries)
        for part in ("interest", "fees")
    }
    return schedule, replace(debt, as_of=end, **parts)


def _pause_ends(debt: Debt, months: int) -> Day:
    return add_months(next_due(debt.as_of, debt.due_day), months - 1, debt.due_day)


def _in_instalments(debt: Debt, amount: int, count: int, arrears: int) -> Debt:
    """Equal instalments; those of a loan with a flat fee are equal parts and the fee."""
    return replace(
        debt, kind="instalment", method="flat_fee" if debt.flat_fee else "equal_instalment",
        instalment=None if debt.flat_fee else _level(debt, amount, count),
        instalments_left=count, arrears=arrears, accelerated=False, due=None,
    )  # fmt: skip


def _level(debt: Debt, amount: int, count: int) -> int:
    return level_payment(amount, debt.rate.yearly / 12, count, debt.rounding)


def _joined(before: Sums, after: Sums) -> Sums:
    """Two stretches of one debt, the second beginning with what the first left."""
    return replace(before + after, opening=before.opening, closing=after.closing)


def _need_count(debt: Debt, option: str, count: int) -> None:
    if count < 1:
        what, hint = f"{option} = {count} is no number of months", "Write 1 or more"
        raise RecordError(Problem(_where(debt), what, hint=hint, code="value-invalid"))


def _where(debt: Debt) -> str:
    return f"debt {debt.name!r}"
