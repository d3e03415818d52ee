"""The page of a repayment plan as one HTML file that needs nothing else: no script, no network, printable."""

from __future__ import annotations

from typing import Any

from forbear.render import page
from forbear.report import plan_sections, plan_stop, plan_ways
from forbear.report.palette import DEBTS, PALETTE
from forbear.report.plan_shown import OPTIMUM, PlanShown
from forbear.report.words import HTML_LANGUAGE, Words


def build(shown: PlanShown, lang: str) -> str:
    """The page in ``en`` or ``zh`` as HTML; raises InputError on another language."""
    return page("forbear.report", "plan_report.html", _context(shown, Words(lang)))


def _context(shown: PlanShown, words: Words) -> dict[str, Any]:
    schedule, key = shown.plan.schedule, "plan.title" if shown.plan.feasible else "plan.title_infeasible"
    owed = words.money(sum(debt.owed for debt in schedule.debts.all), shown.currency)
    return {
        "t": words,
        "language": HTML_LANGUAGE[words.lang],
        "palette": (*PALETTE, *DEBTS),
        "title": words(key, n=len(schedule.debts.all), owed=owed),
        "meta": words("plan.meta", day=words.day(schedule.first), way=_way(shown, words)),
        "stop": plan_stop.stop(shown, words),
        "unmet": plan_stop.unmet(shown, words),
        "summary": plan_sections.summary(shown, words),
        "payments": plan_sections.payments(shown, words),
        "owed": plan_sections.owed(shown, words),
        "ways": plan_ways.ways(shown, words),
        "watch": plan_ways.watch(shown, words),
        "money": plan_sections.money_there_is(shown, words),
        "how": plan_sections.how(shown, words),
    }


def _way(shown: PlanShown, words: Words) -> str:
    """The way of paying, of an optimum with its goal."""
    name = plan_sections.way(shown.plan.strategy, words)
    if shown.optimum is None or shown.plan.strategy != OPTIMUM:
        return name
    return words("plan_optimum.name", way=name, goal=words(f"plan_goal.{shown.optimum.goal.name}"))
