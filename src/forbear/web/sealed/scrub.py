"""What was deleted is gone from the files of the database, too, as far as the database can be asked to."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE_MS = 500


def after_commit() -> None:
    """When this transaction is over, empty the file in which SQLite keeps what was written last.

    ``secure_delete`` has then written zeros over the rows. PostgreSQL clears dead rows by itself (autovacuum).
    """
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        transaction.on_commit(lambda: emptied(connection), robust=True)


def emptied(connection: BaseDatabaseWrapper) -> None:
    """Do it now. Whoever still reads an older state is not waited for long: the next one empties it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
