"""A store in memory: to be read, to be compared with, and for programs that keep their own records."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from forbear.calendar import Instant
from forbear.chain import Head, head_of
from forbear.gate.chain import Record, RecordKind, tied
from forbear.gate.store import KeyTakenError


class MemoryStore:
    """Everything in dictionaries, one lock for each debtor. Nothing outlives the process."""

    def __init__(self) -> None:
        self._logs: dict[str, list[Record]] = {}
        self._keys: dict[str, tuple[str, int]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._books: dict[str, Mapping[str, str]] = {}
        self._whole = threading.Lock()

    @contextmanager
    def opened(self, debtors: Iterable[str], *, wait: bool = True) -> Iterator[Mapping[str, MemoryLog]]:
        """The logs of some debtors; what was appended is there for others only when the block ends well."""
        with ExitStack() as held:
            names = [name for name in sorted(set(debtors)) if self._held(name, held, wait)]
            logs = {name: MemoryLog(name, self._logs.get(name, [])) for name in names}
            yield logs
            self._commit([record for log in logs.values() for record in log.added])

    def drafts(self, known: Mapping[str, int]) -> Mapping[str, MemoryLog]:
        """The logs of some debtors as they stand; what is appended to them is not kept."""
        return {name: MemoryLog(name, self.read(name)) for name in known}

    def find(self, key: str) -> tuple[str, int] | None:
        """Whose record has a key, and which."""
        return self._keys.get(key)

    def read(self, debtor: str) -> Sequence[Record]:
        """The records of a debtor as they stand."""
        with self._whole:
            return tuple(self._logs.get(debtor, ()))

    def debtors(self) -> Iterator[str]:
        """Everybody who has a log."""
        with self._whole:
            return iter(sorted(self._logs))

    def keep_rulebook(self, sha256: str, parts: Mapping[str, str]) -> None:
        """Keep the text of a rulebook."""
        self._books.setdefault(sha256, dict(parts))

    def rulebook(self, sha256: str) -> Mapping[str, str] | None:
        """The text of a rulebook that was kept."""
        return self._books.get(sha256)

    def _held(self, debtor: str, held: ExitStack, wait: bool) -> bool:
        """Whether one has the lock of a debtor now, until ``held`` ends."""
        with self._whole:
            lock = self._locks.setdefault(debtor, threading.Lock())
        if not lock.acquire(blocking=wait):
            return False
        held.callback(lock.release)
        return True

    def _commit(self, added: Sequence[Record]) -> None:
        """All records or none."""
        with self._whole:
            new: dict[str, tuple[str, int]] = {}
            for record in added:
                for key in record.keys:
                    if key in self._keys or key in new:
                        raise KeyTakenError(key)
                    new[key] = (record.debtor, record.seq)
            self._keys.update(new)
            for record in added:
                self._logs.setdefault(record.debtor, []).append(record)


class MemoryLog:
    """One debtor's log in a transaction: what stood there, and what was added."""

    def __init__(self, debtor: str, stood: Sequence[Record]) -> None:
        self.debtor = debtor
        self.stood = stood
        self.added: list[Record] = []

    @property
    def head(self) -> Head:
        """Where the log ends."""
        last = self.added[-1] if self.added else self.stood[-1] if self.stood else None
        return Head() if last is None else head_of(last)

    def records(self, after: int = 0) -> Sequence[Record]:
        """The records above ``after``."""
        return [*self.stood, *self.added][after:]

    def append(self, at: Instant, kind: RecordKind, body: Mapping[str, Any], keys: Iterable[str] = ()) -> Record:
        """Put a record at the end."""
        record = tied(self.head, self.debtor, at, kind, body, keys)
        self.added.append(record)
        return record

    def put(self, records: Iterable[Record]) -> None:
        """Put records at the end that were made to follow it."""
        self.added += records
