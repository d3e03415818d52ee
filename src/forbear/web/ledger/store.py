"""The store of the gate in a database: SQLite or PostgreSQL through Django.

A transaction locks the rows of its debtors in one order, and ends by moving each head with a compare-and-set that must
change exactly one row. Heads are read with the lock, records only where somebody asks for them: a process that knows
a debtor up to her head reads none.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any, cast

from django.db import IntegrityError, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.calendar import Instant
from forbear.errors import ForbearError
from forbear.gate.chain import Head, Record, RecordKind, head_of, tied
from forbear.gate.store import KeyTakenError
from forbear.web.ledger import models

TRIES = 5
"""How often the locks are asked for, where the database says that somebody else was before."""
LOST = (OperationalError, InterfaceError)


class StoreFaultError(ForbearError):
    """The database did not do what was asked; nothing of the transaction is kept."""


class StoreBusyError(ForbearError):
    """The database does not answer, or somebody holds it for too long. Whether something was recorded is not known."""


class DjangoStore:
    """The ledger of one of Django's databases. A transaction of the store is never part of another one."""

    def __init__(self, using: str = "default", told: Callable[[Sequence[Record]], None] = lambda _: None) -> None:
        """``told`` gets the records of each transaction when they are kept for good."""
        self.using = using
        self._told = told
        self._one_writer = threading.Lock()

    @contextmanager
    def opened(self, debtors: Iterable[str]) -> Iterator[Mapping[str, DjangoLog]]:
        """The logs of some debtors; what was appended is there for others only when the block ends well.

        Raises StoreBusyError where the database does not answer: whoever asks again under the same name is safe.
        """
        names = sorted(set(debtors))
        added: list[Record] = []
        try:
            with self._queue(), self._transaction(names) as heads:
                logs = {name: DjangoLog(self, name, heads[name]) for name in names}
                yield logs
                added = [record for log in logs.values() for record in log.added]
                self._write(logs.values(), added)
            self._told(added)
        except IntegrityError as error:
            raise self._taken(added) from error
        except LOST as error:
            raise StoreBusyError(f"The database does not answer ({error}). Ask again under the same name.") from error

    def find(self, key: str) -> tuple[str, int] | None:
        """Whose record has a key, and which."""
        rows = self._rows("SELECT debtor, seq FROM ledger_givenname WHERE sha256 = %s", [_digest(key)])
        return (rows[0][0], rows[0][1]) if rows else None

    def read(self, debtor: str) -> Sequence[Record]:
        """The records of a debtor as they stand."""
        return self._records(debtor, 0)

    def debtors(self) -> Iterator[str]:
        """Everybody who has a log."""
        found = models.Debtor.objects.using(self.using).filter(seq__gt=0).values_list("id", flat=True)
        return iter(sorted(found.iterator()))

    def keep_rulebook(self, sha256: str, parts: Mapping[str, str]) -> None:
        """Keep the text of a rulebook."""
        text = models.RulebookText(sha256=sha256, parts=json.dumps(dict(parts)))
        models.RulebookText.objects.using(self.using).bulk_create([text], ignore_conflicts=True)

    def rulebook(self, sha256: str) -> Mapping[str, str] | None:
        """The text of a rulebook that was kept."""
        found = models.RulebookText.objects.using(self.using).filter(pk=sha256).first()
        return None if found is None else cast("dict[str, str]", json.loads(found.parts))

    @property
    def _connection(self) -> BaseDatabaseWrapper:
        return connections[self.using]

    def _queue(self) -> Any:
        """SQLite lets one write at a time, and makes the others sleep: here they queue, and go on at once."""
        return self._one_writer if self._connection.vendor == "sqlite" else nullcontext()

    def _rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    @contextmanager
    def _transaction(self, names: Sequence[str]) -> Iterator[dict[str, Head]]:
        """A transaction that holds the rows of the debtors, locked in alphabetical order.

        Rows of new debtors are made before it, on their own, so that no transaction waits with locks in its hands for
        a row that another one makes. What goes wrong before the locks are held is tried again.
        """
        for turn in range(TRIES):
            with ExitStack() as undone:
                try:
                    undone.enter_context(transaction.atomic(self.using, durable=True))
                    heads = self._heads(names)
                except LOST:
                    if self._connection.vendor == "sqlite" or turn == TRIES - 1:
                        raise
                    heads = {}
                if heads.keys() >= set(names):
                    yield heads
                    return
            self._connection.close_if_unusable_or_obsolete()
            self._make(name for name in names if name not in heads)
        raise StoreFaultError("Rows of debtors that were made are not there.")

    def _make(self, names: Iterable[str]) -> None:
        rows = [models.Debtor(id=name) for name in names]
        models.Debtor.objects.using(self.using).bulk_create(rows, ignore_conflicts=True)

    def _heads(self, names: Sequence[str]) -> dict[str, Head]:
        rows = models.Debtor.objects.using(self.using).filter(id__in=names).order_by("id")
        if self._connection.vendor == "postgresql":
            rows = rows.select_for_update()
        return {row.id: Head(row.seq, row.at, row.hash) for row in rows}

    def _records(self, debtor: str, after: int) -> list[Record]:
        sql = "SELECT seq, at, kind, body, hash FROM ledger_record WHERE debtor = %s AND seq > %s ORDER BY seq"
        return [
            Record(debtor, seq, at, cast("RecordKind", kind), json.loads(body), own)
            for seq, at, kind, body, own in self._rows(sql, [debtor, after])
        ]

    def _write(self, logs: Iterable[DjangoLog], added: Sequence[Record]) -> None:
        keys = [(_digest(key), record.debtor, record.seq) for record in added for key in record.keys]
        rows = [(r.debtor, r.seq, r.at, r.kind, json.dumps(r.body), r.hash) for r in added]
        moves = [(*_moved(log.head), log.debtor, log.stood.seq, log.stood.hash) for log in logs if log.added]
        if not moves:
            return
        with self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO ledger_record VALUES (%s, %s, %s, %s, %s, %s)", rows)
            if keys:
                cursor.executemany("INSERT INTO ledger_givenname VALUES (%s, %s, %s)", keys)
            cursor.executemany(
                "UPDATE ledger_debtor SET seq = %s, at = %s, hash = %s WHERE id = %s AND seq = %s AND hash = %s", moves
            )
            if cursor.rowcount != len(moves):
                raise StoreFaultError("A head moved while its debtor was locked; the transaction is undone.")

    def _taken(self, added: Sequence[Record]) -> ForbearError:
        """Which key it was that the database refused."""
        seen: set[str] = set()
        for key in (key for record in added for key in record.keys):
            if key in seen or self.find(key) is not None:
                return KeyTakenError(key)
            seen.add(key)
        return StoreFaultError("A record of that number is there already; the transaction is undone.")


class DjangoLog:
    """One debtor's log in a transaction: where it ended, and what was added."""

    def __init__(self, store: DjangoStore, debtor: str, stood: Head) -> None:
        self.debtor = debtor
        self.stood = stood
        self.added: list[Record] = []
        self._store = store

    @property
    def head(self) -> Head:
        """Where the log ends."""
        return head_of(self.added[-1]) if self.added else self.stood

    def records(self, after: int = 0) -> Sequence[Record]:
        """The records above ``after``."""
        stood = self._store._records(self.debtor, after) if after < self.stood.seq else []
        return [*stood, *(record for record in self.added if record.seq > after)]

    def append(self, at: Instant, kind: RecordKind, body: Mapping[str, Any], keys: Iterable[str] = ()) -> Record:
        """Put a record at the end."""
        record = tied(self.head, self.debtor, at, kind, body, keys)
        self.added.append(record)
        return record


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _moved(head: Head) -> tuple[int, int, str]:
    return head.seq, head.at, head.hash
