"""Records of one debtor, each tied to the one before it by a hash (``forbear.chain``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from forbear.calendar import Instant
from forbear.chain import Head, bind_part

RecordKind = Literal["parties", "event", "decision", "permit"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a debtor's log. ``at`` is when it was recorded; ``seq`` counts from 1 without a gap.

    ``body`` is plain JSON (text, whole numbers, lists, objects). ``keys`` are names that no other record of the
    store may have. ``hash`` is the SHA-256 of all of it but the keys, and of the hash before. ``written`` is the body
    as JSON where it was just written, else empty.
    """

    debtor: str
    seq: int
    at: Instant
    kind: RecordKind
    body: Mapping[str, Any]
    hash: str
    keys: tuple[str, ...] = field(default=(), compare=False)
    written: bytes = field(default=b"", compare=False, repr=False)

    def told(self) -> dict[str, Any]:
        """What its hash is over, but for the hash before."""
        return _told(self.debtor, self.seq, self.at, self.kind, self.body)


def tied(
    head: Head, debtor: str, at: Instant, kind: RecordKind, body: Mapping[str, Any], keys: Iterable[str] = ()
) -> Record:
    """The record that comes after ``head``; never dated before it. Raises RecordError where it is no plain JSON."""
    at = max(at, head.at)
    written, read, own = bind_part(head, _told(debtor, head.seq + 1, at, kind, body), "body")
    return Record(debtor, head.seq + 1, at, kind, read, own, tuple(keys), written)


def _told(debtor: str, seq: int, at: Instant, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    return {"debtor": debtor, "seq": seq, "at": at, "kind": kind, "body": body}
