"""What a plan leaves for other programs: JSON, its schedule as CSV, and its payments as a calendar."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from forbear.audit.export import safe_cell
from forbear.calendar import Day, show_day
from forbear.money import decimals_of
from forbear.plan.budget import Misfit
from forbear.plan.conventions import conventions
from forbear.plan.debts import Debt
from forbear.plan.months import add_months
from forbear.plan.schedule import Payment, Row, Schedule
from forbear.plan.strategies import Plan
from forbear.report.ical import calendar_file, escaped
from forbear.report.plan_shown import PlanShown
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.frontier import Mix
    from forbear.plan.optimum import Optimum

COLUMNS = (
    "debt", "creditor", "month", "first", "last", "currency", "opening", "interest", "fees", "paid", "waived", "closing"
)  # fmt: skip
MIX_COLUMNS = ("way", "creditor_month_counts", "currency", "paid", "cost", "creditor_months_in_arrears", "free_on")


def schedule_csv(schedule: Schedule) -> str:
    """Each debt in each month; amounts in main units, with a point."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(schedule.debts[row.debt], row) for row in schedule.rows())
    return page.getvalue()


def statement_files(shown: PlanShown) -> Mapping[str, str]:
    """The budget as a Standard Financial Statement, where it came as one or each of its lines names a line of it."""
    from forbear.plan.statement_written import can_be_written, reckoned_record, record_of, written

    if shown.statement is not None:
        return written(reckoned_record(shown.statement))
    return written(record_of(shown.budget)) if can_be_written(shown.budget) else {}


def main_units(amount: int, currency: str) -> str:
    """``1234.50``: exact, for other programs."""
    places = decimals_of(currency)
    if not places:
        return str(amount)
    whole, rest = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:0{places}d}"


def calendar(plan: Plan, words: Words) -> str:
    """The payments of a plan, and the last days of offers, as an iCalendar file; a year where it does not end."""
    schedule = plan.schedule
    last = schedule.last if plan.feasible else add_months(plan.means.first, 12)
    lines: list[str] = []
    for payment in plan.payments:
        lines += _payment(payment, schedule, words) if payment.day <= last else []
    for debt in schedule.debts.all:
        lines += _offers(debt, schedule, words)
    return calendar_file("plan", lines)


def record(shown: PlanShown, lang: str) -> dict[str, Any]:
    """The plan for other programs; amounts are texts in main units. Where the debts do not end, nothing is dated."""
    plan = shown.plan
    return {
        "feasible": plan.feasible,
        "currency": shown.currency,
        "as_of": show_day(plan.schedule.first),
        "left_out": list(shown.left_out),
        "budget_misfits": [_misfit(one, shown.currency) for one in shown.misfits],
        "instead_of": shown.instead_of or None,
        "smallest_changes": _remedies(shown),
        "plan": _of_plan(plan, shown.currency),
        "platforms": [
            {"platform": name, "closed_on": show_day(day) if plan.feasible and day is not None else None}
            for name, day in plan.closed.items()
        ],
        "payments": [_paid(one, plan.schedule, shown.currency) for one in plan.payments if plan.feasible],
        "optimum": _of_optimum(shown.optimum),
        "cost_and_calls": [_of_mix(one, shown.currency) for one in shown.frontier],
        "compared": [_of_plan(one, shown.currency) for one in shown.ways] if shown.compared else [],
        "conventions": list(conventions(plan.schedule, lang)),
    }


def _misfit(one: Misfit, currency: str) -> dict[str, str]:
    printed, reckoned = main_units(one.printed, currency), main_units(one.reckoned, currency)
    return {"total": one.name, "printed": printed, "by_lines": reckoned}


def _remedies(shown: PlanShown) -> dict[str, Any] | None:
    short = shown.shortfall
    if short is None:
        return None
    given = [one for one in (short.frozen, short.extended, *short.discounts) if one is not None]
    return {
        "ends": short.ends,
        "interest_only": {name: main_units(one, shown.currency) for name, one in short.interest_only.items()},
        **{
            key: None if one is None else main_units(one.amount, shown.currency)
            for key, one in (("extra_to_end", shown.ends_with), ("extra_to_miss_nothing", short.extra))
        },
        "concessions": [
            {
                "kind": one.kind,
                "platforms": list(one.platforms),
                "amount": main_units(one.amount, shown.currency) if one.kind == "discount" else one.amount,
            }
            for one in given
        ],
        "all_sets_tried": short.all_sets_tried,
    }


