"""Payments: entered, noticed where they were entered before, taken back; and the month that a debtor stated."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forbear.errors import InputError
from forbear.money import Money
from forbear.plan.budgets import budget_of
from forbear.web.desks.arrangements import balances, ledger, told
from forbear.web.desks.arrangements.accounts import actor, name_of, names_of, opened
from forbear.web.desks.arrangements.forms import BudgetForm, PaymentForm
from forbear.web.desks.arrangements.models import Stated
from forbear.web.desks.arrangements.shown import paid_of
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import say, words
from forbear.web.people.may import act


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A payment that came."""
    with opened(request, "account.record", pk, "payments") as one:
        paid, today = paid_of(one), ledger.today_of(one)
        form = _payment_form(request, one, today)
    doubtful = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if any(each.once == ledger.form_of(said["once"]) for each in paid):
            messages.success(request, say("arrangements.payment.was_there"))
            return redirect("deal-account", one.pk)
        doubtful = ledger.like(paid, said["debt"], said["day"].toordinal(), form.minor("amount"), said["reference"])
        _check(form, today, doubtful)
        if form.is_valid() and form.is_sure(doubtful):
            return _recorded(request, one, form)
        form = _payment_form(request, one, today, is_doubtful=doubtful is not None)
        if form.is_valid():
            _check(form, today, doubtful)
    again = None if doubtful is None else _again(doubtful)
    shown = {"account": one, "form": form, "title": "arrangements.payment.title", "why": "arrangements.payment.why",
             "again": again, "who": name_of(one)}  # fmt: skip
    return render(request, "arrangements/form.html", shown, status=WRONG if form.errors or again else 200)


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """Take a payment back by a contrary record, after it was said what follows."""
    with opened(request, "account.record", pk, "payments") as one:
        paid = next((each for each in paid_of(one) if each.seq == seq), None)
    if paid is None:
        raise Http404
    if request.method == "POST":
        if paid.counts:
            ledger.undo_payment(one, paid, actor(request, one))
        balances.settle(one)
        messages.success(request, say("arrangements.undo.done"))
        return redirect("deal-account", one.pk)
    said = words()
    shown = {
        "account": one, "paid": paid, "who": name_of(one), "day": said.day(paid.day),
        "amount": said.money(paid.amount, paid.currency), "name": names_of(one).get(paid.debt, paid.debt),
    }  # fmt: skip
    return render(request, "arrangements/undo.html", shown)


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a debtor stated of her month: kept sealed, judged by, never shown again."""
    with opened(request, "account.record", pk, "budget") as one:
        form = BudgetForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            raw = form.raw(one.portfolio.currency)
            try:
                budget_of(raw, "budget")
            except InputError as error:
                form.add_error(None, told.errors(error))
            else:
                kept = Stated.objects.filter(account=one).first() or Stated(account=one)
                kept.stated_on, kept.body = form.cleaned_data["stated_on"].toordinal(), raw
                kept.lines = len(raw["line"])
                kept.save()
                messages.success(request, say("arrangements.budget.done"))
                return redirect("deal-account", one.pk)
    shown = {"account": one, "form": form, "title": "arrangements.budget.title", "why": "arrangements.budget.why",
             "who": name_of(one)}  # fmt: skip
    return render(request, "arrangements/form.html", shown, status=WRONG if form.errors else 200)


def _payment_form(request: HttpRequest, one: Account, today: int, is_doubtful: bool = False) -> PaymentForm:
    initial = {"day": told.date_of(today), "debt": request.GET.get("debt", "")}
    return PaymentForm(
        names_of(one), one.portfolio.currency, request.POST or None, initial=initial, is_doubtful=is_doubtful
    )


def _recorded(request: HttpRequest, one: Account, form: PaymentForm) -> HttpResponse:
    """Record it, follow what it comes to, and go back."""
    said, money = form.cleaned_data, Money(form.minor("amount"), one.portfolio.currency)
    by = actor(request, one)
    ledger.record_payment(one, said["debt"], said["day"].toordinal(), money, said["once"], said["reference"], by)
    balances.settle(one)
    shown = words().money(money.amount_minor, money.currency)
    messages.success(request, say("arrangements.payment.done", amount=shown))
    return redirect("deal-account", one.pk)


def _check(form: PaymentForm, today: int, doubtful: ledger.Paid | None) -> None:
    """What cannot be: nothing paid, a day to come, a reference that stands beside another payment."""
    said = dict(form.cleaned_data)
    if not form.minor("amount") and "amount" not in form.errors:
        form.add_error("amount", say("arrangements.problem.amount"))
    if said["day"].toordinal() > today:
        form.add_error("day", say("arrangements.problem.day-to-come"))
    if doubtful is not None and doubtful.mark and doubtful.mark == ledger.mark_of(said["reference"]):
        form.add_error("reference", say("arrangements.problem.reference-twice"))


def _again(doubtful: ledger.Paid) -> dict[str, str]:
    said = words()
    return {"day": said.day(doubtful.day), "amount": said.money(doubtful.amount, doubtful.currency)}
