"""Forbear's own JSON Lines: a first line of parties, then one event a line, all in the vocabulary of the cases.

    {"kind": "parties", "collector": {...}, "debtor": {...}, "people": [...], "debts": [...]}
    {"at": "2026-06-01T10:00:00-04:00", "kind": "contact", "channel": "call", ...}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from forbear.audit.intake.base import Tally, check_readable
from forbear.audit.result import Rejected
from forbear.errors import Problem, RecordError
from forbear.events import Event, History, Parties, Source
from forbear.records import read_event, read_parties

NAME = "forbear"


def sniff(head: bytes, name: str) -> bool:
    """Does the first line state parties?"""
    first = head.lstrip(b"\xef\xbb\xbf \r\n").split(b"\n", 1)[0]
    return first.startswith(b"{") and b'"parties"' in first


def read(path: Path, tally: Tally) -> Iterator[Parties | Event | Rejected]:
    """The parties, then the events in file order; a line that cannot be read is given back as rejected."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                tally.rows += 1
                yield _read_line(line, number, str(path))


def _read_line(line: str, number: int, file: str) -> Parties | Event | Rejected:
    where = f"{file}:{number}"
    try:
        record = _json(line, where)
        if record.get("kind") == "parties":
            return read_parties({key: value for key, value in record.items() if key != "kind"}, where)
        return read_event(record, number, where, Source(file, str(number)))
    except RecordError as error:
        return Rejected(error.problems[0], line[:200].rstrip())


def _json(line: str, where: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RecordError(Problem(where, "this line is no JSON", why=str(error)[:120], code="json")) from None
    if not isinstance(record, dict):
        raise RecordError(Problem(where, "this line is no JSON object", code="json"))
    return record


def read_history(path: Path) -> History:
    """A whole native log as a history; raises RecordError with every problem (a gate needs all of it)."""
    check_readable(path)
    parties: Parties | None = None
    events: list[Event] = []
    problems: list[Problem] = []
    for found in read(path, Tally()):
        if isinstance(found, Rejected):
            problems.append(found.problem)
        elif isinstance(found, Parties):
            parties = found
        else:
            events.append(found)
    if parties is None:
        problems.append(
            Problem(f"{path}:1", "no line states the parties", code="parties-missing",
                    hint='Begin with {"kind": "parties", "collector": {...}, "debtor": {...}, "debts": [...]}')
        )  # fmt: skip
    if problems or parties is None:
        raise RecordError(problems)
    return History(parties, events)
