"""How records get into the database: three statements for all rows, on PostgreSQL in one text.

A text is one way to PostgreSQL and back. Each statement of it is planned quicker than parts of one that does all would
be. On SQLite a statement for each row would let go of Python as often, and where another thread judges it may take
milliseconds to get it back each time, with the only lock there is in its hands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.web.ledger.sql import changed

Row = tuple[Any, ...]
"""A record: debtor, seq, at, kind, body, hash. A given name: sha256, debtor, seq. A move of a head: seq, at, hash, then
the debtor and the seq and hash from which it moves, and the key under which her records are sealed."""

_ADD = "INSERT INTO ledger_record (debtor, seq, at, kind, body, hash) VALUES "
_GIVE = "INSERT INTO ledger_givenname (sha256, debtor, seq) VALUES "
_MOVE = """\
UPDATE ledger_debtor AS head SET seq = move.seq, at = move.at, hash = move.hash
FROM (
    SELECT column1 AS seq, column2 AS at, column3 AS hash, column4 AS id, column5 AS stood, column6 AS stood_hash,
        column7 AS key
    FROM (VALUES {}) AS given
) AS move
WHERE head.id = move.id AND head.seq = move.stood AND head.hash = move.stood_hash
    AND EXISTS (SELECT 1 FROM ledger_ledgerkey WHERE id = move.key)"""
"""Moves heads from where they stood; nothing where the key is not there under which the records are sealed."""
AT_ONCE = 500
"""So many rows go into one statement of SQLite at most: it takes 32,766 values."""


def write(connection: BaseDatabaseWrapper, records: Sequence[Row], names: Sequence[Row], moves: Sequence[Row]) -> int:
    """Add records and the names they give, and move heads; how many heads moved. Raises Django's DatabaseError."""
    if connection.vendor == "postgresql":
        adding = [f"{_ADD}{_places(records)};", f"{_GIVE}{_places(names)};" if names else ""]
        return _changed(connection, "".join(adding) + _MOVE.format(_places(moves)), [*records, *names, *moves])
    for sql, added in ((_ADD, records), (_GIVE, names)):
        for some in _parts(added):
            _changed(connection, sql + _places(some), some)
    return move(connection, moves)


def move(connection: BaseDatabaseWrapper, moves: Sequence[Row]) -> int:
    """Move heads; how many did move."""
    if connection.vendor == "postgresql":
        return _changed(connection, _MOVE.format(_places(moves)), moves)
    return sum(_changed(connection, _MOVE.format(_places(some)), some) for some in _parts(moves))


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _places(rows: Sequence[Row]) -> str:
    """Where the values of some rows stand in a statement."""
    return ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))


def _changed(connection: BaseDatabaseWrapper, sql: str, rows: Sequence[Row]) -> int:
    return changed(connection, sql, [value for row in rows for value in row])
