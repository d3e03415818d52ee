"""Tables as files: safe in a spreadsheet, in the words of the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from forbear.audit.export import safe_cell

MARK = "\ufeff"
"""Spreadsheets take a file that begins so for UTF-8."""


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as a file to keep."""
    page = io.StringIO()
    page.write(MARK)
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    answer = HttpResponse(page.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
