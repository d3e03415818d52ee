"""All simple strategies by name, and what each does with the same debts and money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from forbear.errors import Problem, RecordError, nearest
from forbear.plan.accrual import Factors
from forbear.plan.debts import Debts
from forbear.plan.strategies.avalanche import avalanche
from forbear.plan.strategies.one_platform import one_platform
from forbear.plan.strategies.pro_rata import pro_rata
from forbear.plan.strategies.run import LONGEST, follow
from forbear.plan.strategies.shapes import Means, Plan, Strategy
from forbear.plan.strategies.snowball import snowball, snowball_fixed
from forbear.plan.strategies.urgency import urgency

STRATEGIES: Mapping[str, Strategy] = {
    one.name: one
    for one in (
        Strategy("one_platform", one_platform),
        Strategy("snowball", snowball),
        Strategy("snowball_fixed", snowball_fixed),
        Strategy("avalanche", avalanche),
        Strategy("urgency", urgency),
        Strategy("pro_rata", pro_rata, keep="nothing"),
    )
}
"""The simple strategies that need nothing but debts and money."""


def named(name: str) -> Strategy:
    """A strategy by its name."""
    found = STRATEGIES.get(name)
    if found is None:
        hint = f"Choose one of {', '.join(STRATEGIES)}. {nearest(name, STRATEGIES)}".strip()
        raise RecordError(Problem("the strategy", f"{name!r} is none", hint=hint, code="strategy-unknown"))
    return found


def compare(
    debts: Debts, means: Means, more: Iterable[Strategy] = (), months: int = LONGEST, payment_first: bool = False,
    keep: str | None = None,
) -> Mapping[str, Plan]:  # fmt: skip
    """The plan of every simple strategy and of ``more``, by name; ``keep`` stands in place of each one's own."""
    factors = {debt.name: Factors(debt) for debt in debts.all}
    chosen = [one if keep is None else replace(one, keep=keep) for one in (*STRATEGIES.values(), *more)]
    return {one.name: follow(debts, means, one, months, payment_first, factors) for one in chosen}
