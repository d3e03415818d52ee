"""Whose numbers these are: the borrower marks collectors; all other rows are dropped before they are stored.

Marks come as ``+8613…=Agency X;creditor=Y;kind=third-party-collector`` or as a TOML file with ``[[collector]]``
and ``[debtor]``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forbear import vocabulary
from forbear.audit.intake.base import Row, check_readable, normal_number
from forbear.audit.screen import screen
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Event, Parties, Value
from forbear.records import read_parties

_TEXT_KEYS = ("name", "kind", "creditor", "debt")
_MARK_KEYS = (*_TEXT_KEYS, "numbers")
_TABLES = ("collector", "debtor", "people")


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
        """Number → collector; raises RecordError where one number was given to two, or a collector has two kinds."""
        found: dict[str, Collector] = {}
        problems = [*self._two_kinds()]
        for collector in self.collectors:
            for raw in collector.numbers:
                number = normal_number(raw, self.region)
                other = found.setdefault(number, collector)
                if not number:
                    problems.append(_withheld(raw, collector))
                elif (other.name, other.debt_id) != (collector.name, collector.debt_id):
                    problems.append(_twice(raw, other, collector))
        if problems:
            raise RecordError(problems)
        return found

    def _two_kinds(self) -> Iterator[Problem]:
        first: dict[str, Collector] = {}
        for collector in self.collectors:
            other = first.setdefault(collector.name, collector)
            if other.kind != collector.kind:
                yield Problem("marks", f"{collector.name!r} is marked as {other.kind} and as {collector.kind}",
                              why="the law treats them differently", hint="Keep the kind that is right",
                              code="kind-twice")  # fmt: skip


def _twice(number: str, one: Collector, other: Collector) -> Problem:
    names = [one.name, other.name] if one.name != other.name else [one.debt_id, other.debt_id]
    return Problem("marks", f"{number} was marked as {names[0]!r} and as {names[1]!r}",
                   why="a number must belong to one collector and one debt", hint="Keep the one who used it",
                   code="number-twice")  # fmt: skip


def _withheld(number: str, collector: Collector) -> Problem:
    return Problem("marks", f"{number!r} of {collector.name!r} stands for all withheld numbers",
                   why="anybody may be behind them", hint="Mark numbers that are shown",
                   code="number-withheld")  # fmt: skip


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
    check_readable(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecordError(Problem(str(path), "this is no TOML", why=str(error), code="toml")) from None
    problems = [*_wrong_layout(table, path)]
    if problems:
        raise RecordError(problems)
    collectors = []
    for number, given in enumerate(table.get("collector", ()), 1):
        try:
            collectors.append(_collector(given, f"{path}, collector {number}"))
        except RecordError as error:
            problems += error.problems
    if problems:
        raise RecordError(problems)
    return Marks(collectors, table.get("debtor", {}), list(table.get("people", ())))


def _wrong_layout(table: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    for key, inside in table.items():
        if key not in _TABLES:
            hint = nearest(key, _TABLES) or f"Known: {', '.join(_TABLES)}"
            yield Problem(str(path), f"unknown table {key!r}", hint=hint, code="key-unknown")
        elif key == "debtor" and not isinstance(inside, dict):
            yield Problem(str(path), f"{key!r} is no table", hint="Write [debtor]", code="table-expected")
        elif key != "debtor" and not (isinstance(inside, list) and all(isinstance(each, dict) for each in inside)):
            yield Problem(str(path), f"{key!r} is no list of tables", hint=f"Write [[{key}]]", code="table-expected")


def _collector(given: Mapping[str, Any], where: str) -> Collector:
    problems = [
        Problem(where, f"unknown key {key!r}", hint=nearest(key, _MARK_KEYS) or f"Known: {', '.join(_MARK_KEYS)}",
                code="key-unknown")
        for key in given
        if key not in _MARK_KEYS
    ]  # fmt: skip
    problems += [
        Problem(where, f"{key!r} is no text", hint=f'Write {key} = "…"', code="value-invalid")
        for key in _TEXT_KEYS
        if not isinstance(given.get(key, ""), str)
    ]
    numbers = given.get("numbers", [])
    if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        problems.append(
            Problem(
                where, "'numbers' is no list of texts", hint='Write numbers = ["+861000000101"]', code="value-invalid"
            )
        )
    kinds = vocabulary.VALUES["collector_kind"]
    kind = str(given.get("kind", kinds[0]))
    if kind not in kinds:
        hint = nearest(kind, kinds) or f"One of: {', '.join(kinds)}"
        problems.append(Problem(where, f"{kind!r} is no kind of collector", hint=hint, code="value-invalid"))
    if not given.get("name") or not numbers:
        problems.append(Problem(where, "a collector needs a name and numbers", code="key-missing",
                                hint='Write name = "…" and numbers = ["…"]'))  # fmt: skip
    if problems:
        raise RecordError(problems)
    return Collector(**{key: given[key] for key in _TEXT_KEYS if key in given}, numbers=tuple(numbers))


def parties_of(marks: Marks, owners: Iterable[Owner], zone: str | None, country: str) -> Parties:
    """The parties that marks and the owners of logs make up."""
    place = {"place": {"country": country}} if country else {}
    debtor: dict[str, Any] = {"id": "debtor", **place, **marks.debtor}
    debtor.setdefault("zones", [zone] if zone else [])
    known = {str(person.get("id")): str(person.get("role")) for person in marks.people if "role" in person}
    others = _roles(owners, str(debtor["id"]), known)
    people = [*marks.people, *({"id": person, "role": role} for person, role in others.items() if person not in known)]
    collectors = {each.name: {"id": each.name, "kind": each.kind} for each in marks.collectors}
    debts = {each.debt_id: {"id": each.debt_id, "creditor": each.creditor_id} for each in marks.collectors}
    return read_parties(
        {"collectors": list(collectors.values()), "debtor": debtor, "people": people, "debts": list(debts.values())},
        "marks",
    )


def _roles(owners: Iterable[Owner], debtor: str, known: Mapping[str, str]) -> dict[str, str]:
    """Person → role of everybody but the debtor; raises RecordError where one person has two roles."""
    roles: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    for owner in owners:
        before = "debtor" if owner.person == debtor else known.get(owner.person, roles.get(owner.person, owner.role))
        if owner.role == "debtor":
            continue
        if before != owner.role:
            what = f"{owner.person!r} is {before} and {owner.role}"
            problems[what] = Problem("--log", what, why="the law treats them differently", code="role-twice",
                                     hint="Give each person one role, and each role its own person")  # fmt: skip
        roles.setdefault(owner.person, owner.role)
    if problems:
        raise RecordError(problems.values())
    return roles


def contact_of(row: Row, collector: Collector, owner: Owner, debtor: str) -> Event:
    """A row of a marked number as a contact. ``seq`` is given later, when all logs are laid together."""
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
        facts["text_sha256"] = hashlib.sha256(row.text.encode("utf-8", "replace")).hexdigest()
        facts |= {} if row.begun_by_owner else _of_text(row.text, third)
    if third:
        facts["purpose"] = None
    return Event(seq=0, at=row.at, kind="contact", facts=facts, known_at=row.at, source=row.source)


def _of_text(text: str, third: bool) -> dict[str, Value]:
    found = screen(text)
    facts: dict[str, Value] = {}
    if found.suit:
        facts["content.threatens_legal_action"] = True
    if third or found.disclosure:
        facts["disclosure"] = found.disclosure
    return facts
