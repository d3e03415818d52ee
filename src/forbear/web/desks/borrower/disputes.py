"""Disputes that were begun from a credit report: a chain of records, kept as one sealed document of the case."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from forbear.calendar import Day
from forbear.chain import START, Head, bind
from forbear.creditfile.rights import disputing
from forbear.creditfile.rights.clocks import Clock, clocks
from forbear.creditfile.rights.records import Entry, Kind, Writing
from forbear.creditfile.rights.steps import Dispute
from forbear.creditfile.rights.steps import disputes as folded
from forbear.errors import Problem, RecordError
from forbear.web.desks.borrower import documents
from forbear.web.desks.borrower.models import Case
from forbear.web.ledger import gates

DISPUTES = "disputes"
PERSON = "me"
"""How the records call the person of the case."""


class Chain(Writing):
    """The end of the chain of a case, as the steps of disputes write it."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._entries = [Entry(**one) for one in kept.get("entries", [])]
        self.texts: dict[str, list[str]] = dict(kept.get("words", {}))
        last = self._entries[-1] if self._entries else None
        self.head = Head(last.seq, last.at, last.hash) if last else START

    def add(self, at: int, kind: Kind, person: str, body: Mapping[str, Any]) -> Entry:
        """Put a record at the end."""
        at = max(at, self.head.at)
        said = Entry(self.head.seq + 1, at, person, kind, body, "")
        kept, own = bind(self.head, said.told())
        entry = Entry(said.seq, at, person, kind, json.loads(json.dumps(kept["body"])), own)
        self._entries.append(entry)
        self.head = Head(entry.seq, at, own)
        return entry

    def entries(self, person: str | None = None, kinds: Iterable[Kind] = ()) -> Iterator[Entry]:
        """The records in order."""
        wanted = tuple(kinds)
        return (one for one in self._entries if person in (None, one.person) and (not wanted or one.kind in wanted))

    def entry(self, seq: int) -> Entry | None:
        """The record of a number."""
        return next((one for one in self._entries if one.seq == seq), None)

    def keep_words(self, person: str, words: str) -> str:
        """Keep what the person wrote beside the chain."""
        salt = secrets.token_hex(16)
        sha256 = hashlib.sha256(f"{salt}{words}".encode()).hexdigest()
        self.texts[sha256] = [salt, words]
        return sha256

    def erase_words(self, person: str) -> int:
        """Nothing is erased by itself here: the whole document goes with the case."""
        return 0

    def kept(self) -> dict[str, Any]:
        """The chain as it is kept."""
        return {"entries": [asdict(one) for one in self._entries], "words": self.texts}


def chain_of(case: Case) -> Chain:
    """The chain as it stands."""
    return Chain(documents.record(case, DISPUTES, {}))


def all_of(case: Case) -> list[Dispute]:
    """Every dispute as it stands."""
    return folded(chain_of(case).entries(kinds=["dispute"]))


def of_number(case: Case, number: int) -> Dispute | None:
    """One dispute."""
    return next((one for one in all_of(case) if one.number == number), None)


def running(case: Case) -> list[Clock]:
    """The clocks that the law of the place lets run."""
    found = all_of(case)
    return clocks(found, gates.now()) if found else []


def words_of(case: Case, sha256: str) -> str:
    """What the person wrote."""
    return chain_of(case).texts.get(sha256, ["", ""])[1]


def begin(case: Case, rows: Sequence[str], reason: str, on: Day) -> int:
    """Open a dispute; its number. Raises RecordError with every fault."""
    place = str(documents.record(case, documents.ABOUT, {})["place"])
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        chain = chain_of(case)
        made = disputing.open_dispute(chain, gates.now(), PERSON, rows, reason, on, place)
        documents.write_record(case, DISPUTES, chain.kept())
    return made.number


def move(case: Case, number: int, step: str, on: Day, seen: str, **said: Any) -> None:
    """The next step of a dispute; raises RecordError where it may not come now."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        if str(documents.version(case, DISPUTES)) != seen:
            raise RecordError(Problem("", "this was changed meanwhile", code="changed-meanwhile"))
        chain = chain_of(case)
        disputing.move_on(chain, gates.now(), number, step, on, **said)
        documents.write_record(case, DISPUTES, chain.kept())
