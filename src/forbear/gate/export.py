"""An export: one folder with all records, the texts of the rulebooks and the signed heads, to be checked by anybody.

- ``export.json``: ``{"format": 1}``.
- ``records.jsonl``: one record a line, the debtors in alphabetical order, the records of each in theirs.
- ``rulebooks.jsonl``: one text a line, ``{"sha256": …, "parts": {file name: text}}``; the sets of rulebooks, too.
- ``heads.jsonl``: one signed head a line, the first one first (``gate/heads.py``); may be missing.

All is written and read a line at a time: an export may be larger than memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from forbear.chain import canonical
from forbear.errors import Problem, RecordError, nearest
from forbear.gate.chain import Record
from forbear.gate.store import Store

FORMAT = 1
ABOUT, RECORDS, RULEBOOKS, HEADS = "export.json", "records.jsonl", "rulebooks.jsonl", "heads.jsonl"
_TYPES = {"debtor": str, "seq": int, "at": int, "kind": str, "body": dict, "hash": str}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ``records.jsonl``: its number, and the record, None where the line is none."""

    number: int
    record: Record | None


def write_export(store: Store, folder: Path, heads: Iterable[Mapping[str, Any]] = ()) -> int:
    """Write all that a store holds, and the heads that are given; gives back how many records there were.

    The debtors are read one after another: what is recorded meanwhile is in the export or not, a log never in part.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, lines in export_parts(store, heads):
        with (folder / name).open("wb") as out:
            for number, line in enumerate(lines, start=1):
                out.write(line)
                count = number if name == RECORDS else count
    return count


def export_parts(store: Store, heads: Iterable[Mapping[str, Any]] = ()) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of an export, one after another as they are read: its name and its lines."""
    used: dict[str, None] = {}
    yield RECORDS, (line for debtor in store.debtors() for line in _log_lines(store, debtor, used))
    yield RULEBOOKS, _lines(_texts(store, used))
    yield HEADS, _lines(heads)
    yield ABOUT, _lines([{"format": FORMAT}])


def _log_lines(store: Store, debtor: str, used: dict[str, None]) -> Iterator[bytes]:
    for record in store.read(debtor):
        if "gate" in record.body:
            used[record.body["gate"]["rulebooks"]] = None
        yield canonical(as_row(record)) + b"\n"


def _texts(store: Store, sets: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The sets of rulebooks that decided, and the text of each rulebook in one of them."""
    kept = {name: store.rulebook(name) or {} for name in sets}
    books = dict.fromkeys(sha256 for parts in kept.values() for sha256 in parts.values())
    for sha256 in (*kept, *books):
        yield {"sha256": sha256, "parts": dict(store.rulebook(sha256) or {})}


def _lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    return (canonical(row) + b"\n" for row in rows)


def as_row(record: Record) -> dict[str, Any]:
    """A record as a line of the export says it."""
    return {name: getattr(record, name) for name in _TYPES}


def lines_of(folder: Path) -> Iterator[Line]:
    """The records of an export, line by line; raises RecordError where the folder is no export."""
    check_export(folder)
    with (folder / RECORDS).open("rb") as file:
        for number, raw in enumerate(file, start=1):
            yield Line(number, _record(raw))


def records_of(folder: Path) -> Iterator[Record]:
    """The records of an export; raises RecordError at the first line that is none."""
    for line in lines_of(folder):
        if line.record is None:
            raise RecordError(
                Problem(f"{RECORDS}, line {line.number}", "this is no record", hint="Verify the export first")
            )
        yield line.record


def _record(raw: bytes) -> Record | None:
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or {name: type(value) for name, value in row.items()} != _TYPES:
        return None
    return Record(**row)


def rulebooks_of(folder: Path) -> dict[str, Mapping[str, str]]:
    """The texts of an export by their SHA-256; raises RecordError."""
    check_export(folder)
    rows = rows_of(folder / RULEBOOKS)
    return {str(row.get("sha256")): cast("Mapping[str, str]", row.get("parts", {})) for row in rows}


def rows_of(path: Path) -> Iterator[Mapping[str, Any]]:
    """The objects of a file of JSON Lines, none where there is no such file; raises RecordError."""
    if not path.exists():
        return
    with path.open("rb") as file:
        yield from rows_from(path.name, file)


def rows_from(name: str, lines: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
    """The objects of lines of JSON; raises RecordError that names the file and the line."""
    for number, raw in enumerate(lines, start=1):
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as error:
            where = f"{name}, line {number}"
            raise RecordError(Problem(where, "this is no JSON", why=str(error), code="json")) from None
        if not isinstance(row, dict):
            raise RecordError(Problem(f"{name}, line {number}", "this is no JSON object", code="json"))
        yield row


def check_export(folder: Path) -> None:
    """Raises RecordError where a folder is no export that this program reads."""
    hint = "Name the folder that was written as an export"
    if not folder.is_dir() or not (folder / RECORDS).is_file():
        near = nearest(folder.name, [one.name for one in folder.parent.iterdir()]) if folder.parent.is_dir() else ""
        raise RecordError(Problem(str(folder), "this is no export", hint=near or hint, code="export"))
    about = next(rows_of(folder / ABOUT), {})
    if about.get("format") != FORMAT:
        found = f"its format is {about.get('format')!r}"
        raise RecordError(Problem(str(folder), found, hint=f"This program reads format {FORMAT}", code="export"))
