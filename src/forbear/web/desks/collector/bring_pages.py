"""Portfolios: what there is, bringing one with a preview, how far it is, and which rows were not taken in."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forbear.audit.mask import mask_number
from forbear.errors import InputError, Problem
from forbear.web.desks.collector import bringing, columns, csvs
from forbear.web.desks.collector.forms import BringForm, today
from forbear.web.desks.collector.models import Portfolio
from forbear.web.desks.collector.tables import Table, read_table
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import say, words
from forbear.web.desks.shared.waiting import over
from forbear.web.people.may import act, found, may, memberships, visible
from forbear.web.people.models import Organisation
from forbear.web.people.roles import SUPERVISOR

ACTIVE = {"active": "collector.desk"}
LOOKED_AT = 2000
"""So many rows are looked at for the preview."""
SHOWN = 5


@act("portfolio.see")
@require_safe
def portfolios(request: HttpRequest) -> HttpResponse:
    """What was brought."""
    rows = visible(Portfolio, request, "portfolio.see").order_by("-made_at")
    told = {"page": paged(request, rows), "may_import": may(request, "portfolio.import"), **ACTIVE}
    return render(request, "collector/portfolios.html", told)


@act("portfolio.see")
@require_safe
def portfolio(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One portfolio: how far it is, what it holds, what was not taken in."""
    one = found(Portfolio, request, "portfolio.see", pk)
    why = Counter((field, reason) for _, _, field, reason in bringing.rejected_rows(one))
    told = {
        "portfolio": one, "job": bringing.job_of(one), "accounts": one.accounts.count(),
        "due": words().money(bringing.total_due(one), one.currency),
        "rejected": [(column(field), why_words(reason), count) for (field, reason), count in why.most_common()],
        **ACTIVE,
    }  # fmt: skip
    return render(request, "collector/portfolio.html", told)


@act("portfolio.see")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the taking in is, to be put into the page."""
    one = found(Portfolio, request, "portfolio.see", pk)
    job = bringing.job_of(one)
    if job is None or job.is_over:
        return over()
    return render(request, "collector/progress.html", {"portfolio": one, "job": job})


@act("portfolio.see")
@require_safe
def rejected(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The rows that were not taken in, as CSV."""
    one = found(Portfolio, request, "portfolio.see", pk)
    head = [say(f"collector.column.{name}") for name in csvs.REJECTED]
    rows = ([str(line), who, column(field), why_words(why)] for line, who, field, why in bringing.rejected_rows(one))
    return csv_answer("not-taken-in.csv", head, rows)


@act("portfolio.import")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file: first what would be taken in is shown, then it is."""
    own = _own(request)
    first = {"as_of": today(), "currency": "CNY", "collector": own.name if own else ""}
    form = BringForm(request.POST or None, initial=first)
    told: dict[str, Any] = {"form": form, "fields": [(name, column(name)) for name in columns.table()], **ACTIVE}
    if request.method != "POST":
        return render(request, "collector/bring.html", told)
    if own is not None and form.is_valid() and bringing.is_anothers(form.cleaned_data["collector"], own):
        form.add_error("collector", say("collector.bring.collector_taken"))
    if own is None or not form.is_valid():
        return render(request, "collector/bring.html", told, status=WRONG)
    try:
        return _answered(request, own, form, told)
    except InputError as error:
        told["wrong"] = [problem(each) for each in error.problems]
        return render(request, "collector/bring.html", told, status=WRONG)


def _answered(request: HttpRequest, own: Organisation, form: BringForm, told: dict[str, Any]) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise InputError(Problem("file", "no file was chosen", code="no-file"))
    table = read_table(file)
    mapping = _mapping(request, table)
    lacking = columns.missing(mapping)
    if "keep" in request.POST and not lacking:
        return _kept(request, own, form, table, mapping)
    shown = told | {
        "header": list(enumerate(table.header)),
        "mapping": mapping,
        "lacking": [column(n) for n in lacking],
    }
    shown["left_out"] = columns.left_out(table.header, mapping)
    shown["mapped"] = [(name, column(name), mapping.get(name), name in columns.needed()) for name in columns.table()]
    if not lacking:
        shown |= _preview(table, mapping, form)
    return render(request, "collector/bring.html", shown)


def _kept(
    request: HttpRequest, own: Organisation, form: BringForm, table: Table, mapping: dict[str, int]
) -> HttpResponse:
    said = form.cleaned_data
    wanted = bringing.Wanted(said["name"], said["collector"], said["licence"], form.usual(), mapping)
    before = Portfolio.objects.filter(organisation=own).count()
    one = bringing.bring(own, request.user, table, wanted)  # type: ignore[arg-type]
    if Portfolio.objects.filter(organisation=own).count() == before:
        messages.info(request, say("collector.bring.again"))
    return redirect("portfolio", one.pk)


def _mapping(request: HttpRequest, table: Table) -> dict[str, int]:
    """Which column is which: as was chosen, else as their names say."""
    if not any(key.startswith("column-") for key in request.POST):
        return columns.recognised(table.header)
    chosen = {name: request.POST.get(f"column-{name}", "") for name in columns.table()}
    places = {name: int(text) for name, text in chosen.items() if text.isascii() and text.isdecimal() and len(text) < 4}
    return {name: place for name, place in places.items() if place < len(table.header)}


def _preview(table: Table, mapping: dict[str, int], form: BringForm) -> dict[str, Any]:
    """What the first rows would become."""
    rows = [(line, columns.picked(cells, mapping)) for line, cells in table.rows[:LOOKED_AT]]
    kept, wrong = bringing.sorted_out(rows, form.usual())
    lines = [line for several in kept.values() for line in several]
    why = Counter((field, reason) for _, _, field, reason in wrong)
    return {
        "counted": True, "rows": len(table.rows), "looked_at": len(rows), "kept": len(lines), "people": len(kept),
        "rejected": len({line for line, *_ in wrong}),
        "why": [(column(field), why_words(reason), count) for (field, reason), count in why.most_common()],
        "shown": [
            (line.customer, line.person["name"], mask_number(line.person["phone"] or ""), line.debt["name"],
             words().money(line.due_minor, line.debt["currency"]), line.since)
            for line in lines[:SHOWN]
        ],
    }  # fmt: skip


def _own(request: HttpRequest) -> Organisation | None:
    """The organisation for which somebody brings a portfolio."""
    return next((one.organisation for one in memberships(request) if one.role == SUPERVISOR), None)


def column(field: str) -> str:
    """What a column is called."""
    return say(f"collector.field.{field}")


def why_words(reason: str) -> str:
    """Why a row is not taken in."""
    return say(f"collector.rejected.{reason}")


def problem(each: Problem) -> str:
    """What is wrong with a file, in the language of the page."""
    return words().known(f"collector.problem.{each.code}", str(each))
