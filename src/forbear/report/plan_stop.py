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
    if short is not None:
        told.append(words("plan_stop.interest", amount=money(sum(short.interest_only.values()))))
        told += _other_way(short, words)
    missed = [one for one in shown.followed.missed if one.month == 1]
    return {"says": told, "changes": _changes(shown, words), "unmet": _rows(missed, shown, words)}


def unmet(shown: PlanShown, words: Words) -> Section:
    """Where the debts end all the same: which payments of debts that are not late are missed, and what meets them."""
    short = shown.shortfall
    if short is None or not shown.plan.feasible:
        return {}
    return {"changes": _changes(shown, words), "unmet": _rows(short.unmet, shown, words)}


def _changes(shown: PlanShown, words: Words) -> Section:
    """Each of these alone is enough: more money, or something that creditors give."""
    short = shown.shortfall
    if short is None:
        return {}
    yours = [_more(key, one, shown, words) for key, one in (("ends", shown.ends_with), ("extra", short.extra)) if one]
    given = [_given(one, shown, words) for one in (short.frozen, short.extended, *short.discounts) if one is not None]
    if short.frozen is not None and not short.all_sets_tried:
        given.append(words("plan_stop.not_all_tried"))
    none = words("plan_stop.no_change") if not yours and not given else ""
    return {"yours": yours, "creditors": given, "none": none}


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


def _other_way(short: Shortfall, words: Words) -> list[str]:
    other = short.meanwhile
    if not other.feasible:
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
