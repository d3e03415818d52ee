"""The parts of a plan's page, from figures to words and pictures: what is owed, what to pay, how it was reckoned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forbear.calendar import Day
from forbear.plan.conventions import conventions
from forbear.plan.months import add_months
from forbear.plan.schedule import Payment
from forbear.plan.strategies import Plan
from forbear.render import chart
from forbear.report.plan_charts import SLIM, WIDE, Ground, balances_chart
from forbear.report.plan_figures import COLOURS, Balances, Track, balances
from forbear.report.plan_shown import OPTIMUM, PlanShown
from forbear.report.words import Words

Section = dict[str, Any]
FIRST_MONTHS = 3
"""So many months of payments stand open on the page; the others unfold."""
MORE = {"one_platform": "ranked", "snowball": "ranked", "pro_rata": "parts", OPTIMUM: "optimum"}
"""What holds of more money with a way of paying; with all others the order is fixed."""
PICTURE_MONTHS = 36
"""So many months of debts that do not end are drawn."""


def way(name: str, words: Words) -> str:
    """The name of a way of paying in words."""
    return words.known(f"plan_way.{name}", name)


def summary(shown: PlanShown, words: Words) -> Section:
    """The answer in sentences and tiles; a plan that does not end has neither date nor total."""
    plan = shown.plan
    told = shown.followed
    sentences = [words("plan.sentence", way=way(told.strategy, words), says=_says(told, words))]
    if shown.instead_of:
        sentences.insert(0, words("plan.instead", other=way(shown.instead_of, words)))
    if plan.free_on is None:
        return {"sentences": sentences, "tiles": [], "left_out": _left_out(shown, words)}
    first = next(iter(plan.closed))
    money = money_in(shown, words)
    sentences += [
        words("plan.free", month=money(plan.means.of_month(1)), day=words.day(plan.free_on),
              months=words("plan.months", n=plan.months)),
        words("plan.first_closed", platform=first, day=words.day(plan.closed[first] or 0)) if plan.closed else "",
        words("plan.late", n=plan.creditor_months_late) if plan.creditor_months_late else words("plan.late_none"),
        words("plan.waived", amount=money(plan.sums.waived)) if plan.sums.waived else "",
    ]  # fmt: skip
    tiles = [
        (words.day(plan.free_on), words("plan.tile_free"), "good"),
        (money(plan.paid), words("plan.tile_paid"), ""),
        (money(plan.sums.interest + plan.sums.fees), words("plan.tile_cost"), "refuse"),
        (words.number(plan.creditor_months_late), words("plan.tile_late"), ""),
    ]
    return {"sentences": [one for one in sentences if one], "tiles": tiles, "left_out": _left_out(shown, words)}


def money_there_is(shown: PlanShown, words: Words) -> Section:
    """The budget in short: what an ordinary month leaves, the worst month, and what comes or goes once."""
    budget, money, first = shown.budget, money_in(shown, words), shown.plan.means.first
    worst = budget.worst(first, max(1, min(shown.plan.months, PICTURE_MONTHS)))
    sentences = [
        words("plan_money.says", income=money(budget.total("income")), outgoings=money(budget.outgoings),
              reserve=money(budget.reserve), left=money(budget.left)),
    ]  # fmt: skip
    first_of_all = [line.name for line in budget.lines if line.kind == "priority_debt"]
    if first_of_all:
        amount, names = money(budget.total("priority_debt")), words.listed(first_of_all)
        sentences.append(words("plan_money.priority", amount=amount, debts=names))
    if worst.left < budget.left:
        sentences.append(words("plan_money.worst", day=words.day(worst.first), left=money(worst.left)))
    lumps = [
        (one.day, words.day(one.day), words("plan_money.lump"), money(one.amount)) for one in shown.plan.means.lumps
    ]
    once = [(one.day, words.day(one.day), one.name, money(one.amount)) for one in budget.dated]
    return {
        "sentences": sentences,
        "once": [row[1:] for row in sorted(lumps + once)],
        "misfits": [
            (one.name, money(one.printed), money(one.reckoned), money(one.difference)) for one in shown.misfits
        ],
    }


def owed_rows(shown: PlanShown, words: Words) -> list[Section]:
    """Each platform's line, those that close first in front."""
    return [_platform(shown, track, words) for track in _found(shown).tracks]


