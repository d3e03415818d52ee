"""What happened: events, inbound contacts, and who the parties are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router

from forbear import vocabulary
from forbear.errors import Problem, RecordError
from forbear.web.access.view import Eyes, RefusedError, place
from forbear.web.api.caller import ERRORS, RequestId, eyes, request_id
from forbear.web.api.shapes import InboundIn, PartiesIn, RecordIn, RecordOut
from forbear.web.api.shown import record_out
from forbear.web.api.times import check_times
from forbear.web.channels.hooks import announced
from forbear.web.ledger import gates

router = Router(tags=["records"])
ID_LENGTH = 200


@router.post("/events", response={200: RecordOut, **ERRORS}, summary="Record what happened")
def record(request: HttpRequest, payload: RecordIn, key: RequestId = None) -> RecordOut:
    """A hold, a wish, a consent, a refusal, a payment, a notice, a contact that was made without a permit.

    Open permits that would not be granted any more are revoked, and named in the answer.
    """
    return _record(eyes(request, "record"), payload.debtor, payload.event, request_id(payload.request, key))


@router.post("/inbound", response={200: RecordOut, **ERRORS}, summary="Record a contact that came in")
def inbound(request: HttpRequest, payload: InboundIn, key: RequestId = None) -> RecordOut:
    """A call, a message or a visit that the debtor, or somebody for the debtor, began."""
    contact = payload.contact
    if contact.get("direction", "inbound") != "inbound":
        hint = "Leave the direction out; ask for contacts that you begin"
        raise RecordError(Problem("contact", "this contact did not come in", hint=hint, code="direction"))
    event = {**contact, "kind": "contact", "direction": "inbound", "at": payload.at}
    return _record(eyes(request, "record"), payload.debtor, event, request_id(payload.request, key))


def _record(seen: Eyes, debtor: str, event: Mapping[str, Any], name: str | None) -> RecordOut:
    kind = str(event.get("kind", "contact"))
    check_times(event, vocabulary.EVENT_KEYS.get(kind, {}), "the event")
    seen.check_event(debtor, event)
    with announced(debtor, gates.now()) as now:
        made, revoked = gates.gate().record(debtor, event, now, seen.key.organisation, name)
    return record_out(made, list(revoked))


@router.put("/parties", response={200: RecordOut, **ERRORS}, summary="State who the parties are")
def set_parties(request: HttpRequest, payload: PartiesIn) -> RecordOut:
    """The debtor, collectors, people and debts from now on, and which debts are with which collector."""
    seen = eyes(request, "admin")
    if not seen.all:
        raise RefusedError("a key of one collector places no debts", "Use a key without a collector", "house-only")
    stated = payload.model_dump(exclude={"placed"})
    _check(stated)
    placed, gate = _placed(payload), gates.gate()
    (debtor,) = _ids([payload.debtor], "debtor")
    with announced(debtor, gates.now()) as now:
        revoked = gate.set_parties(debtor, stated, now, seen.key.organisation)
    place(debtor, placed)
    made = next(one for one in reversed(gate.store.read(debtor)) if one.kind == "parties")
    return record_out(made, list(revoked))


def _check(stated: Mapping[str, Any]) -> None:
    tables = {"debtor": "debtor", "calendars": "calendars", "policy": "policy"}
    for key, table in tables.items():
        check_times(stated[key], vocabulary.PARTY_KEYS[table], key)


def _placed(payload: PartiesIn) -> Mapping[str, Iterable[str]]:
    """Which debts are with whom; raises RecordError where nobody says it or they are not there."""
    collectors, debts = _ids(payload.collectors, "collector"), _ids(payload.debts, "debt")
    placed: Mapping[str, Iterable[str]] = payload.placed if payload.placed is not None else {}
    problems = [
        Problem("placed", f"there is no {kind} {name!r}", hint=f"State it among the {kind}s", code="placed-unknown")
        for kind, named, known in (
            ("collector", set(placed), collectors),
            ("debt", {debt for several in placed.values() for debt in several}, debts),
        )
        for name in sorted(named - known)
    ]
    if payload.placed is None and len(collectors) > 1:
        hint = 'Write "placed": {"<collector>": ["<debt>"]}'
        problems.append(Problem("placed", "nobody says which debts are with whom", hint=hint, code="placed-missing"))
    if problems:
        raise RecordError(problems)
    return dict.fromkeys(collectors, debts) if payload.placed is None else placed


def _ids(parties: Iterable[Mapping[str, Any]], kind: str) -> set[str]:
    ids = {one.get("id") for one in parties}
    if not all(isinstance(one, str) and 0 < len(one) <= ID_LENGTH for one in ids):
        hint = f"State 'id', a text of at most {ID_LENGTH} characters"
        raise RecordError(Problem(f"{kind}s", f"a {kind} has no id that can be used", hint=hint, code="key-missing"))
    return {str(one) for one in ids}
