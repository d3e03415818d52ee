"""What the gate knows, in the shapes of the API: times as ISO 8601 with their offset."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from forbear.calendar import Instant, moment_of
from forbear.gate.answer import Answer
from forbear.gate.chain import Record
from forbear.gate.permit import Permit
from forbear.gate.using import Use
from forbear.rules.format import Rulebook
from forbear.web.api.shapes import AnswerOut, DecisionOut, PermitOut, RecordOut, RulebookOut, UseOut


@lru_cache(maxsize=1024)
def iso(instant: Instant) -> str:
    """ISO 8601 with the offset, in UTC. Of many answers at once the times are mostly the same."""
    return moment_of(instant).isoformat()


def permit_out(permit: Permit, now: Instant) -> PermitOut:
    """A permit as it stands."""
    return PermitOut.model_construct(**_permit(permit, now))


def _permit(permit: Permit, now: Instant) -> dict[str, Any]:
    return {
        "id": permit.id, "debtor": permit.debtor, "state": permit.state(now), "granted_at": iso(permit.granted_at),
        "expires_at": iso(permit.expires_at), "bound": dict(permit.bound), "approved": bool(permit.approved),
    }  # fmt: skip


def answer_told(request: str, answer: Answer, now: Instant) -> dict[str, Any]:
    """The answer to a request, of the shape ``AnswerOut``, as plain JSON."""
    return {
        "request": request,
        "debtor": answer.debtor,
        "answer": answer.word,
        "at": iso(answer.at),
        "free_at": None if answer.free_at is None else iso(answer.free_at),
        "why": list(answer.why),
        "words": [dict(word) for word in answer.words],
        "verdict": dict(answer.verdict),
        "permit": None if answer.permit is None else _permit(answer.permit, now),
        "record": answer.seq,
        "receipt": answer.receipt,
    }


def answer_out(request: str, answer: Answer, now: Instant) -> AnswerOut:
    """The answer to a request."""
    return AnswerOut.model_construct(**_typed(request, answer, now))


def _typed(request: str, answer: Answer, now: Instant) -> dict[str, Any]:
    permit = None if answer.permit is None else permit_out(answer.permit, now)
    return answer_told(request, answer, now) | {"permit": permit}


def decision_out(record: Record, answer: Answer, now: Instant) -> DecisionOut:
    """A decision on record."""
    body = record.body
    return DecisionOut.model_construct(
        **_typed(body["request"], answer, now), caller=body["caller"], contact=dict(body["contact"]),
        approval=body["approval"],
    )  # fmt: skip


def use_out(use: Use) -> UseOut:
    """What came of using a permit."""
    return UseOut(
        permit=use.permit, accepted=use.accepted, record=use.record, at=iso(use.at), why=use.why,
        differs=list(use.differs), verdict=None if use.verdict is None else dict(use.verdict),
    )  # fmt: skip


def record_out(record: Record, revoked: list[Permit] | None = None) -> RecordOut:
    """What was recorded."""
    return RecordOut(
        debtor=record.debtor, record=record.seq, at=iso(record.at), receipt=record.hash,
        revoked=[permit.id for permit in revoked or ()],
    )  # fmt: skip


def rulebook_out(book: Rulebook) -> RulebookOut:
    """A rulebook in force."""
    return RulebookOut(
        id=book.id, title=dict(book.title), covers=book.covers, place=dict(book.place), status=book.status,
        sha256=book.sha256,
    )  # fmt: skip
