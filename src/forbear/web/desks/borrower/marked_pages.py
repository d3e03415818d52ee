"""The pages of marked numbers, of everybody else who was contacted, and of contacts entered by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.calendar import instant_of
from forbear.errors import InputError
from forbear.vocabulary import VALUES
from forbear.web.desks.borrower import cases, documents, keeping, marked, talks
from forbear.web.desks.borrower.brought import told
from forbear.web.desks.borrower.forms import LONGEST, OTHERS, kinds
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.money_forms import day_field
from forbear.web.desks.borrower.talk_forms import Told
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import say, words
from forbear.web.people.may import act

CHANNELS = ("call", "visit", "sms", "app", "social", "letter", "email")


class ContactForm(Told):
    """A contact that no log holds."""

    texts = "contact"
    role = forms.ChoiceField()
    person = forms.CharField(max_length=LONGEST, required=False)
    collector = forms.CharField(max_length=LONGEST)
    kind = forms.ChoiceField()
    channel = forms.ChoiceField()
    day = day_field()
    time = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    disclosure = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = words()
        roles = [*((role, said.label("role", role)) for role in OTHERS), ("debtor", say("borrower.contact.me"))]
        choices = {
            "role": roles, "kind": kinds(), "channel": [(one, said.label("channel", one)) for one in CHANNELS],
            "disclosure": [(one, say(f"borrower.contact.said_{one}")) for one in VALUES["disclosure"]],
        }  # fmt: skip
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another needs a word for who it is."""
        said = super().clean() or {}
        if said.get("role") not in (None, "debtor") and not said.get("person"):
            self.add_error("person", say("borrower.contact.person_missing"))
        return said


@act("case.see")
@require_safe
def numbers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whose the numbers are, and who else was contacted."""
    with cases.opened(request, "case.see", pk, "numbers") as case:
        shown = _shown(case)
    return render(request, "borrower/numbers.html", shown | ACTIVE)


@act("case.change")
@require_POST
def unmark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A number is no collector's: asked once more, then its mark and what was kept of it go."""
    number = request.POST.get("number", "")[:LONGEST]
    with cases.opened(request, "case.change", pk, "numbers") as case:
        shown = _shown(case)
        if "sure" not in request.POST:
            asked = {"number": number, "n": marked.counts(case).get(number, 0)}
            return render(request, "borrower/unmark.html", shown | asked | ACTIVE)
        try:
            gone = marked.unmark(case, number)
        except InputError as error:
            return render(request, "borrower/numbers.html", shown | {"wrong": told(error)} | ACTIVE, status=WRONG)
    messages.success(request, say("borrower.numbers.gone", n=gone))
    return redirect("case-numbers", case.pk)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a contact by hand."""
    with cases.opened(request, "case.change", pk, "numbers") as case:
        form = ContactForm(
            request.POST or None, initial={"day": date.fromordinal(talks.today(case)), "role": "relative"}
        )
        form.fields["collector"].widget.attrs["list"] = "collectors"
        names = [each.name for each in keeping.marks_of(case)]
        if request.method == "POST" and form.is_valid():
            try:
                marked.enter(case, form.cleaned_data)
            except InputError as error:
                form.add_error(None, told(error))
            else:
                messages.success(request, say("borrower.contact.kept"))
                return redirect("case-numbers", case.pk)
    shown = {"case": case, "form": form, "names": names}
    return render(request, "borrower/contact.html", shown | ACTIVE, status=WRONG if form.errors else 200)


@act("case.change")
@require_POST
def forget(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """Take a contact that was entered by hand off the log."""
    with cases.opened(request, "case.change", pk, "numbers") as case:
        try:
            marked.forget(case, at)
        except InputError as error:
            messages.warning(request, " ".join(told(error)))
    return redirect("case-numbers", case.pk)


def _shown(case: Case) -> dict[str, Any]:
    said, count = words(), marked.counts(case)
    zone = documents.record(case, documents.ABOUT, {}).get("zone", "UTC")
    return {
        "case": case,
        "marked": [
            {"name": each.name, "kind": said.label("collector_kind", each.kind),
             "numbers": [(number, count.get(number, 0)) for number in each.numbers]}
            for each in keeping.marks_of(case)
        ],
        "people": [{"name": one["id"], "role": said.label("role", one["role"])} for one in marked.people(case)],
        "by_hand": [
            {"at": one["at_row"], "when": said.time(one["instant"], zone), "who": one["person"],
             "collector": one["collector"], "channel": said.label("channel", one["channel"])}
            for one in _by_hand(case)
        ],
    }  # fmt: skip


def _by_hand(case: Case) -> list[dict[str, Any]]:
    return [
        {**one, "at_row": place, "instant": instant_of(datetime.fromisoformat(one["at"]))}
        for place, one in marked.contacts_by_hand(case)
    ]
