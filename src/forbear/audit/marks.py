"""Whose numbers these are: the borrower marks collectors; rows of all other numbers are dropped before they are stored.

Marks come as ``+8613…=Agency X;creditor=Y;kind=third-party-collector`` or as a TOML file with ``[[collector]]`` and ``[debtor]``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forbear import vocabulary
from forbear.audit.intake.base import Row, normal_number
from forbear.audit.screen import screen
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Event, Parties, Value
from forbear.records import read_parties

_MARK_KEYS = ("name", "kind", "creditor", "debt", "numbers")


@dataclass(frozen=True, slots=True)
class Collector:
    """A collector as marked: its name is its id; one debt with its creditor is assumed unless more is said."""

    name: str
    kind: str = "third-party-collector"
    creditor: str = ""
    debt: str = ""
    numbers: tuple[str, ...] = ()

    @property
    def creditor_id(self) -> str:
        """The creditor for whom it collects; its own name where none was said."""
        return self.creditor or self.name

    @property
    def debt_id(self) -> str:
        """The debt that its contacts are taken to be about."""
        return self.debt or f"debt with {self.creditor_id}"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose log a file is: ``person`` in ``role`` towards the debt."""

    person: str = "debtor"
    role: str = "debtor"


@dataclass(slots=True)
class Marks:
    """All marks: numbers of collectors, and what was said about the debtor and other people."""

    collectors: list[Collector] = field(default_factory=list)
    debtor: Mapping[str, Any] = field(default_factory=dict)
    people: list[Mapping[str, Any]] = field(default_factory=list)
    region: str | None = None

    def by_number(self) -> dict[str, Collector]:
        """Number → collector; raises RecordError where one number was given to two."""
        found: dict[str, Collector] = {}
        problems = []
        for collector in self.collectors:
            for number in collector.numbers:
                other = found.setdefault(normal_number(number, self.region), collector)
                if other.name != collector.name:
                    problems.append(
                        Problem("marks", f"{number} was marked as {other.name!r} and as {collector.name!r}",
                                why="a number must belong to one collector", code="number-twice",
                                hint="Keep the one who used it")
                    )  # fmt: skip
        if problems:
            raise RecordError(problems)
        return found


def parse_mark(text: str) -> Collector:
    """``NUMBER=NAME[;creditor=…][;debt=…][;kind=…]``; raises RecordError."""
    number, equals, rest = text.partition("=")
    name, *more = (part.strip() for part in rest.split(";"))
    where = f"--collector {text!r}"
    if not equals or not number.strip() or not name:
        raise RecordError(Problem(where, "this marks no number", hint="Write +861000000101='Agency X'", code="mark"))
    given = {"name": name, "numbers": [number.strip()]}
    for part in more:
        key, _, value = part.partition("=")
        given[key.strip()] = value.strip()
    return _collector(given, where)


def read_marks(path: Path) -> Marks:
    """Marks of a TOML file; raises RecordError with every problem."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecordError(Problem(str(path), "this is no TOML", why=str(error), code="toml")) from None
    for key in table:
        if key not in ("collector", "debtor", "people"):
            hint = nearest(key, ("collector", "debtor", "people"))
            raise RecordError(Problem(str(path), f"unknown table {key!r}", hint=hint, code="key-unknown"))
    collectors = [_collector(given, f"{path}, collector {n}") for n, given in enumerate(table.get("collector", ()), 1)]
    return Marks(collectors, table.get("debtor", {}), list(table.get("people", ())))


def _collector(given: Mapping[str, Any], where: str) -> Collector:
    problems = [
        Problem(where, f"unknown key {key!r}", hint=nearest(key, _MARK_KEYS) or f"Known: {', '.join(_MARK_KEYS)}")
        for key in given
        if key not in _MARK_KEYS
    ]
    kinds = vocabulary.VALUES["collector_kind"]
    if given.get("kind", kinds[0]) not in kinds:
        kind = str(given["kind"])
        problems.append(
            Problem(where, f"{kind!r} is no kind of collector", hint=nearest(kind, kinds) or ", ".join(kinds))
        )
    if not given.get("name") or not given.get("numbers"):
        problems.append(Problem(where, "a collector needs a name and numbers", code="key-missing"))
    if problems:
        raise RecordError(problems)
    return Collector(**{key: tuple(value) if key == "numbers" else value for key, value in given.items()})


def parties_of(marks: Marks, owners: Iterable[Owner], zone: str | None, country: str) -> Parties:
    """The parties that marks and the owners of logs make up."""
    debtor: dict[str, Any] = {"id": "debtor", "place": {"country": country or "ZZ"}, **marks.debtor}
    debtor.setdefault("zones", [zone] if zone else [])
    known = {person.get("id") for person in marks.people}
    people = [*marks.people]
    others = {owner.person: owner.role for owner in owners if owner.role != "debtor"}
    people += [{"id": person, "role": role} for person, role in others.items() if person not in known]
    collectors = {each.name: {"id": each.name, "kind": each.kind} for each in marks.collectors}
    debts = {each.debt_id: {"id": each.debt_id, "creditor": each.creditor_id} for each in marks.collectors}
    return read_parties(
        {"collectors": list(collectors.values()), "debtor": debtor, "people": people, "debts": list(debts.values())},
        "marks",
    )


def contacts_of(
    rows: Iterable[Row], known: Mapping[str, Collector], owner: Owner, debtor: str
) -> Iterator[Event | None]:
    """Marked rows as contacts; None for each row that was dropped. ``seq`` is given later, when logs are laid together."""
    for row in rows:
        collector = known.get(row.number)
        yield None if collector is None else _contact(row, collector, owner, debtor)


def _contact(row: Row, collector: Collector, owner: Owner, debtor: str) -> Event:
    third = owner.role not in ("debtor", "co_debtor", "guarantor")
    facts: dict[str, Value] = {
        "channel": row.channel,
        "direction": "inbound" if row.begun_by_owner else "outbound",
        "collector": collector.name,
        "creditor": collector.creditor_id,
        "person": debtor if owner.role == "debtor" else owner.person,
        "role": owner.role,
        "debts": (collector.debt_id,),
        "address": f"telephone of {owner.person}",
        "from_number": row.number,
    }
    if row.outcome:
        facts["outcome"] = row.outcome
    if row.duration_s is not None:
        facts["duration_s"] = row.duration_s
    if row.text:
        facts |= _of_text(row.text, third)
    if third:
        facts["purpose"] = None
    return Event(seq=0, at=row.at, kind="contact", facts=facts, known_at=row.at, source=row.source)


def _of_text(text: str, third: bool) -> dict[str, Value]:
    found = screen(text)
    facts: dict[str, Value] = {"text_sha256": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()}
    if found.suit:
        facts["content.threatens_legal_action"] = True
    if third or found.disclosure:
        facts["disclosure"] = found.disclosure
    return facts
