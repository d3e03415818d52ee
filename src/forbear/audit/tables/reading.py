"""One small database in each process, for what pages read from Parquet: little memory, never a file of its own.

What lies at the end of each file is remembered: a path whose file may change must not be read here.
"""

from __future__ import annotations

import atexit
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import duckdb

from forbear.audit.tables.database import Database
from forbear.engine.backends.safely import quoted

MEMORY = "512MB"
THREADS = 2
_lock = threading.Lock()


class Reader(Database):
    """A database as the audit of tables uses it, that lives for one page."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connect(connection, MEMORY)


@contextmanager
def reading() -> Iterator[Reader]:
    """A connection to the database of this process; whatever is made in it is gone afterwards."""
    with _lock:
        cursor = _shared().cursor()
    name = quoted(f"page {secrets.token_hex(8)}")
    cursor.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
    try:
        yield Reader(cursor)
    finally:
        cursor.execute(f"USE memory; DETACH {name}")
        cursor.close()


def rows(query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query that makes nothing."""
    with _lock:
        cursor = _shared().cursor()
    try:
        return cursor.execute(query, list(parameters)).fetchall()
    finally:
        cursor.close()


def streamed(query: str, parameters: Sequence[Any], at_a_time: int = 1000) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The same, some at a time."""
    with _lock:
        cursor = _shared().cursor()
    try:
        cursor.execute(query, list(parameters))
        while found := cursor.fetchmany(at_a_time):
            yield found
    finally:
        cursor.close()


@cache
def _shared() -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": "",
        "preserve_insertion_order": True,
    }
    atexit.register(_end)
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET parquet_metadata_cache = true")
    return connection


def _end() -> None:
    if _shared.cache_info().currsize:
        _shared().close()
        _shared.cache_clear()
