"""Transactions that hold the rows of some debtors: by row locks, or one after another with one commit for several.

PostgreSQL locks rows and commits for many at once by itself. SQLite lets one write at a time and waits for the disk
at each commit, which takes longer than to judge. So the askers of a process take turns on one connection, each in a
savepoint of its own, and whoever is ready first lets those go before who wait for a turn, and then commits for all.
Nobody is answered before the commit that holds his records. Processes stand in line (``sqlite/base.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.chain import START, Head
from forbear.web.ledger.sql import many, rows
from forbear.web.ledger.sqlite.base import DatabaseWrapper
from forbear.web.ledger.turn import Turn

TRIES = 5
"""How often row locks are asked for, where the database says that somebody else was before."""
LOST = (OperationalError, InterfaceError)
TOGETHER = 32
"""So many transactions are committed together at most."""
PATIENCE_SECONDS = 0.01
"""So long whoever commits lets others go before: a batch of a thousand contacts takes longer, and is not waited for."""


@dataclass(frozen=True, slots=True)
class Held:
    """The connection of a transaction, and where the logs end that it holds."""

    connection: BaseDatabaseWrapper
    heads: dict[str, Head]


class Transactions(Protocol):
    """A way to hold the rows of debtors."""

    def held(self, names: Sequence[str]) -> Any:
        """A context in which the rows of the debtors, in alphabetical order, are nobody else's."""

    def close(self) -> None:
        """Let go of what is kept open."""


class RowLocks:
    """Each transaction on its thread's own connection; rows are locked with SELECT … FOR UPDATE."""

    def __init__(self, using: str) -> None:
        self.using = using

    @contextmanager
    def held(self, names: Sequence[str]) -> Iterator[Held]:
        """The rows, locked.

        Rows of new debtors are made before it, on their own, so that no transaction waits with locks in its hands for
        a row that another one makes. What goes wrong before the locks are held is tried again.
        """
        connection = connections[self.using]
        for turn in range(TRIES):
            begun = False
            try:
                with transaction.atomic(self.using, durable=True):
                    heads = heads_of(connection, names, lock=True)
                    begun = len(heads) == len(names)
                    if begun:
                        yield Held(connection, heads)
                if begun:
                    return
                make_rows(connection, [name for name in names if name not in heads])
            except LOST:
                if begun or turn == TRIES - 1:
                    raise
                connection.close_if_unusable_or_obsolete()
        raise OperationalError("rows of debtors that were made are not there")

    def close(self) -> None:
        """Nothing is kept open."""


class Batch:
    """Transactions that are committed together."""

    def __init__(self) -> None:
        self.size = 0
        self.over = False
        self.fault: BaseException | None = None


class Turns:
    """The transactions of a process one after another on one connection, committed together."""

    def __init__(self, using: str) -> None:
        self.using = using
        self._connection: DatabaseWrapper | None = None
        self._turn = Turn()
        self._commit = threading.Lock()
        self._batch: Batch | None = None
        self._whose = 0

    @contextmanager
    def held(self, names: Sequence[str]) -> Iterator[Held]:
        """The whole ledger; what the block did is on the disk when this ends."""
        if self._whose == threading.get_ident() or connections[self.using].in_atomic_block:
            raise RuntimeError("A transaction of the ledger is never part of another one.")
        batch: Batch | None = None
        try:
            with self._turn:
                batch, connection = self._begun()
                self._whose = threading.get_ident()
                try:
                    with self._savepoint(batch, connection):
                        heads = heads_of(connection, names)
                        if len(heads) < len(names):
                            make_rows(connection, [name for name in names if name not in heads])
                        yield Held(connection, {name: heads.get(name, START) for name in names})
                finally:
                    self._whose = 0
        except BaseException:
            if batch is not None:
                with suppress(OperationalError):
                    self._settle(batch)
            raise
        self._settle(batch)

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _begun(self) -> tuple[Batch, DatabaseWrapper]:
        """The batch that is open now, begun where there is none, with one more transaction."""
        if self._connection is None:
            self._connection = cast("DatabaseWrapper", connections.create_connection(self.using))
            self._connection.inc_thread_sharing()
        if self._batch is None:
            self._connection.begin()
            self._batch = Batch()
        self._batch.size += 1
        return self._batch, self._connection

    @contextmanager
    def _savepoint(self, batch: Batch, connection: DatabaseWrapper) -> Iterator[None]:
        """What one transaction does, undone alone where it ends badly."""
        run(connection, "SAVEPOINT own")
        try:
            yield
            run(connection, "RELEASE own")
        except BaseException as error:
            try:
                run(connection, "ROLLBACK TO own")
                run(connection, "RELEASE own")
            except DatabaseError:
                self._end(batch, error)  # the database undid all of it, as it does where the disk is full
            raise

    def _settle(self, batch: Batch) -> None:
        """Commit, unless somebody did; raises OperationalError where it could not be done."""
        with self._commit:
            if not batch.over:
                self._turn.let_go_before(PATIENCE_SECONDS, lambda: batch.size >= TOGETHER)
                with self._turn:
                    self._committed(batch)
        if batch.fault is not None:
            raise OperationalError(f"the commit failed: {batch.fault}") from batch.fault

    def _committed(self, batch: Batch) -> None:
        if batch.over or self._connection is None:
            return
        try:
            run(self._connection, "COMMIT")
            self._connection.leave()
        except DatabaseError as error:
            self._end(batch, error)
        batch.over, self._batch = True, None

    def _end(self, batch: Batch, error: BaseException) -> None:
        """Nothing of the batch is kept; the next one begins with a new connection."""
        batch.over, batch.fault, self._batch = True, error, None
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def ways(using: str) -> Transactions:
    """How transactions are held in a database.

    A database in memory, which tests use, is seen by the thread's own connection alone.
    """
    connection: Any = connections[using]
    in_a_file = connection.vendor == "sqlite" and not connection.is_in_memory_db()
    return Turns(using) if in_a_file else RowLocks(using)


def run(connection: BaseDatabaseWrapper, sql: str) -> None:
    """Run a statement that gives nothing back."""
    rows(connection, sql)


def heads_of(connection: BaseDatabaseWrapper, names: Sequence[str], *, lock: bool = False) -> dict[str, Head]:
    """The heads of the debtors who are there, in alphabetical order; ``lock`` keeps their rows for this transaction."""
    if not names:
        return {}
    places = ", ".join(["%s"] * len(names))
    sql = f"SELECT id, seq, at, hash FROM ledger_debtor WHERE id IN ({places}) ORDER BY id"  # noqa: S608 (places alone)
    found = rows(connection, sql + (" FOR UPDATE" if lock and connection.vendor == "postgresql" else ""), names)
    return {name: Head(seq, at, own) for name, seq, at, own in found}


def standing(connection: BaseDatabaseWrapper, names: Sequence[str]) -> dict[str, Head]:
    """Where the logs of debtors end, held by nobody. What goes wrong is tried again once, on a new connection."""
    try:
        found = heads_of(connection, names)
    except LOST:
        connection.close_if_unusable_or_obsolete()
        found = heads_of(connection, names)
    return dict.fromkeys(names, START) | found


def make_rows(connection: BaseDatabaseWrapper, names: Sequence[str]) -> None:
    """Rows of debtors in whose logs nothing stands yet."""
    sql = "INSERT INTO ledger_debtor (id, seq, at, hash) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
    many(connection, sql, [(name, START.seq, START.at, START.hash) for name in names])
