"""The plan of a case: what can be paid, to whom first, until when, reckoned as ``forbear plan`` does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from forbear.errors import Problem, RecordError
from forbear.plan.budgets import BudgetFile
from forbear.plan.debts import Debts
from forbear.plan.shortfall import ends_with, shortfall
from forbear.plan.strategies import STRATEGIES, Plan, compare, means_of, named
from forbear.plan.strategies.run import keeps_to
from forbear.report import plan_sections, plan_stop, plan_ways
from forbear.report.plan_shown import PlanShown
from forbear.report.words import Words
from forbear.web.desks.borrower import documents, money
from forbear.web.desks.borrower.models import Case

PLAIN, SPREAD = "one_platform", "pro_rata"
MONTHS = 120
PLANS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A way of paying, and what is to be paid each month in minor units; None for all that the budget leaves."""

    way: str = PLAIN
    month: int | None = None


def planned(case: Case, asked: Asked) -> PlanShown | None:
    """The plan with all ways of paying beside it; None where debts or budget are missing. Raises RecordError.

    The last few are kept in memory, so that the pictures of a page do not reckon it again.
    """
    versions = tuple(documents.version(case, kind) for kind in (money.DEBTS, money.BUDGET))
    return _kept(case.pk, versions, asked)


@lru_cache(maxsize=PLANS_KEPT)
def _kept(pk: UUID, _versions: tuple[int, ...], asked: Asked) -> PlanShown | None:
    case = Case.objects.get(pk=pk)
    everything, read = money.debts_in(case), money.budget_in(case)
    return None if everything is None or read is None else _planned(everything, read, asked)


def _planned(everything: Debts, read: BudgetFile, asked: Asked) -> PlanShown:
    budget = read.budget
    most = budget.left + budget.reserve
    if asked.month is not None and 0 <= asked.month <= most:
        budget = replace(budget, reserve=most - asked.month)
    debts = in_currency(everything, budget.currency)
    means = means_of(budget, max(debt.as_of for debt in debts.all))
    plans = compare(debts, means, months=MONTHS)
    plan = plans[asked.way if asked.way in STRATEGIES else PLAIN]
    other = None if plan.feasible else _cheapest(plans.values())
    shown = PlanShown(
        plan=plan, other=other, budget=budget, compared=plans, watched=(plans[PLAIN], plans[SPREAD]),
        left_out=tuple(debt.name for debt in everything.all if debt.currency != budget.currency), misfits=read.misfits,
    )  # fmt: skip
    if plan.feasible and keeps_to(plan, "current"):
        return shown
    way = named(plan.strategy)
    ends = None if plan.feasible else ends_with(debts, means, way, MONTHS, False)
    return replace(shown, shortfall=shortfall(debts, means, way, MONTHS, False), ends_with=ends)


def said(shown: PlanShown, words: Words) -> dict[str, Any]:
    """What the page says without pictures."""
    plan = shown.followed
    open_still = sorted((day, name) for name, day in plan.closed.items() if day is not None)
    return {
        "summary": plan_sections.summary(shown, words),
        "told": words.joined(plan_sections.summary(shown, words)["sentences"]),
        "stop": plan_stop.stop(shown, words),
        "unmet": plan_stop.unmet(shown, words),
        "payments": plan_sections.payments(shown, words),
        "ways": plan_ways.rows(shown, words),
        "owed": plan_sections.owed_rows(shown, words),
        "next": (open_still[0][1], words.day(open_still[0][0])) if open_still else None,
        "how": plan_sections.how(shown, words),
        "money": words.joined(plan_sections.money_there_is(shown, words)["sentences"]),
    }


def pictures(shown: PlanShown, words: Words) -> dict[str, Any]:
    """What the page draws; a second or two of work."""
    return {
        "owed": plan_sections.owed(shown, words),
        "ways": plan_ways.ways(shown, words),
        "watch": plan_ways.watch(shown, words),
    }


def _cheapest(plans: Any) -> Plan | None:
    return min((plan for plan in plans if plan.feasible), key=lambda plan: plan.paid, default=None)


def in_currency(everything: Debts, currency: str) -> Debts:
    """The debts that the budget can pay; raises RecordError where there are none."""
    found = everything.by_currency().get(currency)
    if found is None:
        raise RecordError(Problem("", f"the budget is in {currency}, and no debt is", code="currency-none"))
    return found
