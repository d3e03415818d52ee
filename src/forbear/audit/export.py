"""What an audit leaves for other programs: findings as JSON Lines and CSV, rejected rows as JSON Lines.

A file is written under a temporary name and then renamed: a reader finds all of it or the one before.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from forbear.audit.mask import Mask, mask_number
from forbear.audit.result import AuditResult, Finding, Rejected
from forbear.calendar import Instant, show_instant
from forbear.errors import InputError, Problem
from forbear.events import Event

FINDINGS_JSONL, FINDINGS_CSV, REJECTED_JSONL = "findings.jsonl", "findings.csv", "rejected.jsonl"

CSV_COLUMNS = (
    "number", "at", "rulebook", "rule", "clause", "effect", "force", "cite", "confidence",
    "says_en", "says_zh", "channel", "direction", "outcome", "collector", "person", "role",
    "address", "debts", "rows", "free_at",
)  # fmt: skip

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_all(result: AuditResult, folder: Path, masked: bool = True) -> tuple[Path, ...]:
    """Write findings.jsonl, findings.csv and rejected.jsonl into ``folder``, which is made where missing.

    ``masked`` hides telephone numbers. Returns the paths; raises InputError where nothing can be written.
    """
    mask = mask_of(result, masked)
    records = [finding_record(finding, result.zone, mask) for finding in result.findings]
    texts = {
        FINDINGS_JSONL: json_lines(records),
        FINDINGS_CSV: csv_of(records),
        REJECTED_JSONL: json_lines(rejected_record(row, mask) for row in result.rejected),
    }
    for name, text in texts.items():
        write_text_safely(folder / name, text)
    return tuple(folder / name for name in texts)


def write_text_safely(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, as ``write_safely`` does; a broken letter (half of a surrogate pair) becomes ``?``."""
    # such a letter in a message must not cost the whole report
    write_safely(path, text.encode("utf-8", errors="replace"))


def write_safely(path: Path, content: bytes) -> None:
    """Write ``content`` to a temporary name beside ``path``, then rename: never half a file.

    A folder that is missing is made. Raises InputError; the file that was there before is then untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_then_rename(path, content)
    except OSError as error:
        raise InputError(
            Problem(str(path), "the file cannot be written", why=str(error.strerror or error),
                    hint="Name a folder that you may write to", code="output-unwritable")
        ) from error  # fmt: skip


def mask_of(result: AuditResult, masked: bool = True) -> Mask:
    """The mask for the numbers of an audit; one that hides nothing where ``masked`` is false."""
    return Mask.of(result.history.parties, result.history, masked)


def finding_record(finding: Finding, zone: str, mask: Mask) -> dict[str, Any]:
    """One finding as a JSON object; times are ISO 8601 as seen in ``zone``, ``rows`` are ``file:row``."""
    reason = finding.reason
    return {
        "number": finding.number,
        "at": iso_time(finding.contact.at, zone),
        "rulebook": reason.rulebook,
        "rule": reason.rule,
        "clause": reason.clause,
        "effect": reason.effect,
        "force": reason.force,
        "cite": reason.cite,
        "confidence": reason.confidence,
        "says": {lang: mask.text(sentence) for lang, sentence in reason.says.items()},
        "facts": {name: _plain(value, mask) for name, value in reason.facts.items()},
        "debts": [mask.text(debt) for debt in reason.debts],
        "contact": _contact_record(finding.contact, mask),
        "rows": [mask.text(source_of(row)) for row in finding.rows],
        "free_at": None if finding.free_at is None else iso_time(finding.free_at, zone),
    }


def rejected_record(row: Rejected, mask: Mask) -> dict[str, str]:
    """One row that could not be read, with what is wrong with it."""
    problem = row.problem
    parts = {
        "where": problem.where,
        "what": problem.what,
        "why": problem.why,
        "hint": problem.hint,
        "text": row.text,
    }
    return {"code": problem.code, **{name: mask.raw(part) for name, part in parts.items()}}


def source_of(event: Event) -> str:
    """``file:row``, or the place in the order where an event came from no file."""
    return str(event.source) if event.source else f"#{event.seq}"


def iso_time(instant: Instant, zone: str) -> str:
    """``2026-06-03T10:00:00+08:00``."""
    day, clock, offset = show_instant(instant, zone).split(" ")
    return f"{day}T{clock}{offset}"


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: a leading apostrophe where it would."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def _contact_record(contact: Event, mask: Mask) -> dict[str, Any]:
    keys = ("channel", "direction", "outcome", "collector", "person", "role", "address", "debts")
    return {key: _plain(contact.facts.get(key), mask) for key in keys if contact.facts.get(key) is not None}


def _plain(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask.text(mask_number(value)) if mask.on else value
    if isinstance(value, Mapping):
        return {str(key): _plain(item, mask) for key, item in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_plain(item, mask) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    return str(value) if isinstance(value, Decimal) else value


def json_lines(records: Iterable[Mapping[str, Any]]) -> str:
    """Records as JSON Lines."""
    return "".join(json.dumps(record, ensure_ascii=False, default=str) + "\n" for record in records)


def csv_of(records: Iterable[Mapping[str, Any]]) -> str:
    """Findings as a table that spreadsheets read."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for record in records:
        row = _csv_row(record)
        writer.writerow([safe_cell(str(row[column])) for column in CSV_COLUMNS])
    return "\ufeff" + page.getvalue()  # spreadsheets take a CSV file for UTF-8 only with this mark


def _csv_row(record: Mapping[str, Any]) -> dict[str, Any]:
    contact: Mapping[str, Any] = record["contact"]
    row = {column: record.get(column, contact.get(column, "")) for column in CSV_COLUMNS}
    says: Mapping[str, str] = record["says"]
    joined: Mapping[str, Callable[[], str]] = {
        "says_en": lambda: says.get("en", ""),
        "says_zh": lambda: says.get("zh", ""),
        "debts": lambda: " ".join(record["debts"] or contact.get("debts", ())),
        "rows": lambda: " ".join(record["rows"]),
        "free_at": lambda: record["free_at"] or "",
    }
    return row | {column: text() for column, text in joined.items()}


def _write_then_rename(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as page:
            page.write(content)
        _grant_usual_rights(name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _grant_usual_rights(name: str) -> None:
    """``mkstemp`` makes files for the owner alone; a report gets the rights that any new file gets."""
    usual = os.umask(0)
    os.umask(usual)
    Path(name).chmod(0o666 & ~usual)
