"""The pages of arrangements: those of a team, those of an account, and one of them with its instalments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.errors import InputError, RecordError
from forbear.web.desks.arrangements import agreements, balances, deals, ledger, listing, told
from forbear.web.desks.arrangements.accounts import actor, debts_in, name_of, names_of, opened
from forbear.web.desks.arrangements.forms import OfferForm, PromiseForm, TermsForm
from forbear.web.desks.arrangements.models import Arrangement
from forbear.web.desks.arrangements.shown import account_shown, deal_shown, paid_of
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.numbers import seen_number
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.people.may import act, found

AGAIN = ("counter", "propose", "amend")
"""What is said with other payments."""


@act("account.see")
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """The arrangements of the team: what asks for something first."""
    asked = listing.asked(request)
    rows = listing.rows(request, asked)
    if request.GET.get("as") == "csv":
        return csv_answer("arrangements.csv", listing.HEAD, listing.cells(rows, asked.today))
    page = paged(request, rows)
    shown = {"page": page, "rows": listing.shown(page, asked.today), "asked": asked, "counts": listing.counts(request)}
    return render(request, "arrangements/deals.html", shown)


@act("account.see")
@require_safe
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was agreed and paid on one account."""
    with opened(request, "account.see", pk, "arrangements") as one:
        shown = account_shown(one)
    return render(request, "arrangements/account.html", shown)


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An offer of the debtor, or ours, goes on record and is judged."""
    with opened(request, "account.record", pk, "arrangements") as one:
        owed = {debt.name: debt for debt in debts_in(one).all}
        form = OfferForm(names_of(one), one.portfolio.currency, request.POST or None, initial={"count": 6})
    if request.method == "POST" and form.is_valid():
        said, today = form.cleaned_data, ledger.today_of(one)
        wished, until = form.wished(), form.answer_by()
        try:
            if form.is_valid():
                terms = agreements.terms_of(said["debt"], owed[said["debt"]].currency, wished)
                made = deals.begin(one, actor(request, one), deals.PLAN, terms, said["whose"], today, until,
                                   said["grace_days"], said["part"])  # fmt: skip
                return redirect("deal", made.pk)
        except InputError as error:
            form.add_error(None, told.errors(error))
    shown = {"account": one, "form": form, "title": "arrangements.offer.title", "why": "arrangements.offer.why"}
    return _form(request, shown, form)


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A payment that the debtor says will come."""
    with opened(request, "account.record", pk, "arrangements") as one:
        form = PromiseForm(names_of(one), one.portfolio.currency, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            wished = agreements.Wished(form.minor("amount"), 1, said["day"].toordinal())
            terms = agreements.terms_of(said["debt"], one.portfolio.currency, wished)
            made = deals.begin(one, actor(request, one), deals.PROMISE, terms, "propose", ledger.today_of(one),
                               grace_days=said["grace_days"])  # fmt: skip
            return redirect("deal", made.pk)
        except InputError as error:
            form.add_error(None, told.errors(error))
    shown = {"account": one, "form": form, "title": "arrangements.promise.title", "why": "arrangements.promise.why"}
    return _form(request, shown, form)


@act("account.see")
@require_safe
def deal(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One arrangement: its payments one by one, what was said, whether it fits, and what can be done."""
    one = found(Arrangement, request, "account.see", pk)
    with opened(request, "account.see", one.account_id, "arrangement") as its:
        shown = deal_shown(one, its)
    if request.GET.get("as") == "csv":
        return csv_answer(
            "instalments.csv", listing.INSTALMENTS, listing.instalment_cells(one, shown["came"], shown["today"])
        )
    return render(request, "arrangements/deal.html", shown)


@act("account.record")
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept or refuse what is on the table."""
    one = found(Arrangement, request, "account.record", pk)
    with opened(request, "account.record", one.account_id, "arrangement") as its:
        today, paid = ledger.today_of(its), paid_of(its)
    event = "accept" if request.POST.get("event") == "accept" else "refuse"
    return _changed(
        request, one, its, lambda: deals.answer(one, event, today, _seen(request), _of(paid, one), actor(request, its))
    )


@act("account.record")
@require_POST
def aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An agreement is broken, or taken back."""
    one = found(Arrangement, request, "account.record", pk)
    with opened(request, "account.record", one.account_id, "arrangement") as its:
        today, paid = ledger.today_of(its), paid_of(its)
    why = str(request.POST.get("why", ""))
    return _changed(
        request, one, its, lambda: deals.put_aside(one, why, today, _seen(request), _of(paid, one), actor(request, its))
    )


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, pk: UUID, event: str) -> HttpResponse:
    """Other payments: a counter-offer, a new offer, or terms that both agreed to while an agreement stands."""
    if event not in AGAIN:
        raise Http404
    one = found(Arrangement, request, "account.record", pk)
    with opened(request, "account.record", one.account_id, "arrangement") as its:
        today, paid = ledger.today_of(its), _of(paid_of(its), one)
        before = deals.status_of(one, paid, today).terms
        initial = {"debt": one.debt, "total": f"{before.total}", "count": len(before.dues)}
        names = {one.debt: names_of(its).get(one.debt, one.debt)}
        initial["total"] = ledger.main_of(before.total, one.currency)
        form = TermsForm(names, one.currency, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wished = form.wished()
        try:
            if form.is_valid():
                new = agreements.terms_of(one.debt, one.currency, wished)
                deals.answer(one, event, today, _seen(request), paid, actor(request, its), new, form.answer_by())
                return redirect("deal", one.pk)
        except InputError as error:
            form.add_error(None, told.errors(error))
    shown = {"account": its, "form": form, "title": f"arrangements.again.{event}", "why": "arrangements.again.why",
             "seen": one.version, "back": one}  # fmt: skip
    return _form(request, shown, form)


def _of(paid: list[Any], one: Arrangement) -> list[Any]:
    return ledger.counted(paid, one.debt)


def _seen(request: HttpRequest) -> int:
    return seen_number(request.POST.get("seen", ""))


def _changed(request: HttpRequest, one: Arrangement, its: Account, change: Any) -> HttpResponse:
    """The page of the arrangement again, with what is wrong where it is."""
    try:
        change()
    except RecordError as error:
        one.refresh_from_db()
        shown = deal_shown(one, its) | {"wrong": told.errors(error)}
        return render(request, "arrangements/deal.html", shown, status=WRONG)
    balances.settle(its)
    return redirect("deal", one.pk)


def _form(request: HttpRequest, shown: dict[str, Any], form: Any) -> HttpResponse:
    names = {"who": name_of(shown["account"])}
    return render(request, "arrangements/form.html", shown | names, status=WRONG if form.errors else 200)
