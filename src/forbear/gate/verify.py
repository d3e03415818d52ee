"""Checks an export against signed heads: every changed, removed or moved row is found and named. No store is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from forbear.chain import START, Head, faults, fingerprint, head_of
from forbear.errors import RecordError
from forbear.gate.chain import Record
from forbear.gate.export import HEADS, RECORDS, RULEBOOKS, lines_of, rulebooks_of
from forbear.gate.heads import FIRST, Ends, head_print, is_signed, told_ends
from forbear.gate.ruleset import text_print
from forbear.gate.says import says_in

LEDGER = "ledger"
"""In the place of a file where a store is checked itself."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``what`` (a key of ``texts.toml``), in which file and where, which record."""

    what: str
    file: str
    line: int | None = None
    debtor: str | None = None
    seq: int | None = None
    more: str = ""

    def says(self, lang: str) -> str:
        """The finding as a sentence."""
        told = {name: str(getattr(self, name)) for name in ("file", "line", "debtor", "seq", "more")}
        return says_in(lang, "fault", self.what, **told)


@dataclass(slots=True)
class Promised:
    """What the heads say: for each debtor which record has which hash, by which head; and the last head."""

    of: dict[str, dict[int, tuple[str, int]]] = field(default_factory=lambda: defaultdict(dict))
    last: str = FIRST
    number: int = 0
    at: int = 0


@dataclass(slots=True)
class Checked:
    """What was checked, and all that is wrong. ``after``: records since the last head, tied but not signed."""

    records: int = 0
    debtors: int = 0
    heads: int = 0
    after: int = 0
    last_head: str = FIRST
    findings: list[Finding] = field(default_factory=list)


def verify(
    folder: Path, heads: Iterable[Mapping[str, Any]], keys: Sequence[Ed25519PublicKey], receipts: Sequence[str] = ()
) -> Checked:
    """Check an export by signed heads and by receipts of answers; raises RecordError where it is no export at all."""
    checked, promised, wanted = Checked(), Promised(), set(receipts)
    checked.findings += _check_heads(heads, keys, promised)
    checked.heads, checked.last_head = promised.number, promised.last
    walk = _Walk(promised, wanted, checked)
    for line in lines_of(folder):
        checked.findings += walk.unread(line.number) if line.record is None else walk.take(line.number, line.record)
    checked.findings += [*walk.end(), *walk.gone()]
    checked.findings += [Finding("receipt", RECORDS, more=each) for each in sorted(wanted)]
    checked.findings += _check_rulebooks(folder, walk.used)
    return checked


def verify_logs(
    logs: Iterable[tuple[str, Sequence[Record] | None]],
    texts: Callable[[str], Mapping[str, str] | None],
    heads: Iterable[Mapping[str, Any]],
    keys: Sequence[Ed25519PublicKey],
    *,
    whole: bool,
) -> Checked:
    """Check logs as a store holds them, the debtors in alphabetical order; None where a log cannot be read.

    ``texts`` finds the text of a rulebook. Where these are not the ``whole`` ledger, debtors who are missing say
    nothing. Findings name a record as the line of its debtor's log.
    """
    checked, promised = Checked(), Promised()
    checked.findings += _check_heads(heads, keys, promised)
    checked.heads, checked.last_head = promised.number, promised.last
    walk = _Walk(promised, set(), checked)
    for debtor, records in logs:
        if records is None:
            checked.findings.append(Finding("log-unreadable", LEDGER, debtor=debtor))
        for record in records or ():
            checked.findings += [replace(one, file=LEDGER) for one in walk.take(record.seq, record)]
    checked.findings += [replace(one, file=LEDGER) for one in (*walk.end(), *(walk.gone() if whole else ()))]
    checked.findings += _check_texts(walk.used, texts)
    return checked


def _check_texts(used: Iterable[str], texts: Callable[[str], Mapping[str, str] | None]) -> Iterator[Finding]:
    """Sets of rulebooks that decided, and the rulebooks in them, that are missing or were changed."""
    sets = {name: texts(name) for name in sorted(used)}
    books = {name: texts(name) for name in sorted({book for parts in sets.values() for book in (parts or {}).values()})}
    for name, parts in (sets | books).items():
        if parts is None:
            yield Finding("rulebook-missing", LEDGER, more=name)
        elif name not in (fingerprint(parts), text_print(parts)):
            yield Finding("rulebook-changed", LEDGER, more=name)