def owed(shown: PlanShown, words: Words) -> Section:
    """The picture of what is owed, and each platform's line."""
    plan, found = shown.followed, _found(shown)
    months = words("plan.months", n=min(plan.months, PICTURE_MONTHS))
    caption = words("plan_owed.caption") if plan.feasible else words("plan_owed.caption_open", months=months)
    sums = plan.sums
    totals = (sums.opening, sums.paid, sums.interest, sums.fees, sums.waived) if plan.feasible else ()
    return {
        "caption": words.joined([caption, words("plan_owed.shared") if len(found.tracks) > COLOURS else ""]),
        "wide": _drawn(found, WIDE, shown, words),
        "slim": _drawn(found, SLIM, shown, words),
        "rows": owed_rows(shown, words),
        "totals": [words.money(one, shown.currency) for one in totals],
        "waived": bool(sums.waived),
    }


def _found(shown: PlanShown) -> Balances:
    schedule = shown.followed.schedule
    return balances(schedule, None if shown.followed.feasible else add_months(schedule.first, PICTURE_MONTHS))


def payments(shown: PlanShown, words: Words) -> Section:
    """What to pay, by day: the first months, and the rest."""
    plan = shown.followed
    until, months = add_months(plan.means.first, FIRST_MONTHS), words("plan.months", n=FIRST_MONTHS)
    last = add_months(plan.means.first, PICTURE_MONTHS)
    rows = [(one.day, _payment(one, shown, words)) for one in plan.payments if plan.feasible or one.day <= last]
    return {
        "says": words("plan_pay.says" if shown.plan.feasible else "plan_pay.meanwhile", months=months),
        "first": [row for day, row in rows if day <= until],
        "rest": [row for day, row in rows if day > until],
    }


def how(shown: PlanShown, words: Words) -> Section:
    """The assumptions of the plan and the conventions of its schedule, in words."""
    timing, *rest = conventions(shown.plan.schedule, words.lang)
    more = MORE.get(shown.plan.strategy, "fixed")
    keys = ("money", f"keep_{shown.plan.keep}", f"more_{more}", "rates", "month")
    return {"sentences": [timing, *(words(f"plan_how.{key}") for key in keys)], "debts": rest[:-1], "promise": rest[-1]}


def ticks(days: Sequence[Day], ground: Ground, words: Words) -> Mapping[Day, str]:
    """Days to write below a picture, as many as fit: month by month, or every so many."""
    every = max(1, -(-(len(days) - 1) // ground.ticks_most))
    return {day: words.month(day) for place, day in enumerate(days) if place % every == 0}


def _says(plan: Plan, words: Words) -> str:
    return words.known(f"plan_way.{plan.strategy}_says", "")


def money_in(shown: PlanShown, words: Words) -> Callable[[int], str]:
    """How an amount of this plan is written."""
    return lambda amount: words.money(amount, shown.currency)


def _left_out(shown: PlanShown, words: Words) -> str:
    return words("plan.left_over", debts=words.listed(list(shown.left_out))) if shown.left_out else ""


def _drawn(found: Balances, ground: Ground, shown: PlanShown, words: Words) -> str:
    return chart(balances_chart(found, shown.currency, ticks(found.days, ground, words), ground, words))


def _platform(shown: PlanShown, track: Track, words: Words) -> Section:
    money, plan = money_in(shown, words), shown.followed
    sums = plan.schedule.sums(track.debt)
    open_still = words("plan_owed.open", months=words("plan.months", n=PICTURE_MONTHS))
    shows = plan.feasible or track.closed is not None
    return {
        "letter": track.letter,
        "colour": track.colour,
        "name": track.debt,
        "creditor": plan.schedule.debts[track.debt].creditor,
        "closed": open_still if track.closed is None else words.day(track.closed),
        "now": money(sums.opening),
        "amounts": [money(one) if shows else "–" for one in (sums.paid, sums.interest, sums.fees, sums.waived)],
    }


def _payment(payment: Payment, shown: PlanShown, words: Words) -> Section:
    schedule, money = shown.followed.schedule, money_in(shown, words)
    booked = [one for one in schedule.entries if one.debt == payment.debt and one.day == payment.day]
    closes = schedule.closed_on[payment.debt] == payment.day
    waived = sum(one.amount for one in booked if one.kind == "waiver")
    remark = words("plan_pay.settles", amount=money(waived)) if waived else words("plan_pay.closes") if closes else ""
    return {
        "day": words.day(payment.day),
        "platform": payment.debt,
        "amount": money(payment.amount),
        "after": money(booked[-1].balance),
        "remark": remark,
    }
