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
    used: dict[str, None] = {}
    with (folder / RECORDS).open("wb") as out:
        count = sum(_write_log(store, debtor, used, out.write) for debtor in store.debtors())
    _write_lines(folder / RULEBOOKS, _texts(store, used))
    _write_lines(folder / HEADS, heads)
    _write_lines(folder / ABOUT, [{"format": FORMAT}])
    return count


def _write_log(store: Store, debtor: str, used: dict[str, None], write: Any) -> int:
    records = store.read(debtor)
    for record in records:
        write(canonical(as_row(record)) + b"\n")
        if "gate" in record.body:
            used[record.body["gate"]["rulebooks"]] = None
    return len(records)


def _texts(store: Store, sets: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The sets of rulebooks that decided, and the text of each rulebook in one of them."""
    kept = {name: store.rulebook(name) or {} for name in sets}
    books = dict.fromkeys(sha256 for parts in kept.values() for sha256 in parts.values())
    for sha256 in (*kept, *books):
        yield {"sha256": sha256, "parts": dict(store.rulebook(sha256) or {})}


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("wb") as out:
        for row in rows:
            out.write(canonical(row) + b"\n")


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
        for number, raw in enumerate(file, start=1):
            try:
                row = json.loads(raw)
            except (ValueError, RecursionError) as error:
                where = f"{path.name}, line {number}"
                raise RecordError(Problem(where, "this is no JSON", why=str(error), code="json")) from None
            if not isinstance(row, dict):
                raise RecordError(Problem(f"{path.name}, line {number}", "this is no JSON object", code="json"))
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
