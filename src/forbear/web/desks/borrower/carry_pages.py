"""The pages that carry things in and out: what was carried out of a case, and the evidence pack."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forbear.errors import InputError
from forbear.report.words import Words
from forbear.web.desks.borrower import bringing, cases, documents, packs
from forbear.web.desks.borrower.brought import brought, told
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.people.may import act


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look through what was carried out, then take it in."""
    with cases.opened(request, "case.change", pk, "everything") as case:
        shown: dict[str, Any] = {"case": case}
        if request.method != "POST":
            return render(request, "borrower/bring.html", shown | ACTIVE)
        files = brought(request.FILES.getlist("folder"))
        if not files:
            shown["wrong"] = [say("borrower.problem.no-file")]
            return render(request, "borrower/bring.html", shown | ACTIVE, status=WRONG)
        try:
            parts = bringing.looked_through(case, files[0].path)
            shown["parts"] = parts
            shown["refused"] = any(one.state in (bringing.OTHER, bringing.BROKEN) for one in parts)
            shown["new"] = sum(one.state == bringing.NEW for one in parts)
            if "keep" in request.POST:
                count = bringing.take_in(case, parts)
                messages.success(request, say("borrower.bring.kept", n=count))
                return redirect("case", case.pk)
        except InputError as error:
            shown["wrong"] = told(error)
    return render(request, "borrower/bring.html", shown | ACTIVE, status=WRONG if shown.get("wrong") else 200)


@act("case.carry")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The evidence pack: made, how far it is, taken away."""
    with cases.opened(request, "case.carry", pk, "evidence") as case:
        has_log = documents.version(case, documents.LOG) > 0
        if request.method == "POST" and has_log:
            packs.ask_for(case, language())
            return redirect("case-evidence", case.pk)
        pack, job = packs.pack_of(case), packs.job_of(case)
        zone = documents.record(case, documents.ABOUT, {}).get("zone", "UTC")
        is_old = bool(pack) and pack["log"] != documents.version(case, documents.LOG)
    made = Words(language()).time(pack["made_at"], zone) if pack else ""
    shown = {"case": case, "pack": pack, "made": made, "job": job, "has_log": has_log, "is_old": is_old}
    return render(request, "borrower/evidence.html", shown | ACTIVE)


@act("case.carry")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the pack is, to be put into the page."""
    with cases.opened(request, "case.carry", pk, "progress") as case:
        job = packs.job_of(case)
    if job is None or job.is_over:
        return over()
    return render(request, "borrower/working.html", {"case": case, "job": job, "at": "case-evidence"})


@act("case.carry")
@require_safe
def pack(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The pack as a file."""
    with cases.opened(request, "case.carry", pk, "evidence") as case:
        found = packs.pack_of(case)
    if not found:
        raise Http404
    answer = HttpResponse(base64.b64decode(found["file"]), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="forbear-evidence.zip"'
    answer["Cache-Control"] = "no-store"
    return answer
