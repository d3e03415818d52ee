"""Plain statements straight to the driver: what Django lays around each of them costs more than most of ours do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Values = Sequence[Any]


def rows(connection: BaseDatabaseWrapper, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run a statement, its places written as ``%s``; the rows that it gives back. Raises Django's DatabaseError."""
    driver = _driver(connection)
    with connection.wrap_database_errors:
        cursor = driver.execute(_spelt(connection.vendor, sql), values)
        return cursor.fetchall() if cursor.description else []


def many(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Values]) -> int:
    """Run a statement for each of several sets of values; how many rows it changed. Raises Django's DatabaseError."""
    driver = _driver(connection)
    with connection.wrap_database_errors:
        cursor = driver.cursor()
        cursor.executemany(_spelt(connection.vendor, sql), values)
        return int(cursor.rowcount)


def columns(connection: BaseDatabaseWrapper, sql: str, tables: Iterable[tuple[Sequence[Values], int]]) -> int:
    """Run a statement of PostgreSQL whose places are the columns of some tables, each with how many columns it has.

    It is prepared, and values are bound by the server. How many rows it changed. Raises Django's DatabaseError.
    """
    from psycopg import Cursor

    driver = _driver(connection)
    values = [[row[place] for row in table] for table, width in tables for place in range(width)]
    with connection.wrap_database_errors:
        return int(Cursor(driver).execute(sql, values).rowcount)


def _driver(connection: BaseDatabaseWrapper) -> Any:
    """The open connection, as Django's own cursors get it."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection.connection


@lru_cache(maxsize=256)
def _spelt(vendor: str, sql: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql
