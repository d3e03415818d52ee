"""A contact that is tried out: what is asked, by which rulebooks, after what; made of closed words, numbers and times.

No name, number or text can be typed: whatever is text is one of a few placeholders, or comes from the example with
which it began. So the address of the page may hold all of it, and nothing is kept on the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from forbear.calendar import HOUR, Instant, instant_at, local_day, show_instant
from forbear.places import shipped
from forbear.records import flatten
from forbear.rules.format import Rulebook
from forbear.vocabulary import EVENT_KEYS, PARTY_KEYS
from forbear.web.desks.rulebooks.shelf import books

Block = dict[str, Any]
"""Facts by dotted keys, as JSON has them."""
MOST_EVENTS = 40
READINGS = ("in-order", "strict", "listed")
TABLES = {"debtor": "debtor", "policy": "policy", "collectors": "collector", "people": "person", "debts": "debt"}
"""Where the keys of a block stand in the vocabulary."""
ALONE = ("debtor", "policy")
"""The tables that hold one thing."""
_CONTACT = {"at": "instant", **EVENT_KEYS["contact"]}
_HAPPENED = {"at": "instant", "kind": "event"}
LONGEST_NUMBER = 4
HALF_PAST_NINE = 21 * HOUR + HOUR // 2


@cache
def known_zones() -> tuple[str, ...]:
    """The time zones of all places, and UTC."""
    known = shipped()
    return tuple(sorted({"UTC", *(zone for code in known.codes() for zone in known.zones(known.read(code)))}))


@dataclass(slots=True)
class Question:
    """``blocks`` are ``ask``, ``debtor``, ``policy`` and ``collectors.0``, ``people.0``, ``debts.0``, ``events.0`` ….

    ``source`` names the example with which it began; ``opened`` holds facts that are asked for and not stated.
    """

    rules: list[str]
    place: str = ""
    reading: str = READINGS[0]
    drafts: bool = False
    source: str = ""
    calendars: dict[str, list[str]] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    opened: dict[str, list[str]] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """The debtor's clock, by which times are typed and shown; UTC where none is stated that there is."""
        stated = str((self.blocks.get("debtor", {}).get("zones") or [""])[0])
        return stated if stated in known_zones() else "UTC"

    def named(self, table: str) -> Iterator[tuple[str, Block]]:
        """The blocks of a table that has several, in order."""
        found = (item for item in self.blocks.items() if item[0].startswith(f"{table}."))
        return iter(sorted(found, key=lambda item: int(item[0].partition(".")[2])))

    def ids(self, table: str) -> list[str]:
        """The ids of the blocks of a table."""
        return [str(block["id"]) for _, block in self.named(table) if "id" in block]

    def record(self) -> dict[str, Any]:
        """The same as a case, as ``forbear ask`` and worked examples have it."""
        told: dict[str, Any] = {"rulebooks": list(self.rules)}
        told |= {table: [dict(block) for _, block in self.named(table)] for table in ("collectors", "people", "debts")}
        told |= {name: dict(self.blocks[name]) for name in ALONE if self.blocks.get(name)}
        told |= {"calendars": self.calendars} if self.calendars else {}
        told["events"] = [dict(block) for _, block in self.named("events")]
        told["ask"] = dict(self.blocks.get("ask", {}))
        return {key: value for key, value in told.items() if value or key in ("ask", "events")}


def keys_of(question: Question, name: str) -> Mapping[str, str]:
    """The keys that a block of a question may have, with their types; none where there is no such block."""
    table, dot, number = name.partition(".")
    if name == "ask":
        return _CONTACT
    if dot and not (number.isdecimal() and len(number) < LONGEST_NUMBER):
        return {}
    if table == "events" and dot:
        kind = str(question.blocks.get(name, {}).get("kind", "contact"))
        return {**_HAPPENED, **EVENT_KEYS.get(kind, {})}
    known = table in TABLES and bool(dot) == (table not in ALONE)
    return PARTY_KEYS[TABLES[table]] if known else {}


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """Every worked example about a contact, by its id."""
    return {str(one.record["id"]): one.record for book in books().values() for one in _examples_of(book)}


def _examples_of(book: Rulebook) -> Iterator[Any]:
    return (one for one in book.examples if "subject" not in one.record)


def plain_record(value: Any) -> Any:
    """The record of an example as JSON has it."""
    if isinstance(value, Mapping):
        return {key: plain_record(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_record(each) for each in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def of_example(name: str) -> Question:
    """The question that an example asks, read as examples are; raises KeyError."""
    record = plain_record(examples()[name])
    question = Question(
        list(record["rulebooks"]), "", record.get("reading", READINGS[0]), bool(record.get("drafts", True)), name,
        dict(record.get("calendars", {})),
    )  # fmt: skip
    several = {"collectors": record.get("collectors") or [record.get("collector", {})]}
    several |= {table: record.get(table, []) for table in ("people", "debts", "events")}
    question.blocks = {table: dict(flatten(record[table])) for table in ("ask", "debtor", "policy") if table in record}
    for table, rows in several.items():
        question.blocks |= {f"{table}.{number}": dict(flatten(row)) for number, row in enumerate(rows)}
    question.blocks["ask"].pop("kind", None)
    return question


def first_question(now: Instant, lang: str) -> Question:
    """What the page begins with: a call to a debtor late in the evening."""
    code, zone, rules, place = ("CN", "Asia/Shanghai", [], "CN") if lang == "zh" else (
        "US", "America/New_York", ["us-reg-f"], "",
    )  # fmt: skip
    written = {f"place.{level}": name for level, name in shipped().written(shipped().read(code)).items()}
    at = show_instant(instant_at(local_day(now, zone), HALF_PAST_NINE, zone), zone)
    return Question(
        rules, place,
        blocks={
            "ask": {
                "at": at, "channel": "call", "direction": "outbound", "collector": "agency", "creditor": "creditor",
                "person": "debtor", "role": "debtor", "debts": ["debt-1"], "address_kind": "mobile",
            },
            "debtor": {"id": "debtor", "zones": [zone], **written},
            "collectors.0": {"id": "agency", "kind": "third-party-collector"},
            "debts.0": {"id": "debt-1", "creditor": "creditor", "product": "credit_card"},
        },
    )  # fmt: skip
