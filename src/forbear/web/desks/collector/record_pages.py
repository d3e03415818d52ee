"""What comes in, entered at once: contacts, complaints, wishes, refusals, holds, notices, and who is named."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forbear.audit.intake.base import normal_number
from forbear.calendar import moment_of
from forbear.errors import InputError
from forbear.gate.gate import RequestReusedError
from forbear.web.desks.collector import asking, contactable, forms, recording, shown, standing
from forbear.web.desks.collector.account_pages import ACTIVE, opened
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import say
from forbear.web.ledger import gates
from forbear.web.people.may import act, found

FORMS: Mapping[str, type[forms.RecordForm]] = {
    "inbound": forms.InboundForm, "wish": forms.WishForm, "refusal": forms.RefusalForm, "notice": forms.NoticeForm,
    "lift": forms.LiftForm, **dict.fromkeys(recording.HOLDS, forms.HoldForm), "dispute": forms.DisputeForm,
    "represented": forms.AttorneyForm,
}  # fmt: skip
"""What may be entered, with its form."""
TOLD = ("inbound", "wish", "refusal", "notice", "lift", "complaint", "dispute", "represented", "cease")
"""The kinds that a page explains in words of their own; the others are explained as holds."""


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """One thing that came in."""
    if kind not in FORMS:
        raise Http404
    one = opened(request, "account.record", pk, "record")
    zone = shown.zone_of(one)
    first = {"request": secrets.token_hex(16), "at": moment_of(gates.now(), zone).replace(tzinfo=None)}
    if kind == "notice":
        first["by"] = one.debts[0]["creditor"]
    people = list(contactable.people_of(one))
    form = FORMS[kind](request.POST or None, initial=first, zone=zone, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            revoked = _entered(request, one, kind, form)
        except (InputError, RequestReusedError) as error:
            form.add_error(None, str(error))
        else:
            return _done(request, one, revoked)
    told = {"account": one, "form": form, "title": title(kind), "about": kind if kind in TOLD else "hold", **ACTIVE}
    return render(request, "collector/record.html", told, status=WRONG if form.errors else 200)


@act("account.record")
@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody whom the debtor named in advance: only so that contact is restored, only in the hours that are said."""
    one = opened(request, "account.record", pk, "record")
    region = str(one.person["place"]).partition("-")[0]
    form = forms.AgreedForm(request.POST or None, initial={"request": secrets.token_hex(16)}, region=region)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        person = contactable.agreed(told["name"], told["phone"])
        by = asking.actor(request, one)
        revoked = recording.add_person(one, person, by)
        if told["begins"]:
            wish = {
                "kind": "wish", "person": person["id"], "only": True, "from": told["begins"].isoformat(),
                "to": told["ends"].isoformat(), "at": moment_of(gates.now()).isoformat(),
            }  # fmt: skip
            revoked += recording.record(one, wish, by, told["request"][:64])
        return _done(request, one, revoked)
    return render(
        request, "collector/agreed.html", {"account": one, "form": form, **ACTIVE}, status=WRONG if form.errors else 200
    )


@act("account.record")
@require_POST
def reach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether the debtor can be reached, from now on."""
    one = found(Account, request, "account.record", pk)
    said = request.POST.get("reachable")
    if said not in ("yes", "no"):
        messages.error(request, say("collector.reach.say"))
        return redirect("account-page", one.pk)
    return _done(request, one, recording.reachable(one, said == "yes", asking.actor(request, one)))


@act("account.record")
@require_POST
def lives(request: HttpRequest, pk: UUID) -> HttpResponse:
    """In which of several places on record the debtor lives."""
    one = found(Account, request, "account.record", pk)
    code = request.POST.get("place", "")
    if code not in (each["code"] for each in shown.places(standing.case_now(one))):
        messages.error(request, say("collector.lives.say"))
        return redirect("account-page", one.pk)
    return _done(request, one, recording.lives_in(one, code, asking.actor(request, one)))


def title(kind: str) -> str:
    """What a kind of entry is called."""
    return say(f"collector.enter.{kind}")


def _done(request: HttpRequest, one: Account, revoked: list[str]) -> HttpResponse:
    messages.success(request, say("collector.record.done"))
    if revoked:
        messages.warning(request, say("collector.record.revoked", n=len(revoked)))
    return redirect("account-page", one.pk)


def _entered(request: HttpRequest, one: Account, kind: str, form: forms.RecordForm) -> list[str]:
    """Record it; the permits that it revoked. Raises InputError."""
    by, told = asking.actor(request, one), form.cleaned_data
    revoked: list[str] = []
    event = _EVENTS.get(kind, _hold)(one, kind, told)
    if kind == "represented":
        region = str(one.person["place"]).partition("-")[0]
        phone = normal_number(told["phone"], region) if told["phone"] else ""
        person = recording.attorney(told["name"], phone)
        revoked += recording.add_person(one, person, by)
        event["representative"] = person["id"]
    return revoked + recording.record(one, {**event, "at": form.moment()}, by, told["request"][:64])


def _hold(one: Account, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return recording.hold(one, kind, in_writing=told.get("in_writing"), reason=told.get("reason"))


def _inbound(one: Account, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    person = contactable.person_named(one, told["person"])
    if person is None:
        raise Http404
    outcome = {"call": "conversation", "visit": "met"}.get(told["channel"])
    return recording.inbound(one, person, told["channel"], outcome=outcome)


def _wish(one: Account, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = {"kind": "wish", "person": told["person"]}
    if told["begins"]:
        event |= {"from": told["begins"].isoformat(), "to": told["ends"].isoformat()}
    if told["channel"]:
        event["channel"] = told["channel"]
    return event | ({"only": True} if told["only"] else {})


def _refusal(one: Account, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    event = {"kind": "refusal", "person": told["person"], "scope": told["scope"]}
    return event | ({"channel": told["channel"]} if told["scope"] == "channel" else {})


def _notice(one: Account, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    debts = [debt["name"] for debt in one.debts]
    return {"kind": "notice", "notice": told["notice"], "by": told["by"], "debts": debts}


def _lift(one: Account, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    event = {"kind": "hold_lifted", "hold": told["hold"], "debts": [debt["name"] for debt in one.debts]}
    return event | ({"reason": told["lift_reason"]} if told["lift_reason"] else {})


_Maker = Callable[[Account, str, Mapping[str, Any]], dict[str, Any]]
_EVENTS: Mapping[str, _Maker] = {
    "inbound": _inbound, "wish": _wish, "refusal": _refusal, "notice": _notice, "lift": _lift
}  # fmt: skip
