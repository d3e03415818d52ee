"""A question as fields of a form: the sensible ones first, each other fact of the vocabulary where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forbear.calendar import moment_of, read_instant
from forbear.labels import words_of
from forbear.places import shipped
from forbear.report.words import Words
from forbear.vocabulary import VALUES
from forbear.web.desks.rulebooks.address import ADDRESSES, CURRENCIES, LANGUAGE_CODES, TEXTS
from forbear.web.desks.rulebooks.question import TABLES, Block, Question, examples, keys_of, known_zones, plain_record
from forbear.web.desks.shared.texts import say

FIRST = {
    "ask": ("at", "channel", "role", "purpose", "address_kind", "place"),
    "debtor": ("place", "zones"),
    "policy": (),
    "collectors": ("kind",),
    "people": ("role",),
    "debts": ("product", "purpose", "days_past_due"),
    "contact": ("at", "channel", "direction", "role", "outcome"),
    "wish": ("at", "scope", "from", "to", "place", "channel"),
    "refusal": ("at", "scope", "channel"),
    "consent": ("at", "scope", "from", "to", "channel"),
    "consent_revoked": ("at", "scope", "via"),
    "hold": ("at", "hold", "in_writing", "via"),
    "hold_lifted": ("at", "hold", "reason"),
    "notice": ("at", "notice", "channel", "complete"),
    "check": ("at", "check", "result"),
    "located": ("at", "zone", "source"),
    "activity": ("at",),
    "payment": ("at", "amount"),
    "promise": ("at", "amount", "due"),
}
"""What is asked for at once, by the kind of block or of event."""
PLUMBING = ("direction", "collector", "creditor", "person", "debts", "by", "given_to")
"""What is filled in and seldom changed: it stands below, with what a person asks for besides."""
UNASKED = (
    "id", "kind", "name", "assumed", "assumed_at", "received_at",
    "place.country", "place.state", "place.city", "places",
)  # fmt: skip
PLACE = "place"
"""Of the debtor: one field in place of country, state and city."""
_PEOPLE = ("person", "recipient")
_COLLECTORS = ("collector", "by", "given_to")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as it is asked for. ``options``: (value, words, is it chosen?)."""

    name: str
    label: str
    kind: str
    value: str
    options: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the form: its heading, its fields, those that are folded in, and what else may be asked for."""

    name: str
    heading: str
    fields: Sequence[Field]
    folded: Sequence[Field]
    more: Sequence[tuple[str, str]]

    @property
    def place(self) -> str:
        """Where it stands on the page."""
        return self.name.replace(".", "-")


def parts_of(question: Question, words: Words) -> dict[str, list[Part]]:
    """All blocks: ``ask``, ``events``, ``parties``."""
    parties = ["debtor", *(name for table in ("collectors", "debts", "people") for name, _ in question.named(table))]
    return {
        "ask": [_part(question, "ask", words)],
        "events": [_part(question, name, words) for name, _ in question.named("events")],
        "parties": [_part(question, name, words) for name in parties],
    }


def _part(question: Question, name: str, words: Words) -> Part:
    block, keys = question.blocks.get(name, {}), keys_of(question, name)
    asked = question.opened.get(name, ())
    first = FIRST[_kind_of(name, block)]
    stated = [key for key in (*block, *asked) if key not in first and key not in UNASKED and key in keys]
    shown = dict.fromkeys((*first, *(key for key in stated if key not in PLUMBING)))
    folded = dict.fromkeys(key for key in keys if key in PLUMBING and key not in first)
    rest = [key for key in keys if key not in shown and key not in folded and key not in UNASKED]
    return Part(
        name,
        _heading(question, name, words),
        [_field(question, name, key, words) for key in shown],
        [_field(question, name, key, words) for key in folded],
        sorted(((key, key_told(name, key, words)) for key in rest), key=lambda pair: pair[1]),
    )


def _kind_of(name: str, block: Block) -> str:
    table = name.partition(".")[0]
    return str(block.get("kind", "contact")) if table == "events" else table


def _heading(question: Question, name: str, words: Words) -> str:
    block, (table, _, number) = question.blocks.get(name, {}), name.partition(".")
    if table == "events":
        told = say(f"rulebooks.event.{_kind_of(name, block)}")
        return f"{told} · {words.time(read_instant(block['at']), question.zone)}" if "at" in block else told
    several = len(question.ids(table)) > 1
    return say(f"rulebooks.block.{table}") + (f" {int(number) + 1}" if several else "")


def key_told(name: str, key: str, words: Words) -> str:
    """The words for a key of a block."""
    table = name.partition(".")[0]
    if key in ("at", PLACE) and table in ("ask", "events", "debtor") and (key == "at" or table == "debtor"):
        return say(f"rulebooks.key.{key}")
    own = f"{TABLES[table]}.{key}" if table in TABLES else key
    found = words_of("fact").get(own)
    return words.label("fact", own) if found else say(f"rulebooks.key.{key}")


def _field(question: Question, name: str, key: str, words: Words) -> Field:
    block = question.blocks.get(name, {})
    if name == "debtor" and key == PLACE:
        return _place_field(block, words)
    kind = keys_of(question, name)[key]
    value = block.get(key)
    told = key_told(name, key, words)
    if kind == "bool":
        yes_no = [(each, say(f"rulebooks.form.{each}"), value is (each == "true")) for each in ("true", "false")]
        return Field(f"{name}|{key}", told, "select", "", [("", "–", value is None), *yes_no])
    if kind in ("instant", "day", "clock", "int", "decimal"):
        shown = _local(value, question.zone) if kind == "instant" else "" if value is None else str(value)
        return Field(f"{name}|{key}", told, _input(kind, shown), shown, ())
    several = kind.startswith("list of ")
    chosen = [value] if isinstance(value, str) else list(value or ())
    options = [(one, label, one in chosen) for one, label in _options(question, key, kind, chosen, words)]
    empty = () if several else (("", "–", not chosen),)
    return Field(f"{name}|{key}", told, "several" if several else "select", "", [*empty, *options])


def _place_field(block: Block, words: Words) -> Field:
    known = shipped()
    own = known.of({level: block.get(f"place.{level}") for level in ("country", "state", "city")}).code
    named = sorted((known.name(known.read(code), words.lang), code) for code in known.codes())
    options = [(code, f"{name} ({code})", code == own) for name, code in named]
    return Field(f"debtor|{PLACE}", say("rulebooks.key.place"), "select", "", [("", "–", not own), *options])


def _input(kind: str, shown: str) -> str:
    """The kind of input; what a picker of times cannot hold is typed."""
    if kind == "instant":
        return "text" if len(shown) > len("2026-11-03T10:00:00") else "datetime-local"
    if kind == "clock":
        return "text" if shown == "24:00" else "time"
    return {"day": "date", "int": "number"}.get(kind, "text")


def _local(value: Any, zone: str) -> str:
    """An instant by the debtor's clock, without seconds where there are none; with its offset where it needs one."""
    if not isinstance(value, str):
        return ""
    instant = read_instant(value)
    moment = moment_of(instant, zone)
    bare = moment.replace(tzinfo=None)
    if moment.fold or moment.microsecond:
        return moment.isoformat()
    return bare.isoformat(timespec="seconds" if bare.second else "minutes")


