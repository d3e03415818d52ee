"""The pages of a case: what it holds, whom it is about, who looked, carrying it out, deleting it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forbear.places import shipped
from forbear.report.words import Words
from forbear.web.desks.borrower import cases, days, documents, findings, keeping, money, talks, writing
from forbear.web.desks.borrower.carrying import packed
from forbear.web.desks.borrower.forms import AboutForm, initial_of
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.shared.texts import language, say, words
from forbear.web.people.may import act, found, may, visible
from forbear.web.seen import record

ACTIVE = {"active": "borrower.desk"}
SHOWN_AT_ONCE = 50


@act("case.see")
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The first page: one's own case, its beginning, or the cases of an advice centre."""
    waiting = cases.without_case(request) if may(request, "case.begin") else None
    form = AboutForm(request.POST or None)
    if waiting and request.method == "POST" and form.is_valid():
        return redirect("case", cases.begin(waiting, **form.cleaned_data).pk)
    seen = visible(Case, request, "case.see").select_related("person", "organisation").order_by("-made_at")
    page = Paginator(seen, SHOWN_AT_ONCE).get_page(request.GET.get("page"))
    if waiting is None and page.paginator.count == 1:
        return redirect("case", page[0].pk)
    told = {"page": page, "form": form if waiting else None, **ACTIVE}
    return render(request, "borrower/desk.html", told)


@act("case.see")
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a case holds, and what can be done next."""
    with cases.opened(request, "case.see", pk, "case") as one:
        told = {
            "case": one,
            "about": documents.record(one, documents.ABOUT, {}),
            "place": _place(one),
            "files": documents.record(one, documents.FILES, []),
            "job": findings.job_of(one),
            "has_findings": documents.version(one, documents.FINDINGS) > 0,
            "has_money": documents.version(one, money.DEBTS) > 0 and documents.version(one, money.BUDGET) > 0,
            "has_log": documents.version(one, documents.LOG) > 0,
            **_days(one),
            "looks": record.of(one.person_id).count(),
            "is_own": one.person_id == request.user.pk,
        }
    return render(request, "borrower/case.html", told | ACTIVE)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the person lives. What is judged already is judged again by the rules of the other place."""
    with cases.opened(request, "case.change", pk, "about") as one:
        known = documents.record(one, documents.ABOUT, {})
        form = AboutForm(request.POST or None, initial=initial_of(known))
        if request.method == "POST" and form.is_valid():
            documents.write_record(one, documents.ABOUT, known | form.cleaned_data)
            keeping.rewrite_parties(one)
            messages.success(request, say("borrower.about.kept"))
            return redirect("case", one.pk)
    return render(request, "borrower/about.html", {"case": one, "form": form, **ACTIVE})


@act("case.see")
@require_safe
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who looked at what of the person."""
    one = found(Case, request, "case.see", pk)
    page = Paginator(record.of(one.person_id), SHOWN_AT_ONCE).get_page(request.GET.get("page"))
    zone = documents.record(one, documents.ABOUT, {}).get("zone", "UTC")
    rows = [(look, words().time(look.at, zone)) for look in page]
    return render(request, "borrower/seen.html", {"case": one, "page": page, "rows": rows, **ACTIVE})


@act("case.carry")
@require_safe
def carry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything, packed."""
    with cases.opened(request, "case.carry", pk, "everything") as one:
        answer = HttpResponse(packed(one), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="forbear.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@act("case.delete")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete everything, after it was said what goes and what stays."""
    one = found(Case, request, "case.delete", pk)
    if request.method == "POST":
        cases.delete(one)
        messages.success(request, say("borrower.delete.done"))
        return redirect("borrower")
    told = {"case": one, "looks": record.of(one.person_id).count(), **ACTIVE}
    return render(request, "borrower/delete.html", told)


def _place(one: Case) -> str:
    """The name of the place where the person lives."""
    code = documents.record(one, documents.ABOUT, {}).get("place", "")
    return shipped().name(shipped().read(code), language()) if code else ""


def _days(one: Case) -> dict[str, object]:
    """How many letters there are, how many offers wait, and the next day that asks for something."""
    today = talks.today(one)
    due = next((each.day for each in days.dated(one, Words(language()), today) if each.day >= today), None)
    found = talks.talks_in(one)
    status = found.begun(today).status(today) if found else {}
    return {
        "letters": len(documents.record(one, writing.LETTERS, [])),
        "waiting": sum(each.state == "countered" for each in status.values()),
        "due": words().day(due) if due else "",
    }
