"""The pages of an audit: beginning one, how far it is, its dashboard, stopping and deleting it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.errors import InputError
from forbear.places import shipped
from forbear.rules import catalog
from forbear.web.desks.auditor import folders, judging, shown
from forbear.web.desks.auditor.models import DONE, RUNNING, WAITING, Audit, Log
from forbear.web.desks.auditor.told import sentences, told
from forbear.web.desks.borrower.cases import places
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.jobs import queue
from forbear.web.people.may import act, found, may, visible

DEBTORS_SHOWN = 5


@act("audit.run")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose rulebooks or places, and queue the audit of a log."""
    log = found(Log, request, "audit.run", pk)
    if log.state != DONE:
        return redirect("log", log.pk)
    wrong: list[str] = []
    if request.method == "POST":
        try:
            return redirect("audit", _begun(request, log).pk)
        except InputError as error:
            wrong = told(error)
    known, code = shipped(), language()
    books = [(book.id, book.title.get(code) or book.title["en"], known.of(book.place).code, book.status)
             for book in catalog.all_books()]  # fmt: skip
    named = sorted((known.name(known.read(each), code), each) for each in places())
    told_now = {"chosen": request.POST.getlist("book"), "place": request.POST.get("place", "")}
    context = {"log": log, "books": books, "places": named, "wrong": wrong, **told_now}
    return render(request, "auditor/audit_new.html", context, status=WRONG if wrong else 200)


def _begun(request: HttpRequest, log: Log) -> Audit:
    place = request.POST.get("place", "")
    books = catalog.chosen(request.POST.getlist("book"), [place] if place in places() else ())
    if not books:
        raise InputError(judging.no_books())
    return judging.begin(log, [book.id for book in books], request.user.pk, "drafts" in request.POST)


@act("audit.see")
@require_safe
def audit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dashboard, or how far the audit is."""
    one = _found(request, "audit.see", pk)
    if one.state != DONE:
        return render(request, "auditor/audit_state.html", _state(request, one))
    return render(request, "auditor/audit.html", _dashboard(request, one))


@act("audit.see")
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same with everything unfolded, to be printed."""
    one = _found(request, "audit.see", pk)
    if one.state != DONE:
        return redirect("audit", one.pk)
    return render(request, "auditor/audit.html", _dashboard(request, one) | {"paper": True})


def _dashboard(request: HttpRequest, one: Audit) -> dict[str, Any]:
    told_here = shown.of(folders.results_of(one), language())
    debtors = told_here["bombing"]
    rest = {"audit": one, "log": one.log, "shown": told_here, "debtors": debtors[:DEBTORS_SHOWN],
            "debtors_more": debtors[DEBTORS_SHOWN:]}  # fmt: skip
    return rest | {"may_run": may(request, "audit.run"), "may_delete": may(request, "audit.delete")}


@act("audit.see")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is, to be put into the page."""
    one = _found(request, "audit.see", pk)
    told_now = _state(request, one)
    if not told_now["is_open"]:
        return over()
    return render(request, "auditor/audit_progress.html", told_now)


@act("audit.run")
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop it; nothing of it is kept."""
    one = _found(request, "audit.run", pk)
    stopped = judging.cancel(one)
    messages.success(request, say("auditor.audit.cancelled" if stopped else "auditor.audit.over"))
    return redirect("audit", one.pk)


@act("audit.run")
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin anew what was stopped or failed."""
    one = _found(request, "audit.run", pk)
    with transaction.atomic():
        job = queue.newest(judging.job_name(one))
        is_dead = job is not None and job.is_over and one.state in (WAITING, RUNNING)
        if one.state != DONE and (is_dead or one.state not in (WAITING, RUNNING)):
            Audit.objects.filter(pk=one.pk).update(state=WAITING)
            judging.ask_for(one)
    return redirect("audit", one.pk)


@act("audit.delete")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one audit; the log stays."""
    one = _found(request, "audit.delete", pk)
    if request.method == "POST":
        judging.delete(one)
        messages.success(request, say("auditor.delete.audit_done"))
        return redirect("log", one.log_id)
    return render(request, "auditor/audit_delete.html", {"audit": one, "log": one.log})


def _state(request: HttpRequest, one: Audit) -> dict[str, Any]:
    job = queue.newest(judging.job_name(one))
    is_dead = job is not None and job.is_over and one.state in (WAITING, RUNNING)
    is_open = one.state in (WAITING, RUNNING) and not is_dead
    return {"audit": one, "log": one.log, "job": job, "is_open": is_open, "is_dead": is_dead,
            "faults": sentences(one.faults), "may_run": may(request, "audit.run")}  # fmt: skip


def _found(request: HttpRequest, name: str, pk: UUID) -> Audit:
    """One audit with its log; raises Http404."""
    one = visible(Audit, request, name).select_related("log").filter(pk=pk).first()
    if one is None:
        raise Http404
    return one
