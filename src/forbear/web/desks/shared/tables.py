"""Tables to carry out as CSV, written while they are read; nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from forbear.audit.export import safe_cell

MARK = "\ufeff"
"""Spreadsheets take a file that begins so for UTF-8."""


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A table as a file of that name."""
    answer = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield MARK + _line(head)
    yield from map(_line, rows)


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(safe_cell(cell) if isinstance(cell, str) else cell for cell in cells)
    return out.getvalue()
