"""Consents: who may look, for what, at what, from when to when, where that is written; and what a look lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forbear.calendar import Day, Instant, show_day
from forbear.creditfile.rights.law import purposes
from forbear.creditfile.rights.records import Entry, Writing
from forbear.creditfile.rights.texts import Said, says
from forbear.creditfile.tables import tables
from forbear.errors import Problem, RecordError, nearest

ALL = "all"
BESIDE = ("figure", "decision", "doubt")
"""What can be looked at besides the tables of the file."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent. ``number`` names it; ``last`` is its last day; ``where`` it is written, empty where it is not."""

    number: int
    person: str
    asker: str
    purpose: str
    scope: tuple[str, ...]
    first: Day
    last: Day | None
    where: str
    withdrawn: Day | None = None


def give(
    writing: Writing,
    at: Instant,
    person: str,
    asker: str,
    purpose: str,
    scope: Sequence[str],
    first: Day,
    last: Day | None = None,
    where: str = "",
) -> Consent:
    """Write a consent down; raises RecordError with every fault of it."""
    problems = [*_faults(person, asker, purpose, first, last), *scope_faults(scope)]
    if problems:
        raise RecordError(problems)
    body = {"asker": asker, "purpose": purpose, "scope": sorted(set(scope)), "from": show_day(first)}
    body |= {"to": show_day(last)} if last is not None else {}
    return _consent(writing.add(at, "consent", person, {**body, "where": where}))


def withdraw(writing: Writing, at: Instant, person: str, number: int, day: Day) -> Consent:
    """Withdraw a consent of a person: from that day on it opens nothing. Raises RecordError."""
    found = {one.number: one for one in consents(writing.entries(person, ["consent"]))}
    if number not in found:
        known = f"Theirs are: {', '.join(map(str, found))}" if found else "They gave none"
        raise RecordError(Problem(f"consent {number}", f"{person} gave no such consent", hint=known, code="consent"))
    if found[number].withdrawn is not None:
        raise RecordError(Problem(f"consent {number}", "it was withdrawn already", code="consent-withdrawn"))
    writing.add(at, "consent", person, {"withdraws": number, "on": show_day(day)})
    return replace(found[number], withdrawn=day)


def consents(entries: Iterable[Entry]) -> list[Consent]:
    """The consents of some records, in order."""
    found: dict[int, Consent] = {}
    for entry in entries:
        if entry.kind == "consent" and "withdraws" in entry.body:
            number = entry.body["withdraws"]
            found[number] = replace(found[number], withdrawn=day_of(entry.body["on"]))
        elif entry.kind == "consent":
            found[entry.seq] = _consent(entry)
    return list(found.values())


def lacks(consent: Consent, purpose: str, scope: Iterable[str], day: Day, *, written: bool) -> Iterator[Said]:
    """What a consent lacks for a look, each as a sentence; nothing where it carries the look."""
    named = {"number": str(consent.number)}
    if consent.purpose != purpose:
        words = purposes()
        yield says("lacks", "purpose", **named, given=words[consent.purpose], asked=words[purpose])
    beyond = sorted(set(scope) - set(consent.scope)) if ALL not in consent.scope else []
    if beyond:
        yield says("lacks", "scope", **named, beyond=", ".join(beyond))
    if day < consent.first:
        yield says("lacks", "early", **named, day=show_day(consent.first))
    if consent.last is not None and day > consent.last:
        yield says("lacks", "over", **named, day=show_day(consent.last))
    if consent.withdrawn is not None and day >= consent.withdrawn:
        yield says("lacks", "withdrawn", **named, day=show_day(consent.withdrawn))
    if written and not consent.where:
        yield says("lacks", "unwritten", **named)


def scope_faults(scope: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with what is to be looked at."""
    known = (*tables(), *BESIDE, ALL)
    if not scope:
        hint = f"Name some of: {', '.join(known)}"
        yield Problem("scope", "it is not said what may be looked at", hint=hint, code="scope-missing")
    for name in scope:
        if name not in known:
            hint = nearest(name, known) or f"One of: {', '.join(known)}"
            yield Problem("scope", f"there is no part {name!r} of a file", hint=hint, code="scope-unknown")


def day_of(text: str) -> Day:
    """The day that a record writes as 2026-03-14."""
    return date.fromisoformat(text).toordinal()


def _faults(person: str, asker: str, purpose: str, first: Day, last: Day | None) -> Iterator[Problem]:
    for name, value in (("person", person), ("asker", asker)):
        if not value.strip():
            yield Problem(name, "it is empty", hint="Say whose consent it is, and to whom", code=f"{name}-missing")
    if purpose not in purposes():
        hint = nearest(purpose, purposes()) or f"One of: {', '.join(purposes())}"
        yield Problem("purpose", f"{purpose!r} is no known purpose", hint=hint, code="purpose-unknown")
    if last is not None and last < first:
        what = f"it ends on {show_day(last)}, before it begins on {show_day(first)}"
        yield Problem("consent", what, code="consent-days")


def _consent(entry: Entry) -> Consent:
    body = entry.body
    last = day_of(body["to"]) if "to" in body else None
    return Consent(
        entry.seq, entry.person, body["asker"], body["purpose"], tuple(body["scope"]), day_of(body["from"]), last,
        body["where"],
    )  # fmt: skip
