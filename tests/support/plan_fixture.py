"""Plans to show: the shipped sample as it stands, and with so little money that its debts never end."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from forbear.plan.budgets import budget_of
from forbear.plan.files import debts_of_text
from forbear.plan.reading import parse
from forbear.plan.shortfall import Shortfall, shortfall
from forbear.plan.strategies import STRATEGIES, Means, Plan, compare, means_of
from forbear.report.plan_shown import PlanShown

MONTHS = 48
TOO_LITTLE = 80_000


def sample(name: str) -> str:
    """A file of the shipped sample."""
    return files("forbear").joinpath("sample", name).read_text(encoding="utf-8")


@cache
def plans(monthly: int = 0) -> dict[str, Plan]:
    """The sample's ways of paying, from its own budget or from a sum each month."""
    debts = debts_of_text(sample("debts.toml"), "debts.toml")
    first = debts.all[0].as_of
    means = Means(first, (monthly,)) if monthly else means_of(budget(), first)
    return dict(compare(debts, means, months=MONTHS))


def budget():
    """The sample's budget."""
    return budget_of(parse(sample("budget.toml"), "budget.toml"), "budget.toml").budget


def good(chosen: str = "one_platform") -> PlanShown:
    """A plan that ends, compared and watched."""
    found = plans()
    return PlanShown(found[chosen], budget(), found, watched=(found["one_platform"], found["pro_rata"]))


@cache
def short() -> Shortfall:
    """What is short where there is too little."""
    plan = plans(TOO_LITTLE)["one_platform"]
    found = shortfall(plan.schedule.debts, plan.means, STRATEGIES["one_platform"], MONTHS)
    assert found is not None
    return found


def stopped() -> PlanShown:
    """A plan that does not end."""
    found = plans(TOO_LITTLE)
    watched = (found["one_platform"], found["pro_rata"])
    return PlanShown(found["one_platform"], budget(), found, watched=watched, shortfall=short())
