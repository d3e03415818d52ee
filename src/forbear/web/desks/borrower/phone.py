"""The page on which a telephone's log is brought: first its numbers are shown, then what is of collectors is kept.

The file is sent twice and kept neither time: the browser holds it between the two steps, so that nothing of what is
nobody's business ever lies on the server longer than a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forbear.audit.intake.base import Options, Tally
from forbear.audit.marks import Collector
from forbear.audit.mask import mask_number
from forbear.audit.numbers import NumberFigures, tally
from forbear.calendar import local_day
from forbear.errors import InputError, Problem, RecordError
from forbear.web.desks.borrower import cases, documents, keeping
from forbear.web.desks.borrower.brought import Brought, brought, check_unpacked, problem_told, rows_of, told
from forbear.web.desks.borrower.forms import MOST_NUMBERS, PhoneForm, Tick, collectors_in, kinds, ticks_in
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import say, words
from forbear.web.people.may import act

WARNED_AT_MOST = 5


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring a log, mark the collectors, keep what is theirs."""
    with cases.opened(request, "case.change", pk, "phone") as case:
        about = documents.record(case, documents.ABOUT, {})
        marked = keeping.marks_of(case)
    form = PhoneForm(request.POST or None, initial={"whose": "debtor"})
    shown: dict[str, Any] = {"case": case, "form": form, "about": about, "kinds": kinds(), **ACTIVE}
    if request.method != "POST":
        return render(request, "borrower/phone.html", shown)
    if not form.is_valid():
        return render(request, "borrower/phone.html", shown, status=WRONG)
    files = brought(request.FILES.getlist("log"))
    try:
        return _answered(request, case, files, form, shown, marked)
    except InputError as error:
        again = {"wrong": told(error, files), "numbers": _again(ticks_in(request.POST))}
        return render(request, "borrower/phone.html", shown | again, status=WRONG)


def _answered(
    request: HttpRequest, case: Case, files: Sequence[Brought], form: PhoneForm, shown: dict[str, Any],
    marked: Sequence[Collector],
) -> HttpResponse:  # fmt: skip
    """The numbers, or the way to what was found where they were ticked; raises InputError."""
    if not files:
        raise InputError(Problem("", "no file was chosen", code="no-file"))
    check_unpacked(files)
    if "keep" in request.POST:
        return _kept(request, case, files, form, shown["about"])
    return render(request, "borrower/phone.html", shown | _numbers(files, form, shown["about"], marked))


def _kept(
    request: HttpRequest, case: Case, files: Sequence[Brought], form: PhoneForm, about: dict[str, str]
) -> HttpResponse:
    collectors = collectors_in(ticks_in(request.POST))
    if not collectors:
        raise InputError(Problem("", "no number is marked", code="marks-missing"))
    kept = keeping.keep(case, files, collectors, form.owner(), _options(form, about))
    counts = {"rows": kept.rows, "kept": kept.kept, "new": kept.new, "dropped": kept.dropped}
    messages.success(request, say("borrower.phone.kept", **counts))
    if kept.rejected:
        messages.warning(request, say("borrower.phone.rejected", n=kept.rejected))
    return redirect("findings", case.pk)


def _numbers(
    files: Sequence[Brought], form: PhoneForm, about: dict[str, str], marked: Sequence[Collector]
) -> dict[str, Any]:
    """The numbers of the files, the likeliest collectors' first; those saved in the telephone are only counted."""
    counts, unread = Tally(), list[Problem]()
    figures = tally(rows_of(files, _options(form, about), counts, unread), about["zone"])
    if unread and not figures:
        raise RecordError(unread[0])
    names = {number: each for each in marked for number in each.numbers}
    listed = [each for each in figures if each.number and (not each.saved or each.suggestion == "collector")]
    warned = [problem_told(each, files) for each in (*counts.warnings, *unread[:1])]
    return {
        "numbers": [_row(each, names.get(each.number), about["zone"]) for each in listed[:MOST_NUMBERS]],
        "left": max(0, len(listed) - MOST_NUMBERS),
        "saved": sum(1 for each in figures if each.number and each.saved and each.suggestion != "collector"),
        "rows": sum(each.contacts for each in figures),
        "unread": len(unread),
        "warned": list(dict.fromkeys(warned))[:WARNED_AT_MOST],
        "counted": True,
    }


def _row(each: NumberFigures, known: Collector | None, zone: str) -> dict[str, Any]:
    said = words()
    first, last = (said.day(local_day(instant, zone)) for instant in (each.first, each.last))
    return {
        "number": each.number,
        "shown": mask_number(each.number) if each.saved else each.number,
        "calls": each.calls, "texts": each.texts, "about_debt": each.about_debt, "at_night": each.at_night,
        "by_owner": each.by_owner, "first": first, "last": "" if last == first else last,
        "suggestion": each.suggestion, "ticked": bool(known) or each.suggestion == "collector",
        "name": known.name if known else "", "kind": known.kind if known else "",
    }  # fmt: skip


def _again(ticks: Sequence[Tick]) -> list[dict[str, Any]]:
    """The list as it was filled in, where something was wrong."""
    return [
        {"number": tick.number, "shown": tick.number, "ticked": tick.is_ticked, "name": tick.name, "kind": tick.kind}
        for tick in ticks
    ]


def _options(form: PhoneForm, about: dict[str, str]) -> Options:
    told_of = form.cleaned_data
    return Options(
        zone=about["zone"], region=about["place"].partition("-")[0] or None,
        date_order=told_of["date_order"] or None, owner_name=told_of["own_name"] or None,
    )  # fmt: skip
