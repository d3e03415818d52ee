"""The pages of verifications and exports of the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forbear.errors import InputError, Problem, RecordError
from forbear.gate.export import rows_from
from forbear.gate.heads import public_key
from forbear.gate.verify import Finding
from forbear.report.words import Words
from forbear.web.desks.proof import checking
from forbear.web.desks.proof.decision_pages import ACTIVE
from forbear.web.desks.proof.forms import LARGEST_HEADS, CheckForm
from forbear.web.desks.proof.models import Check
from forbear.web.desks.proof.sight import looking_at, sight
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.ledger import gates
from forbear.web.people.may import act, found, may, visible

COMMAND = "unzip ledger-export.zip\nforbear ledger verify export --key ledger.pub --heads heads.jsonl"
LONGEST_KEY = 4096


@act("ledger.verify")
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest) -> HttpResponse:
    """Verifications so far, and a form for the next one."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    if request.method == "POST" and form.is_valid():
        given = _given(form)
        if given is not None:
            seen = sight(request, "ledger.verify")
            check = Check.objects.create(
                organisation=seen.organisation, made_by_id=request.user.pk, made_at=gates.now(),
                whole=seen.collectors is None, given=given, result={},
            )  # fmt: skip
            checking.ask_for_check(check)
            return redirect("check", check.pk)
    words = Words(language())
    page = paged(request, visible(Check, request, "ledger.verify").order_by("-made_at"))
    told = {
        "form": form,
        "page": page,
        "rows": [(one, words.time(one.made_at, "UTC"), one.result) for one in page],
        "exports": may(request, "ledger.export"),
        "command": COMMAND,
        "whole": sight(request, "ledger.verify").collectors is None,
    }
    return render(request, "proof/checks.html", told | ACTIVE)


@act("ledger.verify")
@require_safe
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one found."""
    one = found(Check, request, "ledger.verify", pk)
    told: dict[str, Any] = {
        "check": one,
        "job": checking.check_job(one),
        "made": Words(language()).time(one.made_at, "UTC"),
    }
    if one.result:
        findings = [Finding(**each) for each in one.result["findings"]]
        told |= {
            "result": one.result,
            "findings": [each.says(language()) for each in findings if each.what != "head-none"],
            "no_heads": any(each.what == "head-none" for each in findings),
            "differences": [each[language()] for each in one.result["differences"]],
        }
    return render(request, "proof/check.html", told | ACTIVE)


@act("ledger.verify")
@require_safe
def check_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is, to be put into the page."""
    one = found(Check, request, "ledger.verify", pk)
    job = checking.check_job(one)
    if job is None or job.is_over:
        return over()
    return render(request, "proof/check_progress.html", {"check": one, "job": job})


@act("ledger.export")
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole ledger as a packed folder; that somebody took it is on record."""
    with looking_at(request, "", "export", "ledger.export"):
        answer = StreamingHttpResponse(checking.packed_export(), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="ledger-export.zip"'
    return answer


def _given(form: CheckForm) -> dict[str, Any] | None:
    """The heads and the key that were brought; None, with the fault in the form, where they are none."""
    heads, key = form.cleaned_data["heads"], form.cleaned_data["key"]
    told: dict[str, Any] = {"heads": [], "keys": [], "again": form.cleaned_data["again"]}
    try:
        if heads is not None:
            if heads.size > LARGEST_HEADS:
                raise RecordError(Problem(heads.name, say("proof.check.too_large")))
            told["heads"] = [dict(row) for row in rows_from(heads.name, heads)]
        if key is not None:
            pem = key.read(LONGEST_KEY)
            public_key(pem, key.name)
            told["keys"] = [pem.decode("ascii")]
    except (InputError, UnicodeDecodeError) as error:
        form.add_error("heads" if heads is not None and not told["heads"] else "key", str(error))
        return None
    if heads is not None and key is None:
        form.add_error("key", say("proof.check.key_missing"))
        return None
    return told
