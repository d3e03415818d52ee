"""The pages of evidence packs: made, fetched, checked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.errors import InputError
from forbear.evidence.seal import public_key
from forbear.evidence.verify import Checked, Trusted, printable, verify
from forbear.report.words import Words
from forbear.web.desks.proof import packing
from forbear.web.desks.proof.check_pages import LONGEST_KEY
from forbear.web.desks.proof.decision_pages import ACTIVE
from forbear.web.desks.proof.forms import LARGEST_PACK, PackForm, VerifyForm
from forbear.web.desks.proof.models import Pack
from forbear.web.desks.proof.sight import looking_at, sight
from forbear.web.desks.proof.signing import fingerprint, signer
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.ledger import gates
from forbear.web.ledger.models import Debtor
from forbear.web.people.may import act, found, may, visible

COMMAND = "forbear evidence verify pack.zip"


@act("pack.see")
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Packs so far, and a form for another one."""
    words = Words(language())
    page = paged(request, visible(Pack, request, "pack.see").defer("body").order_by("-made_at"))
    rows = [(one, words.time(one.made_at, "UTC"), None if one.size else packing.pack_job(one)) for one in page]
    form = PackForm(initial={"debtor": request.GET.get("debtor", "")}) if may(request, "pack.make") else None
    return render(request, "proof/packs.html", {"page": page, "rows": rows, "form": form, **ACTIVE})


@act("pack.make")
@require_http_methods(["GET", "HEAD", "POST"])
def pack_new(request: HttpRequest) -> HttpResponse:
    """Begin one; that somebody looked at the debtor is on record."""
    first = {"debtor": request.GET.get("debtor", "")}
    form = PackForm(request.POST) if request.method == "POST" else PackForm(initial=first)
    if request.method == "POST" and form.is_valid():
        seen, debtor = sight(request, "pack.make"), form.cleaned_data["debtor"]
        if not seen.sees_debtor(debtor) or not Debtor.objects.filter(pk=debtor, seq__gt=0).exists():
            form.add_error("debtor", say("proof.pack.unknown"))
        else:
            with looking_at(request, debtor, "pack", "pack.make"):
                pack = Pack.objects.create(
                    organisation=seen.organisation, debtor=debtor, language=form.cleaned_data["language"],
                    unmasked=form.cleaned_data["unmasked"], made_by_id=request.user.pk, made_at=gates.now(), body=b"",
                )  # fmt: skip
                packing.ask_for_pack(pack)
            return redirect("packs")
    return render(request, "proof/pack_new.html", {"form": form, "signed_by": fingerprint(signer()), **ACTIVE})


@act("pack.see")
@require_safe
def pack_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is, to be put into the page."""
    one = found(Pack, request, "pack.see", pk)
    job = packing.pack_job(one)
    if job is None or job.is_over:
        return over()
    return render(request, "proof/pack_progress.html", {"pack": one, "job": job})


@act("pack.see")
@require_safe
def pack_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The pack itself."""
    one = found(Pack, request, "pack.see", pk)
    if not one.size:
        raise Http404
    with looking_at(request, one.debtor, "pack", "pack.see"):
        answer = HttpResponse(one.body, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="pack-{str(one.pk)[:8]}.zip"'
    return answer


@act("pack.make")
@require_POST
def pack_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove it from the server; whoever has it keeps it."""
    found(Pack, request, "pack.make", pk).delete()
    messages.success(request, say("proof.pack.dropped"))
    return redirect("packs")


@act("pack.see")
@require_http_methods(["GET", "HEAD", "POST"])
def pack_verify(request: HttpRequest) -> HttpResponse:
    """Check a pack that somebody brings; nothing of it is kept."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    told: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        trusted = _trusted(form)
        if form.cleaned_data["pack"].size > LARGEST_PACK:
            form.add_error("pack", say("proof.verify.too_large"))
        elif trusted is not None:
            told = _told(form.cleaned_data["pack"], trusted, Words(language()))
    return render(request, "proof/pack_verify.html", {"form": form, "command": COMMAND, **told, **ACTIVE})


def _trusted(form: VerifyForm) -> Trusted | None:
    key = form.cleaned_data["key"]
    try:
        keys = [public_key(key.read(LONGEST_KEY), key.name)] if key is not None else []
    except InputError as error:
        form.add_error("key", str(error))
        return None
    return Trusted(keys=keys, fingerprint=form.cleaned_data["fingerprint"])


def _told(file: UploadedFile[Any], trusted: Trusted, words: Words) -> dict[str, Any]:
    checked = verify(file.read(), trusted)
    head = "evidence_verify.unsound" if checked.faults else "evidence_verify.sound"
    return {
        "checked": checked,
        "headline": words(head, n=len(checked.faults) if checked.faults else checked.files),
        "faults": [fault.says(words) for fault in checked.faults],
        "lines": _lines(checked, trusted, words),
    }


def _lines(checked: Checked, trusted: Trusted, words: Words) -> list[str]:
    """What else is said of it: fingerprint, who signed it, when it was stamped."""
    if not checked.fingerprint:
        return []
    known = trusted.keys and not any(fault.what in ("signed-otherwise", "unsigned") for fault in checked.faults)
    signed = "unsigned" if not checked.signed_by else "signed" if known else "signed_by"
    lines = [
        words("evidence_verify.fingerprint", fingerprint=checked.fingerprint),
        words(f"evidence_verify.{signed}", signer=checked.signed_by),
    ]
    if checked.stamp is None:
        return [*lines, words("evidence_verify.unstamped")]
    by = printable(checked.stamp.by) or words("evidence_verify.unknown_signer")
    return [*lines, words("evidence_verify.stamped_by", at=words.time(checked.stamp.at, "UTC"), by=by)]
