"""A decision of the ledger in words: what was asked, what was answered, every reason, by which rulebooks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from forbear import vocabulary
from forbear.gate.case import Case
from forbear.gate.chain import Record
from forbear.gate.replay import COMPARED
from forbear.gate.ruleset import TABLE
from forbear.gate.says import says_in
from forbear.labels import words_of
from forbear.records import flatten
from forbear.report.words import Words
from forbear.web.desks.rulebooks.shelf import books
from forbear.web.desks.shared.texts import say
from forbear.web.ledger import gates


def shown(record: Record, records: Sequence[Record], words: Words) -> dict[str, Any]:
    """All that stands in the record of a decision, and what became of its permit."""
    body = record.body
    case = Case(record.debtor).take(records)
    zone = (*case.parties.zones(), "UTC")[0]
    permit = case.permits[body["permit"]["id"]] if body["permit"] else None
    before = next((one.hash for one in records if one.seq == record.seq - 1), "0" * 64)
    return {
        "record": record,
        "zone": zone,
        "at": words.time(record.at, zone),
        "contact": facts_told(body["contact"], words),
        **answer_told(body, zone, words),
        **reasons_told(body["verdict"], words),
        "words": [words.label("said_kind", one["kind"]) for one in body["words"]],
        "questions": body["questions"],
        "approval": body["approval"],
        "permit": permit,
        "permit_state": says_in(words.lang, "state", permit.state(gates.now())) if permit else "",
        "permit_ends": words.time(permit.expires_at, zone) if permit else "",
        **rulebooks_told(body["gate"]["rulebooks"], body["verdict"]["rulebooks"]),
        "before": before,
    }


def answer_told(body: Mapping[str, Any], zone: str, words: Words) -> dict[str, Any]:
    """The answer, from when it would be another one, and what speaks against the contact in no rule."""
    free = body["free_at"]
    time = "" if free is None else words.time(free, zone)
    return {
        "answer": body["answer"],
        "answer_told": says_in(words.lang, "answer", body["answer"], time=time),
        "free": time,
        "why": [says_in(words.lang, "why", each) for each in body["why"]],
    }


def reasons_told(verdict: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The reasons of a verdict on record: those that spoke, those undecided, notes."""
    return {key: [_reason(one, words) for one in verdict[key]] for key in ("reasons", "unknown", "notes")}


def rules_in(verdict: Mapping[str, Any]) -> list[str]:
    """The rules that spoke or were not decided, by name."""
    spoke = (*verdict["reasons"], *verdict["unknown"])
    return sorted({f"{one['rulebook']}/{one['rule']}" for one in spoke})


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """In what two bodies of a decision differ."""
    return [what for what in COMPARED if what in now and now[what] != was.get(what)]


def rulebooks_told(name: str, spoke: Collection[str]) -> dict[str, Any]:
    """The rulebooks of a set, those that applied first, each beside the one of today; and the table of places."""
    parts = gates.gate().store.rulebook(name) or {}
    today = gates.gate().set.parts
    told = [
        {"id": book, "sha256": sha256, "same": today.get(book) == sha256, "gone": book not in today,
         "shipped": book in books(), "applied": book in spoke}
        for book, sha256 in sorted(parts.items(), key=lambda one: (one[0] not in spoke, one[0]))
    ]  # fmt: skip
    table = next((one for one in told if one["id"] == TABLE), None)
    return {"rulebooks": [one for one in told if one is not table], "places": table}


def facts_told(facts: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Facts of a contact by name and value, in words."""
    return [(_fact(key, words), _value(key, value, words)) for key, value in flatten(facts)]


def _reason(reason: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {
        "name": f"{reason['rulebook']}/{reason['rule']}",
        "book": reason["rulebook"],
        "rule": reason["rule"],
        "linked": reason["rulebook"] in books(),
        "force": reason["force"],
        "force_told": words.label("force", reason["force"]) if reason["force"] else "",
        "cite": reason["cite"],
        "says": reason["says"].get(words.lang, ""),
        "missing": [_fact(name, words) for name in reason["missing"]],
        "facts": [(_fact(name, words), _plain(value, words)) for name, value in reason["facts"].items()],
    }


def _fact(name: str, words: Words) -> str:
    return words.label("fact", name) if name in words_of("fact") else name


def _value(key: str, value: Any, words: Words) -> str:
    kind = (vocabulary.EVENT_KEYS["contact"].get(key) or "").removeprefix("list of ")
    if kind in vocabulary.VALUES:
        return words.listed([words.label(kind, str(one)) for one in _several(value)])
    return _plain(value, words)


def _plain(value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return say(f"proof.decision.{str(value).lower()}")
    if value is None:
        return say("proof.decision.not_known")
    if isinstance(value, Mapping):
        return f"{value.get('from')}–{value.get('to')}"
    return words.listed([str(one) for one in _several(value)])


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (list, tuple)) else [value]
