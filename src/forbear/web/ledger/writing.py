"""How records get into the database: three statements, on SQLite for each row, on PostgreSQL for all in one text.

PostgreSQL gets rows to add by COPY, which costs it and us little more than half of what INSERT does, and one row no
more. Each statement is planned quicker than parts of one that does all would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.web.ledger.sql import changed, many

Row = tuple[Any, ...]
"""A record: debtor, seq, at, kind, body, hash. A given name: sha256, debtor, seq. A move of a head: seq, at, hash, then
the debtor and the seq and hash from which it moves."""

_RECORDS, _NAMES = "ledger_record (debtor, seq, at, kind, body, hash)", "ledger_givenname (sha256, debtor, seq)"
_MOVE = (
    "UPDATE ledger_debtor SET seq = %s, at = %s, hash = %s WHERE id = %s AND seq = %s AND hash = %s "
    "AND EXISTS (SELECT 1 FROM ledger_ledgerkey WHERE id = %s)"
)
"""Moves a head from where it stood; nothing where the key is not there under which all that is added is sealed."""
_MOVE_ALL = """\
UPDATE ledger_debtor AS head SET seq = move.seq, at = move.at, hash = move.hash
FROM (VALUES {}) AS move (seq, at, hash, id, stood, stood_hash)
WHERE head.id = move.id AND head.seq = move.stood AND head.hash = move.stood_hash
    AND EXISTS (SELECT 1 FROM ledger_ledgerkey WHERE id = %s)"""


def write(
    connection: BaseDatabaseWrapper, records: Sequence[Row], names: Sequence[Row], moves: Sequence[Row], key: str
) -> int:
    """Add records, sealed under a key of that id, and the names they give, and move heads; how many heads moved.

    Raises Django's DatabaseError.
    """
    if connection.vendor == "postgresql":
        copying = "".join([f"COPY {table} FROM STDIN;" for table in (_RECORDS, _NAMES)])
        return _moved(connection, copying, moves, key, [records, names])
    for table, rows in ((_RECORDS, records), (_NAMES, names)):
        if rows:
            many(connection, f"INSERT INTO {table} VALUES {_places(rows[:1])}", rows)  # noqa: S608 (own names)
    return move(connection, moves, key)


def move(connection: BaseDatabaseWrapper, moves: Sequence[Row], key: str) -> int:
    """Move heads; how many did move."""
    if connection.vendor == "postgresql":
        return _moved(connection, "", moves, key)
    return many(connection, _MOVE, [(*row, key) for row in moves])


def _places(rows: Sequence[Row]) -> str:
    """Where the values of some rows stand in a statement."""
    return ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))


def _moved(
    connection: BaseDatabaseWrapper, before: str, moves: Sequence[Row], key: str, copied: Sequence[Sequence[Row]] = ()
) -> int:
    values = [*(value for row in moves for value in row), key]
    return changed(connection, before + _MOVE_ALL.format(_places(moves)), values, copied)
