"""The pages of days: the list, the calendar file, and letters that came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.report.words import Words
from forbear.web.desks.borrower import cases, days, digests, documents, talks
from forbear.web.desks.borrower.money_forms import day_field, written
from forbear.web.desks.borrower.talk_forms import Told
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.people.may import act

KINDS = ("court", "notice", "offer", "other")
MOST = 500


class CameForm(Told):
    """A letter that came."""

    texts = "came"
    sender = forms.CharField(max_length=120)
    kind = forms.ChoiceField()
    came = day_field(required=False)
    answer_by = day_field(required=False)
    about = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one, say(f"borrower.came.{one}")) for one in KINDS]  # type: ignore[attr-defined]

    def row(self) -> dict[str, str]:
        """The letter as case files have it."""
        told = {name: written(value) for name, value in self.cleaned_data.items()}
        return {"from": told.pop("sender"), **told}


@act("case.see")
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All days that ask for something, and the letters that came."""
    with cases.opened(request, "case.see", pk, "days") as case:
        words, today = Words(language()), talks.today(case)
        found = days.rows(days.dated(case, words, today), words, today)
        came = [
            {"sender": one.sender, "kind": say(f"borrower.came.{one.kind}"), "about": one.about,
             "came": words.day(one.came) if one.came else "", "by": words.day(one.answer_by) if one.answer_by else ""}
            for one in digests.came_in(case)
        ]  # fmt: skip
        seen = documents.version(case, digests.CAME)
    over = [one for one in found if one["is_over"]]
    shown = {"case": case, "ahead": [one for one in found if not one["is_over"]], "over": over[::-1], "came": came}
    return render(request, "borrower/days.html", shown | {"seen": seen} | ACTIVE)


@act("case.carry")
@require_safe
def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The days as a calendar file."""
    with cases.opened(request, "case.carry", pk, "days") as case:
        text = days.calendar(case, Words(language()), talks.today(case))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="forbear-days.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def came(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note a letter that came."""
    with cases.opened(request, "case.change", pk, "days") as case:
        form = CameForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            documents.add_row(case, digests.CAME, form.row(), MOST)
            return redirect("case-days", case.pk)
    shown = {
        "case": case,
        "form": form,
        "title": "borrower.came.title",
        "why": "borrower.came.why",
        "back": "case-days",
    }
    return render(request, "borrower/form.html", shown | ACTIVE, status=WRONG if form.errors else 200)


@act("case.change")
@require_POST
def drop(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """Take a letter that came off the list."""
    with cases.opened(request, "case.change", pk, "days") as case:
        if not documents.drop_row(case, digests.CAME, at, request.POST.get("seen", "")):
            messages.warning(request, say("borrower.problem.changed-meanwhile"))
    return redirect("case-days", case.pk)
