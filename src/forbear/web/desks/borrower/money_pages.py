"""The pages on which debts, the month's budget and loans are entered."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.calendar import local_day
from forbear.errors import RecordError
from forbear.web.desks.borrower import cases, documents, money
from forbear.web.desks.borrower.brought import told
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.money_forms import BasicsForm, DebtForm, LineForm, LoanForm, fits_form, loan_again
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.numbers import seen_number
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import amount_told, words
from forbear.web.ledger import gates
from forbear.web.people.may import act

FORMS: dict[str, type[forms.Form]] = {money.DEBTS: DebtForm, money.BUDGET: LineForm, money.LOANS: LoanForm}
TITLES = {money.DEBTS: "debt", money.BUDGET: "line", money.LOANS: "loan"}


@act("case.see")
@require_safe
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is owed, what a month leaves, and what is closed."""
    with cases.opened(request, "case.see", pk, "money") as case:
        shown = _overview(case)
    return render(request, "borrower/money.html", shown | ACTIVE)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def basics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Currency, the day of the balances, and what is put aside."""
    with cases.opened(request, "case.change", pk, "money") as case:
        known = money.basics(case) | {"as_of": money.basics(case)["as_of"] or _today(case)}
        form = BasicsForm(request.POST or None, initial=known)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                money.set_basics(case, said["currency"].upper(), said["as_of"], f"{said['reserve'] or 0:f}")
            except RecordError as error:
                form.add_error(None, told(error))
            else:
                return redirect("money", case.pk)
    return _form(request, case, form, "basics")


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, pk: UUID, kind: str, at: int | None = None) -> HttpResponse:
    """Enter a row, or change the one ``at``."""
    with cases.opened(request, "case.change", pk, "money") as case:
        known, seen = money.rows(case, kind), documents.version(case, kind)
        if not money.basics(case)["as_of"]:
            return redirect("basics", case.pk)
        if at is not None and at >= len(known):
            raise Http404
        if kind == money.LOANS and at is not None and not fits_form(known[at]):
            return redirect("rate", case.pk, at)
        initial = {} if at is None else loan_again(known[at]) if kind == money.LOANS else known[at]
        form = FORMS[kind](request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                money.put_row(case, kind, _row_of(form, case), at, seen_number(request.POST.get("seen", f"{seen}")))
            except (RecordError, ValueError) as error:
                form.add_error(None, told(error) if isinstance(error, RecordError) else str(error))
            else:
                return redirect("money", case.pk)
    return _form(request, case, form, TITLES[kind], seen)


@act("case.change")
@require_POST
def drop(request: HttpRequest, pk: UUID, kind: str, at: int) -> HttpResponse:
    """Take a row out."""
    with cases.opened(request, "case.change", pk, "money") as case:
        return _changed(request, case, lambda seen: money.drop_row(case, kind, at, seen))


@act("case.change")
@require_POST
def close(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """A debt is paid off."""
    with cases.opened(request, "case.change", pk, "money") as case:
        return _changed(request, case, lambda seen: money.close_debt(case, at, seen, date.fromisoformat(_today(case))))


@act("case.change")
@require_POST
def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put back the row that was taken out last."""
    with cases.opened(request, "case.change", pk, "money") as case:
        return _changed(request, case, lambda _seen: money.put_back(case))


def _changed(request: HttpRequest, case: Case, change: Any) -> HttpResponse:
    """Back to the overview; or the overview with the sentence that says why not."""
    try:
        change(seen_number(request.POST.get("seen", "")))
    except RecordError as error:
        return render(request, "borrower/money.html", _overview(case) | ACTIVE | {"wrong": told(error)}, status=WRONG)
    return redirect("money", case.pk)


def _row_of(form: Any, case: Case) -> dict[str, Any]:
    if isinstance(form, LoanForm):
        place = documents.record(case, documents.ABOUT, {}).get("place", "")
        return form.loan(money.basics(case)["currency"], place)
    return dict(form.row())


def _form(request: HttpRequest, case: Case, form: Any, title: str, seen: int = 0) -> HttpResponse:
    shown = {
        "case": case,
        "form": form,
        "title": f"borrower.{title}.title",
        "why": f"borrower.{title}.why",
        "seen": seen,
    }
    return render(request, "borrower/row.html", shown | ACTIVE, status=WRONG if form.errors else 200)


def _overview(case: Case) -> dict[str, Any]:
    said, basic = words(), money.basics(case)
    wrong: list[str] = []
    debts, budget = None, None
    try:
        debts, budget = money.debts_in(case), money.budget_in(case)
    except RecordError as error:
        wrong = told(error)
    return {
        "case": case, "basics": basic, "wrong": wrong,
        "debts": [
            {"name": one.name, "creditor": one.creditor if one.creditor != one.name else "", "raw": raw,
             "owed": said.money(one.owed, one.currency)}
            for one, raw in zip(debts.all if debts else (), money.rows(case, money.DEBTS), strict=False)
        ],
        "all_owed": said.money(sum(one.owed for one in debts.all), basic["currency"]) if debts else "",
        "lines": [
            {"name": line["name"], "kind": line["kind"], "every": line.get("every", "month"),
             "amount": amount_told(line["amount"], basic["currency"])}
            for line in money.rows(case, money.BUDGET)
        ],
        "left": budget.budget.left if budget else None,
        "left_told": said.money(budget.budget.left, budget.budget.currency) if budget else "",
        "closed": [(one["name"], said.day(money.day_of(one["day"]))) for one in money.rows(case, money.CLOSED)],
        "loans": [one["name"] for one in money.rows(case, money.LOANS)],
        "gone": money.gone(case).get("row", {}).get("name", ""),
        "seen": {kind: documents.version(case, kind) for kind in money.ROWS},
    }  # fmt: skip


def _today(case: Case) -> str:
    zone = documents.record(case, documents.ABOUT, {}).get("zone", "UTC")
    return date.fromordinal(local_day(gates.now(), zone)).isoformat()
