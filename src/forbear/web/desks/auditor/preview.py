"""The first rows of a table, to say what its columns are: words that repeat are shown, others masked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forbear.audit.tables.database import faults_told
from forbear.audit.tables.intake import source_of
from forbear.audit.tables.reading import MEMORY, reading
from forbear.engine.backends.safely import quoted
from forbear.errors import Problem, RecordError
from forbear.web.desks.auditor.bringing import check_parquet

ROWS_READ, ROWS_SHOWN, WORDS_MOST, LONGEST, COLUMNS_MOST = 2000, 5, 24, 40, 200
FEWEST_COLUMNS = 2
_TIME = re.compile(r"[\d\sT:/.+Z,-]{6,35}|\d{1,2}:\d\d(:\d\d)?")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")


def preview_of(path: Path) -> list[dict[str, Any]]:
    """Each column with its ``name``, a few ``cells`` and its ``words`` where few repeat; raises InputError."""
    with faults_told(path, MEMORY), reading() as db:
        check_parquet(path)
        source = source_of(path)
        names = [row[0] for row in db.rows(f"DESCRIBE SELECT * FROM {source} LIMIT 1")]
        _check(names)
        shown = ", ".join(f"{quoted(name)}::VARCHAR" for name in names)
        rows = db.rows(f"SELECT {shown} FROM {source} LIMIT {ROWS_READ}")
    if not rows:
        raise RecordError(Problem("", "the table has a header and no rows", hint="Export it again", code="empty"))
    return [_column(name, [row[place] for row in rows]) for place, name in enumerate(names)]


def _check(names: Sequence[str]) -> None:
    if len(names) < FEWEST_COLUMNS or len(names) > COLUMNS_MOST:
        what = f"the table has {len(names)} column(s)"
        hint = f"A table of contacts has from {FEWEST_COLUMNS} to {COLUMNS_MOST}, set apart by comma, semicolon or tab"
        raise RecordError(Problem("", what, hint=hint, code="columns"))


def _column(name: str, cells: Sequence[str | None]) -> dict[str, Any]:
    told = [cell.strip() for cell in cells if cell and cell.strip()]
    words = list(dict.fromkeys(told))
    is_words = len(words) <= WORDS_MOST and len(words) < max(2, len(told)) and not any(map(_is_somebody, words))
    is_time = bool(told) and all(_TIME.fullmatch(cell) for cell in told[:50]) and any(":" in cell for cell in told)
    shown = [cell or "" for cell in cells[:ROWS_SHOWN]]
    return {
        "name": name,
        "cells": [cell[:LONGEST] for cell in shown] if is_words or is_time else [masked(cell) for cell in shown],
        "words": words if is_words else [],
        "is_time": is_time,
    }


def masked(cell: str) -> str:
    """The shape of a cell: its first sign and the last two, the others as dots."""
    cell = cell.strip()[:LONGEST]
    hidden = _LETTER.sub("•", _DIGIT.sub("•", cell))
    if len(cell) < 4:
        return cell[:1] + hidden[1:]
    return cell[:1] + hidden[1:-2] + (cell[-2:] if _DIGIT.search(cell[-2:]) else hidden[-2:])


def _is_somebody(word: str) -> bool:
    """Is this a telephone number, an e-mail address, or a long number?"""
    return "@" in word or len(_DIGIT.findall(word)) >= 7


def words_of(preview: Sequence[Mapping[str, Any]], column: str) -> Sequence[str]:
    """The words that repeat in a column."""
    return next((each["words"] for each in preview if each["name"] == column), ())
