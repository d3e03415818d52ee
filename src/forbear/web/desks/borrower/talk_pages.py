"""The pages of offers and answers: where each negotiation stands, what they said, is it good, what to answer."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.errors import InputError, Problem, RecordError
from forbear.plan.tracking import Status
from forbear.report.words import Words
from forbear.web.desks.borrower import cases, documents, money, talk_told, talks
from forbear.web.desks.borrower.brought import told
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.talk_forms import SaidForm, TermsForm
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.numbers import seen_number
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.people.may import act

FRESH = 35
"""So many days old balances may be before somebody is asked to bring them up to date."""
WITH_TERMS = ("propose", "counter", "amend")


@act("case.see")
@require_safe
def offers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every debt, and where the talks about it stand."""
    with cases.opened(request, "case.see", pk, "offers") as case:
        words, day = Words(language()), talks.today(case)
        rows = []
        for at, name in enumerate(talks.names(case)):
            found = talks.status(case, name, day)
            rows.append({"at": at, "name": name, "waits": bool(found and found.state == "countered"),
                         **talk_told.card(found, words)})  # fmt: skip
        has_plan = bool(documents.version(case, money.DEBTS) and documents.version(case, money.BUDGET))
        old = _old_balances(case, day, words)
    shown = {"case": case, "rows": rows, "has_plan": has_plan, "old": old}
    return render(request, "borrower/offers.html", shown | ACTIVE)


@act("case.see")
@require_safe
def offer(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """One debt: what was said, what their terms are worth, and what can be said now."""
    with cases.opened(request, "case.see", pk, "offers") as case:
        shown = _shown(case, _name(case, at), at)
    return render(request, "borrower/offer.html", shown | ACTIVE)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, pk: UUID, at: int, kind: str) -> HttpResponse:
    """Enter terms: theirs, one's own, or new ones that both agreed to."""
    if kind not in WITH_TERMS:
        raise Http404
    with cases.opened(request, "case.change", pk, "offers") as case:
        name, seen = _name(case, at), documents.version(case, talks.TALKS)
        form = TermsForm(request.POST or None, initial={"day": date.fromordinal(talks.today(case)), "count": 1})
        if request.method == "POST" and form.is_valid():
            try:
                talks.say_event(case, name, form.event(kind), _seen(request))
            except RecordError as error:
                form.add_error(None, told(error))
            else:
                return redirect("case-offer", case.pk, at)
    shown = {"case": case, "form": form, "title": f"borrower.terms.{kind}", "name": name, "at": at, "seen": seen}
    return render(request, "borrower/terms.html", shown | ACTIVE, status=WRONG if form.errors else 200)


@act("case.change")
@require_POST
def said(request: HttpRequest, pk: UUID, at: int, what: str) -> HttpResponse:
    """Somebody accepted or refused, or the plan's offer, or the answer that was worked out, was made."""
    with cases.opened(request, "case.change", pk, "offers") as case:
        name, form = _name(case, at), SaidForm(request.POST)
        wrong: list[str] = []
        if form.is_valid():
            try:
                _say(case, name, what, form.cleaned_data["day"].isoformat(), request)
                return redirect("case-offer", case.pk, at)
            except InputError as error:
                wrong = told(error)
        shown = _shown(case, name, at) | {"wrong": wrong or [str(form.errors["day"][0])]}
    return render(request, "borrower/offer.html", shown | ACTIVE, status=WRONG)


@act("case.change")
@require_POST
def undo(request: HttpRequest, pk: UUID, at: int) -> HttpResponse:
    """Take back what was written down last."""
    with cases.opened(request, "case.change", pk, "offers") as case:
        name = _name(case, at)
        try:
            talks.take_back(case, name, _seen(request))
        except RecordError as error:
            shown = _shown(case, name, at) | {"wrong": told(error)}
            return render(request, "borrower/offer.html", shown | ACTIVE, status=WRONG)
    return redirect("case-offer", case.pk, at) if name in talks.names(case) else redirect("case-offers", case.pk)


