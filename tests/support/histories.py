"""Random histories and contacts, built from the closed vocabulary, for property tests.

Instants lie close together and near what is hard: clock changes, leap days, midnights, the ends of usual hours, and
the very same instant twice. Every key may be missing; a known time may lie after the event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from forbear import vocabulary
from forbear.calendar import HOUR, MINUTE, SECOND, Instant, instant_of
from forbear.engine.examples import Case, read_case
from forbear.events import Event, Facts, History, Parties
from forbear.rules.format import Rulebook

PERSONS = {
    "P1": "debtor",
    "S1": "spouse",
    "G1": "guarantor",
    "N1": "neighbor",
    "A1": "attorney",
    "C1": "agreed_contact",
}
COLLECTORS = ("COL", "CR")
DEBTS = ("A", "B")
ADDRESSES = ("+1 202 555 0101", "+1 202 555 0102")
STRANGER = "ZZ"
"""A person whom no random event names."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "person": tuple(PERSONS), "recipient": tuple(PERSONS), "collector": COLLECTORS, "by": COLLECTORS,
    "given_to": COLLECTORS, "creditor": ("CR", "C2"), "address": ADDRESSES, "representative": ("A1",),
    "zone": ("America/New_York", "Australia/Lord_Howe"), "debts": DEBTS,
}  # fmt: skip
ZONES = (
    ("Asia/Shanghai",), ("Europe/London",), ("America/New_York",), ("America/New_York", "America/Los_Angeles"),
    ("Australia/Lord_Howe",), ("America/Sao_Paulo",), ("Asia/Kolkata", "Asia/Kathmandu"), (),
)  # fmt: skip


def _at(*parts: int) -> Instant:
    return instant_of(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]


TOGETHER = (
    "cn-cba-2026", "cn-convention-2018", "cn-gbt-45251-2025", "kr-pdpa-2024", "th-dca-2015", "uk-breathing-space",
    "uk-conc", "us-ma", "us-reg-f",
)  # fmt: skip
"""Rulebooks that are laid over one history together, some at a time: all of them would take minutes for each law."""

MOMENTS: tuple[Instant, ...] = (
    _at(2026, 3, 8, 7), _at(2026, 11, 1, 6),  # New York springs forward, falls back
    _at(2026, 3, 29, 1), _at(2026, 10, 25, 1),  # London
    _at(2026, 4, 4, 15), _at(2026, 10, 3, 15, 30),  # Lord Howe, by half an hour
    _at(2018, 11, 4, 3),  # São Paulo: midnight does not exist
    _at(2028, 2, 29, 12), _at(2028, 3, 1), _at(2026, 6, 10, 13), _at(2026, 6, 10, 14), _at(2026, 12, 31, 23, 59, 59),
)  # fmt: skip
STEPS: tuple[Instant, ...] = (
    0, 0, 1, -1, SECOND, MINUTE, HOUR, 7 * HOUR, 12 * HOUR, 24 * HOUR, 3 * 24 * HOUR,
    6 * 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR,
)  # fmt: skip
CLOCKS: tuple[int, ...] = (*(hour * HOUR for hour in (0, 7, 8, 9, 12, 18, 21, 22, 24)), 21 * HOUR + 1)


@dataclass(frozen=True)
class Question:
    """A contact to be judged against what happened before (and perhaps after) it."""

    parties: Parties
    events: tuple[Event, ...]
    facts: Facts
    at: Instant
    book: str = ""
    """The rulebook whose example it was, if it was one."""

    def laid(self, books: Sequence[Rulebook], count: int = 4) -> list[Rulebook]:
        """So many of some rulebooks to lay together: its own, and others by turns. All at once take too long."""
        own = [book for book in books if book.id == self.book]
        begin = self.at // MINUTE % len(books)
        others = [book for book in (*books[begin:], *books[:begin]) if book.id != self.book]
        return [*own, *others][:count]

    def history(self) -> History:
        """The events as a history."""
        return History(self.parties, self.events)


def values(key: str, kind: str, around: Instant) -> st.SearchStrategy[Any]:
    """Values of a type of the vocabulary; names come from the small world above."""
    return _values(key, kind, around if kind.endswith(("day", "instant")) else 0)


@cache
def _values(key: str, kind: str, around: Instant) -> st.SearchStrategy[Any]:
    """The same, made once: Hypothesis takes longer to look at a new strategy than to draw from it."""
    if kind.startswith("list of "):
        return st.lists(values(key, kind.removeprefix("list of "), around), min_size=1, max_size=2, unique=True).map(
            tuple
        )
    if kind in vocabulary.VALUES:
        return st.sampled_from(vocabulary.VALUES[kind])
    simple: Mapping[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "int": st.integers(0, 7),
        "decimal": st.just(Decimal("12.34")),
        "clock": st.sampled_from(CLOCKS),
        "day": st.integers(-8, 40).map(lambda days: _day(around) + days),
        "instant": st.sampled_from(STEPS).map(lambda step: around + step),
        "text": st.sampled_from(NAMES.get(key, ("x",))),
    }
    return simple[kind]


def _day(instant: Instant) -> int:
    return date(1970, 1, 1).toordinal() + instant // (24 * HOUR)


