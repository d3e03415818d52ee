"""The page of progress: what was paid, which platform is next, and whether promises were kept."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.errors import InputError, RecordError
from forbear.money import Money
from forbear.plan.negotiation import END, STANDING
from forbear.report.words import Words
from forbear.web.desks.borrower import cases, documents, money, steps, talk_told, talks
from forbear.web.desks.borrower.brought import told
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.talk_forms import PaymentForm
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.numbers import seen_number
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language
from forbear.web.people.may import act

MOST_DIGITS = 6


@act("case.see")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Platforms closed, the next one, the day; payments and promises."""
    with cases.opened(request, "case.see", pk, "payments") as case:
        shown = _shown(case)
    return render(request, "borrower/steps.html", shown | ACTIVE)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a payment that was made."""
    with cases.opened(request, "case.change", pk, "payments") as case:
        seen, names = documents.version(case, talks.TALKS), talks.names(case)
        if not names:
            return redirect("money", case.pk)
        initial = {"day": date.fromordinal(talks.today(case)), "debt": _asked(request, names)}
        form = PaymentForm(names, request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                talks.pay(case, form.payment(), seen_number(request.POST.get("seen", "")))
            except (RecordError, ValueError) as error:
                form.add_error(None, told(error) if isinstance(error, RecordError) else str(error))
            else:
                return redirect("case-steps", case.pk)
    shown = {"case": case, "form": form, "seen": seen, "title": "borrower.payment.title", "why": "borrower.payment.why"}
    return render(request, "borrower/pay.html", shown | ACTIVE, status=WRONG if form.errors else 200)


@act("case.change")
@require_POST
def unpay(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """Take a payment out again."""
    with cases.opened(request, "case.change", pk, "payments") as case:
        try:
            talks.unpay(case, at, seen_number(request.POST.get("seen", "")))
        except RecordError as error:
            shown = _shown(case) | {"wrong": told(error)}
            return render(request, "borrower/steps.html", shown | ACTIVE, status=WRONG)
    return redirect("case-steps", case.pk)


def _shown(case: Case) -> dict[str, Any]:
    words, day = Words(language()), talks.today(case)
    closed = [(str(one["name"]), words.day(money.day_of(one["day"]))) for one in money.rows(case, money.CLOSED)]
    found, wrong = None, list[str]()
    try:
        found = steps.way(case)
    except InputError as error:
        wrong = told(error)
    return {
        "case": case, "wrong": wrong, "closed": closed,
        "way": steps.said(found, closed, words) if found else None,
        "promises": _promises(case, day, words),
        "payments": _payments(case, words), "has_debts": bool(talks.names(case)),
        "seen": documents.version(case, talks.TALKS),
    }  # fmt: skip


def _promises(case: Case, day: int, words: Words) -> list[dict[str, Any]]:
    found = talks.talks_in(case)
    status = found.begun(day).status(day) if found else {}
    every = talks.names(case)
    return [
        {"name": name, "at": every.index(name), **talk_told.card(one, words)}
        for name, one in status.items()
        if one.state in (*STANDING, END)
    ]


def _payments(case: Case, words: Words) -> list[dict[str, Any]]:
    currency = money.raw(case, talks.TALKS).get("currency", "")
    return [
        {"at": at, "debt": one["debt"], "day": words.day(money.day_of(one["day"])),
         "amount": words.money(Money.parse(str(one["amount"]), currency).amount_minor, currency)}
        for at, one in reversed(list(enumerate(talks.raw(case)[talks.PAYS])))
    ]  # fmt: skip


def _asked(request: HttpRequest, names: list[str]) -> str:
    """The debt of which one came."""
    at = request.GET.get("debt", "")
    return names[int(at)] if at.isdecimal() and len(at) < MOST_DIGITS and int(at) < len(names) else ""
