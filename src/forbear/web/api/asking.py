"""May this contact be made? Ask, ask for many, use, tell, release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from forbear import vocabulary
from forbear.errors import Problem, RecordError
from forbear.gate.asked import Asked, read_asked
from forbear.web.access.approvals import asked_and_told, check_approval
from forbear.web.access.view import Eyes
from forbear.web.api.caller import ERRORS, RequestId, eyes, request_id
from forbear.web.api.lookup import permit_for
from forbear.web.api.problems import shape
from forbear.web.api.shapes import (
    AnswerOut,
    AnswersOut,
    AskIn,
    AskManyIn,
    Name,
    NotUsedOut,
    PermitOut,
    RecordOut,
    TellIn,
    UseIn,
    UseOut,
)
from forbear.web.api.shown import answer_told, permit_out, record_out, use_out
from forbear.web.api.times import check_times
from forbear.web.channels.lists import handed_over
from forbear.web.ledger import gates

router = Router(tags=["permits"])
CONTACT = vocabulary.EVENT_KEYS["contact"]


@router.post("/ask", response={200: AnswerOut, **ERRORS}, summary="May this contact be made now?")
def ask(request: HttpRequest, payload: AskIn, key: RequestId = None) -> HttpResponse:
    """Judges the contact and records the answer. Where it is ``allow``, ``permit`` is leave for this one contact."""
    seen, name = eyes(request, "ask"), request_id(payload.request, key)
    if name is None:
        raise RecordError(Problem("request", "the request has no id", hint="Give it an id of your own, so that it can "
                                  "be repeated safely", code="request-missing"))  # fmt: skip
    return _as_json(_answers(seen, [(name, payload)])[0])


@router.post("/ask/many", response={200: AnswersOut, **ERRORS}, summary="May these contacts be made now?")
def ask_many(request: HttpRequest, payload: AskManyIn) -> HttpResponse:
    """Judges up to a thousand contacts, each after the one before it. All are recorded, or none."""
    found = _answers(eyes(request, "ask"), [(each.request, each) for each in payload.contacts])
    return _as_json({"answers": found})


def _as_json(told: Mapping[str, Any]) -> HttpResponse:
    """What the gate built itself, of the shape that is declared: nothing is looked through once more."""
    return HttpResponse(orjson.dumps(told), content_type="application/json; charset=utf-8")


def _answers(seen: Eyes, wanted: Sequence[tuple[str, AskIn]]) -> list[dict[str, Any]]:
    for name, each in wanted:
        check_approval(seen, each.approval, f"request {name!r}")
    seen.check_contacts([(each.debtor, each.contact) for _, each in wanted])
    answers, now = asked_and_told([_read(seen, name, each) for name, each in wanted]), gates.now()
    return [answer_told(name, answer, now) for (name, _), answer in zip(wanted, answers, strict=True)]


def _read(seen: Eyes, name: str, each: AskIn) -> Asked:
    check_times(each.contact, CONTACT, f"request {name!r}")
    caller = seen.key.organisation
    return read_asked(caller, name, each.debtor, each.contact, text=each.text, approval=each.approval)


@router.post(
    "/permits/{permit}/use", response={200: UseOut, **ERRORS, 409: NotUsedOut},
    summary="The contact is being made", openapi_extra={"description": "Spends the permit and records the contact."},
)  # fmt: skip
def use(request: HttpRequest, permit: Name, payload: UseIn) -> Any:
    """Spends the permit and records the contact. Make the contact only after an answer 200.

    The contact states again what the permit is for. 409: it may not be made; that is on record, too.
    """
    seen = eyes(request, "ask")
    check_times(payload.contact, CONTACT, "the use of the permit")
    stated = payload.contact if seen.all else {**payload.contact, "collector": seen.collector}
    done = gates.gate().use(permit, stated, gates.now(), seen.key.organisation, text=payload.text)
    if done.accepted and payload.contact.get("channel") == "sms":
        handed_over(permit, gates.now())
    told = use_out(done)
    return told if done.accepted else Status(409, NotUsedOut(**_not_used(told), use=told))


def _not_used(told: UseOut) -> Mapping[str, Any]:
    where = f"permit {told.permit}"
    hint = "Do not make the contact. Ask anew for what is to be done now"
    whys = [f"it is for another {name}" for name in told.differs] or [_WHY[told.why or "not-allowed"]]
    return shape([Problem(where, why, hint=hint, code=f"permit-{told.why}") for why in whys])


_WHY = {
    "used": "it was used before",
    "released": "it was given back",
    "revoked": "what happened since has revoked it",
    "expired": "its time is over",
    "not-allowed": "the contact is not allowed any more",
}


@router.post("/permits/{permit}/tell", response={200: RecordOut, **ERRORS}, summary="How the contact went")
def tell(request: HttpRequest, permit: Name, payload: TellIn) -> RecordOut:
    """Tells the outcome of a contact that was made under a permit, also a bounce that comes later."""
    seen = eyes(request, "ask")
    check_times(payload.contact, CONTACT, f"what is told of permit {permit}")
    permit_for(seen, permit)
    return record_out(gates.gate().tell(permit, payload.contact, gates.now(), seen.key.organisation))


@router.post("/permits/{permit}/release", response={200: PermitOut, **ERRORS}, summary="The contact will not be made")
def release(request: HttpRequest, permit: Name) -> PermitOut:
    """Gives the permit back, so that it counts against no limit."""
    seen, now = eyes(request, "ask"), gates.now()
    permit_for(seen, permit)
    return permit_out(gates.gate().release(permit, now, seen.key.organisation), now)