@st.composite
def facts_of(draw: st.DrawFn, kind: str, around: Instant, most: int = 6) -> dict[str, Any]:
    """Facts of an event of one kind: what is required and up to ``most`` other keys."""
    keys = vocabulary.EVENT_KEYS[kind]
    chosen = [*vocabulary.REQUIRED_KEYS[kind], *draw(_more_keys(kind, most))]
    facts = {key: draw(values(key, keys[key], around)) for key in chosen}
    if kind == "contact":
        facts["role"] = PERSONS[facts["person"]]
    return facts


@cache
def _more_keys(kind: str, most: int) -> st.SearchStrategy[list[str]]:
    """Keys that an event of a kind need not have."""
    never = (*vocabulary.REQUIRED_KEYS[kind], "assumed", "assumed_at", "received_at")
    return _some_of(tuple(key for key in vocabulary.EVENT_KEYS[kind] if key not in never), most)


@cache
def _some_of(keys: tuple[str, ...], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(keys), max_size=most, unique=True) if keys else st.just([])


LIKELY_KINDS = ("contact", "contact", "contact", "wish", "refusal", "consent", "consent_revoked", "hold", "hold_lifted",
                "notice", "located", "check", "activity", "payment", "promise")  # fmt: skip


@st.composite
def events(draw: st.DrawFn, around: Instant, seq: int, kinds: tuple[str, ...] = LIKELY_KINDS) -> Event:
    """One event at or before an instant; now and then learnt of later than it happened."""
    kind = draw(st.sampled_from(kinds))
    at = around - draw(st.sampled_from([abs(step) for step in STEPS]))
    late = draw(st.sampled_from((0, 0, 0, 1, HOUR, 24 * HOUR)))
    facts = draw(facts_of(kind, around))
    if late:
        facts["received_at"] = at + late
    return Event(seq=seq, at=at, kind=kind, facts=facts, known_at=at + late)


@st.composite
def parties(draw: st.DrawFn) -> Parties:
    """The debtor, two collectors, two debts and the people of the small world, with few or many facts each."""
    country, state = draw(
        st.sampled_from((("US", "MA"), ("GB", "England"), ("GB", "Scotland"), ("CN", None), (None, None)))
    )
    debtor: dict[str, Any] = {"id": "P1"}
    zones = draw(st.sampled_from(ZONES))
    debtor |= {"zones": zones} if zones else {}
    debtor |= {"place.country": country} if country else {}
    debtor |= {"place.state": state} if state else {}
    debtor |= draw(_some("debtor", ("minor", "vulnerable", "reachable", "reachable_at_home", "kind")))
    return Parties(
        collectors={
            name: {"id": name, **draw(_some("collector", ("kind", "license", "other_name")))} for name in COLLECTORS
        },
        debtor=debtor,
        people={
            name: {
                "id": name,
                "role": role,
                **draw(_some("person", ("household", "liable_for", "confirmed", "relation"))),
            }
            for name, role in PERSONS.items()
            if name != "P1"
        },
        debts={
            name: {"id": name, "creditor": "CR", **draw(_some("debt", ("product", "account_when_obtained", "purpose")))}
            for name in DEBTS
        },
    )


@cache
def _some(table: str, keys: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    kinds = vocabulary.PARTY_KEYS[table]
    given = {key: values("debts" if key == "liable_for" else key, kinds[key], 0) for key in keys}
    return st.fixed_dictionaries({}, optional=given)


@st.composite
def questions(draw: st.DrawFn, most_events: int = 7, most_facts: int = 8) -> Question:
    """A history and a contact asked about at its end."""
    at = draw(st.sampled_from(MOMENTS)) + draw(st.sampled_from(STEPS))
    count = draw(st.integers(0, most_events))
    happened = tuple(draw(events(at, seq)) for seq in range(1, count + 1))
    facts = draw(facts_of("contact", at, most_facts))
    return Question(draw(parties()), happened, facts, at)


@st.composite
def near_examples(draw: st.DrawFn, books: Sequence[Rulebook]) -> Question:
    """A worked example of a rulebook, bent: facts forgotten or changed, times moved, events of chance among its own."""
    book = draw(st.sampled_from(books))
    example = draw(st.sampled_from(book.examples))
    case = read_case(example.record, example.where)
    assert isinstance(case, Case)
    facts = draw(_bent(case.facts, "contact", case.at))
    at = case.at + draw(st.sampled_from((0, 0, *STEPS)))
    happened = [
        replace(event, facts=draw(_bent(event.facts, event.kind, case.at))) for event in case.history if draw(_MOSTLY)
    ]
    extra = draw(st.integers(0, 2))
    chance = [draw(events(at, len(case.history) + 1 + number)) for number in range(extra)]
    return Question(case.history.parties, (*happened, *chance), facts, at, book.id)


_MOSTLY = st.sampled_from((True, True, True, False))


@st.composite
def _bent(draw: st.DrawFn, facts: Facts, kind: str, around: Instant) -> dict[str, Any]:
    """The same facts with some forgotten and some changed; required keys stay."""
    keys, required = vocabulary.EVENT_KEYS[kind], vocabulary.REQUIRED_KEYS[kind]
    bent = dict(facts)
    for key in draw(_some_of(tuple(sorted(facts)), 2)) if facts else ():
        if key in required:
            bent[key] = draw(values(key, keys[key], around)) if draw(_MOSTLY) and key not in _KEPT else facts[key]
        else:
            del bent[key]
    return bent


_KEPT = ("role", "person")
