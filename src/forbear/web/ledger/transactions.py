"""Transactions that hold the rows of some debtors: by row locks, or one after another with one commit for several.

PostgreSQL locks rows and commits for many at once by itself. SQLite lets one write at a time and waits for the disk
at each commit, which takes longer than to judge. So the askers of a process take turns on one connection, each in a
savepoint of its own, and whoever is ready first lets those go before who wait for a turn, and then commits for all.
Nobody is answered before the commit that holds his records. Processes stand in line (``sqlite/base.py``).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.chain import START, Head
from forbear.web.ledger.sql import in_places, is_within, places, rows
from forbear.web.ledger.sqlite.base import DatabaseWrapper
from forbear.web.ledger.turn import Turn

TRIES = 5
"""How often row locks are asked for, where the database says that somebody else was before."""
LOST = (OperationalError, InterfaceError)
NEVER_PART = "A transaction of the ledger is never part of another one."
_AS_ONE = "SELECT json_group_array(json_array(id, seq, at, hash)) FROM ({})"
"""All rows of SQLite in one text: it lets go of Python at each row, and has to wait for it (``writing.py``)."""
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

    def held(self, names: Sequence[str], wait: bool) -> Any:
        """A context in which the rows of the debtors, in alphabetical order, are nobody else's.

        Without ``wait`` debtors may be left out whose rows somebody holds, or who have none.
        """

    def close(self) -> None:
        """Let go of what is kept open."""


class RowLocks:
    """Transactions on PostgreSQL, each on its thread's own connection; rows are locked with SELECT … FOR UPDATE."""

    def __init__(self, using: str) -> None:
        self.using = using

    @contextmanager
    def held(self, names: Sequence[str], wait: bool) -> Iterator[Held]:
        """The rows, locked. Django is not told of it: what it does at both ends takes half as long as to judge."""
        connection = connections[self.using]
        if connection.in_atomic_block or is_within(connection):
            raise RuntimeError(NEVER_PART)
        try:
            yield Held(connection, self._locked(connection, names, wait))
            run(connection, "COMMIT")
        except BaseException:
            _undo(connection)
            raise

    def _locked(self, connection: BaseDatabaseWrapper, names: Sequence[str], wait: bool) -> dict[str, Head]:
        """The heads, whose rows are locked now.

        Rows of new debtors are made before it, on their own, so that no transaction waits with locks in its hands for
        a row that another one makes. What goes wrong before the locks are held is tried again.
        """
        for turn in range(TRIES):
            try:
                heads = heads_of(connection, names, lock="FOR UPDATE" if wait else "FOR UPDATE SKIP LOCKED")
                if not wait or len(heads) == len(names):
                    return heads
                run(connection, "ROLLBACK")
                make_rows(connection, [name for name in names if name not in heads])
            except LOST:
                if turn == TRIES - 1:
                    raise
                _undo(connection)
                connection.close_if_unusable_or_obsolete()
        raise OperationalError("rows of debtors that were made are not there")

    def close(self) -> None:
        """Nothing is kept open."""


class InMemory:
    """Transactions in a database in memory, which tests use: its thread's own connection alone sees it."""

    def __init__(self, using: str) -> None:
        self.using = using

    @contextmanager
    def held(self, names: Sequence[str], wait: bool) -> Iterator[Held]:
        """The whole ledger."""
        with transaction.atomic(self.using, durable=True):
            connection = connections[self.using]
            yield Held(connection, heads_made(connection, names))

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
    def held(self, names: Sequence[str], wait: bool) -> Iterator[Held]:
        """The whole ledger; what the block did is on the disk when this ends."""
        if self._whose == threading.get_ident() or connections[self.using].in_atomic_block:
            raise RuntimeError(NEVER_PART)
        batch: Batch | None = None
        try:
            with self._turn:
                batch, connection = self._begun()
                self._whose = threading.get_ident()
                try:
                    with self._savepoint(batch, connection):
                        yield Held(connection, heads_made(connection, names))
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
    """How transactions are held in a database."""
    connection: Any = connections[using]
    if connection.vendor == "postgresql":
        return RowLocks(using)
    return InMemory(using) if connection.is_in_memory_db() else Turns(using)


def run(connection: BaseDatabaseWrapper, sql: str) -> None:
    """Run a statement that gives nothing back."""
    rows(connection, sql)


def heads_of(connection: BaseDatabaseWrapper, names: Sequence[str], *, lock: str = "") -> dict[str, Head]:
    """The heads of the debtors who are there, in alphabetical order.

    ``lock`` begins a transaction of PostgreSQL, which keeps their rows, and says how.
    """
    if not names:
        return {}
    sql = f"SELECT id, seq, at, hash FROM ledger_debtor WHERE id IN {places([names])} ORDER BY id"  # noqa: S608 (places)
    if connection.vendor == "sqlite":
        ((found,),) = rows(connection, _AS_ONE.format(sql), names)
        found = json.loads(found)
    else:
        found = rows(connection, f"BEGIN; {sql} {lock}" if lock else sql, names)
    return {name: Head(seq, at, own) for name, seq, at, own in found}


def standing(connection: BaseDatabaseWrapper, names: Sequence[str]) -> dict[str, Head]:
    """Where the logs of debtors end, held by nobody. What goes wrong is tried again once, on a new connection."""
    try:
        found = heads_of(connection, names)
    except LOST:
        connection.close_if_unusable_or_obsolete()
        found = heads_of(connection, names)
    return dict.fromkeys(names, START) | found


def heads_made(connection: BaseDatabaseWrapper, names: Sequence[str]) -> dict[str, Head]:
    """The heads of debtors, whose rows are made where they are not there."""
    heads = heads_of(connection, names)
    if len(heads) < len(names):
        make_rows(connection, [name for name in names if name not in heads])
    return {name: heads.get(name, START) for name in names}


def make_rows(connection: BaseDatabaseWrapper, names: Sequence[str]) -> None:
    """Rows of debtors in whose logs nothing stands yet."""
    made = [(name, *START) for name in names]
    sql = f"INSERT INTO ledger_debtor (id, seq, at, hash) VALUES {places(made)} ON CONFLICT DO NOTHING"  # noqa: S608
    rows(connection, sql, in_places(made))


def _undo(connection: BaseDatabaseWrapper) -> None:
    """Undo what a transaction did, unless the connection is lost and it is undone already."""
    with suppress(*LOST):
        run(connection, "ROLLBACK")