def _check_heads(
    heads: Iterable[Mapping[str, Any]], keys: Sequence[Ed25519PublicKey], promised: Promised
) -> Iterator[Finding]:
    """The heads that are not signed, do not follow on one another, or whose root is not that of their ends."""
    ends, line = Ends(), 0
    for line, head in enumerate(heads, start=1):
        if not any(is_signed(head, key) for key in keys):
            yield Finding("head-signature", HEADS, line)
            continue
        if head["number"] != promised.number + 1 or head["before"] != promised.last or head["at"] < promised.at:
            yield Finding("head-order", HEADS, line)
        ends.put(told_ends(head))
        if ends.root() != head["root"] or len(ends.of) != head["debtors"]:
            yield Finding("head-root", HEADS, line)
        for debtor, (seq, own) in told_ends(head).items():
            promised.of[debtor][seq] = (own, head["number"])
        promised.last, promised.number, promised.at = head_print(head), head["number"], head["at"]
    if line == 0:
        yield Finding("head-none", HEADS)


class _Walk:
    """Goes through the records once, a debtor after another."""

    def __init__(self, promised: Promised, wanted: set[str], checked: Checked) -> None:
        self.promised, self.wanted, self.checked = promised, wanted, checked
        self.debtor: str | None = None
        self.head: Head = START
        self.used: set[str] = set()

    def unread(self, number: int) -> Iterator[Finding]:
        """A line that is no record."""
        yield Finding("line", RECORDS, number)

    def take(self, number: int, record: Record) -> Iterator[Finding]:
        """What is wrong with the next record."""
        if record.debtor != self.debtor:
            yield from self.end()
            if self.debtor is not None and record.debtor <= self.debtor:
                yield Finding("debtor-order", RECORDS, number, record.debtor, record.seq)
            self.debtor, self.head = record.debtor, START
            self.checked.debtors += 1
        self.checked.records += 1
        self.wanted.discard(record.hash)
        for _, fault in faults([record], self.head):
            yield Finding(fault, RECORDS, number, record.debtor, record.seq, str(self.head.seq + 1))
        own, head = self.promised.of.get(record.debtor, {}).get(record.seq, (record.hash, 0))
        if own != record.hash:
            yield Finding("signed-otherwise", RECORDS, number, record.debtor, record.seq, str(head))
        self.head = head_of(record)
        gate = record.body.get("gate")
        if isinstance(gate, dict):
            self.used.add(str(gate.get("rulebooks")))

    def end(self) -> Iterator[Finding]:
        """What is missing at the end of a log."""
        if self.debtor is not None:
            promised = self.promised.of.pop(self.debtor, {})
            self.checked.after += max(0, self.head.seq - max(promised, default=0))
            missing = [seq for seq in promised if seq > self.head.seq]
            if missing:
                yield Finding("end-missing", RECORDS, None, self.debtor, max(missing), str(self.head.seq + 1))

    def gone(self) -> Iterator[Finding]:
        """The debtors of whom nothing was there."""
        for debtor, promised in sorted(self.promised.of.items()):
            yield Finding("debtor-missing", RECORDS, None, debtor, max(promised))


def _check_rulebooks(folder: Path, used: set[str]) -> Iterator[Finding]:
    """Texts that are not what their name says, and texts that decided and are not there."""
    try:
        texts = rulebooks_of(folder)
    except RecordError as error:
        yield Finding("rulebook-line", RULEBOOKS, more=str(error))
        return
    for sha256, parts in texts.items():
        if sha256 not in (fingerprint(parts), text_print(parts)):
            yield Finding("rulebook-changed", RULEBOOKS, more=sha256)
    wanted = {*used, *(book for name in used for book in texts.get(name, {}).values())}
    for sha256 in sorted(wanted - set(texts)):
        yield Finding("rulebook-missing", RULEBOOKS, more=sha256)
