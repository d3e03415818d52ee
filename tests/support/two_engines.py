"""The same contacts judged by the scalar engine and by a program in SQL, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from forbear.calendar import Instant
from forbear.engine.free import free_at
from forbear.engine.relational import rows
from forbear.engine.relational.answers import Judged, Said, answers
from forbear.engine.relational.free import ROUNDS, FreeDates
from forbear.engine.relational.loading import Backend, Loader
from forbear.engine.relational.profiles import Ask, days_between, profile_of
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import NULLS, Profile
from forbear.engine.relational.writer import text
from forbear.engine.scalar import END_OF_ORDER, Judge, compiled
from forbear.engine.verdict import Reason, Verdict
from forbear.events import Event, Facts, History
from forbear.rules.format import Rulebook
from forbear.vocabulary import EVENT_KEYS

PARTIES = {"debtor": "debtors", "person": "people", "debt": "debts", "collector": "collectors"}
Answer = tuple[Any, ...]
Form = Callable[[Backend, Rulebook, Sequence["Record"], bool], Iterator[str]]
SILENT = ("allow", 0, 0)
"""What a contact without a row in bits is told."""


@dataclass(frozen=True)
class Record:
    """The history of one debtor, and contacts asked about at its end."""

    history: History
    asks: tuple[tuple[Facts, Instant], ...] = ()


def alone(records: Sequence[Record]) -> Iterator[Record]:
    """Each with one of its contacts to come: judged by itself, most columns of its tables hold nothing."""
    return (replace(record, asks=record.asks[number : number + 1]) for number, record in enumerate(records))


def differences(
    backend: Backend,
    book: Rulebook,
    records: Sequence[Record],
    in_order: bool,
    profile: Profile | None = None,
    of_log: bool = False,
    doubts: bool = True,
) -> Iterator[str]:
    """What the engines answer differently, in words.

    ``of_log``: the contacts of the records themselves are judged, else those asked about at their end.
    ``profile`` None: the one that the tables have. ``doubts`` may be left out where nothing is undecided.
    """
    _loaded(records).load(backend)
    known = profile or own_profile(backend, not of_log)
    found = judged_by(backend, Program(compiled(book), known, Terms(in_order, drafts=True, doubts=doubts)))
    yield from differing(found, book, records, in_order, of_log)


def differences_of_log(backend: Backend, book: Rulebook, records: Sequence[Record], in_order: bool) -> Iterator[str]:
    """What the engines answer differently on the contacts of a log at length, and where the bits say otherwise."""
    _loaded(records).load(backend)
    profile = own_profile(backend, apart=False)
    short, bits = _in_bits(backend, book, profile, in_order)
    found = judged_by(backend, Program(compiled(book), profile, Terms(in_order, drafts=True)))
    yield from differing(found, book, records, in_order, of_log=True)
    for key, judged in found.items():
        said = judged.answer, _bits(short, (*judged.reasons, *judged.notes)), _bits(short, judged.unknowns)
        if bits.get(key, SILENT) != said:
            yield f"{book.id}, contact {key}\n  at length {said}\n  in bits   {bits.get(key)}"


def differences_in_bits(backend: Backend, book: Rulebook, records: Sequence[Record], in_order: bool) -> Iterator[str]:
    """What the engines answer differently on the contacts of a log: the short answer alone, without facts."""
    _loaded(records).load(backend)
    short, bits = _in_bits(backend, book, own_profile(backend, apart=False), in_order)
    for number, record in enumerate(records):
        judge = Judge([book], record.history, "in-order" if in_order else "listed", drafts=True)
        for qid, verdict in _decided(judge, record, of_log=True):
            spoke = _bits(short, (*verdict.reasons, *verdict.notes)), _bits(short, verdict.unknowns)
            found = bits.get((f"D{number}", qid), SILENT)
            if found != (verdict.answer, *spoke):
                where = f"{book.id}, record {number}, contact {qid}"
                yield f"{where}\n  scalar {(verdict.answer, *spoke)}\n  bits   {found}\n  {_told(record)}"


def _in_bits(backend: Backend, book: Rulebook, profile: Profile, in_order: bool) -> tuple[Program, dict[Any, Answer]]:
    """A program that is asked for no doubts and no facts, and its answers by debtor and contact."""
    short = Program(compiled(book), profile, Terms(in_order, drafts=True, doubts=False, facts=False))
    rows = backend.run(short.verdicts())[1]
    return short, {(debtor, abs(qid)): tuple(rest) for debtor, qid, _, *rest in rows}


def _bits(program: Program, said: Sequence[Said | Reason]) -> int:
    places = {speaker.rule.id: place for place, speaker in enumerate(program.rules)}
    return sum(1 << place for place in {places[each.clause] for each in said})


def judged_by(backend: Backend, program: Program) -> dict[tuple[str, int], Judged]:
    """The answers of a program by debtor and contact."""
    return {(judged.debtor, judged.qid): judged for judged in answers(program, *backend.run(program.statements()))}


def differing(
    found: Mapping[tuple[str, int], Judged], book: Rulebook, records: Sequence[Record], in_order: bool, of_log: bool
) -> Iterator[str]:
    """What the definition answers otherwise than a program did, in words."""
    for number, record in enumerate(records):
        judge = Judge([book], record.history, "in-order" if in_order else "listed", drafts=True)
        for qid, verdict in _decided(judge, record, of_log):
            judged, scalar = found.get((f"D{number}", qid)), _of_verdict(verdict)
            if judged is None or _of_judged(judged) != scalar:
                told = _of_judged(judged) if judged else None
                where = f"{book.id}, record {number}, contact {qid}"
                yield f"{where}\n  scalar {scalar}\n  SQL    {told}\n  {_told(record)}"


def none_differ(found: Iterator[str]) -> None:
    """Raises AssertionError with the first two differences."""
    shown = [difference for difference, _ in zip(found, range(2), strict=False)]
    assert not shown, "\n".join(shown)


@dataclass(frozen=True)
class Freed:
    """When a refused contact would be free by the definition, and what the program found: None where it has no row."""

    where: str
    expected: Instant | None
    found: tuple[Instant | None, bool] | None

    @property
    def told(self) -> bool:
        """Did the program say anything? Beyond the days that the zones are known for it does not."""
        return self.found is not None and not self.found[1]

    @property
    def alike(self) -> bool:
        """Is what was said the same instant?"""
        return self.found is not None and (not self.told or self.found[0] == self.expected)


def free_dates(
    backend: Backend,
    books: Sequence[Rulebook],
    records: Sequence[Record],
    in_order: bool,
    profile: Profile | None = None,
    of_log: bool = False,
    rounds: tuple[Instant, ...] = ROUNDS,
) -> list[Freed]:
    """The free date of every contact that one of the engines refuses, by both; arguments as of :func:`differences`."""
    _loaded(records).load(backend)
    known = profile or own_profile(backend, not of_log)
    dates = FreeDates([compiled(book) for book in books], known, in_order, drafts=True, rounds=rounds)
    _, answer = backend.run(dates.statements())
    found = {(debtor, qid): (at, beyond) for debtor, qid, at, beyond in answer}
    freed = []
    for number, record in enumerate(records):
        judge = Judge(books, record.history, "in-order" if in_order else "listed", drafts=True)
        for qid, facts, at, cut in _questions(record, of_log):
            where = f"record {number}, contact {qid}"
            told, refused = found.get((f"D{number}", qid)), judge.decide_at(facts, at, cut).answer == "refuse"
            if refused or told is not None:
                expected = free_at(judge, facts, at, cut)
                freed.append(Freed(f"{where}\n  {_told(record)}", expected, told if refused else None))
    return freed


def contacts_in(records: Sequence[Record], of_log: bool) -> int:
    """How many contacts a comparison judges."""
    return sum(len(record.asks) if not of_log else sum(1 for _ in _own(record)) for record in records)


def _own(record: Record) -> Iterator[Event]:
    """The contacts that collectors began in a history."""
    events = record.history.of_kind("contact").events
    return (event for event in events if event.facts.get("direction") == "outbound")


def _decided(judge: Judge, record: Record, of_log: bool) -> Iterator[tuple[int, Verdict]]:
    for qid, facts, at, cut in _questions(record, of_log):
        yield qid, judge.decide_at(facts, at, cut)


def _questions(record: Record, of_log: bool) -> Iterator[tuple[int, Facts, Instant, tuple[Instant, int]]]:
    """The contacts to be judged: number, facts, instant, and before which place in the order events are in view."""
    if of_log:
        yield from ((event.seq, event.facts, event.at, event.order) for event in _own(record))
    else:
        yield from ((qid, facts, at, (at, END_OF_ORDER)) for qid, (facts, at) in enumerate(record.asks, start=1))


def _loaded(records: Sequence[Record]) -> Loader:
    """The records as debtors ``D0``, ``D1``, …"""
    loader = Loader()
    for number, record in enumerate(records):
        loader.add(f"D{number}", record.history, record.asks)
    return loader


def own_profile(backend: Backend, apart: bool) -> Profile:
    """The profile that the loaded tables have; what is asked about may state what no event does."""
    columns = rows.columns()
    parties = {party: set(columns[table]) for party, table in PARTIES.items()}

    def ask(query: exp.Expr) -> Sequence[Answer]:
        return backend.rows(text(query, backend.dialect))[1]

    known = replace(profile_of(ask, columns["events"], parties, apart, False), numbered=backend.numbered)
    if not apart:
        return known
    keys = [*sorted(EVENT_KEYS["contact"]), NULLS]
    counts = ask(exp.select(*(exp.Count(this=exp.column(key, quoted=True)) for key in keys)).from_("asks"))[0]
    stated = {key for key, count in zip(keys, counts, strict=True) if count}
    known = replace(known, days=_with_days_of_asks(known.days, ask))
    return replace(known, events=known.events | stated - {NULLS}, nulls=known.nulls or NULLS in stated, one_debt=False)


def _with_days_of_asks(days: tuple[int, int] | None, ask: Ask) -> tuple[int, int] | None:
    """The days of the events, and of what is asked about after them."""
    first, last = ask(exp.select(exp.Min(this=exp.column("at")), exp.Max(this=exp.column("at"))).from_("asks"))[0]
    asked = days_between(first, last)
    return None if days is None or asked is None else (min(days[0], asked[0]), max(days[1], asked[1]))


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
