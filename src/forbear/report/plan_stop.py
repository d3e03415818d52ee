"""What a budget cannot do: that the debts do not end, or what is missed, and the smallest changes that mend it."""

from __future__ import annotations

from collections.abc import Iterable

from forbear.plan.concessions import Concession
from forbear.plan.shortfall import Least, Shortfall
from forbear.plan.strategies import Missed
from forbear.report.plan_sections import Section, money_in, way
from forbear.report.plan_shown import PlanShown
from forbear.report.words import Words

ROWS_MOST = 12


def stop(shown: PlanShown, words: Words) -> Section:
    """What stands first where the debts do not end: that, why, and the smallest changes."""
    plan, money = shown.plan, money_in(shown, words)
    if plan.feasible:
        return {}
    left, months = shown.budget.left, words("plan.months", n=plan.months)
    says = words("plan_stop.says", month=money(plan.means.of_month(1)), months=months)
    told = [words("plan_stop.nothing", short=money(-left)) if left < 0 else says]
    short = shown.shortfall
    told += _other_way(shown, words)
    if short is not None:
        told.append(words("plan_stop.interest", amount=money(sum(short.interest_only.values()))))
    missed = [one for one in shown.followed.missed if one.month == 1]
    heading = words("plan_stop.heading" if shown.other is None else "plan_stop.heading_way")
    return {"heading": heading, "says": told, "changes": _changes(shown, words), "unmet": _rows(missed, shown, words)}


def unmet(shown: PlanShown, words: Words) -> Section:
    """Where the debts end all the same: which payments of debts that are not late are missed, and what meets them."""
    plan, short = shown.plan, shown.shortfall
    if short is None or not plan.feasible:
        return {}
    missed = [one for one in plan.missed if not plan.schedule.debts[one.debt].late_already]
    says = [words("plan_stop.unmet_ends")]
    if shown.not_kept and shown.optimum is not None:
        months = words("plan.months", n=shown.optimum.months)
        says.append(words(f"plan_optimum.not_kept_{shown.not_kept}", months=months))
    return {"says": says, "changes": _changes(shown, words), "unmet": _rows(missed, shown, words)}


def _changes(shown: PlanShown, words: Words) -> Section:
    """Each of these alone is enough: more money, or something that creditors give."""
    short = shown.shortfall
    if short is None:
        return {}
    yours = [_more(key, one, shown, words) for key, one in _extra(shown, short).items()]
    remedies = (short.frozen, short.extended, *short.discounts)
    given = [_given(one, shown, words) for one in remedies if one is not None and not _lets_all_go(one)]
    if short.frozen is not None and not short.all_sets_tried:
        given.append(words("plan_stop.not_all_tried"))
    none = words("plan_stop.no_change") if not yours and not given else ""
    return {"yours": yours, "creditors": given, "none": none}


def _lets_all_go(one: Concession) -> bool:
    """Is it no remedy but that nothing is owed any more?"""
    return one.kind == "discount_percent" and one.amount >= 100


def _extra(shown: PlanShown, short: Shortfall) -> dict[str, Least]:
    """More money each month with which all ends, and that with which nothing else falls late; or one for both."""
    ends, extra = shown.ends_with, short.extra
    if extra and all(debt.late_already for debt in shown.plan.schedule.debts.all):
        ends, extra = ends or extra, None
    same = ends is not None and extra is not None and ends.amount == extra.amount
    found = {"ends_and_extra": ends} if same else {"ends": ends, "extra": extra}
    return {key: one for key, one in found.items() if one is not None}


def _more(key: str, more: Least, shown: PlanShown, words: Words) -> str:
    months = words("plan.months", n=more.fits.months)
    return words(f"plan_stop.{key}", amount=words.money(more.amount, shown.currency), months=months)


def _given(one: Concession, shown: PlanShown, words: Words) -> str:
    amounts = {
        "extend": lambda: words("plan.months", n=one.amount),
        "discount": lambda: words.money(one.amount, shown.currency),
    }
    amount = amounts[one.kind]() if one.kind in amounts else words.number(one.amount)
    all_of_them = set(one.platforms) == set(shown.plan.closed)
    platforms = words("plan_stop.everyone") if all_of_them else words.listed(list(one.platforms))
    return words(f"plan_stop.{one.kind}", platforms=platforms, amount=amount)


def _other_way(shown: PlanShown, words: Words) -> list[str]:
    other = shown.other
    if other is None:
        return []
    months = words("plan.months", n=other.months)
    return [words("plan_stop.other_way", way=way(other.strategy, words), months=months)]


def _rows(missed: Iterable[Missed], shown: PlanShown, words: Words) -> list[Section]:
    money = money_in(shown, words)
    first = sorted(missed, key=lambda one: one.day)[:ROWS_MOST]
    return [
        {"day": words.day(one.day), "debt": one.debt, "asked": money(one.asked), "paid": money(one.paid)}
        for one in first
    ]
