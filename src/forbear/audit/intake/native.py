"""Forbear's own JSON Lines: a first line of parties, then one event a line, all in the vocabulary of the cases.

    {"kind": "parties", "collector": {...}, "debtor": {...}, "people": [...], "debts": [...]}
    {"at": "2026-06-01T10:00:00-04:00", "kind": "contact", "channel": "call", ...}

The parties are optional: a log may rest on those of another file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from forbear.audit.intake.base import Options, Tally, check_readable, empty, rejected_row
from forbear.audit.intake.lines import Line, read_lines, text_of_head
from forbear.audit.result import Rejected
from forbear.errors import Problem, RecordError
from forbear.events import Event, History, Parties, Source
from forbear.records import read_event, read_parties
from forbear.vocabulary import EVENT_KEYS

NAME = "forbear"
TITLE = "Forbear's own JSON Lines"


def sniff(head: bytes, name: str) -> bool:
    """Does the first line state parties, or an event in our own words?"""
    line = next((line for line in text_of_head(head).splitlines() if line.strip()), "")
    if not line.lstrip().startswith("{"):
        return False
    try:
        record = read_json(line, name)
    except RecordError:
        return '"parties"' in line
    return record.get("kind") == "parties" or ("at" in record and _is_kind(record.get("kind", "contact")))


def read(path: Path, options: Options, tally: Tally) -> Iterator[Event | Rejected]:
    """The events in file order; ``seq`` is the line number. The parties go to ``tally.parties``.

    A line that cannot be read is given back as rejected; raises RecordError where it states the parties.
    """
    for line in read_lines(path, options, tally):
        found = line if isinstance(line, Rejected) else _read_line(line, str(path), tally)
        if found is not None:
            tally.rows += 1
            yield found
    if not tally.rows and tally.parties is None:
        raise RecordError(empty(path))


def _is_kind(kind: object) -> bool:
    return isinstance(kind, str) and kind in EVENT_KEYS


def _read_line(line: Line, file: str, tally: Tally) -> Event | Rejected | None:
    """The event of a line; None where it is blank or states the parties, without which nothing can be judged."""
    if not line.text.strip():
        return None
    where = f"{file}:{line.number}"
    try:
        record = read_json(line.text, where)
        if record.get("kind") == "parties":
            tally.parties = _parties(record, where, tally.parties)
            return None
        if "kind" in record and not _is_kind(record["kind"]):
            record = {**record, "kind": str(record["kind"])}
        return read_event(record, line.number, where, Source(file, str(line.number)))
    except RecordError as error:
        if '"parties"' in line.text:
            raise
        return rejected_row(error.problems, line.text)


def _parties(record: Mapping[str, Any], where: str, before: Parties | None) -> Parties:
    if before is not None:
        raise RecordError(
            Problem(where, "the parties are stated a second time", why="one statement must hold",
                    hint="Keep one line of parties", code="parties-twice")
        )  # fmt: skip
    try:
        return read_parties({key: value for key, value in record.items() if key != "kind"}, where)
    except (TypeError, AttributeError, ValueError):
        raise RecordError(
            Problem(where, "the parties are not laid out as they must be", code="parties",
                    hint='Write {"kind": "parties", "collector": {...}, "debtor": {...}, "debts": [{...}]}')
        ) from None  # fmt: skip


def read_json(line: str, where: str) -> Mapping[str, Any]:
    """One line as a JSON object; raises RecordError where it is none, or holds halves of characters."""
    try:
        record = json.loads(line, parse_float=Decimal, parse_constant=_no_number)
        if "\\ud" in line.lower():
            json.dumps(record, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError, ArithmeticError) as error:
        why = str(error)[:120] or "it is nested too deeply"
        raise RecordError(Problem(where, "this line is no JSON", why=why, code="json",
                                  hint="One whole JSON object belongs on each line")) from None  # fmt: skip
    if not isinstance(record, dict):
        raise RecordError(Problem(where, "this line is no JSON object", hint="Begin it with {", code="json"))
    return record


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def read_history(path: Path) -> History:
    """A whole native log as a history; raises RecordError with every problem (a gate needs all of it)."""
    check_readable(path)
    tally = Tally()
    events: list[Event] = []
    problems: list[Problem] = []
    for found in read(path, Options(), tally):
        if isinstance(found, Rejected):
            problems.append(found.problem)
        else:
            events.append(found)
    if tally.parties is None:
        problems.append(
            Problem(f"{path}:1", "no line states the parties", code="parties-missing",
                    hint='Begin with {"kind": "parties", "collector": {...}, "debtor": {...}, "debts": [...]}')
        )  # fmt: skip
    if problems or tally.parties is None:
        raise RecordError(problems)
    return History(tally.parties, events)
