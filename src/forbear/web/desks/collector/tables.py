"""A portfolio's file as a table: its encoding, what separates its columns, its header and its rows, no further."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from forbear.errors import InputError, Problem

MOST_ROWS = 500_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """The header of a file and its rows: (line, cells). ``sha256`` is that of its bytes."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sha256: str


def read_table(file: UploadedFile[Any]) -> Table:
    """Read a CSV file; raises InputError where it is none, or more than is taken."""
    content = file.read()
    text = _text(content)
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise InputError(Problem("file", "this is no table in CSV", why=str(error), code="no-table")) from None
    if len(rows) < 2:
        raise InputError(Problem("file", "there are no rows under the header", code="no-rows"))
    return Table(rows[0][1], tuple(rows[1:]), hashlib.sha256(content).hexdigest())


def _text(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        hint = "Save it as CSV (UTF-8) there"
        raise InputError(Problem("file", "this is a spreadsheet's own file", hint=hint, code="spreadsheet"))
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(Problem("file", "this is no text", hint="Save it as CSV (UTF-8)", code="no-text"))


def _rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that are not empty, each with the line on which it ends; raises InputError on too much."""
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True)
    for number, row in enumerate(reader):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in row):
            raise InputError(Problem("file", "this is more than a portfolio can hold", code="too-much"))
        if any(cell.strip() for cell in row):
            yield reader.line_num, tuple(row)


def _separator(text: str) -> str:
    first: Sequence[str] = text.splitlines()[:1] or [""]
    return max(SEPARATORS, key=first[0].count)