def to_instant(text: str, zone: str) -> str:
    """What was typed by the debtor's clock, with its offset; raises ValueError where it is no time."""
    typed = datetime.fromisoformat(text)
    moment = typed if typed.tzinfo else typed.replace(tzinfo=moment_of(0, zone).tzinfo)
    return moment_of(read_instant(moment.isoformat()), zone).isoformat()


def _options(question: Question, key: str, kind: str, chosen: Sequence[str], words: Words) -> Iterable[tuple[str, str]]:
    """The values of a key with their words: of the vocabulary, or the texts that are ours."""
    of = kind.removeprefix("list of ")
    if of in VALUES:
        return [(value, words.label(of, value)) for value in VALUES[of]]
    return [(text, text) for text in dict.fromkeys((*_texts_for(question, key), *chosen))]


def _texts_for(question: Question, key: str) -> Iterator[str]:
    if key in _PEOPLE:
        yield from (str(question.blocks["debtor"].get("id", "debtor")), *question.ids("people"))
    elif key in _COLLECTORS:
        yield from question.ids("collectors")
    elif key in ("debts", "liable_for"):
        yield from question.ids("debts")
    elif key == "creditor":
        yield from ("creditor", "creditor-2")
    elif key in ("zones", "zone"):
        yield from known_zones()
    elif key == "currency":
        yield from CURRENCIES
    elif key.endswith("language"):
        yield from LANGUAGE_CODES
    else:
        yield from ADDRESSES if key in ("address", "from_number") else TEXTS
        if question.source:
            yield from _said_in(plain_record(examples()[question.source]), key.rpartition(".")[2])


def _said_in(value: Any, key: str) -> Iterator[str]:
    """The texts that the example states under a key."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == key and isinstance(each, str):
                yield each
            yield from _said_in(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _said_in(each, key)
