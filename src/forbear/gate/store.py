"""What the gate needs of a place that keeps records: a page, so that any database can be held to it.

A store keeps one append-only log for each debtor. Its promises, which ``tests/contract`` holds every store to:

- Opening logs locks them: nobody else appends to them until the transaction ends, and what is read is the latest.
- All that was appended in a transaction is there when it ended well, also after a machine died; else none of it is.
- A key is given once in the whole store: appending it again raises KeyTakenError, and the transaction is undone.
- A record reads as it was written, to the letter; ``chain.tied`` makes it, and refuses what cannot be kept exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from forbear.calendar import Instant
from forbear.chain import Head
from forbear.errors import ForbearError
from forbear.gate.chain import Record, RecordKind


class KeyTakenError(ForbearError):
    """A name that may be given once was given again; ``key`` is that name."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key} was given before")


class Log(Protocol):
    """The log of one debtor while a transaction holds it."""

    @property
    def head(self) -> Head:
        """Where the log ends now, with what this transaction appended."""

    def records(self, after: int = 0) -> Sequence[Record]:
        """The records with a ``seq`` above ``after``, in order."""

    def append(self, at: Instant, kind: RecordKind, body: Mapping[str, Any], keys: Iterable[str] = ()) -> Record:
        """Put a record at the end; raises RecordError, and KeyTakenError at once or when the transaction ends."""

    def put(self, records: Iterable[Record]) -> None:
        """Put records at the end that were made to follow it."""


class Store(Protocol):
    """The logs of all debtors. Safe to use from several threads."""

    def opened(self, debtors: Iterable[str], *, wait: bool = True) -> AbstractContextManager[Mapping[str, Log]]:
        """The logs of some debtors, new ones empty, locked in one order for all askers until the block is left.

        Without ``wait`` those are left out whom somebody else holds, and may be those in whose logs nothing stands.
        """

    def drafts(self, known: Mapping[str, int]) -> Mapping[str, Log]:
        """The logs of some debtors as they stand, held by nobody: what is appended to them is not kept.

        ``known`` says up to which record each need not be read.
        """

    def find(self, key: str) -> tuple[str, int] | None:
        """Whose record has a key, and which: (debtor, seq); None where none has it."""

    def read(self, debtor: str) -> Sequence[Record]:
        """The records of a debtor as they stand now, without a lock; empty for one who is not known."""

    def debtors(self) -> Iterator[str]:
        """Everybody who has a record, in the order of the code points of their names."""

    def keep_rulebook(self, sha256: str, parts: Mapping[str, str]) -> None:
        """Keep the text of a rulebook (by the names of its files), so that old decisions can be decided again.

        What is kept first under a name stays. The gate keeps the sets of its rulebooks so, too.
        """

    def rulebook(self, sha256: str) -> Mapping[str, str] | None:
        """The text of a rulebook that was kept."""
