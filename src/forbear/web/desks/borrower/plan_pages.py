"""The pages of the plan and of a loan's true rate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear.errors import RecordError
from forbear.money import decimals_of
from forbear.plan.caps import Held
from forbear.plan.loans import TrueRates
from forbear.plan.rounding import digits
from forbear.plan.strategies import STRATEGIES
from forbear.report.words import Words
from forbear.web.desks.borrower import cases, documents, money, planning
from forbear.web.desks.borrower.brought import told
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.money_forms import fits_form
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language
from forbear.web.people.may import act

STEPS = 40


@act("case.see")
@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What can be paid, to whom first, and until when."""
    with cases.opened(request, "case.see", pk, "plan") as case:
        asked = _asked(request, case)
        shown: dict[str, Any] = {"case": case, "ways": _ways(), "asked": asked, **ACTIVE}
        try:
            found = planning.planned(case, asked)
        except RecordError as error:
            return render(request, "borrower/plan.html", shown | {"wrong": told(error)}, status=WRONG)
        text = money.basics(case)["as_of"]
        shown["as_of"] = Words(language()).day(money.day_of(text)) if text else ""
        shown["closed"] = len(money.rows(case, money.CLOSED))
    if found is not None:
        shown |= {"plan": planning.said(found, Words(language())), "amounts": _amounts(found, asked),
                  "all": shown["closed"] + len(found.plan.schedule.debts.all)}  # fmt: skip
    template = "borrower/plan_part.html" if request.headers.get("HX-Request") else "borrower/plan.html"
    return render(request, template, shown)


@act("case.see")
@require_safe
def pictures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The pictures of the plan, to be put into its page."""
    with cases.opened(request, "case.see", pk, "plan") as case:
        try:
            found = planning.planned(case, _asked(request, case))
        except RecordError:
            found = None
    if found is None:
        raise Http404
    template = "borrower/plan_drawn.html" if request.headers.get("HX-Request") else "borrower/plan_pictures.html"
    drawn = planning.pictures(found, Words(language()))
    return render(request, template, {"case": case, "drawn": drawn, **ACTIVE})


@act("case.see")
@require_safe
def rate(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """The true rate of a loan, and what lies above the caps of its place."""
    with cases.opened(request, "case.see", pk, "rate") as case:
        rows = money.rows(case, money.LOANS)
        seen = documents.version(case, money.LOANS)
    if at >= len(rows):
        raise Http404
    told = _rate_told(rows[at], Words(language()))
    return render(
        request,
        "borrower/rate.html",
        {"case": case, "at": at, "seen": seen, "changes": fits_form(rows[at])} | told | ACTIVE,
    )


def _rate_told(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """What the page of a loan says."""
    loan, rates, held = money.rate_told(row)
    last = rates[-1]
    received, paid, cost = (words.money(one, loan.currency) for one in (last.received, last.paid, last.cost))
    n = len(loan.counted(last.kinds))
    day = words.day(loan.contract)
    return {
        "name": loan.name,
        "head": words("rate.head", name=loan.name, received=received, paid=paid, cost=cost, n=n),
        "rates": [_rate(one, words) for one in rates],
        "caps": [_cap(one, loan.currency, words) for one in held],
        "none": "" if held else words("rate.no_caps", place=loan.place, lender=loan.lender, day=day),
    }


def _rate(one: TrueRates, words: Words) -> tuple[str, list[str]]:
    numbers = (one.effective, one.appendix_j, one.instalment.simple_year)
    return words("rate.alone" if len(one.kinds) == 1 else "rate.all"), [_percent(number) for number in numbers]


def _cap(held: Held, currency: str, words: Words) -> dict[str, Any]:
    cap = held.cap
    return {
        "says": cap.says[words.lang],
        "cite": cap.cite,
        "above": words.money(held.above, currency),
        "not_owed": words.money(held.not_owed, currency),
        "worth": words(f"rate.worth_{cap.worth}"),
        "certain": words(f"rate.certain_{held.certain}"),
        "is_above": held.above > 0,
        "limit": words(f"rate.limit_{cap.measure}", percent=_short(held.percent)),
    }


def _asked(request: HttpRequest, case: Case) -> planning.Asked:
    way, month = request.GET.get("way", planning.PLAIN), request.GET.get("month", "")
    places = decimals_of(money.basics(case)["currency"] or "CNY")
    amount = int(Decimal(month).scaleb(places)) if month.isascii() and month.isdecimal() and len(month) < 13 else None
    return planning.Asked(way if way in STRATEGIES else planning.PLAIN, amount)


def _ways() -> list[tuple[str, str]]:
    words = Words(language())
    return [(name, words(f"plan_way.{name}")) for name in STRATEGIES]


def _amounts(found: Any, asked: planning.Asked) -> dict[str, Any]:
    """The slider: from nothing to all that a month leaves, in whole main units."""
    unit = 10 ** decimals_of(found.currency)
    most = max(0, (found.budget.left + found.budget.reserve) // unit)
    now = (found.budget.left if asked.month is None else asked.month) // unit
    now = max(0, min(now, most))
    step = max(1, most // STEPS // 10 * 10)
    return {"most": most, "now": now, "now_told": Words(language()).number(now), "step": step}


def _percent(value: Decimal) -> str:
    return f"{digits(value * 100, 2)} %"


def _short(percent: Any) -> str:
    return f"{Decimal(percent.numerator) / percent.denominator:f}"
