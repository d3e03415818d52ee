"""The findings of a case: pictures and tables of the audit, and how far it is while it runs."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear.web.desks.borrower import cases, documents, findings
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.texts import language
from forbear.web.desks.shared.waiting import over
from forbear.web.people.may import act


@act("case.see")
@require_safe
def found(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found."""
    with cases.opened(request, "case.see", pk, "findings") as case:
        kept = documents.record(case, documents.FINDINGS, {})
        job = findings.job_of(case)
    told = {"case": case, "job": job, "shown": kept.get(language()), "language": language(), **ACTIVE}
    return render(request, "borrower/findings.html", told)


@act("case.see")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the audit is, to be put into the page."""
    with cases.opened(request, "case.see", pk, "progress") as case:
        job = findings.job_of(case)
    if job is None or job.is_over:
        return over()
    return render(request, "borrower/progress.html", {"case": case, "job": job})


@act("case.carry")
@require_safe
def report(request: HttpRequest, pk: UUID, lang: str) -> HttpResponse:
    """The whole report as a file of its own."""
    with cases.opened(request, "case.carry", pk, "report") as case:
        page = documents.text(case, documents.REPORTS.get(lang, ""))
    if not page:
        raise Http404
    answer = HttpResponse(page, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="forbear-report-{lang}.html"'
    answer["Cache-Control"] = "no-store"
    return answer
