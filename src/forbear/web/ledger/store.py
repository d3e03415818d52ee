"""The store of the gate in a database: SQLite or PostgreSQL through Django.

A transaction locks the rows of its debtors in one order, and ends by moving each head with a compare-and-set that must
change exactly one row. Heads are read with the lock, records only where somebody asks for them: a process that knows
a debtor up to her head reads none.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import orjson
from django.db import IntegrityError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.calendar import Instant
from forbear.chain import Head, head_of
from forbear.errors import ForbearError
from forbear.gate.chain import Record, RecordKind, tied
from forbear.gate.store import KeyTakenError
from forbear.web.ledger import models
from forbear.web.ledger.bodies import put_back, sealed
from forbear.web.ledger.sql import in_places, places, rows
from forbear.web.ledger.transactions import LOST, Held, Transactions, standing, ways
from forbear.web.ledger.writing import move, write

_GIVEN = "SELECT debtor, seq FROM ledger_givenname WHERE sha256 = %s"
_READ = """\
WITH known (debtor, seq) AS (VALUES {})
SELECT one.debtor, one.seq, at, kind, body, hash
FROM known JOIN ledger_record AS one ON one.debtor = known.debtor AND one.seq > known.seq
ORDER BY one.debtor, one.seq"""


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
        self._transactions: Transactions = ways(using)

    @contextmanager
    def opened(self, debtors: Iterable[str], *, wait: bool = True) -> Iterator[Mapping[str, DjangoLog]]:
        """The logs of some debtors; what was appended is there for others only when the block ends well.

        Raises StoreBusyError where the database does not answer: whoever asks again under the same name is safe.
        """
        added: list[Record] = []
        try:
            with self._transactions.held(sorted(set(debtors)), wait) as held:
                logs = {name: DjangoLog(held, name) for name in held.heads}
                yield logs
                added = [record for log in logs.values() for record in log.added]
                _write(held, logs.values(), added)
            self._told(added)
        except IntegrityError as error:
            raise self._taken(added) from error
        except LOST as error:
            raise _busy(error) from error

    def drafts(self, known: Mapping[str, int]) -> Mapping[str, DjangoLog]:
        """The logs of some debtors as they stand. Raises StoreBusyError."""
        connection = connections[self.using]
        try:
            heads = standing(connection, sorted(known))
            new = records_of(connection, {name: seq for name, seq in known.items() if seq < heads[name].seq})
        except LOST as error:
            raise _busy(error) from error
        held = Held(connection, heads)
        return {name: DjangoLog(held, name, new[name]) for name in known}

    def close(self) -> None:
        """Let go of what is kept open."""
        self._transactions.close()

    def find(self, key: str) -> tuple[str, int] | None:
        """Whose record has a key, and which."""
        found = rows(connections[self.using], _GIVEN, [_digest(key)])
        return (found[0][0], found[0][1]) if found else None

    def read(self, debtor: str) -> Sequence[Record]:
        """The records of a debtor as they stand."""
        return records_of(connections[self.using], {debtor: 0})[debtor]

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

    def _taken(self, added: Sequence[Record]) -> ForbearError:
        """Which key it was that the database refused."""
        seen: set[str] = set()
        for key in (key for record in added for key in record.keys):
            if key in seen or self.find(key) is not None:
                return KeyTakenError(key)
            seen.add(key)
        return StoreFaultError("A record of that number is there already; the transaction is undone.")


class DjangoLog:
    """One debtor's log, in a transaction or as it stood: where it ended, what was ``read`` of it, what was added."""

    def __init__(self, held: Held, debtor: str, read: Sequence[Record] = ()) -> None:
        self.debtor = debtor
        self.stood = held.heads[debtor]
        self.added: list[Record] = []
        self._held = held
        self._read = read

    @property
    def head(self) -> Head:
        """Where the log ends."""
        return head_of(self.added[-1]) if self.added else self.stood

    def records(self, after: int = 0) -> Sequence[Record]:
        """The records above ``after``."""
        if after < self.stood.seq and not (self._read and self._read[0].seq <= after + 1):
            self._read = records_of(self._held.connection, {self.debtor: after})[self.debtor]
        stood = (record for record in self._read if record.seq <= self.stood.seq)
        return [record for record in (*stood, *self.added) if record.seq > after]

    def append(self, at: Instant, kind: RecordKind, body: Mapping[str, Any], keys: Iterable[str] = ()) -> Record:
        """Put a record at the end."""
        record = tied(self.head, self.debtor, at, kind, body, keys)
        self.added.append(record)
        return record

    def put(self, records: Iterable[Record]) -> None:
        """Put records at the end that were made to follow it."""
        self.added += records


def records_of(connection: BaseDatabaseWrapper, known: Mapping[str, int]) -> Mapping[str, list[Record]]:
    """The records of debtors, each above a ``seq``, by one statement."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    if not known:
        return found
    after, opened = list(known.items()), models.bodies_of(connection.alias).opened
    for debtor, seq, at, kind, body, own in rows(connection, _READ.format(places(after)), in_places(after)):
        found[debtor].append(Record(debtor, seq, at, kind, orjson.loads(opened(connection, body)), own))
    return found


def _write(held: Held, logs: Iterable[DjangoLog], added: Sequence[Record]) -> None:
    """Add the records, sealed, and their keys, and move each head from where it stood."""
    if not added:
        return
    key = models.bodies_of(held.connection.alias).current(held.connection)
    records = [
        (one.debtor, one.seq, one.at, one.kind, sealed(key, one.written or json.dumps(one.body).encode()), one.hash)
        for one in added
    ]
    names = [(_digest(name), one.debtor, one.seq) for one in added for name in one.keys]
    moves = [(*log.head, log.debtor, log.stood.seq, log.stood.hash) for log in logs if log.added]
    moved = write(held.connection, records, names, moves, key.id)
    if moved != len(moves):
        put_back(held.connection, key)  # or somebody else did, just now
        moved = move(held.connection, moves, key.id)
    if moved != len(moves):
        raise StoreFaultError("A head moved while its debtor was held; the transaction is undone.")


def _busy(error: Exception) -> StoreBusyError:
    return StoreBusyError(f"The database does not answer ({error}). Ask again under the same name.")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