def _say(case: Case, name: str, what: str, on: str, request: HttpRequest) -> None:
    day = date.fromisoformat(on).toordinal()
    seen = _seen(request)
    if what == "plan":
        made = talks.plan_offer(case, name, day)
        if made is None:
            raise InputError(_nothing())
        talks.say_event(case, name, talks.propose(made, day), seen)
    elif what == "answer":
        found = talks.weighed(case, name, day)
        if found is None or found.found.terms is None:
            raise InputError(_nothing())
        talks.say_event(case, name, talks.propose(found.found.terms, day), seen)
    elif what in ("accept", "refuse"):
        _check_room(case, name, what, day, anyway="anyway" in request.POST)
        talks.say_event(case, name, {"day": on, "event": what}, seen)
    else:
        raise Http404


def _check_room(case: Case, name: str, what: str, day: int, anyway: bool) -> None:
    """A promise that cannot be kept is accepted only where somebody says so twice."""
    status = talks.status(case, name, day)
    if what != "accept" or anyway or status is None or status.state != "countered":
        return
    found = talks.weighed(case, name, day)
    if found is not None and not found.found.fits:
        raise InputError(Problem("", "it does not fit", code="accept-short"))


def _nothing() -> Problem:
    return Problem("", "the plan has nothing for this debt", code="offer-none")


def _shown(case: Case, name: str, at: int) -> dict[str, Any]:
    words, day = Words(language()), talks.today(case)
    found, about = talks.status(case, name, day), talks.about(case, name)
    weighed, why = None, list[str]()
    try:
        weighed = talks.weighed(case, name, day) if found and found.state in ("countered", "expired") else None
    except InputError as error:
        why = told(error)
    return {
        "case": case, "name": name, "at": at, "seen": documents.version(case, talks.TALKS),
        "creditor": about.creditor if about else name,
        "told": talk_told.card(found, words),
        "terms": _terms_told(found, words),
        "steps": talk_told.steps(found, words) if found else [],
        "may": [_choice(one, found) for one in talks.may_say(found)],
        "state": found.state if found else "",
        "judged": talk_told.judgement(weighed, about.creditor if about else name, words) if weighed else None,
        "why_not": why or _missing(case),
        "old": _old_balances(case, day, words),
        "day": date.fromordinal(day).isoformat(),
        "letter": _letter(found),
    }  # fmt: skip


def _terms_told(found: Status | None, words: Words) -> dict[str, Any] | None:
    if found is None:
        return None
    total = words.money(found.terms.total, found.terms.currency)
    return {"lines": talk_told.lines(found.terms, words), "asks": talk_told.asks(found.terms, words), "total": total}


def _choice(event: str, found: Status | None) -> dict[str, str]:
    """What somebody can say now, in words that tell who says it."""
    side = found.state if found and event in ("accept", "refuse") else "open"
    return {"event": event, "words": say(f"borrower.talk.{event}_{side}") if side != "open" else ""}


def _missing(case: Case) -> list[str]:
    needed = [kind for kind in (money.DEBTS, money.BUDGET) if not documents.version(case, kind)]
    return [say("borrower.talk.needs_money")] if needed else []


def _old_balances(case: Case, day: int, words: Words) -> str:
    """The day of the balances, where it is more than a month ago."""
    text = money.basics(case)["as_of"]
    as_of = money.day_of(text) if text else day
    return words.day(as_of) if as_of < day - FRESH else ""


def _letter(found: Status | None) -> str:
    """The letter that fits where the talks stand."""
    if found is None or found.state in ("refused", "expired"):
        return "repayment-offer"
    if found.state == "countered":
        return "counter-offer-answer"
    return "" if found.state == "proposed" else "confirm-agreement"


def _name(case: Case, at: int) -> str:
    every = talks.names(case)
    if at >= len(every):
        raise Http404
    return every[at]


def _seen(request: HttpRequest) -> int:
    return seen_number(request.POST.get("seen", ""))
