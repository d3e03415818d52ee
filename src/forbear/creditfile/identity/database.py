"""The texts of ``sql/`` run on a DuckDB connection, and columns of Python's handed to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from forbear.creditfile.storing import sql

Connection = duckdb.DuckDBPyConnection
Row = tuple[Any, ...]


def run(connection: Connection, name: str, **values: Any) -> None:
    """Run a file of ``sql/``; ``values`` are the variables that it reads."""
    for key, value in values.items():
        connection.execute(f"SET VARIABLE {key} = {value!r}")
    connection.execute(sql(name, of="identity"))


def rows(connection: Connection, query: str, given: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query; never ``fetchone``, which leaves the connection busy."""
    return connection.execute(query, list(given)).fetchall()


def columns(connection: Connection, query: str) -> Mapping[str, Any]:
    """The columns of a query as arrays; every value must be there."""
    return connection.execute(query).fetchnumpy()


def lay(
    connection: Connection, table: str, columns: Mapping[str, tuple[str, Sequence[Any]]], *, kind: str = "TABLE"
) -> None:
    """Make a table of columns: name → type and values. ``kind``: ``TEMP TABLE`` where nobody needs it afterwards."""
    picked = ", ".join(f"unnest(?::{of}[]) AS {name}" for name, (of, _) in columns.items())
    connection.execute(
        f"CREATE OR REPLACE {kind} {table} AS SELECT {picked}", [list(one) for _, one in columns.values()]
    )
