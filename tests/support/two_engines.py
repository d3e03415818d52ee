"""The same contacts judged by the scalar engine and by a program in SQL, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

from sqlglot import exp

from forbear.calendar import HOUR, Instant, instant_of
from forbear.engine.relational import rows
from forbear.engine.relational.answers import Judged, Said, answers
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import END_OF_ORDER, Judge, compiled
from forbear.engine.verdict import Reason, Verdict
from forbear.events import Event, Facts, History
from forbear.rules.format import Rulebook

MARGIN: Instant = 200 * 24 * HOUR
FIRST, LAST = (instant_of(datetime(year, 1, 1, tzinfo=UTC)) for year in (2018, 2030))
PARTIES = {"debtor": "debtors", "person": "people", "debt": "debts", "collector": "collectors"}
Answer = tuple[Any, ...]


class Backend(Protocol):
    """What runs programs."""

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None: ...

    def run(self, statements: Iterable[tuple[str, exp.Select]]) -> tuple[list[str], Sequence[tuple[Any, ...]]]: ...

    def rows(self, query: str) -> tuple[list[str], Sequence[tuple[Any, ...]]]: ...


@dataclass(frozen=True)
class Record:
    """The history of one debtor, and contacts asked about at its end."""

    history: History
    asks: tuple[tuple[Facts, Instant], ...] = ()


def numbered(history: History, asks: Iterable[tuple[Facts, Instant]] = ()) -> Record:
    """A record whose events are numbered by when they were known."""
    events = [replace(event, seq=seq) for seq, event in enumerate(history, start=1)]
    return Record(History(history.parties, events), tuple(asks))


def differences(
    backend: Backend,
    book: Rulebook,
    records: Sequence[Record],
    in_order: bool,
    profile: Profile | None = None,
    of_log: bool = False,
) -> Iterator[str]:
    """What the engines answer differently, in words.

    ``of_log``: the contacts of the records themselves are judged, else those asked about at their end. ``profile`` None: the one that the
    tables have.
    """
    _load(backend, records)
    program = Program(
        compiled(book), profile or own_profile(backend, not of_log), Terms(in_order=in_order, drafts=True)
    )
    found = {(judged.debtor, judged.qid): judged for judged in answers(program, *backend.run(program.statements()))}
    for number, record in enumerate(records):
        judge = Judge([book], record.history, "in-order" if in_order else "listed", drafts=True)
        for qid, verdict in _decided(judge, record, of_log):
            judged, scalar = found.get((f"D{number}", qid)), _of_verdict(verdict)
            if judged is None or _of_judged(judged) != scalar:
                told = _of_judged(judged) if judged else None
                yield f"{book.id}, record {number}, contact {qid}\n  scalar {scalar}\n  SQL    {told}\n  {_told(record)}"


def contacts_in(records: Sequence[Record], of_log: bool) -> int:
    """How many contacts a comparison judges."""
    return sum(len(record.asks) if not of_log else sum(1 for _ in _own(record)) for record in records)


def _own(record: Record) -> Iterator[Event]:
    """The contacts that collectors began in a history."""
    events = record.history.of_kind("contact").events
    return (event for event in events if event.facts.get("direction") == "outbound")


def _decided(judge: Judge, record: Record, of_log: bool) -> Iterator[tuple[int, Verdict]]:
    if of_log:
        yield from ((event.seq, judge.decide_event(event)) for event in _own(record))
    else:
        for qid, (facts, at) in enumerate(record.asks, start=1):
            yield qid, judge.decide_at(facts, at, (at, END_OF_ORDER))


def own_profile(backend: Backend, apart: bool) -> Profile:
    """The profile that the loaded tables have."""
    from forbear.engine.relational.writer import text

    columns = rows.columns()
    parties = {party: set(columns[table]) for party, table in PARTIES.items()}
    return profile_of(lambda query: backend.rows(text(query, "duckdb"))[1], columns["events"], parties, apart, False)


def _load(backend: Backend, records: Sequence[Record]) -> None:
    tables = rows.Tables()
    zones: set[str] = set()
    moments: list[Instant] = []
    for number, record in enumerate(records):
        tables.add_history(f"D{number}", record.history)
        for qid, (facts, at) in enumerate(record.asks, start=1):
            cut = sum(event.known_at <= at for event in record.history) + 1
            tables.add_ask(f"D{number}", qid, facts, at, cut)
        zones |= _zones(record.history)
        moments += [at for _, at in record.asks]
        moments += [moment for event in record.history for moment in (event.at, event.known_at)]
    zone_tables(tables, zones, min(moments) - MARGIN, max(moments) + MARGIN)
    for name, columns in rows.columns().items():
        backend.load(name, columns, tables.rows[name])


def zone_tables(tables: rows.Tables, zones: set[str], first: Instant, last: Instant) -> None:
    """The tables of zones; what is slow to make is kept from one comparison to the next."""
    first, last = min(first, FIRST), max(last, LAST)
    for zone in sorted(zones):
        tables.rows["zone_offsets"] += _offsets(zone, first, last)
        tables.rows["zone_days"] += _days(zone, first, last)


@cache
def _offsets(zone: str, first: Instant, last: Instant) -> list[rows.Row]:
    return list(rows.zone_offsets([zone], first, last))


@cache
def _days(zone: str, first: Instant, last: Instant) -> list[rows.Row]:
    return list(rows.zone_days([zone], first, last))


def _zones(history: History) -> set[str]:
    found = set(history.parties.zones())
    for person in history.parties.people.values():
        own = person.get("zones")
        found |= set(own) if isinstance(own, tuple) else set()  # type: ignore[arg-type]
    return found | {str(event.facts["zone"]) for event in history.of_kind("located").events}


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


def _told(record: Record) -> str:
    """The history, so that a difference can be kept as a case."""
    events = (f"{event.seq} {event.kind} {event.at} {event.known_at} {dict(event.facts)}" for event in record.history)
    return "\n    ".join((f"{record.history.parties}", *events, *(f"ask {at} {facts}" for facts, at in record.asks)))
