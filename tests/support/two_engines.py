"""The same contacts judged by the scalar engine and by a program in SQL, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlglot import exp

from forbear.calendar import HOUR, Instant
from forbear.engine.relational import rows
from forbear.engine.relational.answers import Judged, Said, answers
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import END_OF_ORDER, Judge, compiled
from forbear.engine.verdict import Reason, Verdict
from forbear.events import Facts, History
from forbear.rules.format import Rulebook

MARGIN: Instant = 200 * 24 * HOUR
PARTIES = {"debtor": "debtors", "person": "people", "debt": "debts", "collector": "collectors"}
Answer = tuple[Any, ...]


class Backend(Protocol):
    """What runs programs."""

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None: ...

    def run(self, statements: Iterable[tuple[str, exp.Select]]) -> tuple[list[str], Sequence[tuple[Any, ...]]]: ...

    def rows(self, query: str) -> tuple[list[str], Sequence[tuple[Any, ...]]]: ...


@dataclass(frozen=True)
class Asked:
    """A contact: one asked about at the end of a history (``facts``), or one of its own (``seq``)."""

    history: History
    at: Instant = 0
    facts: Facts | None = None
    seq: int = 0


def asked_at_the_end(history: History, facts: Facts, at: Instant) -> Asked:
    """A question about a contact to come; the events are numbered by when they were known."""
    events = [replace(event, seq=seq) for seq, event in enumerate(history, start=1)]
    return Asked(History(history.parties, events), at, facts)


def differences(
    backend: Backend, book: Rulebook, asked: Sequence[Asked], in_order: bool, profile: Profile | None = None
) -> Iterator[str]:
    """What the engines answer differently, in words; ``profile`` None: the one that the tables have."""
    apart = asked[0].facts is not None
    _load(backend, asked)
    terms = Terms(in_order=in_order, drafts=True)
    program = Program(compiled(book), profile or own_profile(backend, apart), terms)
    found = {(judged.debtor, judged.qid): judged for judged in answers(program, *backend.run(program.statements()))}
    for number, each in enumerate(asked):
        scalar = _of_verdict(_decided(book, each, in_order))
        judged = found.get((f"D{number}", each.seq or 1))
        if judged is None or _of_judged(judged) != scalar:
            yield f"{book.id}, {number}\n  scalar {scalar}\n  SQL    {judged and _of_judged(judged)}\n  {_told(each)}"


def own_profile(backend: Backend, apart: bool) -> Profile:
    """The profile that the loaded tables have."""
    from forbear.engine.relational.writer import text

    columns = rows.columns()
    parties = {party: set(columns[table]) for party, table in PARTIES.items()}
    return profile_of(lambda query: backend.rows(text(query, "duckdb"))[1], columns["events"], parties, apart, False)


def _load(backend: Backend, asked: Sequence[Asked]) -> None:
    tables = rows.Tables()
    zones: set[str] = set()
    moments: list[Instant] = []
    for number, each in enumerate(asked):
        tables.add_history(f"D{number}", each.history)
        if each.facts is not None:
            cut = sum(event.known_at <= each.at for event in each.history) + 1
            tables.add_ask(f"D{number}", 1, each.facts, each.at, cut)
        zones |= _zones(each.history)
        moments += [each.at or 0, *(event.at for event in each.history), *(event.known_at for event in each.history)]
    first, last = min(at for at in moments if at) - MARGIN, max(moments) + MARGIN
    tables.rows["zone_offsets"] = list(rows.zone_offsets(zones, first, last))
    tables.rows["zone_days"] = list(rows.zone_days(zones, first, last))
    for name, columns in rows.columns().items():
        backend.load(name, columns, tables.rows[name])


def _zones(history: History) -> set[str]:
    found = set(history.parties.zones())
    for person in history.parties.people.values():
        own = person.get("zones")
        found |= set(own) if isinstance(own, tuple) else set()  # type: ignore[arg-type]
    return found | {str(event.facts["zone"]) for event in history.of_kind("located").events}


def _decided(book: Rulebook, each: Asked, in_order: bool) -> Verdict:
    judge = Judge([book], each.history, "in-order" if in_order else "listed", drafts=True)
    if each.facts is not None:
        return judge.decide_at(each.facts, each.at, (each.at, END_OF_ORDER))
    return judge.decide_event(next(event for event in each.history if event.seq == each.seq))


def _of_verdict(verdict: Verdict) -> Answer:
    reasons = sorted((*_words(reason), _shown(reason.facts)) for reason in verdict.reasons)
    unknowns = sorted((*_words(reason), reason.missing) for reason in verdict.unknowns)
    return verdict.answer, reasons, unknowns, sorted(_words(note) for note in verdict.notes)


def _words(reason: Reason) -> tuple[str, tuple[str, ...]]:
    return reason.clause, reason.debts


def _of_judged(judged: Judged) -> Answer:
    def words(said: Said) -> tuple[str, tuple[str, ...]]:
        return said.clause, said.debts

    reasons = sorted((*words(said), _shown(said.facts)) for said in judged.reasons)
    unknowns = sorted((*words(said), said.missing) for said in judged.unknowns)
    return judged.answer, reasons, unknowns, sorted(words(note) for note in judged.notes)


def _shown(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in facts.items()))


def _told(each: Asked) -> str:
    """The history, so that a difference can be kept as a case."""
    events = "\n    ".join(f"{event.seq} {event.kind} {event.at} {event.known_at} {dict(event.facts)}" for event in each.history)
    return f"at {each.at} facts {each.facts} seq {each.seq}\n  {each.history.parties}\n    {events}"
