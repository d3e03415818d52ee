"""The pages of logs: the list, bringing one, naming its columns, what could not be read, deleting it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forbear.audit.tables import reading
from forbear.audit.tables.sweep import REJECTED
from forbear.engine.backends.safely import exactly, literal
from forbear.errors import InputError
from forbear.places import shipped
from forbear.vocabulary import VALUES
from forbear.web.desks.auditor import bringing, columns, folders, keeping, offered, taking
from forbear.web.desks.auditor.models import BROUGHT, DONE, FAILED, WAITING, Audit, Gone, Log
from forbear.web.desks.auditor.opening import note
from forbear.web.desks.auditor.told import sentences, told
from forbear.web.desks.borrower.brought import shown_name
from forbear.web.desks.borrower.cases import zones
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.jobs import queue
from forbear.web.people.may import act, found, may, memberships, visible

LOGS_SHOWN, ROWS_SHOWN = 20, 25


@act("audit.see")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every log of the organisations in which one audits, with what was found in it."""
    logs = visible(Log, request, "audit.see").select_related("organisation").order_by("-made_at", "-pk")
    page = Paginator(logs, LOGS_SHOWN).get_page(request.GET.get("page"))
    audits: dict[UUID, list[Audit]] = {}
    for audit in Audit.objects.filter(log__in=[log.pk for log in page]).order_by("-made_at"):
        audits.setdefault(audit.log_id, []).append(audit)
    rows = [(log, audits.get(log.pk, [])) for log in page]
    gone = visible(Gone, request, "audit.see").aggregate(n=Count("pk"))["n"]
    several = len({log.organisation_id for log in page}) > 1
    shown = {"page": page, "rows": rows, "may_run": may(request, "audit.run"), "gone": gone, "several": several}
    return render(request, "auditor/desk.html", shown)


@act("audit.run")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Bring a file, or choose one that lies on the server."""
    organisation = keeping.organisation_of(request)
    shown: dict[str, Any] = {"organisation": organisation, "offered": offered.names(organisation.pk),
                             "place": offered.place(organisation.pk)}  # fmt: skip
    if request.method != "POST":
        return render(request, "auditor/log_new.html", shown)
    folders.tidy(organisation.pk)
    try:
        log = _brought(request, organisation.pk)
    except InputError as error:
        return render(request, "auditor/log_new.html", shown | {"wrong": told(error)}, status=WRONG)
    if log.state == WAITING:
        return redirect("log", log.pk)
    return redirect("log-columns", log.pk)


def _brought(request: HttpRequest, organisation: int) -> Log:
    if name := request.POST.get("folder", ""):
        return keeping.point_to(request.user.pk, organisation, offered.found(organisation, name))
    file = request.FILES.get("log")
    if file is None:
        raise bringing.wrong("no file was chosen", "Choose one, or one that lies on the server", "no-file")
    return keeping.bring(request.user.pk, organisation, file, shown_name(str(file.name)))


@act("audit.run")
@require_http_methods(["GET", "HEAD", "POST"])
def name_columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the columns of a table are."""
    log = found(Log, request, "audit.run", pk)
    if log.kind != bringing.TABLE or not log.preview or log.state not in (BROUGHT, FAILED):
        return redirect("log", log.pk)
    preview = log.preview["columns"]
    said = columns.said_in(request.POST, preview) if request.method == "POST" else columns.guessed(preview)
    strange = columns.strange(said, preview)
    asks_again = request.method == "POST" and not said.file and set(strange) - set(request.POST.getlist("asked"))
    wrong: list[str] = []
    if request.method == "POST" and not asks_again:
        try:
            table, mapping = columns.checked(said, preview)
            keeping.go_on(log, table, mapping, said.zone)
            return redirect("log", log.pk)
        except InputError as error:
            wrong = told(error)
    shown = _columns_shown(log, said, strange if request.method == "POST" else {}) | {"wrong": wrong}
    return render(request, "auditor/columns.html", shown, status=WRONG if wrong else 200)


