"""Small tables that somebody hands in as CSV: read whole, or refused with every line that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from forbear.errors import Problem, RecordError, nearest

Check = Callable[[Mapping[str, str], str], Iterator[Problem]]


def read_table(path: Path, columns: Sequence[str], wrong: Check) -> list[dict[str, str]]:
    """The lines of a CSV with exactly these columns, each asked of ``wrong``."""
    if not path.is_file():
        raise RecordError(Problem(str(path), "there is no such file", code="file-missing"))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        problems = list(_header(list(rows.fieldnames or ()), columns, str(path)))
        found = [] if problems else [(rows.line_num, _line(row, columns)) for row in rows]
    for number, line in found:
        problems += wrong(line, f"{path}, line {number}")
    if not problems and not found:
        problems.append(Problem(str(path), "it has no line", code="file-empty"))
    if problems:
        raise RecordError(problems)
    return [line for _, line in found]


def _header(have: Sequence[str], columns: Sequence[str], where: str) -> Iterator[Problem]:
    for name in have:
        if name not in columns:
            hint = nearest(name, columns) or f"Its columns are: {', '.join(columns)}"
            yield Problem(where, f"{name!r} is no column of it", hint=hint, code="column-unknown")
    for name in columns:
        if name not in have:
            yield Problem(where, f"the column {name!r} is missing", code="column-missing")


def _line(row: Mapping[str, str | None], columns: Sequence[str]) -> dict[str, str]:
    return {name: (row.get(name) or "").strip() for name in columns}
