"""Statements to PostgreSQL by libpq itself: what the driver's cursors lay around each takes several times as long.

Values are written into the text, as Django's own cursors do, so that several statements are one way there and back.
Rows to add follow it (COPY): to read them out of a text would cost the server as much again as to add them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from select import POLLIN, POLLOUT, poll
from typing import Any

import psycopg
from psycopg.pq import DiagnosticField, Escaping, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Driver = psycopg.Connection[Any]
Values = Sequence[Any]

_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_WITHIN = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
_INT4, _INT8, _TEXT, _VARCHAR = 23, 20, 25, 1043
_SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
"""How what sets values and rows of COPY apart is written inside of them."""
_READERS: dict[int, Callable[[bytes], Any]] = {_INT4: int, _INT8: int, _TEXT: bytes.decode, _VARCHAR: bytes.decode}


def rows(driver: Driver, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run a text of statements; the rows, texts and whole numbers, that the last one gives. Raises psycopg's errors."""
    found = _run(driver, sql, values)
    readers = [(column, _READERS[found.ftype(column)]) for column in range(found.nfields)]
    return [
        tuple(None if (value := found.get_value(row, column)) is None else read(value) for column, read in readers)
        for row in range(found.ntuples)
    ]


def changed(driver: Driver, sql: str, values: Values, copied: Sequence[Sequence[Values]] = ()) -> int:
    """Run a text of statements; how many rows the last one changed. Raises psycopg's errors.

    ``copied``: for each COPY … FROM STDIN of the text, in order, the rows that it gets.
    """
    pgconn, texts = driver.pgconn, iter([_copied(each) for each in copied])
    pgconn.send_query(_told(driver, sql, values))
    found = None
    for found in _results(pgconn):
        if found.status == ExecStatus.COPY_IN:
            pgconn.put_copy_data(next(texts))
            pgconn.put_copy_end()
    return _sound(found).command_tuples or 0


def is_within(driver: Driver) -> bool:
    """Is a transaction open?"""
    return driver.pgconn.transaction_status in _WITHIN


def _run(driver: Driver, sql: str, values: Values) -> PGresult:
    """What the last statement of a text gave."""
    return _sound(driver.pgconn.exec_(_told(driver, sql, values)))


def _told(driver: Driver, sql: str, values: Values) -> bytes:
    """What the server is told: a text of statements whose places are written ``%s``.

    Where Django has begun a transaction of which the server knows nothing yet, it is told of it.
    """
    pgconn = driver.pgconn
    begins = not driver.autocommit and pgconn.transaction_status == TransactionStatus.IDLE
    return (b"BEGIN;" if begins else b"") + _filled(pgconn, sql, values)


def _results(pgconn: PGconn) -> Iterator[PGresult]:
    """What comes back of what was sent. While it is waited for, other threads go on."""
    came = poll()
    while True:
        while (unsent := pgconn.flush()) or pgconn.is_busy():
            came.register(pgconn.socket, POLLIN | POLLOUT if unsent else POLLIN)
            came.poll()
            pgconn.consume_input()
        found = pgconn.get_result()
        if found is None:
            return
        yield found


def _filled(pgconn: PGconn, sql: str, values: Values) -> bytes:
    literal = Escaping(pgconn).escape_literal
    return sql.encode() % tuple(
        [b"%d" % value if isinstance(value, int) else literal(_text(value)) for value in values]
    )


def _copied(rows: Sequence[Values]) -> bytes:
    lines = ["\t".join([str(value).translate(_SPECIAL) for value in row]) for row in rows]
    return "\n".join([*lines, ""]).encode()


def _text(value: str) -> bytes:
    text = value.encode()
    if b"\0" in text:
        raise psycopg.DataError("a text of PostgreSQL cannot hold the character NUL")
    return text


def _sound(found: PGresult | None) -> PGresult:
    """The result of a statement; raises psycopg's error where it is none."""
    if found is None:
        raise psycopg.OperationalError("the server of PostgreSQL answered nothing")
    if found.status not in _DONE:
        raise _error(found)
    return found


def _error(found: PGresult) -> psycopg.Error:
    """What went wrong, by the name that the standard has for it; without one the connection is lost."""
    state, told = found.error_field(DiagnosticField.SQLSTATE), found.error_message.decode(errors="replace").strip()
    if state is None:
        return psycopg.OperationalError(told)
    try:
        return psycopg.errors.lookup(state.decode())(told)
    except KeyError:
        return psycopg.DatabaseError(told)
