"""The use of a permit: held against what it is for, judged by what is known now, recorded whatever comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from forbear.calendar import Instant
from forbear.engine.plain import plain, plain_verdict
from forbear.engine.scalar import END_OF_ORDER
from forbear.engine.verdict import Verdict
from forbear.errors import Problem, RecordError
from forbear.gate.case import Case, contact_facts
from forbear.gate.chain import Record, fingerprint
from forbear.gate.permit import BOUND, Permit, differing
from forbear.gate.store import Log
from forbear.rules.format import Rulebook

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


def allows(permit: Permit, verdict: Verdict) -> bool:
    """Would the permit still be granted?"""
    answers = ("allow", "review") if permit.approved else ("allow",)
    return verdict.answer in answers and bool(verdict.rulebooks)


def stated_use(contact: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    """The facts that a use states, as plain JSON; raises RecordError with every problem."""
    stated = plain({key: value for key, value in contact.items() if value is not None})
    if text is not None:
        stated["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    contact_facts(stated, "the use of the permit", whole=False)
    return dict(stated)


def use_permit(
    case: Case, log: Log, books: Sequence[Rulebook], name: str, stated: dict[str, Any], now: Instant, by: str
) -> Use:
    """Spend a permit on the contact that is stated, or refuse and record it."""
    permit, use = case.permits[name], fingerprint(stated)
    if permit.use == use and permit.contact is not None:
        return Use(name, True, permit.contact, case.events[permit.contact].at)
    why, differs, verdict = _against(case, books, permit, stated, now)
    body: dict[str, Any] = {"permit": name, "becomes": "used", "contact": stated, "use": use, "by": by}
    if why is not None:
        told = None if verdict is None else plain_verdict(verdict)
        body = {"permit": name, "becomes": "refused", "contact": stated, "why": why, "differs": differs,
                "verdict": told, "by": by}  # fmt: skip
    record = log.append(now, "permit", body)
    return Use(name, why is None, record.seq, record.at, why, tuple(differs), body.get("verdict"))


def _against(
    case: Case, books: Sequence[Rulebook], permit: Permit, stated: Mapping[str, Any], now: Instant
) -> tuple[Why | None, list[str], Verdict | None]:
    """What speaks against the use."""
    state = permit.state(now)
    if state != "granted":
        return state, [], None
    differs = differing(permit, stated)
    if differs:
        return "differs", differs, None
    verdict = case.judge(books).decide_at(case.asked(permit), now, (now, END_OF_ORDER))
    return (None, [], None) if allows(permit, verdict) else ("not-allowed", [], verdict)


def tell_outcome(case: Case, log: Log, name: str, facts: Mapping[str, Any], now: Instant, by: str) -> Record:
    """Record how the contact went that was made under a permit; raises RecordError."""
    permit, where = case.permits[name], f"what is told of permit {name}"
    problems = [
        Problem(where, f"{key!r} is what the permit is for", hint="Tell only how the contact went", code="bound")
        for key in facts
        if key in BOUND
    ]
    if permit.contact is None:
        hint = "Use the permit first, or record a contact that was made without it as an event"
        problems.append(Problem(where, "no contact was made under it", hint=hint, code="not-used"))
    if problems:
        raise RecordError(problems)
    told = plain(dict(facts))
    contact_facts(told, where, whole=False)
    return log.append(now, "permit", {"permit": name, "becomes": "told", "contact": told, "by": by})
