"""Which files are deliveries: those of a folder, or those that a list names with their lenders and days.

A list is CSV with the columns ``file`` (from the folder), ``lender``, ``received``, ``licence``, ``correction`` (true
or false); what it leaves out is as the caller says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from forbear.creditfile.intake.tabular import ENDINGS
from forbear.creditfile.intake.taking import Delivery
from forbear.errors import Problem, RecordError, nearest

COLUMNS = ("file", "lender", "received", "licence", "correction")
_REPORTS = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_METRO2 = (".txt", ".dat", ".met", ".m2", ".metro2")
_BY_FORMAT = {"table": ENDINGS, "pboc": _REPORTS, "metro2": _METRO2}


def files_of(came: Delivery) -> list[Delivery]:
    """The delivery itself where its path is a file; where it is a folder one for each file in it, by name."""
    if not came.path.is_dir():
        return [came]
    endings = _BY_FORMAT[came.mapping.format]
    found = [path for path in sorted(came.path.rglob("*")) if path.name.lower().endswith(endings) and path.is_file()]
    if not found:
        hint = f"Files that end in {', '.join(endings)} are looked for"
        raise RecordError(Problem(str(came.path), "there is no delivery in it", hint=hint, code="folder-empty"))
    return [replace(came, path=path) for path in found]


def listed(came: Delivery, listing: Path) -> list[Delivery]:
    """The deliveries of a list; their files lie in the folder that ``came`` names."""
    if not listing.is_file():
        raise RecordError(Problem(str(listing), "there is no such list", code="file-missing"))
    problems: list[Problem] = []
    with listing.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        problems.extend(_wrong_header(rows.fieldnames or (), str(listing)))
        found = [] if problems else list(_read(rows, came, str(listing), problems))
    if problems:
        raise RecordError(problems)
    return found


def _wrong_header(names: object, where: str) -> Iterator[Problem]:
    have = [str(name) for name in names] if isinstance(names, (list, tuple)) else []
    for name in have:
        if name not in COLUMNS:
            hint = nearest(name, COLUMNS) or f"Its columns may be: {', '.join(COLUMNS)}"
            yield Problem(where, f"{name!r} is no column of a list", hint=hint, code="column-unknown")
    if "file" not in have:
        yield Problem(where, "the list has no column 'file'", code="column-missing")


def _read(rows: csv.DictReader[str], came: Delivery, where: str, problems: list[Problem]) -> Iterator[Delivery]:
    for row in rows:
        try:
            yield _delivery(row, came, f"{where}, line {rows.line_num}")
        except RecordError as error:
            problems.extend(error.problems)


def _delivery(row: Mapping[str, str | None], came: Delivery, where: str) -> Delivery:
    said = {name: (value or "").strip() for name, value in row.items()}
    correction = said.get("correction") or "false"
    if correction not in ("true", "false"):
        what = f"correction: {correction!r} is neither true nor false"
        raise RecordError(Problem(where, what, code="value-invalid"))
    received = said.get("received")
    return replace(
        came,
        path=came.path / said["file"],
        lender=said.get("lender") or came.lender,
        licence=said.get("licence") or came.licence,
        received=instant_in(received, f"{where}, received") if received else came.received,
        correction=came.correction or correction == "true",
    )


def instant_in(text: str, where: str) -> datetime:
    """An instant, or the beginning of a day in UTC."""
    try:
        return datetime.combine(date.fromisoformat(text), time(0, tzinfo=UTC))
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        hint = "Write 2026-11-26, or 2026-11-26T09:30:00+08:00"
        what = f"{text!r} is no day and no instant"
        raise RecordError(Problem(where, what, hint=hint, code="time-invalid")) from None
    if found.tzinfo is None:
        hint = "Write 2026-11-26T09:30:00+08:00, or Z for UTC"
        raise RecordError(Problem(where, f"the instant {text!r} has no offset", hint=hint, code="zone-missing"))
    return found
