"""Plain statements straight to the driver: what Django lays around each of them costs more than most of ours do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Values = Sequence[Any]


def rows(connection: BaseDatabaseWrapper, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run a statement, its places written as ``%s``; the rows that it gives back. Raises Django's DatabaseError.

    On PostgreSQL it may be several statements: the rows of the last.
    """
    driver = _driver(connection)
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            from forbear.web.ledger.postgresql import libpq

            return libpq.rows(driver, sql, values)
        found: list[tuple[Any, ...]] = driver.execute(_for_sqlite(sql), values).fetchall()
        return found


def changed(connection: BaseDatabaseWrapper, sql: str, values: Values, copied: Sequence[Sequence[Values]] = ()) -> int:
    """Run a statement; how many rows it changed. Raises Django's DatabaseError.

    On PostgreSQL it may be several statements: the rows of the last. ``copied``: the rows of each COPY … FROM STDIN in
    them.
    """
    driver = _driver(connection)
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            from forbear.web.ledger.postgresql import libpq

            return libpq.changed(driver, sql, values, copied)
        return int(driver.execute(_for_sqlite(sql), values).rowcount)


def places(rows: Sequence[Values]) -> str:
    """Where the values of some rows, each as long as the first, stand in a statement."""
    return ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))


def in_places(rows: Sequence[Values]) -> list[Any]:
    """The values that go there."""
    return [value for row in rows for value in row]


def is_within(connection: BaseDatabaseWrapper) -> bool:
    """Does the server of PostgreSQL hold a transaction open for a connection?"""
    from forbear.web.ledger.postgresql import libpq

    driver: Any = connection.connection
    return driver is not None and libpq.is_within(driver)


def _driver(connection: BaseDatabaseWrapper) -> Any:
    """The open connection, as Django's own cursors get it."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection.connection


@lru_cache(maxsize=256)
def _for_sqlite(sql: str) -> str:
    return sql.replace("%s", "?")
