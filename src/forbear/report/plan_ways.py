"""Ways of paying beside one another: the table, cost against calls, and what a split does to the interest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from forbear.plan.months import add_months
from forbear.plan.rounding import digits, rounded
from forbear.plan.schedule import Schedule
from forbear.plan.strategies import Plan
from forbear.plan.strategies.run import keeps_to
from forbear.render import chart
from forbear.report.plan_charts import Ground, Spot, pareto_chart, payments_chart
from forbear.report.plan_figures import Part, end_of, part_of, parts_by_month
from forbear.report.plan_sections import Section, way
from forbear.report.plan_shown import OPTIMUM, PlanShown
from forbear.report.words import Words

WATCHED_MONTHS = 12
COVERED_MONTHS = 3
PARETO, PARETO_SLIM = Ground(600, 280, 6), Ground(272, 230, 3)
HALF = Ground(320, 210, 6)
HALF_SLIM = Ground(272, 180, 6)


def rows(shown: PlanShown, words: Words) -> list[Section]:
    """Each way of paying with its figures, the cheapest first; nothing where there is only one."""
    return [_way(number, plan, shown, words) for number, plan in enumerate(shown.ways, 1)] if shown.ways[1:] else []


def ways(shown: PlanShown, words: Words) -> Section:
    """The table of all ways of paying, and the picture of those that end."""
    told = rows(shown, words)
    if not told:
        return {}
    ending = [(number, plan) for number, plan in enumerate(shown.ways, 1) if plan.feasible]
    spots = [Spot(str(number), plan.cost, plan.creditor_months_late, _kind(plan, shown)) for number, plan in ending]
    front = [Spot("", *one.place) for one in shown.frontier]
    drawn = [
        chart(pareto_chart(spots, best_of([*spots, *front]), shown.currency, ground, words, bool(front)))
        if len(spots) > 1
        else ""
        for ground in (PARETO, PARETO_SLIM)
    ]
    return {
        "rows": told,
        "known": any(row["apart"] != "–" for row in told),
        "kinds": [kind for kind in ("way", "chosen", "optimum") if any(spot.kind == kind for spot in spots)],
        "optimum": optimum_sentence(shown, words),
        "mixes": mixes(shown, words),
        "unkept": any(row["apart"].endswith("†") for row in told),
        "wide": drawn[0],
        "slim": drawn[1],
    }


def mixes(shown: PlanShown, words: Words) -> list[Section]:
    """The best plan for each price of a creditor-month that was tried, the cheapest first."""
    return [
        {
            "weight": words.money(one.weight, shown.currency),
            "amounts": [words.money(amount, shown.currency) for amount in (one.plan.paid, one.plan.cost)],
            "late": words.number(one.plan.creditor_months_late),
            "free": words.day(one.plan.free_on or 0),
        }
        for one in shown.frontier
    ]


def best_of(spots: Sequence[Spot]) -> list[Spot]:
    """The spots that no other betters in both cost and months."""
    return [one for one in spots if not any(_betters(other, one) for other in spots)]


def _betters(other: Spot, one: Spot) -> bool:
    here, there = (one.cost, one.months), (other.cost, other.months)
    return there != here and all(theirs <= ours for theirs, ours in zip(there, here, strict=True))


def watch(shown: PlanShown, words: Words) -> Section:
    """One platform at a time beside a split over all: the interest of each, and whom the split does not even cover."""
    pair = _watched(shown)
    if not pair:
        return {}
    most = max((max(part.paid, part.charged) for _, _, found in pair for part in found), default=0)
    return {
        "panels": [_panel(one, most, shown, words) for one in pair],
        "difference": _difference(pair[1][1], pair[0][1], shown, words),
        "covered_says": words("plan_watch.covered_says", months=words("plan.months", n=COVERED_MONTHS)),
        "covered": _covered(pair[0][1].schedule, shown, words),
    }


def watch_sentences(shown: PlanShown, words: Words) -> list[str]:
    """The same in sentences, for the terminal."""
    pair = _watched(shown)
    if not pair:
        return []
    told = [
        words("plan.sentence", way=words(f"plan_watch.{name}"), says=_eaten(plan, parts, shown, words))
        for name, plan, parts in pair
    ]
    grows = [row["name"] for row in _covered(pair[0][1].schedule, shown, words) if row["grows"]]
    months = words("plan.months", n=COVERED_MONTHS)
    if grows:
        told.append(words("plan_watch.uncovered", platforms=words.listed(grows), months=months))
    return [one for one in [*told, _difference(pair[1][1], pair[0][1], shown, words)] if one]


Watched = tuple[str, Plan, Sequence[Part]]


def _watched(shown: PlanShown) -> list[Watched]:
    if shown.watched is None:
        return []
    single, spread = shown.watched
    months = min(WATCHED_MONTHS, max(single.months, spread.months))
    return [
        (name, plan, parts_by_month(plan.schedule, months)) for name, plan in (("spread", spread), ("single", single))
    ]


def _way(number: int, plan: Plan, shown: PlanShown, words: Words) -> Section:
    sums = plan.sums
    ends = plan.free_on
    amounts = [words.money(one, shown.currency) for one in (plan.paid, sums.interest, sums.fees)]
    return {
        "number": str(number),
        "name": way(plan.strategy, words),
        "chosen": plan is shown.plan,
        "amounts": amounts if ends is not None else ["–"] * len(amounts),
        "free": words("plan_ways.not_free") if ends is None else words.day(ends),
        "late": "–" if ends is None else words.number(plan.creditor_months_late),
        "apart": _apart(plan, shown, words),
    }


def optimum_sentence(shown: PlanShown, words: Words) -> str:
    """The optimum's value, the bound that was proven, and what may still be possible; or that nothing ends in time."""
    found = shown.optimum
    if found is None:
        return ""
    goal, months = words(f"plan_goal.{found.goal.name}"), words("plan.months", n=found.months)
    if found.value is None:
        key = "impossible" if found.impossible else "nothing_found"
        return words(f"plan_optimum.{key}", goal=goal, months=months)
    told = [
        words(
            "plan_optimum.value", goal=goal, value=_measure(found.value, shown, words), way=way(found.found_by, words)
        )
    ]
    if found.bound is not None:
        bound, gap = _measure(found.bound, shown, words), found.gap or Fraction(0)
        key = f"plan_optimum.bound_{found.keep}" if gap else f"plan_optimum.best_{found.keep}"
        told.append(words(key, bound=bound, months=months, gap=digits(Fraction(ceil(gap * 10_000), 100), 2)))
    ended = "orders" if found.method == "orders" else "solved" if found.solved else "stopped"
    told.append(words(f"plan_optimum.{ended}"))
    return words.joined(told)


def _measure(value: int, shown: PlanShown, words: Words) -> str:
    """A value of the optimum's goal, or a difference of two, in its own unit."""
    goal = shown.optimum.goal if shown.optimum else None
    if goal is None or goal.paid:
        return words.money(value, shown.currency)
    return words("plan_optimum.creditor_months" if goal.late else "plan.months", n=value)


def _apart(plan: Plan, shown: PlanShown, words: Words) -> str:
    """How much more than the best found, by the goal; a way that pays less than must be paid is marked."""
    found = shown.optimum
    value = None if found is None else found.goal.value(plan)
    if found is None or value is None or found.value is None:
        return "–"
    apart = value - found.value
    told = words("plan_optimum.best") if not apart else _measure(apart, shown, words)
    return told if keeps_to(plan, found.keep) else f"{told} †"


def _kind(plan: Plan, shown: PlanShown) -> str:
    return "optimum" if plan.strategy == OPTIMUM else "chosen" if plan is shown.plan else "way"


def _panel(watched: Watched, most: int, shown: PlanShown, words: Words) -> Section:
    name, plan, parts = watched
    wide, slim = (chart(payments_chart(parts, most, shown.currency, ground, words)) for ground in (HALF, HALF_SLIM))
    return {
        "name": words(f"plan_watch.{name}"), "wide": wide, "slim": slim, "says": _eaten(plan, parts, shown, words)
    }  # fmt: skip


def _eaten(plan: Plan, parts: Sequence[Part], shown: PlanShown, words: Words) -> str:
    paid, cost = sum(part.paid for part in parts), sum(part.charged for part in parts)
    until = add_months(plan.schedule.first, len(parts))
    closed = sum(day is not None and day <= until for day in plan.closed.values())
    eaten = words(
        "plan_watch.eaten", paid=words.money(paid, shown.currency), months=words("plan.months", n=len(parts)),
        cost=words.money(cost, shown.currency), percent=_percent(cost, paid),
    )  # fmt: skip
    ends = plan.free_on
    free = words("plan_watch.not_free") if ends is None else words("plan_watch.free", day=words.day(ends))
    return words.joined([eaten, words("plan_watch.closed", n=closed), free])


def _difference(single: Plan, spread: Plan, shown: PlanShown, words: Words) -> str:
    """What the split costs in the end, and when each way closes its first platform; only of plans that end."""
    if not (single.feasible and spread.feasible):
        return ""
    apart = spread.cost - single.cost
    key = "more" if apart > 0 else "less" if apart < 0 else "none"
    told = words(f"plan_watch.difference_{key}", amount=words.money(abs(apart), shown.currency))
    days = [words.day(plan.first_closed or 0) for plan in (single, spread)]
    return words.joined([told, words("plan_watch.first_closed", single=days[0], spread=days[1])])


def _covered(schedule: Schedule, shown: PlanShown, words: Words) -> list[dict[str, Any]]:
    until = min(add_months(schedule.first, COVERED_MONTHS), end_of(schedule))
    rows = []
    for debt in schedule.debts.all:
        entries = [one for one in schedule.entries if one.debt == debt.name and one.day <= until]
        part, after = part_of(entries), entries[-1].balance if entries else debt.owed
        waived = sum(one.amount for one in entries if one.kind == "waiver")
        change = after - debt.owed
        verdict = "grows" if change > 0 else "falls" if change < 0 else "stays"
        money = [words.money(one, shown.currency) for one in (part.charged, part.paid, debt.owed, after)]
        rows.append({"name": debt.name, "charged": money[0], "paid": money[1], "before": money[2], "after": money[3],
                     "verdict": words(f"plan_watch.{verdict}"), "grows": change > 0, "waived": waived})  # fmt: skip
    return rows


def _percent(part: int, whole: int) -> int:
    return rounded(Fraction(100 * part, whole), "half_up") if whole else 0
