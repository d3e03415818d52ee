"""A decision: a contact asked for, judged by all that is on record, as the body of the record that answers it."""

from __future__ import annotations

from typing import Any

from forbear.calendar import Instant
from forbear.engine.free import holds_until
from forbear.engine.plain import plain_verdict
from forbear.gate.answer import words_found
from forbear.gate.asked import Asked
from forbear.gate.case import Case
from forbear.gate.choosing import Books
from forbear.gate.judging import free_from, judge_asked, word_for
from forbear.gate.permit import permit_id


def decide(asked: Asked, case: Case, books: Books, now: Instant, life: Instant) -> dict[str, Any]:
    """The answer to a contact that is asked for, and where it is allowed a permit that lives for ``life`` at most.

    A person can approve only what a person was asked about this contact before.
    """
    judged = judge_asked(case, books, asked, now)
    approved = () if asked.approval is None else case.questions_put(asked.contact)
    free = free_from(judged, asked.facts)
    body = asked.as_record() | {
        "fingerprint": asked.fingerprint,
        "answer": word_for(judged, free, approved),
        "verdict": plain_verdict(judged.verdict), "why": list(judged.why), "words": words_found(asked.said),
        "questions": sorted(judged.questions()), "approved": sorted(approved), "free_at": free, "now": now,
        "permit": None,
    }  # fmt: skip
    if body["answer"] == "allow":
        name = permit_id(asked.debtor, case.head.seq + 1, case.head.hash)
        ends = holds_until(judged.judge, asked.facts, judged.at, judged.cut, judged.verdict.answer, judged.at + life)
        body["permit"] = {"id": name, "expires_at": ends}
    return body
