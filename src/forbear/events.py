"""Everything that happened: frozen events in a total order, and the parties they name.

An event has an instant, a place in the order (``seq``) and flat facts under dotted keys.
``known_at`` is when the collector learnt of it: what was known at some instant is always
answerable. Nothing here guesses: a fact that is not stated is absent, and a fact stated as
``null`` is present in the source but not known; both read as missing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from forbear.calendar import Instant

Value = str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event comes from: ``file`` as the user named it, ``row`` as a person finds it there."""

    file: str
    row: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``at`` and ``known_at`` are instants in microseconds UTC."""

    seq: int
    at: Instant
    kind: str
    facts: Facts
    known_at: Instant
    source: Source | None = None

    @property
    def order(self) -> tuple[Instant, int]:
        """The total order: by when it was known, then by ``seq``."""
        return self.known_at, self.seq

    def get(self, key: str) -> Value:
        """The value of a fact, None where it is missing."""
        return self.facts.get(key)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who and what a history is about; each table maps an id to flat facts.

    ``debtor`` is one person: a history belongs to one debtor. ``calendars`` holds day numbers.
    """

    collectors: Mapping[str, Facts]
    debtor: Facts
    people: Mapping[str, Facts] = field(default_factory=dict)
    debts: Mapping[str, Facts] = field(default_factory=dict)
    calendars: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    policy: Facts = field(default_factory=dict)

    def zones(self) -> tuple[str, ...]:
        """The zones that the file suggests for the debtor."""
        zones = self.debtor.get("zones")
        return cast("tuple[str, ...]", zones) if isinstance(zones, tuple) else ()


class Shelf:
    """Events of one sort in order, with the instants at which they were known beside them."""

    __slots__ = ("events", "known")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.known: list[Instant] = []

    def put(self, event: Event) -> None:
        """Append an event that is not earlier than the last one."""
        self.events.append(event)
        self.known.append(event.known_at)

    def cut(self, at: Instant, seq: int) -> int:
        """How many events were known before the place (``at``, ``seq``)."""
        place = bisect_left(self.known, at)
        while place < len(self.events) and self.events[place].order < (at, seq):
            place += 1
        return place


NO_KINDS: frozenset[str] = frozenset()


class History:
    """The events of one debtor in order, shelved by kind."""

    def __init__(self, parties: Parties, events: Iterable[Event] = ()) -> None:
        self.parties = parties
        self.all = Shelf()
        self.kinds = NO_KINDS
        self._by_kind: defaultdict[str, Shelf] = defaultdict(Shelf)
        for event in sorted(events, key=lambda event: event.order):
            self.append(event)

    def append(self, event: Event) -> None:
        """Add an event at the end of the order; raises ValueError where it would not be last."""
        if self.all.events and event.order <= self.all.events[-1].order:
            raise ValueError(f"event {event.seq} is not after the last one in the order")
        self.all.put(event)
        if event.kind not in self.kinds:
            self.kinds |= {event.kind}
        self._by_kind[event.kind].put(event)

    def of_kind(self, kind: str) -> Shelf:
        """All events of one kind: the same shelf for ever, which grows with the history."""
        return self._by_kind[kind]

    def __len__(self) -> int:
        return len(self.all.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.all.events)

    @property
    def next_seq(self) -> int:
        """A ``seq`` after all events of the history."""
        return max((event.seq for event in self.all.events), default=0) + 1


def contact(at: Instant, facts: Facts, seq: int, source: Source | None = None) -> Event:
    """A contact, known when it happened."""
    return Event(seq=seq, at=at, kind="contact", facts=facts, known_at=at, source=source)


def debts_of(facts: Facts) -> Sequence[str]:
    """The debts that facts name, empty where none are stated (which a rule reads as all)."""
    debts = facts.get("debts")
    return debts if isinstance(debts, tuple) else ()  # type: ignore[return-value]
