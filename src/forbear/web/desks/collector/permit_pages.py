"""One click asks the gate; the permit with what may be said; the contact made, how it went, or given back."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.errors import InputError
from forbear.gate.case import Case
from forbear.gate.choosing import WIDELY
from forbear.gate.gate import RequestReusedError
from forbear.gate.permit import Permit
from forbear.gate.says import says_in
from forbear.report.words import Words
from forbear.web.channels.models import Template
from forbear.web.channels.texts import fields_of, filled, whole
from forbear.web.desks.collector import approving, asking, contactable, script, shown, standing
from forbear.web.desks.collector.account_pages import ACTIVE, opened
from forbear.web.desks.collector.forms import outcomes
from forbear.web.desks.collector.looking import looked
from forbear.web.desks.collector.models import Account, Draft
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.ledger import gates
from forbear.web.people.may import act, found, visible


@act("account.contact")
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the gate for one contact; the answer is on record, whatever it is."""
    one = found(Account, request, "account.contact", pk)
    try:
        seq = _asked(request, one, None)
    except (InputError, RequestReusedError) as error:
        messages.error(request, str(error))
        return redirect("account-page", one.pk)
    return redirect("answer", one.pk, seq)


@act("account.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a message: an approved text is chosen and filled in, and the gate reads its words."""
    one = opened(request, "account.contact", pk, "message")
    told, wrong = (request.POST if request.method == "POST" else request.GET), []
    person = contactable.person_named(one, told.get("person", ""))
    channel = told.get("channel", "")
    if person is None or channel in ("call", "visit"):
        raise Http404
    rows = list(_templates(one, channel))
    chosen = next((each for each in rows if each.name == told.get("template")), None)
    if request.method == "POST" and chosen is not None and "send" in request.POST:
        try:
            return redirect("answer", one.pk, _asked(request, one, _text(request, chosen)))
        except (InputError, RequestReusedError) as error:
            wrong = str(error).splitlines()
    shown_now = {
        "account": one, "person": person, "channel": channel, "told": told, "templates": rows, "chosen": chosen,
        "fields": _fields(one, person, chosen, told) if chosen else [], "wrong": wrong,
        "token": told.get("request") or secrets.token_hex(16),
        "questions": [(key, value) for key, value in told.items() if key.startswith("fact-")], **ACTIVE,
    }  # fmt: skip
    return render(request, "collector/write.html", shown_now, status=WRONG if wrong else 200)


@act("account.see")
@require_safe
def answer(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """What the gate answered, and the permit where it gave one; its address is shown while it may be used."""
    return answer_page(request, found(Account, request, "account.see", pk), seq, {})


def answer_page(
    request: HttpRequest, one: Account, seq: int, filled_in: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page of an answer, with what a supervisor has filled in and what is wrong with it."""
    records = standing.records_about(one)
    case = standing.case_of(one.debtor, records)
    body, given = asking.answer_on_record(case, records, seq)
    told = {"account": one, "seq": seq, **_answered(one, body, given), **ACTIVE, **filled_in}
    told |= approving.told(request, one, body, records, seq)
    looked(request, one, "account.see", "text" if told.get("message") else "answer")
    if given.permit is not None:
        told |= _permitted(request, one, case, given.permit, body["contact"])
    return render(request, "collector/answer.html", told, status=status)


@act("account.see")
@require_safe
def time_left(request: HttpRequest, pk: UUID, permit: str) -> HttpResponse:
    """How long a permit may still be used, to be put into its page."""
    one = found(Account, request, "account.see", pk)
    case = gates.gate().case(one.debtor)
    left = _left(case, asking.permit_of(case, permit))
    if left["seconds"] <= 0:
        return over()
    return render(request, "collector/left.html", {"account": one, "permit": permit, "left": left})


@act("account.contact")
@require_POST
def use(request: HttpRequest, pk: UUID, permit: str) -> HttpResponse:
    """The contact is being made now: the permit is spent, or the use is refused and recorded."""
    one = found(Account, request, "account.contact", pk)
    held = asking.permit_of(gates.gate().case(one.debtor), permit)
    done = gates.gate().use(permit, dict(held.bound), gates.now(), asking.actor(request, one))
    if not done.accepted:
        messages.error(request, say(f"collector.not_used.{done.why or 'not-allowed'}"))
    standing.judge([one], gates.now())
    return redirect("answer", one.pk, held.decision)


@act("account.contact")
@require_POST
def tell(request: HttpRequest, pk: UUID, permit: str) -> HttpResponse:
    """How the contact went."""
    one = found(Account, request, "account.contact", pk)
    held = asking.permit_of(gates.gate().case(one.debtor), permit)
    outcome = request.POST.get("outcome", "")
    if outcome not in dict(outcomes(str(held.bound["channel"]))):
        messages.error(request, say("collector.answer.outcome_missing"))
        return redirect("answer", one.pk, held.decision)
    try:
        gates.gate().tell(permit, {"outcome": outcome}, gates.now(), asking.actor(request, one))
    except InputError as error:
        messages.error(request, str(error))
        return redirect("answer", one.pk, held.decision)
    return _over(request, one, permit, say("collector.answer.told"))


@act("account.contact")
@require_POST
def release(request: HttpRequest, pk: UUID, permit: str) -> HttpResponse:
    """The contact will not be made: the permit counts against no limit any more."""
    one = found(Account, request, "account.contact", pk)
    asking.permit_of(gates.gate().case(one.debtor), permit)
    gates.gate().release(permit, gates.now(), asking.actor(request, one))
    return _over(request, one, permit, say("collector.answer.released"))


def _over(request: HttpRequest, one: Account, permit: str, said: str) -> HttpResponse:
    Draft.objects.filter(permit=permit).delete()
    standing.judge([one], gates.now())
    messages.success(request, said)
    return redirect("account-page", one.pk)


def _asked(request: HttpRequest, one: Account, text: str | None) -> int:
    """Ask the gate for what a form says; the number of the record. Raises InputError, Http404."""
    told = request.POST
    person = contactable.person_named(one, told.get("person", ""))
    if person is None:
        raise Http404
    more = asking.answered(told.dict())
    contact = asking.stated(
        one, person, told.get("channel", ""), told.get("address", ""), told.get("purpose", ""), more
    )
    given = asking.ask(one, contact, told.get("request", "")[:64], asking.actor(request, one), text=text)
    standing.judge([one], gates.now())
    return given.seq


def _answered(one: Account, body: Any, given: Any) -> dict[str, Any]:
    """The answer in words."""
    contact, said = body["contact"], Words(language())
    person = contactable.person_named(one, str(contact["person"])) or {}
    return {
        "answer": shown.answer(given.word, str(contact["channel"]), shown.time_in(one, given.free_at)),
        "why": _why(given),
        "found": _found(given),
        "books": list(given.verdict["rulebooks"]),
        "widely": [says_in(language(), "why", name) for name in given.why if name in WIDELY],
        "person": person.get("name", ""), "role": said.label("role", str(contact["role"])),
        "purpose": said.label("purpose", str(contact["purpose"])), "to": _masked(person, contact),
        "at": shown.time_in(one, given.at), "receipt": given.receipt,
    }  # fmt: skip


def _masked(person: dict[str, Any], contact: Any) -> str:
    """To which address, as whoever has no permit sees it."""
    address = contactable.address_named(person, str(contact.get("address"))) if person else None
    return contactable.masked(address) if address else ""


def _why(given: Any) -> list[dict[str, str]]:
    """Why it may not go out; what is left to a person is told apart."""
    if given.word == "allow":
        return []
    verdict, why = given.verdict, given.why
    if given.word == "ask-a-person":
        verdict = {**verdict, "reasons": [each for each in verdict["reasons"] if each["effect"] != "review"]}
        why = [name for name in why if name != "words"]
    return shown.verdict_reasons(verdict, why)


def _found(given: Any) -> list[str]:
    """What its words say; what is left to a person is told apart."""
    if given.word == "ask-a-person":
        return []
    return [Words(language()).said(each["category"], each["kind"]) for each in given.words]


def _permitted(request: HttpRequest, one: Account, case: Case, permit: Permit, contact: Any) -> dict[str, Any]:
    """A permit with its script; its address only for whoever may contact, while it may be used, and on record."""
    now, channel = case.now(gates.now()), str(contact["channel"])
    may_contact = visible(Account, request, "account.contact").filter(pk=one.pk).exists()
    person = contactable.person_named(one, str(contact["person"]))
    address = contactable.address_named(person, str(contact["address"])) if person else None
    opens = bool(may_contact and address and asking.shows_address(case, permit))
    if opens:
        looked(request, one, "account.contact", "address", permit.id)
    elif not asking.shows_address(case, permit):
        Draft.objects.filter(permit=permit.id).delete()
    draft = Draft.objects.filter(permit=permit.id).first() if opens else None
    made = case.events[permit.contact] if permit.contact is not None else None
    return {
        "permit": permit, "state": permit.state(now), "left": _left(case, permit), "may_contact": may_contact,
        "state_says": says_in(language(), "state", permit.state(now)),
        "address": address["value"] if opens and address else "", "address_kind": address["kind"] if address else "",
        "masked": contactable.masked(address) if address else "", "text": draft.text if draft else "",
        "script": script.told(str(contact["role"]), channel, language(), contact),
        "templates": _templates(one, channel), "outcomes": outcomes(channel),
        "outcome": Words(language()).label("outcome", str(made.facts["outcome"]))
        if made is not None and made.facts.get("outcome") else "",
        "is_made": made is not None,
    }  # fmt: skip


def _left(case: Case, permit: Permit) -> dict[str, Any]:
    """How much of a permit's time is left."""
    seconds = max(0, (permit.expires_at - case.now(gates.now())) // 1_000_000)
    whole_time = max(1, (permit.expires_at - permit.granted_at) // 1_000_000)
    open_now = permit.state(case.now(gates.now())) == "granted"
    return {"seconds": seconds if open_now else 0, "of": whole_time, "clock": f"{seconds // 60}:{seconds % 60:02}"}


def _templates(one: Account, channel: str) -> Any:
    rows = Template.objects.filter(withdrawn_at=None, channel=channel, collector__in=("", one.portfolio.collector))
    return rows.order_by("name")


def _fields(one: Account, person: Any, chosen: Template, told: Any) -> list[tuple[str, str]]:
    """What is to be filled in, with what is known already."""
    amounts = [f"{debt['arrears']} {debt['currency']}" for debt in one.debts]
    known = {
        "name": person["name"], "amount": ", ".join(amounts), "creditor": ", ".join(d["creditor"] for d in one.debts),
        "debt": ", ".join(debt["name"] for debt in one.debts),
    }  # fmt: skip
    return [
        (name, told.get(f"value-{name}", known.get(name, "")))
        for name in sorted(fields_of(chosen.subject, chosen.body))
    ]


def _text(request: HttpRequest, chosen: Template) -> str:
    values = {name: request.POST.get(f"value-{name}", "") for name in fields_of(chosen.subject, chosen.body)}
    return whole(*filled(chosen, values))
