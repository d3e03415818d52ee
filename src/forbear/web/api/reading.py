"""Looking up: permits, decisions, findings, rulebooks."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from forbear.audit.sweep import Sweep
from forbear.engine.plain import plain
from forbear.engine.verdict import Reason
from forbear.events import Event
from forbear.gate.then import Then
from forbear.web.access import readings
from forbear.web.api.caller import ERRORS, eyes
from forbear.web.api.lookup import case_and_records, cursor_of, is_own, permit_for, permits_after, place_of
from forbear.web.api.shapes import (
    PAGE,
    DecisionsOut,
    FindingOut,
    FindingsOut,
    Name,
    PermitOut,
    PermitsOut,
    RulebooksOut,
    State,
)
from forbear.web.api.shown import decision_out, iso, permit_out, rulebook_out
from forbear.web.ledger import gates

router = Router(tags=["records"])
Limit = Annotated[int, Field(ge=1, le=PAGE)]
Cursor = Annotated[str, Field(max_length=1000)]


@router.get("/permits", response={200: PermitsOut, **ERRORS}, summary="Permits, by state")
def permits(
    request: HttpRequest, debtor: Name | None = None, state: State | None = None, cursor: Cursor | None = None,
    limit: Limit = PAGE,
) -> PermitsOut:  # fmt: skip
    """The permits of a debtor, or of all debtors in alphabetical order, as far as the key may see them."""
    seen, now = eyes(request, "read"), gates.now()
    if debtor is not None:
        seen.check_debtor(debtor)
    found, place = permits_after(seen, place_of(cursor, "", 0), debtor, state, now, limit)
    readings.note(seen.key, {one.debtor for one in found}, "permits", now)
    then = None if place is None else cursor_of(*place)
    return PermitsOut.model_construct(permits=[permit_out(each, now) for each in found], next=then)


@router.get("/permits/{permit}", response={200: PermitOut, **ERRORS}, summary="One permit")
def one_permit(request: HttpRequest, permit: Name) -> PermitOut:
    """A permit as it stands now."""
    seen, now = eyes(request, "ask"), gates.now()
    found = permit_for(seen, permit)
    readings.note(seen.key, [found.debtor], "permits", now)
    return permit_out(found, now)


@router.get("/decisions", response={200: DecisionsOut, **ERRORS}, summary="What was decided about a debtor")
def decisions(request: HttpRequest, debtor: Name, cursor: Cursor | None = None, limit: Limit = PAGE) -> DecisionsOut:
    """Every answer that was given, refusals too, with all reasons and the hashes of the rulebooks."""
    seen, now = eyes(request, "read"), gates.now()
    seen.check_debtor(debtor)
    (after,) = place_of(cursor, 0)
    readings.note(seen.key, [debtor], "decisions", now)
    case, records = case_and_records(debtor)
    later = [one for one in records if one.kind == "decision" and one.seq > after and is_own(seen, one.body["contact"])]
    then = cursor_of(later[limit - 1].seq) if len(later) > limit else None
    told = [decision_out(one, case.answer(one), now) for one in later[:limit]]
    return DecisionsOut.model_construct(decisions=told, next=then)


@router.get("/findings", response={200: FindingsOut, **ERRORS}, summary="What speaks against contacts that were made")
def findings(request: HttpRequest, debtor: Name, cursor: Cursor | None = None, limit: Limit = PAGE) -> FindingsOut:
    """Every contact that a collector made, with a permit or without, judged by what was known just before it."""
    seen = eyes(request, "read")
    seen.check_debtor(debtor)
    (after,) = place_of(cursor, 0)
    readings.note(seen.key, [debtor], "findings", gates.now())
    case, _ = case_and_records(debtor)
    known = Then(case, gates.gate().books)
    every = Sweep((), known.history, judge_of=known.judge_of).judged()
    judged = [one for one in every if is_own(seen, one.contact.facts)]
    later = [one for one in judged if one.contact.seq > after and one.verdict.reasons]
    later.sort(key=lambda one: one.contact.seq)
    then = cursor_of(later[limit - 1].contact.seq) if len(later) > limit else None
    told = [_finding(one.contact, reason) for one in later[:limit] for reason in one.verdict.reasons]
    return FindingsOut(findings=told, undecided=sum(1 for one in judged if one.verdict.unknowns), next=then)


def _finding(contact: Event, reason: Reason) -> FindingOut:
    return FindingOut(
        record=contact.seq, at=iso(contact.at), rulebook=reason.rulebook, rule=reason.rule, force=reason.force,
        cite=reason.cite, says=dict(reason.says), contact=plain(contact.facts),
    )  # fmt: skip


@router.get("/rulebooks", response={200: RulebooksOut, **ERRORS}, summary="The rulebooks in force")
def rulebooks(request: HttpRequest) -> RulebooksOut:
    """What the gate judges by, each with the SHA-256 of its text, as decisions name it."""
    eyes(request)
    return RulebooksOut(rulebooks=[rulebook_out(book) for book in gates.gate().books])
