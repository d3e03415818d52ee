"""The pages of the credit report, and of the disputes that begin from its lines."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.creditfile.rights.clocks import Clock
from forbear.creditfile.rights.disputing import LONGEST
from forbear.creditfile.rights.steps import ANSWERS, Dispute, may_follow
from forbear.creditfile.rights.texts import says
from forbear.errors import InputError
from forbear.report.words import Words
from forbear.web.desks.borrower import cases, credit, disputes, documents, talks
from forbear.web.desks.borrower.brought import told
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.money_forms import day_field
from forbear.web.desks.borrower.talk_forms import Told
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say, words
from forbear.web.desks.shared.waiting import over
from forbear.web.people.may import act

KINDS = ("json", "pboc", "metro2")
STEPS = ("asked", "answered", "corrected", "deleted", "upheld", "unconfirmed", "material", "statement")
"""The steps that a person sees happen; the others are a bureau's."""
WITH_WORDS = ("material", "statement")
OPEN = ("decision", "lists", "empty")
"""Sections that are read first; the others unfold."""


class BringForm(Told):
    """A report, or a file that lenders or a bureau gave."""

    texts = "credit"
    kind = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one, say(f"borrower.credit.{one}")) for one in KINDS]  # type: ignore[attr-defined]


class DisputeForm(Told):
    """What is wrong with which rows."""

    texts = "dispute"
    rows = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    day = day_field()

    def __init__(self, rows: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = rows  # type: ignore[attr-defined]


class StepForm(Told):
    """What happened next."""

    texts = "step"
    step = forms.ChoiceField()
    day = day_field()
    answer = forms.ChoiceField(required=False)
    words = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, steps: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(one, say(f"borrower.step.is_{one}")) for one in steps]  # type: ignore[attr-defined]
        answers = [("", "–"), *((one, say(f"borrower.step.answer_{one}")) for one in ANSWERS)]
        self.fields["answer"].choices = answers  # type: ignore[attr-defined]
        if "answered" not in steps:
            del self.fields["answer"]
        if not set(steps) & set(WITH_WORDS):
            del self.fields["words"]


@act("case.see")
@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report explained; the ways to bring one where there is none; the disputes."""
    with cases.opened(request, "case.see", pk, "credit") as case:
        lang = language()
        page, lines = credit.shown_of(case, lang)
        job, wrong = credit.job_of(case), documents.record(case, credit.WRONG, [])
        found = [_dispute(case, one, lang) for one in disputes.all_of(case)]
    shown = {
        "case": case, "form": BringForm(), "job": job, "disputes": found[::-1], "open": OPEN,
        "page": page, "lines": lines,
        "wrong": [words().known(f"borrower.problem.{code}", said) for code, said in wrong],
    }  # fmt: skip
    return render(request, "borrower/credit.html", shown | ACTIVE)


@act("case.change")
@require_POST
def bring(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a report that was brought, or have one made of a file or of the sample."""
    with cases.opened(request, "case.change", pk, "credit") as case:
        if "sample" in request.POST:
            credit.ask_for(case, "sample")
            return redirect("case-credit", case.pk)
        form, file = BringForm(request.POST), request.FILES.get("file")
        wrong = [] if file else [say("borrower.problem.no-file")]
        if file and (file.size or 0) > credit.LARGEST:
            wrong = [say("borrower.problem.report-large")]
        if form.is_valid() and file and not wrong:
            wrong = _kept(case, form.cleaned_data["kind"], file.read())
            if not wrong:
                return redirect("case-credit", case.pk)
        found = [_dispute(case, one, language()) for one in disputes.all_of(case)]
    shown = {"case": case, "form": form, "wrong": wrong, "disputes": found, **ACTIVE}
    return render(request, "borrower/credit.html", shown, status=WRONG)


