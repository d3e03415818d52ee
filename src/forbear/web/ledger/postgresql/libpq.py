"""Statements to PostgreSQL by libpq itself: what the driver's cursors lay around each takes several times as long.

Values are written into the text, as Django's own cursors do, so that several statements are one way there and back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.pq import DiagnosticField, Escaping, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Driver = psycopg.Connection[Any]
Values = Sequence[Any]

_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_WITHIN = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
_INT4, _INT8, _TEXT, _VARCHAR = 23, 20, 25, 1043
_READERS: dict[int, Callable[[bytes], Any]] = {_INT4: int, _INT8: int, _TEXT: bytes.decode, _VARCHAR: bytes.decode}


def rows(driver: Driver, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run a text of statements; the rows, texts and whole numbers, that the last one gives. Raises psycopg's errors."""
    found = _run(driver, sql, values)
    readers = [(column, _READERS[found.ftype(column)]) for column in range(found.nfields)]
    return [
        tuple(None if (value := found.get_value(row, column)) is None else read(value) for column, read in readers)
        for row in range(found.ntuples)
    ]


def changed(driver: Driver, sql: str, values: Values) -> int:
    """Run a text of statements; how many rows the last one changed. Raises psycopg's errors."""
    return _run(driver, sql, values).command_tuples or 0


def is_within(driver: Driver) -> bool:
    """Is a transaction open?"""
    return driver.pgconn.transaction_status in _WITHIN


def _run(driver: Driver, sql: str, values: Values) -> PGresult:
    """What the last statement of a text gave, whose places are written ``%s``.

    Where Django has begun a transaction of which the server knows nothing yet, it is told of it.
    """
    pgconn = driver.pgconn
    begins = not driver.autocommit and pgconn.transaction_status == TransactionStatus.IDLE
    found = pgconn.exec_((b"BEGIN;" if begins else b"") + _filled(pgconn, sql, values))
    if found.status not in _DONE:
        raise _error(found)
    return found


def _filled(pgconn: PGconn, sql: str, values: Values) -> bytes:
    literal = Escaping(pgconn).escape_literal
    return sql.encode() % tuple(
        [b"%d" % value if isinstance(value, int) else literal(_text(value)) for value in values]
    )


def _text(value: str) -> bytes:
    text = value.encode()
    if b"\0" in text:
        raise psycopg.DataError("a text of PostgreSQL cannot hold the character NUL")
    return text


def _error(found: PGresult) -> psycopg.Error:
    """What went wrong, by the name that the standard has for it; without one the connection is lost."""
    state, told = found.error_field(DiagnosticField.SQLSTATE), found.error_message.decode(errors="replace").strip()
    if state is None:
        return psycopg.OperationalError(told)
    try:
        return psycopg.errors.lookup(state.decode())(told)
    except KeyError:
        return psycopg.DatabaseError(told)
