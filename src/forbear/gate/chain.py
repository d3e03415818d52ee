"""Records of one debtor, each tied to the one before it by a hash over its canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import rfc8785

from forbear.calendar import Instant

RecordKind = Literal["parties", "event", "decision", "permit"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a debtor's log. ``at`` is when it was recorded; ``seq`` counts from 1 without a gap.

    ``body`` is plain JSON (text, whole numbers, lists, objects). ``keys`` are names that no other record of the
    store may have. ``hash`` is the SHA-256 of all of it but the keys, and of the hash before.
    """

    debtor: str
    seq: int
    at: Instant
    kind: RecordKind
    body: Mapping[str, Any]
    hash: str
    keys: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: the last record's ``seq``, time and hash."""

    seq: int = 0
    at: Instant = 0
    hash: str = "0" * 64


START = Head()
"""The end of a log in which nothing stands."""


def fingerprint(value: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(dict(value))).hexdigest()


def tied(
    head: Head, debtor: str, at: Instant, kind: RecordKind, body: Mapping[str, Any], keys: Iterable[str] = ()
) -> Record:
    """The record that comes after ``head``; never dated before it."""
    at = max(at, head.at)
    own = _hash(head.hash, debtor, head.seq + 1, at, kind, body)
    return Record(debtor, head.seq + 1, at, kind, body, own, tuple(keys))


def head_of(record: Record) -> Head:
    """The end of a log whose last record this is."""
    return Head(record.seq, record.at, record.hash)


def faults(records: Iterable[Record], head: Head = START) -> Iterator[tuple[Record, str]]:
    """The records of one debtor's log, from ``head`` on, that do not follow from the one before, and what is wrong.

    A fault is told as ``missing`` (a row was removed), ``order`` (rows were moved), ``time`` or ``changed``.
    """
    for record in records:
        if record.seq != head.seq + 1:
            yield record, "missing" if record.seq > head.seq else "order"
        elif record.at < head.at:
            yield record, "time"
        elif record.hash != _hash(head.hash, record.debtor, record.seq, record.at, record.kind, record.body):
            yield record, "changed"
        head = head_of(record)


def _hash(before: str, debtor: str, seq: int, at: Instant, kind: str, body: Mapping[str, Any]) -> str:
    return fingerprint({"before": before, "debtor": debtor, "seq": seq, "at": at, "kind": kind, "body": body})
