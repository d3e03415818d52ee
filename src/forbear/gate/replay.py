"""Every old decision decided again: from the records before it, by the rulebooks whose text was kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import shorten
from typing import Any

from forbear.chain import faults
from forbear.gate.asked import Asked
from forbear.gate.case import Case, contact_facts
from forbear.gate.chain import Record
from forbear.gate.choosing import Books
from forbear.gate.deciding import decide
from forbear.gate.ruleset import TABLE
from forbear.gate.says import says_in
from forbear.gate.using import outcome_of_use, still_granted
from forbear.places import of_text
from forbear.rules.format import Rulebook
from forbear.rules.load import load_texts
from forbear.words.reading import Said

Texts = Mapping[str, Mapping[str, str]]
"""The texts of rulebooks, and the sets of them, by their SHA-256."""

LONGEST = 160
"""So many characters of a value are shown in a sentence."""

COMPARED = (
    "answer", "why", "verdict", "questions", "approved", "free_at", "permit", "becomes", "differs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which an old decision is not what it would be again. ``kind`` is a key of ``texts.toml``."""

    kind: str
    debtor: str
    seq: int
    what: str = ""
    was: Any = None
    now: Any = None

    def says(self, lang: str) -> str:
        """The difference as a sentence; long values are cut short."""
        told = {name: str(getattr(self, name)) for name in ("debtor", "seq", "what", "was", "now")}
        return says_in(lang, "replay", self.kind, **{name: shorten(text, LONGEST) for name, text in told.items()})


class Shelf:
    """The rulebooks of old decisions, each text loaded once."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._sets: dict[str, Books | None] = {}
        self._books: dict[str, Rulebook] = {}

    def set_named(self, sha256: str) -> Books | None:
        """The rulebooks of a set, which choose as they did then; None where the texts are not all there.

        Raises RulebookError, RecordError.
        """
        if sha256 not in self._sets:
            named = self.texts.get(sha256)
            known = named is not None and all(text in self.texts for text in named.values())
            self._sets[sha256] = self._laid(named) if named is not None and known else None
        return self._sets[sha256]

    def _laid(self, named: Mapping[str, str]) -> Books:
        books = [self._book(*one) for one in named.items() if one[0] != TABLE]
        return Books(books, of_text(self.texts[named[TABLE]][TABLE]) if TABLE in named else None)

    def _book(self, name: str, sha256: str) -> Rulebook:
        if sha256 not in self._books:
            self._books[sha256] = load_texts(name, self.texts[sha256])
        return self._books[sha256]


@dataclass(slots=True)
class Replayed:
    """How many decisions were made again."""

    decisions: int = 0
    uses: int = 0


def replay(
    records: Iterable[Record], shelf: Shelf, count: Replayed, debtor: str | None = None, seq: int | None = None
) -> Iterator[Difference]:
    """Decide again what the records say was decided, of one debtor or one record where that is asked for.

    The records of each debtor must come in order and together. ``count`` tells afterwards what was done. Whoever calls
    more than once hands the same shelf over, so that no rulebook is loaded again.
    """
    for name, log in groupby(records, key=lambda record: record.debtor):
        if debtor in (None, name):
            yield from _log_again(Case(name), log, shelf, count, seq)


def _log_again(
    case: Case, log: Iterable[Record], shelf: Shelf, count: Replayed, seq: int | None
) -> Iterator[Difference]:
    """The decisions on one debtor; where the log breaks off nothing more can be decided."""
    for record in log:
        for _, fault in faults([record], case.head):
            yield Difference("broken", record.debtor, record.seq, fault)
            return
        if seq in (None, record.seq) and "gate" in record.body:
            yield from _again(record, case, shelf, count)
        case.take([record])


def _again(record: Record, case: Case, shelf: Shelf, count: Replayed) -> Iterator[Difference]:
    gate = record.body["gate"]
    books = shelf.set_named(gate["rulebooks"])
    if books is None:
        yield Difference("rulebook", record.debtor, record.seq, was=gate["rulebooks"])
        return
    if record.kind == "decision":
        count.decisions += 1
        old, new = record.body, decide(_asked(record), case, books, record.body["now"], gate["life"])
    else:
        count.uses += 1
        old, new = record.body, _use_again(record, case, books)
    for what in COMPARED:
        if what in new and new[what] != old.get(what):
            yield Difference("differs", record.debtor, record.seq, what, old.get(what), new[what])


def decided_again(records: Sequence[Record], seq: int, books: Books) -> Mapping[str, Any]:
    """What one decision of a debtor's log would be by other rulebooks, from the records before it.

    Raises ValueError where the log does not hold together up to there, or that record is no decision.
    """
    case = Case(records[0].debtor if records else "")
    for record in records:
        if next(faults([record], case.head), None) is not None:
            raise ValueError(f"record {record.seq} does not follow on the one before")
        if record.seq == seq and record.kind == "decision":
            return decide(_asked(record), case, books, record.body["now"], record.body["gate"]["life"])
        case.take([record])
    raise ValueError(f"there is no decision {seq}")


def _asked(record: Record) -> Asked:
    """What was asked; of the words only what was found in them is on record."""
    body, where = record.body, f"record {record.seq} of {record.debtor}"
    said = tuple(
        Said(each["category"], each["kind"], each["start"], each["end"], "", "review", each["phrase"])
        for each in body["words"]
    )
    facts = contact_facts(body["contact"], where)
    return Asked(body["caller"], body["request"], body["debtor"], body["contact"], facts, said, body["approval"])


def _use_again(record: Record, case: Case, books: Books) -> dict[str, Any]:
    """What would come of a use, or whether a permit would be revoked, as the record tells it."""
    body, permit = record.body, case.permits[record.body["permit"]]
    if body["becomes"] == "revoked":
        return still_granted(case, books, permit, body["now"])
    return outcome_of_use(case, books, permit, body["contact"], body["now"])
