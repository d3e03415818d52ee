"""Records by chance, many and fast, from a seed: histories in which what is hard is common.

Ties and the very same instant twice, clock changes, leap days, local midnights, facts that are missing or stated as not
known, several debts to a contact, debts that count as one, several zones, moves, events learnt of late. The closed
vocabulary says which keys and values there are; the small world of ``tests/support/histories.py`` who is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from forbear import vocabulary
from forbear.calendar import HOUR, MINUTE, SECOND, Instant
from forbear.engine.examples import Case, read_case
from forbear.events import Event, Facts, History, Parties
from forbear.rules.format import Rulebook
from tests.support.histories import CLOCKS, COLLECTORS, DEBTS, LIKELY_KINDS, MOMENTS, NAMES, PERSONS, ZONES
from tests.support.two_engines import Record

DAY = 24 * HOUR
STEPS = (
    0,
    0,
    1,
    SECOND,
    MINUTE,
    5 * MINUTE,
    HOUR,
    7 * HOUR,
    12 * HOUR,
    DAY,
    DAY,
    2 * DAY,
    6 * DAY,
    7 * DAY,
    8 * DAY,
    30 * DAY,
)
_SELDOM = ("assumed", "assumed_at", "received_at")


class Chance:
    """Draws records whose facts are those that some rulebooks read, more often than others."""

    def __init__(self, seed: int, books: Sequence[Rulebook] = (), nulls: float = 0.02) -> None:
        self.random = Random(seed)
        self.nulls = nulls
        self.likely = _keys_read(books)

    def record(self, most_events: int = 12, asks: int = 2) -> Record:
        """A history and what is asked at its end."""
        around = self.random.choice(MOMENTS) + self.random.choice(STEPS)
        parties = self.parties()
        events = [self.event(around) for _ in range(self.random.randint(0, most_events))]
        ordered = sorted(events, key=lambda event: event.known_at)
        history = History(parties, [replace(event, seq=seq) for seq, event in enumerate(ordered, start=1)])
        return Record(history, tuple((self.facts("contact", around), self._asked_at(around)) for _ in range(asks)))

    def bent(self, book: Rulebook, asks: int = 2) -> Record:
        """A worked example with facts forgotten and changed, times moved, events left out, doubled and added."""
        example = self.random.choice(book.examples)
        case = read_case(example.record, example.where)
        if not isinstance(case, Case):
            return self.record()
        events = [self._moved(event, case.at) for event in case.history for _ in range(self._times())]
        events += [self.event(case.at) for _ in range(self.random.choice((0, 0, 1, 2)))]
        ordered = sorted(events, key=lambda event: event.known_at)
        history = History(
            self._bent_parties(case.history.parties), [replace(e, seq=seq) for seq, e in enumerate(ordered, start=1)]
        )
        asks = tuple((self._bent(case.facts, "contact", case.at), self._asked_at(case.at)) for _ in range(asks))
        return Record(history, asks)

    def _times(self) -> int:
        return self.random.choice((0, 1, 1, 1, 1, 1, 1, 2))

    def _moved(self, event: Event, around: Instant) -> Event:
        shift = self.random.choice((0, 0, 0, 0, *STEPS)) * self.random.choice((1, -1))
        late = event.known_at - event.at + self.random.choice((0, 0, 0, 0, 0, 0, DAY))
        facts = self._bent(event.facts, event.kind, around)
        return replace(event, at=event.at + shift, known_at=event.at + shift + late, facts=facts)

    def _bent(self, facts: Facts, kind: str, around: Instant) -> dict[str, Any]:
        keys, required = vocabulary.EVENT_KEYS[kind], vocabulary.REQUIRED_KEYS[kind]
        bent = dict(facts)
        for key in facts:
            drawn = self.random.random()
            if drawn < 0.06 and key in keys and keys[key] not in ("decimal", "text"):
                bent[key] = self.value(key, keys[key], around)
            elif drawn < 0.1 and key not in required:
                del bent[key]
            elif drawn < 0.1 + self.nulls and key != "zone":
                bent[key] = None
        return bent

    def _bent_parties(self, parties: Parties) -> Parties:
        zones = self.random.choice(ZONES) if self.random.random() < 0.3 else parties.debtor.get("zones")
        debtor = {key: value for key, value in parties.debtor.items() if key != "zones" and self.random.random() > 0.03}
        debts = {
            name: {key: value for key, value in facts.items() if key == "id" or self.random.random() > 0.05}
            for name, facts in parties.debts.items()
        }
        return replace(parties, debtor=debtor | ({"zones": zones} if zones else {}), debts=debts)

    def _asked_at(self, around: Instant) -> Instant:
        return around + self.random.choice((0, 0, 0, *STEPS))

    def event(self, around: Instant) -> Event:
        """One event at or before an instant; now and then learnt of later than it happened."""
        kind = self.random.choice(LIKELY_KINDS)
        at = around - self.random.choice(STEPS)
        late = self.random.choice((0, 0, 0, 0, 0, 1, HOUR, DAY))
        facts = self.facts(kind, around)
        if late:
            facts["received_at"] = at + late
        return Event(seq=0, at=at, kind=kind, facts=facts, known_at=at + late)

    def facts(self, kind: str, around: Instant) -> dict[str, Any]:
        """What is required, most of what rulebooks read, and a little besides."""
        keys = vocabulary.EVENT_KEYS[kind]
        required = vocabulary.REQUIRED_KEYS[kind]
        likely = [key for key in self.likely.get(kind, keys) if key in keys and key not in required]
        chosen = [key for key in likely if key not in _SELDOM and self.random.random() < 0.5]
        facts = {key: self.value(key, keys[key], around) for key in (*required, *chosen)}
        if kind == "contact":
            facts["role"] = PERSONS[facts["person"]]
        for key in facts:
            if self.random.random() < self.nulls and key != "zone":
                facts[key] = None
        return facts

    def value(self, key: str, kind: str, around: Instant) -> Any:
        """A value of a type of the vocabulary."""
        chance = self.random
        if kind.startswith("list of "):
            inner = kind.removeprefix("list of ")
            count = 1 if chance.random() < 0.7 else 2
            return tuple(dict.fromkeys(self.value(key, inner, around) for _ in range(count)))
        if kind in vocabulary.VALUES:
            return chance.choice(vocabulary.VALUES[kind])
        if kind == "bool":
            return chance.random() < 0.5
        return {
            "int": lambda: chance.randint(0, 7),
            "decimal": lambda: None,
            "clock": lambda: chance.choice(CLOCKS),
            "day": lambda: 719_163 + around // DAY + chance.randint(-8, 40),
            "instant": lambda: around + chance.choice(STEPS),
            "text": lambda: chance.choice(NAMES.get(key, ("x",))),
        }[kind]()

    def parties(self) -> Parties:
        """The debtor, collectors, people and debts, with few or many facts each."""
        country, state = self.random.choice(
            (
                ("US", "MA"),
                ("US", "MA"),
                ("GB", "England"),
                ("GB", "Scotland"),
                ("CN", None),
                ("AU", "SA"),
                (None, None),
            )
        )
        zones = self.random.choice(ZONES)
        debtor = {"id": "P1", **self._some("debtor", ("minor", "vulnerable", "reachable", "kind"))}
        debtor |= {
            key: value for key, value in (("zones", zones), ("place.country", country), ("place.state", state)) if value
        }
        return Parties(
            collectors={
                name: {"id": name, **self._some("collector", ("kind", "license", "other_name"))} for name in COLLECTORS
            },
            debtor=debtor,
            people={
                name: {"id": name, "role": role, **self._some("person", ("household", "liable_for", "confirmed"))}
                for name, role in PERSONS.items()
                if name != "P1"
            },
            debts={
                name: {
                    "id": name,
                    "creditor": "CR",
                    **self._some("debt", ("product", "account_when_obtained", "purpose", "judgment")),
                }
                for name in DEBTS
            },
            policy=self._some("policy", ("attorney_reply_days",)),
            calendars=self.calendars() if self.random.random() < 0.2 else {},
        )

    def calendars(self) -> dict[str, tuple[int, ...]]:
        """Lists of holidays that a record states by itself, about the days of its events."""
        days = [719_163 + moment // DAY + step for moment in MOMENTS for step in (-1, 0, 1)]
        return {
            which: tuple(self.random.sample(days, 6)) for which in ("national", "state") if self.random.random() < 0.7
        }

    def _some(self, party: str, keys: Sequence[str]) -> dict[str, Any]:
        kinds = vocabulary.PARTY_KEYS[party]
        likely = {
            "kind": {"collector": "third-party-collector", "debtor": "individual"}.get(party),
            "purpose": "consumer",
        }
        found = {}
        for key in keys:
            drawn = self.random.random()
            if drawn < 0.6:
                usual = likely.get(key) if drawn < 0.4 else None
                found[key] = usual or self.value("debts" if key == "liable_for" else key, kinds[key], 0)
        if "account_when_obtained" in found:
            found["account_when_obtained"] = "one account"
        return found


def _keys_read(books: Sequence[Rulebook]) -> dict[str, list[str]]:
    """The keys that the rulebooks' worked examples state, by kind of event: those are worth drawing."""
    found: dict[str, set[str]] = {}
    for book in books:
        for example in book.examples:
            for event in (*example.record.get("events", ()), {"kind": "contact", **example.record.get("ask", {})}):
                keys = found.setdefault(str(event.get("kind", "contact")), set())
                keys |= set(_flat(event)) - {"kind", "at"}
    return {kind: sorted(keys) for kind, keys in found.items()}


def _flat(record: Any, prefix: str = "") -> list[str]:
    keys = []
    for key, value in record.items():
        keys += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]
    return keys