@act("case.change")
@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove the report; the disputes stay."""
    with cases.opened(request, "case.change", pk, "credit") as case:
        documents.drop(case, credit.CREDIT, credit.BROUGHT, credit.WRONG)
    messages.success(request, say("borrower.credit.dropped"))
    return redirect("case-credit", case.pk)


@act("case.see")
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the report is, to be put into the page."""
    with cases.opened(request, "case.see", pk, "progress") as case:
        job = credit.job_of(case)
    if job is None or job.is_over:
        return over()
    return render(request, "borrower/working.html", {"case": case, "job": job, "at": "case-credit"})


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """Begin a dispute about a line of the report."""
    with cases.opened(request, "case.change", pk, "credit") as case:
        lines = credit.shown_of(case, language())[1]
        if at >= len(lines):
            raise Http404
        one = lines[at]
        form = DisputeForm(
            [(row, _row_told(row)) for row in one["rows"]], request.POST or None,
            initial={"rows": one["rows"] if _of_one_lender(one["rows"]) else [], "day": _today(case)},
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                number = disputes.begin(case, said["rows"], said["reason"], said["day"].toordinal())
                return redirect("case-dispute", case.pk, number)
            except InputError as error:
                form.add_error(None, told(error))
    shown = {"case": case, "form": form, "line": one}
    return render(request, "borrower/contest.html", shown | ACTIVE, status=WRONG if form.errors else 200)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A dispute: where it stands, its clocks, what happens next, the letter."""
    with cases.opened(request, "case.change", pk, "credit") as case:
        one = disputes.of_number(case, number)
        if one is None:
            raise Http404
        steps = [step for step in may_follow(one.state) if step in STEPS]
        form = StepForm(steps, request.POST or None, initial={"day": _today(case)})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            more = {"answer": said.get("answer") if said["step"] == "answered" else "",
                    "words": said.get("words") if said["step"] in WITH_WORDS else ""}  # fmt: skip
            try:
                disputes.move(case, number, said["step"], said["day"].toordinal(), request.POST.get("seen", ""), **more)
                return redirect("case-dispute", case.pk, number)
            except InputError as error:
                form.add_error(None, told(error))
        shown = {"case": case, "form": form, "one": _dispute(case, one, language()),
                 "seen": documents.version(case, disputes.DISPUTES), "steps": steps}  # fmt: skip
    return render(request, "borrower/dispute.html", shown | ACTIVE, status=WRONG if form.errors else 200)


def _row_told(row: str) -> str:
    """A row of a report by the names that its lender gave; what kind of row it is stands above."""
    return " · ".join(row.split(":")[1:]) or row


def _kept(case: Case, kind: str, content: bytes) -> list[str]:
    if kind != "json":
        credit.ask_for(case, kind, content)
        return []
    try:
        text = content.decode("utf-8-sig")
        credit.report_in(text)
    except UnicodeDecodeError:
        return [say("borrower.problem.report-broken")]
    except InputError as error:
        return told(error)
    documents.write(case, credit.CREDIT, text)
    documents.drop(case, credit.WRONG)
    return []


def _dispute(case: Case, one: Dispute, lang: str) -> dict[str, Any]:
    said = Words(lang)
    return {
        "number": one.number, "lender": one.lender, "rows": one.rows, "opened": said.day(one.opened),
        "state": says("state", one.state)[lang], "is_open": one.is_open(),
        "reason": disputes.words_of(case, one.reason),
        "steps": [{"day": said.day(step.on), "says": say(f"borrower.step.is_{step.step}"),
                   "words": disputes.words_of(case, str(step.said.get("words", "")))} for step in one.steps],
        "clocks": [_clock(clock, said) for clock in disputes.running(case) if clock.dispute == one.number],
    }  # fmt: skip


def _clock(clock: Clock, said: Words) -> dict[str, Any]:
    standing = clock.standing
    return {
        "state": said(f"credit_rights.state_{standing.state.replace('-', '_')}"),
        "badge": {"late": "refuse", "due": "review"}.get(standing.state, "unknown"),
        "says": standing.says[said.lang], "cite": standing.cite,
        "due": said.day(standing.due) if standing.due is not None else "",
        "late": said("credit_rights.late", n=clock.days_late) if clock.days_late else "",
    }  # fmt: skip


def _of_one_lender(rows: list[str]) -> bool:
    return len({row.split(":")[1] for row in rows}) == 1


def _today(case: Case) -> date:
    return date.fromordinal(talks.today(case))
