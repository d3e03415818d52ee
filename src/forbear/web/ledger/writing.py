"""How records get into the database: three statements for all rows, on PostgreSQL in one text.

PostgreSQL gets rows to add by COPY, which costs it and us little more than half of what INSERT does, and one row no
more. Each statement is planned quicker than parts of one that does all would be. On SQLite a statement for each row
would let go of Python as often, and where another thread judges it may take milliseconds to get it back each time,
with the only lock there is in its hands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.web.ledger.sql import changed, in_places, places

Row = tuple[Any, ...]
"""A record: debtor, seq, at, kind, body, hash. A given name: sha256, debtor, seq. A move of a head: seq, at, hash, then
the debtor and the seq and hash from which it moves."""

_RECORDS, _NAMES = "ledger_record (debtor, seq, at, kind, body, hash)", "ledger_givenname (sha256, debtor, seq)"
_MOVE = """\
UPDATE ledger_debtor AS head SET seq = move.seq, at = move.at, hash = move.hash
FROM (
    SELECT column1 AS seq, column2 AS at, column3 AS hash, column4 AS id, column5 AS stood, column6 AS stood_hash
    FROM (VALUES {}) AS given
) AS move
WHERE head.id = move.id AND head.seq = move.stood AND head.hash = move.stood_hash
    AND EXISTS (SELECT 1 FROM ledger_ledgerkey WHERE id = %s)"""
"""Moves heads from where they stood; nothing where the key is not there under which all that is added is sealed."""
AT_ONCE = 500
"""So many rows go into one statement of SQLite at most: it takes 32,766 values."""


def write(
    connection: BaseDatabaseWrapper, records: Sequence[Row], names: Sequence[Row], moves: Sequence[Row], key: str
) -> int:
    """Add records, sealed under a key of that id, and the names they give, and move heads; how many heads moved.

    Raises Django's DatabaseError.
    """
    if connection.vendor == "postgresql":
        copying = "".join([f"COPY {table} FROM STDIN;" for table in (_RECORDS, _NAMES)])
        return _moved(connection, copying, moves, key, [records, names])
    for table, added in ((_RECORDS, records), (_NAMES, names)):
        for some in _parts(added):
            changed(connection, f"INSERT INTO {table} VALUES {places(some)}", in_places(some))  # noqa: S608 (own names)
    return move(connection, moves, key)


def move(connection: BaseDatabaseWrapper, moves: Sequence[Row], key: str) -> int:
    """Move heads; how many did move."""
    parts = [moves] if connection.vendor == "postgresql" else _parts(moves)
    return sum(_moved(connection, "", some, key) for some in parts)


def _moved(
    connection: BaseDatabaseWrapper, before: str, moves: Sequence[Row], key: str, copied: Sequence[Sequence[Row]] = ()
) -> int:
    return changed(connection, before + _MOVE.format(places(moves)), [*in_places(moves), key], copied)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
