"""The store: a DuckDB database in a folder, to which deliveries are added and from which nothing is ever taken.

Each table of ``tables.toml`` is a view of every row with its lender, file, line and first arrival;
``<table>_as_known(until := …)`` gives for every key the row that counts by what had come until an instant (UTC).
The rule: a correction beats an original, otherwise the later arrival wins. Ties are broken by what stands in the
rows alone, so that the order in which files are taken in never matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import duckdb

from forbear.creditfile.storing import sql
from forbear.creditfile.tables import SQL_TYPES, Table, tables
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import InputError, Problem

NAME = "credit.duckdb"
VERSION = 1
MEMORY = "2GB"


class Store:
    """An open store. Many may read, or one writes and makes it; what was begun and not ended leaves no trace."""

    def __init__(self, folder: Path, memory: str = MEMORY, *, write: bool = False) -> None:
        self.folder = folder
        if not write and not (folder / NAME).is_file():
            what, hint = "there is no store here", "Take a delivery in with `forbear credit ingest`"
            raise InputError(Problem(str(folder), what, hint=hint, code="store-missing"))
        folder.mkdir(parents=True, exist_ok=True)
        self.connection = _connect(folder, memory, write)
        try:
            self._lay()
        except BaseException:
            self.connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query, list(parameters)).fetchall()

    def as_known(self, table: str, at: datetime | None = None) -> list[dict[str, Any]]:
        """The rows of a table that count, by what had come until ``at`` (now where it is not said)."""
        cursor = self.connection.execute(f"SELECT * FROM {as_known(table, at)}")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def wholly(self) -> Iterator[None]:
        """All that is done inside, or nothing."""
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _lay(self) -> None:
        known = self.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'store'")
        version = self.rows("SELECT version FROM store")[0][0] if known else VERSION
        if version != VERSION:
            what = f"this store has the form {version}, and this version of Forbear reads the form {VERSION}"
            raise InputError(Problem(str(self.folder), what, hint="Take the files in anew", code="store-version"))
        if not known:
            with self.wholly():
                self.connection.execute(sql("store"))
                self.connection.execute(f"INSERT INTO store VALUES ({VERSION})")
                for table in tables().values():
                    for statement in _statements(table):
                        self.connection.execute(statement)
                self.connection.execute(sql("sharing"))


def as_known(table: str, at: datetime | None = None) -> str:
    """What to write after FROM for the rows of a table that count until ``at``."""
    name = f"{table}_as_known"
    if at is None:
        return f"{name}()"
    return f"{name}(until := TIMESTAMP {literal(utc(at).isoformat(sep=' '))})"


def kept_aside(store: Store, deliveries: Sequence[str] = ()) -> list[tuple[str, str, int, list[str], str]]:
    """Lender, file, line, reasons and text of the rows kept aside: of some deliveries, or of all that count."""
    return store.rows(sql("kept_aside"), [list(deliveries), list(deliveries)])


def doubtful(store: Store) -> list[tuple[str, str, int, str]]:
    """Lender, file, line and kind of doubt of the rows that were taken and are doubtful."""
    return store.rows(sql("doubtful"))


def utc(moment: datetime) -> datetime:
    """An instant as the store writes it: UTC, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _connect(folder: Path, memory: str, write: bool) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(folder / "spill")}
    try:
        return duckdb.connect(str(folder / NAME), read_only=not write, config=config)
    except duckdb.Error as error:
        why = str(error).splitlines()[0].split("Error: ", 1)[-1][:160]
        hint = "Wait until the other command has ended, where one is at work"
        raise InputError(
            Problem(str(folder), "the store cannot be opened", why=why, hint=hint, code="store-closed")
        ) from error


def _statements(table: Table) -> Iterator[str]:
    columns = ", ".join(f"{quoted(name)} {SQL_TYPES[column.type]}" for name, column in table.columns.items())
    names = {"rows": quoted(f"{table.name}_rows"), "table": quoted(table.name), "columns": columns}
    yield sql("table", names)
    order = _order(table)
    if table.name == "account_month":
        yield sql("account_month_as_known", {"order": order})
        return
    things = ", ".join(quoted(name) for name in table.key)
    newest = f"QUALIFY row_number() OVER (PARTITION BY lender, {things} ORDER BY {quoted(table.latest)} DESC) = 1"
    parts = {"name": f"{table.name}_as_known", "table": quoted(table.name), "order": order}
    parts |= {"named by": ", ".join(map(quoted, table.named_by)), "latest": newest if table.latest else ""}
    yield sql("as_known", parts)


def _order(table: Table) -> str:
    """The rule; what follows ``received`` only decides between files that came at the same instant."""
    apart = {"source": "source DESC", "as_of": "as_of DESC NULLS LAST"}
    return ", ".join(
        ["correction DESC", "received DESC", *(apart[name] for name in table.apart), "file", "line", "delivery"]
    )
