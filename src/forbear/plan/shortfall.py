"""When the money is not enough: what cannot be paid, the least that would mend it, and what to do meanwhile.

Every figure is found by halving over whole units (or whole months) and proven by two simulations: with it the plan
fits, with one unit less it does not. A plan fits where it ends within the months and pays what its strategy must keep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations, islice

from forbear.plan.concessions import Concession
from forbear.plan.debts import Debts
from forbear.plan.schedule import Ledger, Payment
from forbear.plan.strategies.compare import STRATEGIES
from forbear.plan.strategies.run import follow, keeps_to, pay_day
from forbear.plan.strategies.shapes import Means, Missed, Plan, Strategy, platform

MOST_SETS = 60
"""How many sets of creditors are tried for a freeze before the search says that it was not complete."""


@dataclass(frozen=True, slots=True)
class Least:
    """The least amount that mends a plan: ``fits`` is the plan with it, ``fails`` the plan with one unit less."""

    amount: int
    fits: Plan
    fails: Plan


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why a plan does not fit and what would mend it; each remedy stands alone, None where it cannot mend it.

    ``unmet`` are the payments that cannot be met; ``ends`` says whether the debts end within the months all the same.
    ``interest_only`` is, for each debt, what a month's payment must be so that no more is owed after it than before.
    ``frozen`` names the fewest platforms, and is the fewest for certain where ``all_sets_tried``. ``meanwhile`` is the
    plan of triage, by urgency, with the money there is.
    """

    plan: Plan
    unmet: tuple[Missed, ...]
    ends: bool
    interest_only: Mapping[str, int]
    extra: Least | None
    frozen: Concession | None
    all_sets_tried: bool
    extended: Concession | None
    discounts: tuple[Concession, ...]
    meanwhile: Plan


def shortfall(
    debts: Debts, means: Means, strategy: Strategy, months: int = 60, payment_first: bool = False
) -> Shortfall | None:
    """None where the strategy's plan fits; else everything that is to be said about why it does not."""

    def run(changed: Debts = debts, money: Means = means, how: Strategy = strategy) -> Plan:
        return follow(changed, money, how, months, payment_first, replayed=False)

    plan = run()
    if fits(plan):
        return None
    frozen, complete = _freeze(debts, run)
    return Shortfall(
        plan,
        tuple(one for one in plan.missed if strategy.keep != "current" or not was_late(plan, one.debt)),
        plan.feasible,
        interest_only(debts, means, payment_first),
        least(lambda extra: run(money=means.with_extra(extra)), sum(debt.owed for debt in debts.all) * 2),
        frozen, complete, _extend(debts, run, months), _discounts(debts, run),
        run(how=STRATEGIES["urgency"]),
    )  # fmt: skip


def fits(plan: Plan) -> bool:
    """Does it end, and pay what its strategy must keep?"""
    return plan.feasible and keeps_to(plan, plan.keep)


def was_late(plan: Plan, name: str) -> bool:
    """Was the debt overdue from the start?"""
    debt = plan.schedule.debts[name]
    return bool(debt.arrears or debt.accelerated)


def least(run: Callable[[int], Plan], most: int) -> Least | None:
    """The least amount, up to ``most``, with which a plan fits; with nothing it must not fit."""
    low, fails, high = 0, run(0), 1
    while not fits(found := run(high)):
        if high >= most:
            return None
        low, fails, high = high, found, min(most, high * 4)
    while high - low > 1:
        middle = (low + high) // 2
        plan = run(middle)
        if fits(plan):
            high, found = middle, plan
        else:
            low, fails = middle, plan
    return Least(high, found, fails)


def interest_only(debts: Debts, means: Means, payment_first: bool = False) -> Mapping[str, int]:
    """For each debt what runs up in its second month, the first month's charges being paid: to pay less is to sink."""
    found = {}
    for debt in debts.all:
        ledger = Ledger(Debts((debt,)), payment_first)
        account = ledger.accounts[debt.name]
        first, second = pay_day(debt, means.first, 1), pay_day(debt, means.first, 2)
        charged = account.quote(first) - debt.owed
        ledger.pay(Payment(first, debt.name, max(0, charged)))
        account.to(first)
        before = account.owed
        found[debt.name] = max(0, account.quote(second) - before)
    return found


Run = Callable[[Debts], Plan]


def _platforms(debts: Debts) -> dict[str, int]:
    owed: dict[str, int] = {}
    for debt in debts.all:
        owed[platform(debt)] = owed.get(platform(debt), 0) + debt.owed
    return owed


def _freeze(debts: Debts, run: Run) -> tuple[Concession | None, bool]:
    """The fewest platforms that must freeze interest, most interest first; and whether all sets were tried."""
    yearly: dict[str, int] = {}
    for debt in debts.all:
        yearly[platform(debt)] = yearly.get(platform(debt), 0) + int(debt.owed * debt.rate.yearly)
    ordered = sorted((name for name, amount in yearly.items() if amount), key=lambda name: (-yearly[name], name))
    everyone = Concession("freeze", tuple(ordered))
    if not ordered or not fits(run(everyone.of(debts))):
        return None, True
    tried = 0
    for count in range(1, len(ordered)):
        for names in islice(combinations(ordered, count), MOST_SETS - tried):
            tried += 1
            if fits(run(Concession("freeze", names).of(debts))):
                return Concession("freeze", names), True
        if tried >= MOST_SETS:
            return everyone, False
    return everyone, True


def _extend(debts: Debts, run: Run, months: int) -> Concession | None:
    """The fewest months by which instalment loans must be longer."""
    names = tuple(dict.fromkeys(platform(debt) for debt in debts.all if debt.kind == "instalment"))
    found = least(lambda more: run(Concession("extend", names, more).of(debts)), months) if names else None
    return None if found is None else Concession("extend", names, found.amount)


def _with_discount(debts: Debts, run: Run, name: str, less: int) -> Plan:
    return run(Concession("discount", (name,), less).of(debts))


def _discounts(debts: Debts, run: Run) -> tuple[Concession, ...]:
    """The least that each platform alone must let go, the smallest first; where none can mend it, what all must."""
    found = []
    for name, owed in _platforms(debts).items():
        one = least(partial(_with_discount, debts, run, name), owed)
        found += [] if one is None else [Concession("discount", (name,), one.amount)]
    if found:
        return tuple(sorted(found, key=lambda one: (one.amount, one.platforms)))
    everyone = tuple(_platforms(debts))
    percent = least(lambda part: run(Concession("discount_percent", everyone, part).of(debts)), 100)
    return () if percent is None else (Concession("discount_percent", everyone, percent.amount),)
