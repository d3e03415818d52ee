"""The tables of the store, from ``tables.toml``: for the store itself, the intake, its checks and the reference."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

SQL_TYPES = {
    "text": "VARCHAR", "word": "VARCHAR", "day": "DATE", "month": "DATE", "moment": "TIMESTAMP", "int": "BIGINT",
    "bool": "BOOLEAN", "money": "BIGINT", "rate": "DECIMAL(18, 9)",
}  # fmt: skip
"""How a type stands in the database; a moment is UTC, money whole minor units."""

PLACED = {
    "lender": ("text", "Whose record it is."),
    "received": ("moment", "When the delivery came for the first time."),
    "licence": ("text", "The licence or agreement under which it was delivered."),
    "file": ("text", "SHA-256 of the file."),
    "delivery": ("text", "The delivery: this lender's file."),
    "line": ("int", "The line of the file, or the number of the record in it."),
    "correction": ("bool", "It corrects what was said before."),
    "consent": ("text", "The consent of the person on which it rests."),
}
"""The columns that every row of every table has besides its own, and what they say."""

BESIDE = {
    "delivery": "each reading of a file of a lender: format, mapping and its SHA-256, licence, and how much was taken",
    "arrival": "each time that a file came, and under which name",
    "rejected": "each line that was kept aside: its number, every reason, its whole text",
    "doubt": "each doubt about a row that was taken: `id-impossible`, `id-birth-date`, `id-unchecked`",
    "sharing_as_known(until := …)": "each identity number that stands with one telephone for different people",
}
"""What a store holds besides the facts."""

OPTIONAL = ("consent", "correction")
"""Those of them that a mapping may name."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    says: str
    needed: bool = False
    words: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, what names a thing in it, and what no row of it may say."""

    name: str
    says: str
    columns: Mapping[str, Column]
    key: Sequence[str]
    latest: str = ""
    apart: Sequence[str] = ()
    never: Mapping[str, str] = field(default_factory=dict)

    @property
    def mapped(self) -> Mapping[str, Column]:
        """The columns that a mapping may name."""
        return {**self.columns, **_OPTIONAL}

    @property
    def named_by(self) -> Sequence[str]:
        """The columns of which every combination has one row that counts."""
        return [*self.key, *([self.latest] if self.latest else [])]


_OPTIONAL = {name: Column(name, PLACED[name][0], PLACED[name][1]) for name in OPTIONAL}


@cache
def tables() -> Mapping[str, Table]:
    """All tables of facts by name."""
    text = files("forbear.creditfile").joinpath("tables.toml").read_text(encoding="utf-8")
    return {name: _table(name, raw) for name, raw in tomllib.loads(text).items()}


def _table(name: str, raw: Mapping[str, Any]) -> Table:
    columns = {
        key: Column(key, **{**value, "words": tuple(value.get("words", ()))}) for key, value in raw["columns"].items()
    }
    return Table(name=name, **{**raw, "columns": columns})


def page() -> str:
    """The reference of the tables as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Tables of the credit file",
        "",
        "Written by `make docs` from `src/forbear/creditfile/tables.toml`. A store holds each table as a view of that",
        "name, with every row that was ever taken in, and as `<table>_as_known(until := …)`: for every key the row",
        "that counts, by what had come until that instant.",
        "Money is whole minor units of `currency`, instants are UTC.",
        "",
        "## Every row",
        "",
        "| column | type | what it says |",
        "|---|---|---|",
    )
    yield from (f"| `{name}` | {kind} | {says} |" for name, (kind, says) in PLACED.items())
    yield from ("", "## Beside the tables", "", "| table | one row for |", "|---|---|")
    yield from (f"| `{name}` | {says} |" for name, says in BESIDE.items())
    for table in tables().values():
        yield from ("", f"## {table.name}", "", f"{table.says} Named by {_listed(['lender', *table.named_by])}.", "")
        yield from ("| column | type | what it says |", "|---|---|---|")
        yield from map(_row, table.columns.values())
        if table.never:
            yield from ("", f"A row is refused where {' or '.join(table.never)}.")


def _row(column: Column) -> str:
    words = f": {_listed(column.words)}" if column.words else ""
    needed = "; must be there" if column.needed else ""
    default = f"; `{column.default}` where it is missing" if column.default else ""
    return f"| `{column.name}` | {column.type}{words}{needed}{default} | {column.says} |"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
