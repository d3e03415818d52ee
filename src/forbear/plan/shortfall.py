"""When the money is not enough: what cannot be paid, the least that would mend it, and what to do meanwhile.

Every figure is found by halving over whole units (or whole months) and proven by two simulations: with it the plan
fits, with one unit less it does not. A plan fits where it ends within the months and pays what its strategy must keep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, islice

from forbear.plan.accrual import Factors
from forbear.plan.concessions import Concession
from forbear.plan.debts import Debt, Debts
from forbear.plan.schedule import Ledger, Payment
from forbear.plan.strategies.compare import STRATEGIES
from forbear.plan.strategies.run import can_follow, follow, keeps_to, pay_day
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
    factors = Shared()

    def run(changed: Debts = debts, money: Means = means, how: Strategy = strategy) -> Plan:
        return follow(changed, money, how, months, payment_first, factors.of(changed), replayed=False)

    def can(changed: Debts = debts, money: Means = means) -> bool:
        return can_follow(changed, money, strategy, months, payment_first, factors.of(changed))

    plan = run()
    if fits(plan):
        return None
    frozen, complete = _freeze(debts, can)
    most = sum(debt.owed for debt in debts.all) * 2
    return Shortfall(
        plan,
        tuple(one for one in plan.missed if strategy.keep != "current" or not debts[one.debt].late_already),
        plan.feasible,
        interest_only(debts, means, payment_first),
        _extra(means, lambda money: run(money=money), lambda money: can(money=money), most),
        frozen, complete, _extend(debts, can, months), _discounts(debts, can),
        run(how=STRATEGIES["urgency"]),
    )  # fmt: skip


def ends_with(
    debts: Debts, means: Means, strategy: Strategy, months: int = 60, payment_first: bool = False
) -> Least | None:
    """The least more each month with which the debts end, whatever is missed; None where they do, or never can."""
    way, factors = replace(strategy, keep="nothing"), Shared().of(debts)

    def run(money: Means) -> Plan:
        return follow(debts, money, way, months, payment_first, factors)

    def can(money: Means) -> bool:
        return can_follow(debts, money, way, months, payment_first, factors)

    return None if can(means) else _extra(means, run, can, sum(debt.owed for debt in debts.all) * 2)


def fits(plan: Plan) -> bool:
    """Does it end, and pay what its strategy must keep?"""
    return plan.feasible and keeps_to(plan, plan.keep)


def least_that(can: Callable[[int], bool], most: int) -> int | None:
    """The least amount, up to ``most``, with which it can be done; with nothing it cannot."""
    low, high = 0, 1
    while not can(high):
        if high >= most:
            return None
        low, high = high, min(most, high * 4)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if can(middle) else (middle, high)
    return high


def _extra(means: Means, run: Callable[[Means], Plan], can: Callable[[Means], bool], most: int) -> Least | None:
    """The least more each month with which the plan fits."""
    found = least_that(lambda extra: can(means.with_extra(extra)), most)
    if found is None:
        return None
    return Least(found, run(means.with_extra(found)), run(means.with_extra(found - 1)))


class Shared:
    """Factors of interest, kept for all changes of a debt that leave its rates as they are."""

    def __init__(self) -> None:
        self._kept: dict[object, Factors] = {}

    def of(self, debts: Debts) -> dict[str, Factors]:
        """The factors of each debt by name."""
        return {debt.name: self._factors(debt) for debt in debts.all}

    def _factors(self, debt: Debt) -> Factors:
        key = debt.rate, debt.late.rate, debt.day_count, debt.due_day, debt.spells
        return self._kept.setdefault(key, Factors(debt))


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


Can = Callable[[Debts], bool]


def _platforms(debts: Debts) -> dict[str, int]:
    owed: dict[str, int] = {}
    for debt in debts.all:
        owed[platform(debt)] = owed.get(platform(debt), 0) + debt.owed
    return owed


def _freeze(debts: Debts, can: Can) -> tuple[Concession | None, bool]:
    """The fewest platforms that must freeze interest, most interest first; and whether all sets were tried."""
    yearly: dict[str, int] = {}
    for debt in debts.all:
        yearly[platform(debt)] = yearly.get(platform(debt), 0) + int(debt.owed * debt.rate.yearly)
    ordered = sorted((name for name, amount in yearly.items() if amount), key=lambda name: (-yearly[name], name))
    everyone = Concession("freeze", tuple(ordered))
    if not ordered or not can(everyone.of(debts)):
        return None, True
    tried = 0
    for count in range(1, len(ordered)):
        for names in islice(combinations(ordered, count), MOST_SETS - tried):
            tried += 1
            if can(Concession("freeze", names).of(debts)):
                return Concession("freeze", names), True
        if tried >= MOST_SETS:
            return everyone, False
    return everyone, True


def _extend(debts: Debts, can: Can, months: int) -> Concession | None:
    """The fewest months by which instalment loans must be longer."""
    names = tuple(dict.fromkeys(platform(debt) for debt in debts.all if debt.kind == "instalment"))
    found = least_that(lambda more: can(Concession("extend", names, more).of(debts)), months) if names else None
    return None if found is None else Concession("extend", names, found)


def _with_discount(debts: Debts, can: Can, name: str, less: int) -> bool:
    return can(Concession("discount", (name,), less).of(debts))


def _discounts(debts: Debts, can: Can) -> tuple[Concession, ...]:
    """The least that each platform alone must let go, the smallest first; where none can mend it, what all must."""
    found = []
    for name, owed in _platforms(debts).items():
        one = least_that(partial(_with_discount, debts, can, name), owed)
        found += [] if one is None else [Concession("discount", (name,), one)]
    if found:
        return tuple(sorted(found, key=lambda one: (one.amount, one.platforms)))
    everyone = tuple(_platforms(debts))
    percent = least_that(lambda part: can(Concession("discount_percent", everyone, part).of(debts)), 100)
    return () if percent is None else (Concession("discount_percent", everyone, percent),)
