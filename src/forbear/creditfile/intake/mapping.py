"""The mapping file of a delivery: which column of theirs holds which of ours, what stands for what, how days look.

[file]
format = "table"                # table: CSV, JSON Lines or Parquet, by its name; metro2; pboc
dates = "iso"                   # or a pattern such as "%d/%m/%Y", of every day
offset = "+08:00"               # of instants that have none
currency = "CNY"                # of rows that name none
encoding = "gb18030"            # utf-8 where it is not said
[account.columns]               # a table of ours (docs/reference/credit-tables.md): our column = theirs
account = "loan_no"             # in JSON Lines also a path such as "$.loan.no"
[account.optional]              # columns that are read where the file has them
[account.constants]             # columns that are the same on every row
[account.values.product]        # what they write = our word
"TERM LOAN" = "instalment"
[account.only]                  # rows that concern this table: their column = what it must hold
record = ["A", "B"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear.creditfile.tables import Table, tables
from forbear.errors import Problem, RecordError, nearest
from forbear.money import CURRENCIES

READY = ("metro2", "pboc")
"""Maps that ship with Forbear, named instead of a file."""
FORMATS = ("table", "metro2", "pboc")
PARTS = ("columns", "optional", "constants", "values", "only")
FILE_KEYS = ("format", "dates", "offset", "currency", "encoding")
ENCODINGS = ("utf-8", "utf-16", "gb18030", "windows-1252")
_OFFSET = re.compile(r"[+-]\d\d:\d\d|Z")


@dataclass(frozen=True, slots=True)
class TableMap:
    """What a file says of one table of ours."""

    table: Table
    columns: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[str]:
        """The columns of ours that may hold something."""
        given = {name for name, column in self.table.columns.items() if column.default or name == "currency"}
        return frozenset({*self.columns, *self.optional, *self.constants, *given})


@dataclass(frozen=True, slots=True)
class FileMap:
    """A checked mapping. ``file`` is the SHA-256 of its text."""

    name: str
    file: str
    format: str = "table"
    dates: str = "iso"
    offset: str = ""
    currency: str = ""
    encoding: str = "utf-8"
    tables: Sequence[TableMap] = ()

    def faults(self, have: Sequence[str], where: str) -> list[Problem]:
        """A problem for every column that the mapping names and the file lacks."""
        named = {
            column: f"{one.table.name}.{key}"
            for one in self.tables
            for key, column in [*one.columns.items(), *((theirs, theirs) for theirs in one.only)]
            if not column.startswith("$")
        }
        return [self._fault(column, key, have, where) for column, key in named.items() if column not in have]

    def _fault(self, column: str, key: str, have: Sequence[str], where: str) -> Problem:
        what = f"the mapping {self.name!r} names the column {column!r} for {key!r}, which the file does not have"
        hint = nearest(column, have) or f"Its columns: {', '.join(have)}"
        return Problem(where, what, hint=hint, code="column-missing")


def read_mapping(name: str) -> FileMap:
    """A mapping by the name of a ready one or by path; raises RecordError with every problem."""
    text = _text(name)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecordError(Problem(name, "this is no TOML", why=str(error), code="toml")) from None
    problems = list(_wrong(raw, name))
    if problems:
        raise RecordError(problems)
    about, digest = raw.get("file", {}), sha256(text.encode()).hexdigest()
    found = tuple(_table(key, raw[key]) for key in tables() if key in raw)
    return FileMap(name=Path(name).name, file=digest, tables=found, **about)


def _text(name: str) -> str:
    if name in READY:
        return files("forbear.creditfile.intake").joinpath("maps", f"{name}.toml").read_text(encoding="utf-8")
    path = Path(name)
    if not path.is_file():
        hint = nearest(name, READY) or f"Ready maps: {', '.join(READY)}"
        raise RecordError(Problem(f"--map {name}", "there is no such mapping file", hint=hint, code="file-missing"))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RecordError(Problem(name, "this is not written in UTF-8", code="encoding")) from None


def _table(name: str, raw: Mapping[str, Any]) -> TableMap:
    only = {column: [value] if isinstance(value, str) else list(value) for column, value in raw.get("only", {}).items()}
    return TableMap(tables()[name], **{**raw, "only": only})


def _wrong(raw: Mapping[str, Any], name: str) -> Iterator[Problem]:
    known = ("file", *tables())
    for key, inside in raw.items():
        if key not in known:
            hint = nearest(key, known) or f"Known: {', '.join(known)}"
            yield Problem(name, f"unknown table [{key}]", hint=hint, code="key-unknown")
        elif not isinstance(inside, dict):
            yield Problem(name, f"{key!r} is no table", hint=f"Write [{key}] above its keys", code="table-expected")
        elif key == "file":
            yield from _wrong_file(inside, f"{name}, [file]")
        else:
            yield from _wrong_table(tables()[key], inside, name)
    about = raw.get("file", {})
    if (about.get("format", "table") if isinstance(about, dict) else "") == "table" and not set(raw) & set(tables()):
        hint = f"Write [account.columns] or another of: {', '.join(tables())}"
        yield Problem(name, "the mapping names no table of ours", hint=hint, code="table-missing")


def _wrong_file(inside: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key, value in inside.items():
        if key not in FILE_KEYS:
            hint = nearest(key, FILE_KEYS) or f"Known: {', '.join(FILE_KEYS)}"
            yield Problem(where, f"{key!r} is not read", hint=hint, code="key-unknown")
        elif not isinstance(value, str):
            yield Problem(where, f"{key!r} is no text", code="text-expected")
    form, currency, offset = (str(inside.get(key, "")) for key in ("format", "currency", "offset"))
    if form and form not in FORMATS:
        hint = nearest(form, FORMATS) or f"Known: {', '.join(FORMATS)}"
        yield Problem(where, f"there is no format {form!r}", hint=hint, code="format-unknown")
    if currency and currency not in CURRENCIES:
        hint = nearest(currency, CURRENCIES) or "Write three letters, such as CNY"
        yield Problem(where, f"{currency!r} is no currency of ISO 4217", hint=hint, code="currency-unknown")
    if offset and not _OFFSET.fullmatch(offset):
        yield Problem(where, f"{offset!r} is no offset", hint="Write it like +08:00", code="offset-invalid")
    encoding = str(inside.get("encoding", "utf-8"))
    if encoding not in ENCODINGS:
        hint = nearest(encoding, ENCODINGS) or f"Known: {', '.join(ENCODINGS)}"
        yield Problem(where, f"there is no encoding {encoding!r} here", hint=hint, code="encoding")
    dates = str(inside.get("dates", "iso"))
    if dates != "iso" and not {"%d", "%m"} <= set(re.findall("%.", dates)):
        hint = 'Write iso or a pattern like "%d/%m/%Y"'
        yield Problem(where, f"{dates!r} is no pattern of days", hint=hint, code="dates-invalid")


def _wrong_table(table: Table, inside: Mapping[str, Any], name: str) -> Iterator[Problem]:
    layout = list(_wrong_layout(table, inside, name))
    yield from layout
    if layout:
        return
    for part in PARTS[:-1]:
        for key, value in inside.get(part, {}).items():
            if key not in table.mapped:
                hint = nearest(key, table.mapped) or f"Its columns: {', '.join(table.mapped)}"
                what = f"[{table.name}.{part}] {key!r} is no column of {table.name!r}"
                yield Problem(name, what, hint=hint, code="column-unknown")
            elif part in ("constants", "values"):
                yield from _wrong_words(table, key, value, f"{name}, [{table.name}.{part}]")
    given = {key for part in ("columns", "optional", "constants") for key in inside.get(part, {})}
    for key, column in table.columns.items():
        if column.needed and key not in given:
            hint = f'Write {key} = "…" under [{table.name}.columns] or [{table.name}.constants]'
            yield Problem(name, f"nothing is named for {table.name}.{key}", hint=hint, code="column-needed")


def _wrong_layout(table: Table, inside: Mapping[str, Any], name: str) -> Iterator[Problem]:
    for part, value in inside.items():
        if part not in PARTS:
            hint = nearest(part, PARTS) or f"Known: {', '.join(PARTS)}"
            yield Problem(name, f"unknown table [{table.name}.{part}]", hint=hint, code="key-unknown")
        elif not isinstance(value, dict):
            yield Problem(name, f"[{table.name}] {part!r} is no table", code="table-expected")
        else:
            yield from (_badly_said(table.name, part, key, name) for key, one in value.items() if not _sound(part, one))


def _sound(part: str, value: Any) -> bool:
    if part == "values":
        return isinstance(value, dict) and all(isinstance(word, str) for word in value.values())
    if part == "only":
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    return isinstance(value, str) and bool(value) if part in ("columns", "optional") else not isinstance(value, dict)


def _badly_said(table: str, part: str, key: str, name: str) -> Problem:
    hints = {
        "values": f'Write [{table}.values.{key}] above "theirs" = "ours"',
        "only": f'Write {key} = ["…"]',
        "constants": f'Write {key} = "…"',
    }
    hint = hints.get(part, f'Write {key} = "…", the name of a column')
    return Problem(name, f"[{table}.{part}] {key!r} cannot be read", hint=hint, code="value-invalid")


def _wrong_words(table: Table, key: str, value: Any, where: str) -> Iterator[Problem]:
    words = table.mapped[key].words
    for one in value.values() if isinstance(value, dict) else [value]:
        if words and one not in words:
            hint = nearest(str(one), words) or f"One of: {', '.join(words)}"
            yield Problem(where, f"{one!r} is no value of {key!r}", hint=hint, code="word-unknown")
