"""A file laid out for the checks: temporary tables ``staged_<table>`` of text, and what could not be read at all."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from forbear.creditfile.tables import Table, tables
from forbear.engine.backends.safely import literal, quoted

if TYPE_CHECKING:
    from forbear.creditfile.store import Store


class Torn(NamedTuple):
    """A line that is no row at all: its number, what stands there, and why it is none."""

    line: int
    text: str
    reason: str


class Cells(NamedTuple):
    """One row of a table of ours, as text, and the record it came from."""

    table: str
    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Laid:
    """What was laid: how many lines, tables and their columns, a query for line and text, lines that are no rows.

    ``empty``: those tables of which the file might hold rows and holds none.
    """

    lines: int
    tables: Mapping[str, Collection[str]]
    texts: str
    torn: list[Torn] = field(default_factory=list)
    empty: Collection[str] = ()

    @property
    def held(self) -> list[Table]:
        """The tables of which there are rows."""
        return [tables()[name] for name in self.tables if name not in self.empty]


@dataclass(slots=True)
class Book(ABC):
    """The records of a file while it is read: ``texts`` and what is ``torn`` are whole when all rows were taken."""

    currency: str
    texts: list[tuple[int, str]] = field(default_factory=list)
    torn: list[Torn] = field(default_factory=list)

    @abstractmethod
    def rows(self, path: Path) -> Iterator[Cells]:
        """The rows of every record of a file; each format says how."""


def lay_book(store: Store, path: Path, book: Book, folder: Path) -> Laid:
    """Lay a file out that is read record by record."""
    laid = lay_cells(store, book.rows(path), book.texts, folder)
    laid.lines, laid.torn = len(book.texts), book.torn
    return laid


def lay_cells(store: Store, rows: Iterable[Cells], texts: Iterable[tuple[int, str]], folder: Path) -> Laid:
    """Lay rows that a reader made; each table by way of a file in ``folder``."""
    written = {name: (folder / f"{name}.jsonl").open("w", encoding="utf-8") for name in tables()}
    try:
        used = set()
        for row in rows:
            json.dump({"line": row.line, **row.cells}, written[row.table], ensure_ascii=False)
            written[row.table].write("\n")
            used.add(row.table)
    finally:
        for stream in written.values():
            stream.close()
    found = {name: tuple(table.mapped) for name, table in tables().items() if name in used}
    for name in found:
        _stage(store, tables()[name], folder / f"{name}.jsonl")
    lines = _lay_texts(store, texts, folder / "texts.jsonl")
    return Laid(lines, found, 'SELECT line, "text" FROM raw')


def _stage(store: Store, table: Table, path: Path) -> None:
    shape = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.mapped)
    columns = ", ".join(f"nullif(trim({quoted(name)}), '') AS {quoted(name)}" for name in table.mapped)
    given = f"read_json({literal(str(path))}, format = 'newline_delimited', columns = {{'line': 'BIGINT', {shape}}})"
    store.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted('staged_' + table.name)} AS SELECT line, {columns} FROM {given}"
    )


def _lay_texts(store: Store, texts: Iterable[tuple[int, str]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for line, text in texts:
            stream.write(json.dumps({"line": line, "text": text}, ensure_ascii=False) + "\n")
            count += 1
    shape = "{'line': 'BIGINT', 'text': 'VARCHAR'}"
    given = f"read_json({literal(str(path))}, format = 'newline_delimited', columns = {shape})"
    store.connection.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM {given}")
    return count