def _of_optimum(found: Optimum | None) -> dict[str, Any] | None:
    """Value and bound in the whole units of the goal: minor units of money, months, or creditor-months."""
    if found is None:
        return None
    known = {
        "goal": found.goal.name,
        "keep": found.keep,
        "months": found.months,
        "value": found.value,
        "bound": found.bound,
    }
    return {
        **known,
        "impossible": found.impossible,
        "solved": found.solved,
        "found_by": found.found_by,
        "proved_by": found.method,
    }


def _of_mix(one: Mix, currency: str) -> dict[str, Any]:
    """A plan that is best where a creditor-month counts as much as an amount paid; its bound likewise."""
    return {
        "creditor_month_counts": main_units(one.weight, currency),
        **_of_plan(one.plan, currency),
        "cost": main_units(one.plan.cost, currency),
        "value": main_units(one.found.value or 0, currency),
        "bound": None if one.found.bound is None else main_units(one.found.bound, currency),
        "solved": one.found.solved,
    }


def cost_and_calls_csv(shown: PlanShown) -> str:
    """Every way of paying that ends and every best mix, by cost and by creditor-months in arrears."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(MIX_COLUMNS)
    ways = [(plan.strategy, "", plan) for plan in shown.ways if plan.feasible]
    mixes = [("mix", main_units(one.weight, shown.currency), one.plan) for one in shown.frontier]
    for name, counts, plan in [*ways, *mixes]:
        amounts = (main_units(one, shown.currency) for one in (plan.paid, plan.cost))
        late, free = str(plan.creditor_months_late), show_day(plan.free_on or 0)
        writer.writerow((safe_cell(name), counts, shown.currency, *amounts, late, free))
    return page.getvalue()


def _of_plan(plan: Plan, currency: str) -> dict[str, Any]:
    known = {"strategy": plan.strategy, "keep": plan.keep, "feasible": plan.feasible}
    if plan.free_on is None:
        return known
    sums = plan.sums
    amounts = {"paid": sums.paid, "interest": sums.interest, "fees": sums.fees, "waived": sums.waived}
    return {
        **known,
        "free_on": show_day(plan.free_on),
        "months": plan.months,
        "creditor_months_in_arrears": plan.creditor_months_late,
        **{name: main_units(amount, currency) for name, amount in amounts.items()},
    }


def _paid(payment: Payment, schedule: Schedule, currency: str) -> dict[str, Any]:
    return {
        "day": show_day(payment.day),
        "debt": payment.debt,
        "creditor": schedule.debts[payment.debt].creditor,
        "amount": main_units(payment.amount, currency),
        "settles": payment.settles,
    }


def _cells(debt: Debt, row: Row) -> tuple[str, ...]:
    sums = row.sums
    amounts = (sums.opening, sums.interest, sums.fees, sums.paid, sums.waived, sums.closing)
    return (
        safe_cell(debt.name), safe_cell(debt.creditor), str(row.month), show_day(row.first), show_day(row.last),
        debt.currency, *(main_units(amount, debt.currency) for amount in amounts),
    )  # fmt: skip


def _payment(payment: Payment, schedule: Schedule, words: Words) -> list[str]:
    debt = schedule.debts[payment.debt]
    amount = words.money(payment.amount, debt.currency)
    key = "plan_calendar.settle" if payment.settles else "plan_calendar.pay"
    return _event(payment.day, words(key, amount=amount, debt=debt.name), "payment", debt, schedule.first, words)


def _offers(debt: Debt, schedule: Schedule, words: Words) -> Iterator[str]:
    """The last day of each offer that the plan does not take."""
    taken = any(payment.settles and payment.debt == debt.name for payment in schedule.payments())
    for offer in () if taken else debt.settlements:
        amount = words.money(offer.amount, debt.currency)
        text = words("plan_calendar.offer", amount=amount, debt=debt.name)
        yield from _event(offer.last, text, "offer", debt, schedule.first, words)


def _event(day: Day, text: str, kind: str, debt: Debt, made: Day, words: Words) -> list[str]:
    """A whole day, with a reminder; stamped with the day of the balances, so that a plan made again is the same."""
    name = sha256(f"{kind}\n{day}\n{debt.name}\n{text}".encode()).hexdigest()[:32]
    note = words("plan_calendar.note")
    return [
        "BEGIN:VEVENT", f"UID:{name}@forbear.invalid", f"DTSTAMP:{_basic(made)}T000000Z",
        f"DTSTART;VALUE=DATE:{_basic(day)}", f"SUMMARY:{escaped(text)}", f"DESCRIPTION:{escaped(note)}",
        "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H", f"DESCRIPTION:{escaped(text)}",
        "END:VALARM", "END:VEVENT",
    ]  # fmt: skip


def _basic(day: Day) -> str:
    return date.fromordinal(day).strftime("%Y%m%d")
