"""The log of a case: Forbear's own JSON Lines, as ``forbear audit`` reads it, and the history that it tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forbear.audit.assemble import Assembled
from forbear.audit.result import InputFile
from forbear.calendar import moment_of
from forbear.events import Event, History, Source
from forbear.records import read_event, read_parties
from forbear.web.desks.borrower import documents
from forbear.web.desks.borrower.models import Case

_WHERE = "log.jsonl"


def line_of(event: Event) -> str:
    """An event as one line."""
    at = moment_of(event.at).isoformat()
    return json.dumps({"at": at, "kind": event.kind, **event.facts}, ensure_ascii=False, default=str)


def line_of_parties(parties: Mapping[str, Any]) -> str:
    """The first line."""
    return json.dumps({"kind": "parties", **parties}, ensure_ascii=False)


def events_in(text: str) -> list[str]:
    """The lines of events of a log."""
    return text.splitlines()[1:]


def assembled(case: Case) -> Assembled | None:
    """What the audit judges: the log of a case with what was noted of its files; None where there is no log."""
    text = documents.text(case, documents.LOG)
    if not text:
        return None
    first, *lines = text.splitlines()
    parties = json.loads(first)
    del parties["kind"]
    sources = documents.record(case, documents.SOURCES, [])
    events = [_event(json.loads(line), seq, sources) for seq, line in enumerate(lines, start=1)]
    files = [InputFile(**each) for each in documents.record(case, documents.FILES, [])]
    return Assembled(History(read_parties(parties, _WHERE), events), files=files, from_phone=True)


def put_together(parties: Mapping[str, Any], rows: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, list[list[str]]]:
    """A log of lines with where each comes from, in order of time."""
    ordered = sorted(rows, key=lambda row: str(json.loads(row[0])["at"]))
    text = "\n".join([line_of_parties(parties), *(line for line, _ in ordered)]) + "\n"
    return text, [list(source) for _, source in ordered]


def _event(record: Mapping[str, Any], seq: int, sources: Sequence[Sequence[str]]) -> Event:
    file, row = sources[seq - 1] if seq <= len(sources) else (_WHERE, str(seq))
    return read_event(record, seq, f"{_WHERE}:{seq}", Source(file, row))
