"""The page of the digest."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forbear.report.digest_due import Days
from forbear.web.desks.borrower import cases, digests, documents, talks
from forbear.web.desks.borrower.money_forms import day_field
from forbear.web.desks.borrower.talk_forms import Told
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.people.may import act


class DaysForm(Told):
    """Which days."""

    texts = "digest"
    span = forms.ChoiceField()
    until = day_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("week", say("borrower.digest.week")), ("day", say("borrower.digest.one_day"))]
        self.fields["span"].choices = choices  # type: ignore[attr-defined]

    def days(self) -> Days:
        """The days that were chosen."""
        last = self.cleaned_data["until"].toordinal()
        return Days(last - digests.WEEK + 1 if self.cleaned_data["span"] == "week" else last, last)


@act("case.see")
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What came, what asks for an answer, what may be left; or ask for it of other days."""
    with cases.opened(request, "case.see", pk, "digest") as case:
        kept = documents.record(case, digests.DIGEST, {})
        until = date.fromordinal(kept.get("last") or talks.today(case))
        form = DaysForm(request.POST or None, initial={"span": "week", "until": until})
        if request.method == "POST" and form.is_valid():
            digests.ask_for(case, form.days())
            return redirect("case-digest", case.pk)
        job = digests.job_of(case)
        is_old = bool(kept) and kept["of"] != digests.versions(case)
    shown = {"case": case, "form": form, "job": job, "shown": kept.get(language()), "is_old": is_old, **ACTIVE}
    return render(request, "borrower/digest.html", shown, status=WRONG if form.errors else 200)


@act("case.see")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is, to be put into the page."""
    with cases.opened(request, "case.see", pk, "progress") as case:
        job = digests.job_of(case)
    if job is None or job.is_over:
        return over()
    return render(request, "borrower/working.html", {"case": case, "job": job, "at": "case-digest"})
