"""The use of a permit: held against what it is for, judged by what is known now, recorded whatever comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from forbear.calendar import Instant
from forbear.chain import fingerprint
from forbear.engine.plain import plain, plain_verdict
from forbear.errors import Problem, RecordError
from forbear.events import Facts
from forbear.gate.asked import text_hash
from forbear.gate.case import Case, contact_facts, told_facts
from forbear.gate.chain import Record
from forbear.gate.choosing import Books
from forbear.gate.judging import Judged, judge_contact
from forbear.gate.permit import BOUND, WENT, Permit, differing
from forbear.gate.store import Log

Why = Literal["used", "released", "revoked", "expired", "differs", "not-allowed"]


@dataclass(frozen=True, slots=True)
class Use:
    """What came of using a permit. ``accepted``: the contact may go out and is on record as ``record``.

    Otherwise ``why``, with the names of the facts that differ, or the verdict (plain JSON) that is another now.
    """

    permit: str
    accepted: bool
    record: int
    at: Instant
    why: Why | None = None
    differs: tuple[str, ...] = ()
    verdict: Mapping[str, Any] | None = None


def stated_use(contact: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    """The facts that a use states, as plain JSON; raises RecordError with every problem."""
    where = "the use of the permit"
    stated = plain({key: value for key, value in contact.items() if value is not None})
    if text is not None:
        stated["text_sha256"] = text_hash(text, where)
    contact_facts(stated, where, whole=False)
    return dict(stated)


def judge_use(case: Case, books: Books, permit: Permit, told: Facts, now: Instant) -> Judged:
    """Judge the contact that a permit is for once more, with what is told besides."""
    return judge_contact(case, books, {**told, **case.asked(permit)}, now, alone=True)


def use_permit(
    case: Case,
    log: Log,
    books: Books,
    name: str,
    stated: dict[str, Any],
    now: Instant,
    by: Mapping[str, Any],
) -> Use:
    """Spend a permit on the contact that is stated, or refuse and record it; ``by`` goes into the record."""
    permit, use = case.permits[name], fingerprint(stated)
    if permit.use == use and permit.contact is not None:
        return Use(name, True, permit.contact, case.events[permit.contact].at)
    told: dict[str, Any] = {"permit": name, "contact": stated, "use": use, "now": now, **by}
    record = log.append(now, "permit", told | outcome_of_use(case, books, permit, stated, now))
    body = record.body
    accepted = body["becomes"] == "used"
    return Use(
        name, accepted, record.seq, record.at, body.get("why"), tuple(body.get("differs", ())), body.get("verdict")
    )


def outcome_of_use(case: Case, books: Books, permit: Permit, stated: Mapping[str, Any], now: Instant) -> dict[str, Any]:
    """What the record of a use says: that it was spent, or why it was refused."""
    why, differs, judged = _against(case, books, permit, stated, now)
    if why is None:
        return {"becomes": "used"}
    told = None if judged is None else {**plain_verdict(judged.verdict), "why": list(judged.why)}
    return {"becomes": "refused", "why": why, "differs": differs, "verdict": told}


def still_granted(case: Case, books: Books, permit: Permit, now: Instant) -> dict[str, Any]:
    """Whether a permit would still be granted, as the record of its end says it."""
    judged = judge_use(case, books, permit, {}, now)
    becomes = "granted" if judged.allowed(permit.approved) else "revoked"
    return {"becomes": becomes, "verdict": plain_verdict(judged.verdict), "why": list(judged.why)}


def _against(
    case: Case, books: Books, permit: Permit, stated: Mapping[str, Any], now: Instant
) -> tuple[Why | None, list[str], Judged | None]:
    """What speaks against a use: why, the facts that differ, and the judgement that is another now."""
    state = permit.state(case.now(now))
    if state != "granted":
        return state, [], None
    told = told_facts(stated, "the use of the permit")
    differs = differing(case.asked(permit), told)
    if differs:
        return "differs", differs, None
    judged = judge_use(case, books, permit, told, now)
    return (None, [], None) if judged.allowed(permit.approved) else ("not-allowed", [], judged)


def tell_outcome(case: Case, log: Log, name: str, facts: Mapping[str, Any], now: Instant, by: str) -> Record:
    """Record how the contact went that was made under a permit; what is told later goes before. Raises RecordError."""
    permit, where = case.permits[name], f"what is told of permit {name}"
    told = {key: value for key, value in plain(dict(facts)).items() if value is not None}
    made = case.asked(permit)
    problems = [
        Problem(where, f"{key!r} is what the permit was asked for", hint="Tell only how the contact went", code="bound")
        for key in told_facts(told, where)
        if key in BOUND or (key not in WENT and made.get(key) is not None)
    ]
    if permit.contact is None:
        hint = "Use the permit first, or record a contact that was made without it as an event"
        problems.append(Problem(where, "no contact was made under it", hint=hint, code="not-used"))
    if problems:
        raise RecordError(problems)
    return log.append(now, "permit", {"permit": name, "becomes": "told", "contact": told, "by": by})
