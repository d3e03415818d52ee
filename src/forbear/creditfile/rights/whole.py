"""All that is on record of one person's rights, as plain data; and what stays, and why, where somebody is erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forbear.calendar import Instant, show_day, show_instant
from forbear.creditfile.rights.consents import Consent, consents
from forbear.creditfile.rights.looks import Given, given
from forbear.creditfile.rights.marks import Mark, blocked, marks
from forbear.creditfile.rights.records import Entry, Rights, Writing
from forbear.creditfile.rights.steps import Dispute, disputes
from forbear.creditfile.rights.texts import Said, says


def everything(rights: Rights, people: Sequence[str]) -> dict[str, Any]:
    """All records of a person (under all ids that they ever had), sorted by what they are, words written out."""
    kept = sorted((entry for one in dict.fromkeys(people) for entry in rights.entries(one)), key=lambda one: one.seq)
    return {
        "people": list(people),
        "consents": [_consent(one) for one in consents(kept)],
        "looks": looks(kept),
        "disputes": [_dispute(rights, one) for one in disputes(kept)],
        "marks": {row: _mark(rights, mark) for row, mark in sorted(marks(kept).items())},
        "out_of_the_file": blocked(kept),
        "records": [{**entry.told(), "hash": entry.hash, **_words(rights, entry)} for entry in kept],
    }


def looks(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The list of looks that the person sees: every one, and every refused one, with what was given for it."""
    kept = list(entries)
    handed = {one.look: one for one in given(kept)}
    return [_look(entry, handed) for entry in kept if entry.kind == "look"]


def erase(writing: Writing, at: Instant, people: Sequence[str], who: str, why: str) -> list[Said]:
    """Erase what a person wrote, and say what stays and why. That it was done, by whom and why, is a record too."""
    count = sum(writing.erase_words(person) for person in dict.fromkeys(people))
    writing.add(at, "erasure", people[0], {"people": list(people), "texts": count, "by": who, "why": why})
    return [says("stays", key, count=str(count)) for key in ("words", "records", "reports", "file")]


def _look(entry: Entry, handed: Mapping[int, Given]) -> dict[str, Any]:
    told = {"number": entry.seq, "at": show_instant(entry.at, "UTC"), **entry.body, "receipt": entry.hash}
    got = handed.get(entry.seq)
    return told if got is None else {**told, "report": got.report, "sha256": got.sha256, "rows": len(got.rows)}


def _consent(one: Consent) -> dict[str, Any]:
    days = {"first": one.first, "last": one.last, "withdrawn": one.withdrawn}
    return {
        "number": one.number, "person": one.person, "asker": one.asker, "purpose": one.purpose,
        "scope": list(one.scope), "where": one.where,
        **{name: None if day is None else show_day(day) for name, day in days.items()},
    }  # fmt: skip


def _mark(rights: Rights, one: Mark) -> dict[str, Any]:
    """A mark, with the person's statement written out and what holds instead."""
    said: dict[str, Any] = {"state": one.state, "says": dict(one.says)}
    said |= {"statement": rights.words(one.words)} if one.words else {}
    return said | ({"instead": dict(one.instead)} if one.instead else {})


def _dispute(rights: Rights, one: Dispute) -> dict[str, Any]:
    steps = [{"step": step.step, "on": show_day(step.on), **step.said} for step in one.steps]
    return {
        "number": one.number, "place": one.place, "rows": list(one.rows), "about": one.about,
        "opened": show_day(one.opened), "state": one.state, "says": says("state", one.state), "steps": steps,
        "reason": rights.words(one.reason), "statement": rights.words(one.statement) if one.statement else None,
    }  # fmt: skip


def _words(rights: Rights, entry: Entry) -> dict[str, Any]:
    """What the person wrote in words, beside the hash that the chain holds."""
    named = entry.body.get("reason") or entry.body.get("words")
    return {"words": rights.words(named)} if isinstance(named, str) else {}
