"""One contact of an audit, judged once more by the engine that defines the rules, with everything it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.audit.mask import mask_number
from forbear.audit.tables.database import faults_told
from forbear.audit.tables.history import history_in
from forbear.audit.tables.judge import applies
from forbear.audit.tables.reading import MEMORY, Reader, reading
from forbear.calendar import Instant
from forbear.engine.backends.safely import exactly, literal
from forbear.engine.scalar import Judge
from forbear.engine.verdict import Reason, Verdict
from forbear.events import Event, History
from forbear.report.dashboard_rows import local_time
from forbear.report.words import Words
from forbear.rules.format import Rulebook
from forbear.vocabulary import EVENT_KEYS, type_of_key
from forbear.web.desks.auditor import folders, judging
from forbear.web.desks.auditor.models import Audit
from forbear.web.desks.auditor.taking import SOURCES
from forbear.web.desks.shared.texts import say

ROWS_SHOWN = 30


def of(audit: Audit, debtor: str, seq: int, offset: Instant, words: Words) -> dict[str, Any]:
    """What the page of a contact shows."""
    folder = folders.tables_of(audit.log)
    with faults_told(folder, MEMORY), reading() as db:
        history = history_in(db, folder, debtor)
        source = _source(db, audit, debtor, seq)
    books = [book for book in judging.books_of(audit) if applies(book, history.parties.debtor)]
    event = next(each for each in history if each.seq == seq)
    verdict = Judge(books, history, "listed", audit.drafts).decide_event(event)
    changed = {book.id for book in books if audit.books.get(book.id) != book.sha256}
    return {
        "books": list(_by_book(verdict, books, history, offset, words)),
        "facts": list(_facts(event, words)),
        "notes": [note.says[words.lang] for note in verdict.notes],
        "source": source,
        "changed": sorted(changed),
    }


def _source(db: Reader, audit: Audit, debtor: str, seq: int) -> int | None:
    """Which row of the table it was that came."""
    path = folders.tables_of(audit.log) / SOURCES
    if not path.is_file():
        return None
    query = f'SELECT "row" FROM read_parquet({literal(exactly(path))}) WHERE debtor = ? AND seq = ?'
    found = db.rows(query, [debtor, seq])
    return int(found[0][0]) if found else None


def _by_book(
    verdict: Verdict, books: list[Rulebook], history: History, offset: Instant, words: Words
) -> Iterator[dict[str, Any]]:
    for book in books:
        reasons = [reason for reason in (*verdict.reasons, *verdict.unknowns) if reason.rulebook == book.id]
        yield {
            "id": book.id,
            "title": book.title.get(words.lang) or book.title["en"],
            "reasons": [_reason(reason, history, offset, words) for reason in reasons],
        }


def _reason(reason: Reason, history: History, offset: Instant, words: Words) -> dict[str, Any]:
    counted = [event for event in history if event.seq in set(reason.rows)]
    return {
        "rule": reason.rule,
        "effect": "unknown" if reason.missing else reason.effect,
        "word": words.label("answer", "unknown" if reason.missing else reason.effect),
        "force": words.label("force", reason.force),
        "cite": reason.cite,
        "says": "" if reason.missing else reason.says.get(words.lang) or reason.says.get("en", ""),
        "missing": [words.label("fact", name) for name in reason.missing],
        "facts": [(words.label("fact", name), _value(name, value, words)) for name, value in reason.facts.items()],
        "rows": [_before(event, offset, words) for event in counted[:ROWS_SHOWN]],
        "left": max(0, len(counted) - ROWS_SHOWN),
    }


def _before(event: Event, offset: Instant, words: Words) -> dict[str, Any]:
    facts = event.facts
    about = [
        words.label(kind, str(facts[kind])) for kind in ("channel", "outcome", "hold", "notice") if facts.get(kind)
    ]
    return {"seq": event.seq, "when": local_time(event.at, offset, words), "kind": words.label("kind", event.kind),
            "about": ", ".join(about), "is_contact": event.kind == "contact"}  # fmt: skip


def _facts(event: Event, words: Words) -> Iterator[tuple[str, str]]:
    """What is stated of the contact."""
    for key, value in event.facts.items():
        if key not in ("channel", "direction", "collector", "person") and value is not None:
            yield words.label("fact", key), _value(key, value, words)


def _value(key: str, value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return say("auditor.value.yes") if value else say("auditor.value.no")
    if value is None:
        return say("auditor.value.none")
    if isinstance(value, tuple | list | frozenset | set):
        return words.listed([_value(key, each, words) for each in value])
    if isinstance(value, Mapping):
        return words.listed([f"{name}: {_value(name, each, words)}" for name, each in value.items()])
    if isinstance(value, int):
        return words.number(value)
    kind = (type_of_key(EVENT_KEYS["contact"], key) or "text").removeprefix("list of ")
    return mask_number(words.label(kind, str(value)) if kind != "text" else str(value))
