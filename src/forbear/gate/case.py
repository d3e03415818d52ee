"""What the records of one debtor say together: the parties, what happened, the permits, the answers given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from forbear import vocabulary
from forbear.calendar import Instant
from forbear.chain import Head, fingerprint, head_of
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.errors import Problem, RecordError
from forbear.events import Event, Facts, History, Parties
from forbear.gate.answer import Answer, answer_of
from forbear.gate.chain import Record
from forbear.gate.choosing import Chosen
from forbear.gate.permit import AFTERWARDS, Permit, bound_facts
from forbear.records import flatten, read_event, read_flat, read_parties, require

NOBODY = Parties({}, {})


class Case:
    """The fold of a log. ``take`` its records in order; whatever is asked is then answered from memory.

    ``parties`` are those of now, ``known`` all that ever were, each with its place in the order of events.
    """

    def __init__(self, debtor: str) -> None:
        self.debtor = debtor
        self.head = Head()
        self.parties = NOBODY
        self.known: list[tuple[tuple[Instant, int], Parties]] = []
        self.events: dict[int, Event] = {}
        self.permits: dict[str, Permit] = {}
        self.requests: dict[str, int] = {}
        self._put_to_a_person: dict[str, tuple[str, ...]] = {}
        self._latest: Instant = 0
        self._asked: dict[int, Facts] = {}
        self._history: History | None = None
        self._judge: Judge | None = None
        self._judge_of: tuple[History | None, Chosen | None] = (None, None)

    def take(self, records: Iterable[Record]) -> Case:
        """Add the records that come after the last one."""
        for record in records:
            _TAKE[record.kind](self, record)
            self.head = head_of(record)
        return self

    def take_own(self, record: Record, facts: Facts) -> Case:
        """Add the decision that was just made of a contact whose facts are known."""
        self._take_decision(record, facts)
        self.head = head_of(record)
        return self

    def now(self, now: Instant) -> Instant:
        """What time it is for this debtor: never before the last record."""
        return max(now, self.head.at)

    def cut(self, now: Instant) -> tuple[Instant, int]:
        """The place in the order of events after all that is on record, also what is dated a little ahead."""
        return max(self.now(now), self._latest), END_OF_ORDER

    def open_permits(self, now: Instant) -> list[Permit]:
        """The permits that may still be used."""
        return [permit for permit in self.permits.values() if permit.state(now) == "granted"]

    def history(self, now: Instant | None = None) -> History:
        """What happened; with ``now``, open permits count as contacts whose outcome is not known."""
        open_permits = [] if now is None else self.open_permits(now)
        if open_permits:
            return History(self.parties, [*self.events.values(), *map(self._as_contact, open_permits)])
        if self._history is None:
            found = History(self.parties, self.events.values())
            if not self.events:
                return found  # made as quickly as it is found: of most debtors it would only fill the memory
            self._history = found
        return self._history

    def judge(self, chosen: Chosen, now: Instant | None = None) -> Judge:
        """The rulebooks laid over what happened, read strictly; kept while they can be. ``now`` as in ``history``."""
        history = self.history(now)
        if history is not self._history:
            return Judge((), history, "strict", laid=chosen.laid(history.parties))
        if self._judge is None or self._judge_of[0] is not history or self._judge_of[1] is not chosen:
            self._judge = Judge((), history, "strict", laid=chosen.laid(history.parties))
            self._judge_of = history, chosen
        return self._judge

    def asked(self, permit: Permit) -> Facts:
        """The facts of the contact that a permit was granted for."""
        return self._asked[permit.decision]

    def questions_put(self, contact: Mapping[str, Any]) -> tuple[str, ...]:
        """What a person was asked about a contact when it was asked for last: that alone can be approved."""
        return self._put_to_a_person.get(fingerprint(contact), ())

    def answer(self, record: Record) -> Answer:
        """The answer that a decision on record gave, with its permit as it stands."""
        permit = record.body["permit"]
        return answer_of(record, self.permits[permit["id"]] if permit else None)

    def _as_contact(self, permit: Permit) -> Event:
        at = permit.granted_at
        return Event(permit.decision, at, "contact", as_made(self.asked(permit)), at)

    def _take_parties(self, record: Record) -> None:
        self.parties = read_parties(record.body["parties"], f"the parties of {self.debtor}")
        self.known.append(((record.at, record.seq), self.parties))
        self._history = None

    def _take_event(self, record: Record) -> None:
        self._put(read_event(record.body["event"], record.seq, f"record {record.seq} of {self.debtor}"))
        if record.body["request"] is not None:
            self.requests[event_key(record.body["by"], record.body["request"])] = record.seq

    def _take_decision(self, record: Record, facts: Facts | None = None) -> None:
        body, contact = record.body, record.body["contact"]
        self.requests[request_key(body["caller"], body["request"])] = record.seq
        if body["answer"] == "ask-a-person":
            self._put_to_a_person[fingerprint(contact)] = tuple(body["questions"])
        if body["permit"]:
            if facts is None:
                facts = contact_facts(contact, f"record {record.seq} of {self.debtor}")
            self._asked[record.seq] = facts
            name, ends = body["permit"]["id"], body["permit"]["expires_at"]
            self.permits[name] = Permit(
                name, self.debtor, record.seq, record.at, ends, bound_facts(contact), approved=tuple(body["approved"])
            )

    def _take_permit(self, record: Record) -> None:
        permit, becomes = self.permits[record.body["permit"]], record.body["becomes"]
        where = f"record {record.seq} of {self.debtor}"
        if becomes == "used":
            told = told_facts(record.body["contact"], where)
            self._put(Event(record.seq, record.at, "contact", as_made(self.asked(permit), told), record.at))
            self.permits[permit.id] = permit._replace(became="used", contact=record.seq, use=record.body["use"])
        elif becomes == "told" and permit.contact is not None:
            event = self.events[permit.contact]
            told = told_facts(record.body["contact"], where)
            self.events[event.seq] = replace(event, facts={**event.facts, **told})
            self._history = None
        elif becomes in ("released", "revoked"):
            self.permits[permit.id] = permit._replace(became=becomes)

    def _put(self, event: Event) -> None:
        self.events[event.seq] = event
        self._latest = max(self._latest, event.known_at)
        history, self._history = self._history, None
        if history is not None and (not len(history) or event.order > history.all.events[-1].order):
            history.append(event)
            self._history = history


_TAKE = {
    "parties": Case._take_parties,
    "event": Case._take_event,
    "decision": Case._take_decision,
    "permit": Case._take_permit,
}


def request_key(caller: str, request: str) -> str:
    """The key of a caller's request: whoever asks twice under one name gets one answer."""
    return f"request:{len(caller)}:{caller}:{request}"


