"""Checks the records without trust in whoever keeps them: every changed, moved or removed one is found and named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forbear.chain import START, Head, canonical, faults, head_of
from forbear.creditfile.rights.records import Entry, Rights
from forbear.creditfile.rights.texts import Said, says
from forbear.errors import Problem, RecordError

_TYPES = {"seq": int, "at": int, "person": str, "kind": str, "body": dict, "hash": str}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``what`` (a key of ``texts.toml``), with which record or receipt."""

    what: str
    seq: int = 0
    more: str = ""

    @property
    def says(self) -> Said:
        """The finding as a sentence."""
        return says("fault", self.what, seq=str(self.seq), more=self.more)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many records there are, where they end, and all that is wrong."""

    records: int
    head: Head
    findings: tuple[Finding, ...]


def verify(entries: Iterable[Entry], head: Head | None = None, receipts: Sequence[str] = ()) -> Checked:
    """Check a chain from its first record. ``head``: where it ended when somebody last looked; ``receipts``: hashes.

    Without a head or a receipt nobody can see that records are missing at the end.
    """
    walk = _Walk(head, set(receipts))
    findings = list(walk.through(entries))
    return Checked(walk.count, walk.end, (*findings, *walk.missing()))


class _Walk:
    def __init__(self, head: Head | None, wanted: set[str]) -> None:
        self.head, self.wanted = head, wanted
        self.end, self.count = START, 0

    def through(self, entries: Iterable[Entry]) -> Iterator[Finding]:
        for entry in entries:
            self.count += 1
            yield from (Finding(fault, entry.seq) for _, fault in faults([entry], self.end))
            if self.head and entry.seq == self.head.seq and entry.hash != self.head.hash:
                yield Finding("otherwise", entry.seq)
            self.wanted.discard(entry.hash)
            self.end = head_of(entry)

    def missing(self) -> Iterator[Finding]:
        if self.head and self.end.seq < self.head.seq:
            yield Finding("end", self.head.seq)
        yield from (Finding("receipt", more=one) for one in sorted(self.wanted))


def write_out(rights: Rights, path: Path) -> Head:
    """Write all records as JSON Lines, to be checked elsewhere; gives back where they end."""
    head = START
    with path.open("wb") as out:
        for entry in rights.entries():
            out.write(canonical({**entry.told(), "hash": entry.hash}) + b"\n")
            head = head_of(entry)
    return head


def read_out(path: Path) -> Iterator[Entry]:
    """The records of a file of JSON Lines; raises RecordError at the first line that is none."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            yield _entry(raw, f"{path.name}, line {number}")


def _entry(raw: bytes, where: str) -> Entry:
    try:
        row: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RecordError(Problem(where, "this is no JSON", why=str(error), code="json")) from None
    if not isinstance(row, dict) or {name: type(value) for name, value in row.items()} != _TYPES:
        hint = "Write it out with `forbear credit records --to`"
        raise RecordError(Problem(where, "this is no record of rights", hint=hint, code="record"))
    return Entry(**row)
