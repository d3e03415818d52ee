"""The embedded database of an audit of tables: a memory limit, a folder to spill to, and its faults as sentences."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, Self

import duckdb

from forbear.engine.backends.duckdb import OUR_FAULT, DuckDB
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import InputError, Problem

MEMORY = "4GB"
_SIZE = re.compile(r"(\d+) ?([KMGT]i?B)", re.IGNORECASE)
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_FULL = "no space left"
Fault = duckdb.Error
"""What the database raises."""


class Database:
    """A connection, and the texts of ``sql/`` run on it."""

    def __init__(self, memory: str, spill: Path) -> None:
        check_memory(memory)
        self.engine = DuckDB(memory, spill)
        self.connect(self.engine.connection, memory)

    def connect(self, connection: duckdb.DuckDBPyConnection, memory: str) -> None:
        """Ask over a connection over which nothing was laid down yet."""
        self.memory = memory
        self.connection = connection
        self.zone_type = "VARCHAR"
        """The type of a time zone: one of those of the log, once they are known."""
        self._types: set[str] = set()
        self._making = Lock()

    def beside(self) -> Database:
        """Another connection to the same tables, for another thread: what it lays down for itself is its own."""
        other = copy(self)
        other.connection = self.connection.cursor()
        return other

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def run(self, name: str) -> None:
        """Run a file of ``sql/``."""
        self.connection.execute(sql(name))

    def word_type(self, words: Iterable[str]) -> str:
        """The type of one of some words, made when it is first asked for."""
        listed = ", ".join(literal(word) for word in dict.fromkeys(words))
        name = f"words_{sha256(listed.encode()).hexdigest()[:16]}"
        with self._making:
            if name not in self._types:
                self.connection.execute(f"CREATE TYPE {name} AS ENUM ({listed})")
                self._types.add(name)
        return name

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query, list(parameters)).fetchall()

    def columns(self, table: str) -> dict[str, str]:
        """Column → type of a table or view."""
        return {row[0]: row[1] for row in self.rows(f"DESCRIBE {quoted(table)}")}

    def set(self, **values: int | str) -> None:
        """Set variables that the files of ``sql/`` read."""
        for name, value in values.items():
            self.connection.execute(f"SET VARIABLE {name} = {literal(value)}")


def sql(name: str) -> str:
    """The text of one of the files in ``sql/``."""
    return files("forbear").joinpath("audit", "tables", "sql", f"{name}.sql").read_text(encoding="utf-8")


def check_memory(text: str) -> int:
    """``4GB`` in bytes; raises InputError where it is no size."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or int(found[1]) == 0:
        hint = "Write a whole number and a unit, such as 4GB or 800MB"
        raise InputError(Problem("--memory", f"{text!r} is no size of memory", hint=hint, code="memory-invalid"))
    return int(found[1]) * _UNITS[found[2][0].upper()]


@contextmanager
def faults_told(where: Path, memory: str) -> Iterator[None]:
    """Turn what the database complains of into one sentence each. ``where``: what was being read or written."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise InputError(_memory(memory, error)) from error
    except duckdb.Error as error:
        if isinstance(error, OUR_FAULT):
            raise
        raise InputError(_fault(where, str(error))) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise InputError(_full(where)) from error


def _memory(memory: str, error: Exception) -> Problem:
    if _FULL in str(error).lower() or "max_temp_directory_size" in str(error):
        return _full(Path())
    hint = "Give more with --memory, such as --memory 8GB; one debtor with very many contacts needs the most"
    return Problem("--memory", f"{memory} of memory does not suffice for this log", hint=hint, code="memory-short")


def _fault(where: Path, text: str) -> Problem:
    if _FULL in text.lower():
        return _full(where)
    named = re.search(r"[\"'“]?([^\"'\s]+\.parquet)", text)
    place = named[1] if named else str(where)
    why = text.splitlines()[0].split("Error: ", 1)[-1][:160]
    hint = "Write or export it again; nothing was left of this run"
    return Problem(place, "the tables cannot be read", why=why, hint=hint, code="tables-unreadable")


def _full(where: Path) -> Problem:
    hint = "Free space, or name a folder on another disk with --out; nothing was left of this run"
    return Problem(str(where), "the disk is full", hint=hint, code="disk-full")