def event_key(by: str, request: str) -> str:
    """The key of something recorded: whoever records it twice under one name records it once."""
    return f"event:{len(by)}:{by}:{request}"


def permit_key(permit: str) -> str:
    """The key of a permit."""
    return f"permit:{permit}"


def contact_facts(record: Mapping[str, Any], where: str, *, whole: bool = True) -> Facts:
    """The typed facts of a contact, ``whole`` where none that must be there may be missing; raises RecordError."""
    stated, problems = flatten(record), list[Problem]()
    if len(dict(stated)) < len(stated):
        times = Counter(name for name, _ in stated)
        problems += [
            Problem(where, f"{name!r} is stated twice", hint="State it nested or with dots", code="key-twice")
            for name, often in times.items()
            if often > 1
        ]
    facts = read_flat(stated, vocabulary.EVENT_KEYS["contact"], where, problems)
    if whole:
        require(facts, "contact", where, problems)
    if problems:
        raise RecordError(problems)
    return facts


def told_facts(record: Mapping[str, Any], where: str) -> Facts:
    """The typed facts that somebody tells of a contact besides; what is told as not known is not told."""
    facts = contact_facts(record, where, whole=False)
    return {key: value for key, value in facts.items() if value is not None}


def as_made(asked: Facts, told: Facts | None = None) -> Facts:
    """The facts of a contact that was asked for, when it is made: how it went is known only from what is told."""
    return {key: value for key, value in asked.items() if key not in AFTERWARDS} | dict(told or {})