def _columns_shown(log: Log, said: columns.Said, strange: dict[str, list[str]]) -> dict[str, Any]:
    preview = log.preview["columns"]
    known, code = shipped(), language()
    return {
        "log": log,
        "said": said,
        "columns": preview,
        "sample": list(zip(*(each["cells"] for each in preview), strict=False)),
        "keys": [(key, about.get("must", False), said.keys.get(key, ""), columns.words_for(key))
                 for key, about in columns.known().items()],
        "strange": [(key, [(word, said.words.get(key, {}).get(word) or columns.likely(key, word)) for word in words],
                     columns.words_for(key)) for key, words in strange.items()],
        "formats": columns.FORMATS,
        "zones": zones(),
        "places": sorted((known.name(known.read(each), code), each) for each in known.homes()),
        "kinds": VALUES["collector_kind"],
    }  # fmt: skip


@act("audit.see")
@require_safe
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One log: how far it is, what it holds, its audits."""
    one = found(Log, request, "audit.see", pk)
    job = queue.newest(taking.job_name(one)) if one.state == WAITING else None
    shown = {"log": one, "job": job, "faults": sentences(one.faults), "audits": one.audits.order_by("-made_at"),
             "may_run": may(request, "audit.run"), "may_delete": may(request, "audit.delete")}  # fmt: skip
    return render(request, "auditor/log.html", shown)


@act("audit.see")
@require_safe
def log_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the intake is, to be put into the page."""
    one = found(Log, request, "audit.see", pk)
    job = queue.newest(taking.job_name(one))
    if one.state != WAITING or job is None or job.is_over:
        return over()
    return render(request, "auditor/log_progress.html", {"log": one, "job": job})


@act("audit.run")
@require_http_methods(["POST"])
def take_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try the intake of a log once more."""
    one = found(Log, request, "audit.run", pk)
    if one.state == WAITING:
        taking.ask_for(one)
    return redirect("log", one.pk)


@act("audit.see")
@require_safe
def rejected(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows that could not be read, with every reason."""
    one = found(Log, request, "audit.see", pk)
    page = Paginator(range(one.rejected), ROWS_SHOWN).get_page(request.GET.get("page"))
    start = (page.number - 1) * ROWS_SHOWN
    rows = reading.rows(f"{_rejected(one)} LIMIT {ROWS_SHOWN} OFFSET {start}") if one.rejected else []
    return render(request, "auditor/rejected.html", {"log": one, "page": page, "rows": rows})


@act("audit.see")
@require_safe
def rejected_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The same as a table."""
    one = found(Log, request, "audit.see", pk)
    if not one.rejected:
        raise Http404
    note(request, one, "rejected")
    found_rows = (row for rows in reading.streamed(_rejected(one), []) for row in rows)
    lines = ([row, line, "; ".join(reasons)] for row, line, reasons in found_rows)
    return csv_answer("rejected.csv", ("row", "line", "reasons"), lines)


def _rejected(log: Log) -> str:
    if log.state != DONE:
        raise Http404
    path = literal(exactly(folders.tables_of(log) / REJECTED))
    return f'SELECT "row", line, reasons FROM read_parquet({path}) ORDER BY "row", line'


@act("audit.delete")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a log with its audits, after it was said what goes and what stays."""
    one = found(Log, request, "audit.delete", pk)
    if request.method == "POST":
        with transaction.atomic():
            keeping.delete(one, request.user.pk or 0)
        messages.success(request, say("auditor.delete.done"))
        return redirect("auditor")
    return render(request, "auditor/delete.html", {"log": one, "audits": one.audits.count()})


@act("audit.see")
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """What stays of logs that were deleted."""
    rows = visible(Gone, request, "audit.see").order_by("-gone_at")
    page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    return render(
        request, "auditor/gone.html", {"page": page, "mine": {one.organisation_id for one in memberships(request)}}
    )
