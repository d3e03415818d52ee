"""How records get into the database: three statements on SQLite, one on PostgreSQL.

Each statement is a way to PostgreSQL and back, and one for each row is parsed and planned anew; so it gets all rows of
a transaction as columns, in one statement, which it plans once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.web.ledger.sql import columns, many

Row = tuple[Any, ...]
"""A record: debtor, seq, at, kind, body, hash. A given name: sha256, debtor, seq. A move of a head: seq, at, hash, then
the debtor and the seq and hash from which it moves, and the key under which her records are sealed."""

_ADD = "INSERT INTO ledger_record (debtor, seq, at, kind, body, hash) VALUES (%s, %s, %s, %s, %s, %s)"
_GIVE = "INSERT INTO ledger_givenname (sha256, debtor, seq) VALUES (%s, %s, %s)"
_MOVE = (
    "UPDATE ledger_debtor SET seq = %s, at = %s, hash = %s WHERE id = %s AND seq = %s AND hash = %s "
    "AND EXISTS (SELECT 1 FROM ledger_ledgerkey WHERE id = %s)"
)
"""Moves a head from where it stood; nothing where the key is not there under which its records are sealed."""
_ALL = """\
WITH added AS (
    INSERT INTO ledger_record (debtor, seq, at, kind, body, hash)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[])
), given AS (
    INSERT INTO ledger_givenname (sha256, debtor, seq) SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])
)
UPDATE ledger_debtor AS head SET seq = move.seq, at = move.at, hash = move.hash
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[])
    AS move (seq, at, hash, id, stood, stood_hash, key)
WHERE head.id = move.id AND head.seq = move.stood AND head.hash = move.stood_hash
    AND EXISTS (SELECT 1 FROM ledger_ledgerkey WHERE id = move.key)"""


def write(connection: BaseDatabaseWrapper, records: Sequence[Row], names: Sequence[Row], moves: Sequence[Row]) -> int:
    """Add records and the names they give, and move heads; how many heads moved. Raises Django's DatabaseError."""
    if connection.vendor == "postgresql":
        return columns(connection, _ALL, ((records, 6), (names, 3), (moves, 7)))
    many(connection, _ADD, records)
    if names:
        many(connection, _GIVE, names)
    return move(connection, moves)


def move(connection: BaseDatabaseWrapper, moves: Sequence[Row]) -> int:
    """Move heads; how many did move."""
    return many(connection, _MOVE, moves)
