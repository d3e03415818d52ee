"""The address of a question: all of it, packed, and nothing in it but closed words, numbers, times and placeholders."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from functools import cache
from typing import Any

from forbear.places import shipped
from forbear.vocabulary import EVENT_KEYS, VALUES, type_of_key
from forbear.web.desks.rulebooks.question import (
    MOST_EVENTS,
    READINGS,
    Question,
    examples,
    keys_of,
    known_zones,
    plain_record,
)
from forbear.web.desks.rulebooks.shelf import books

GREATEST = 9_999_999
"""No number is greater: a telephone's does not fit."""
YEARS = range(1970, 2101)
LARGEST = 60_000
"""So many characters a question holds at most, laid out."""
ADDRESSES = ("address-1", "address-2", "address-3")
TEXTS = ("text-1", "text-2")
LANGUAGE_CODES = ("en", "zh", "es", "fr", "de", "hi", "ms", "ta")
CURRENCIES = ("CNY", "EUR", "GBP", "INR", "SGD", "USD")
PERSONS = tuple(f"person-{number}" for number in range(1, 10))


class NotOursError(ValueError):
    """An address that holds something that no page of ours has put there."""


def packed(question: Question) -> str:
    """A question as the address of a page holds it."""
    raw = json.dumps(asdict(question), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def opened(text: str) -> Question:
    """The question of an address; raises NotOursError where it is none, or holds what no page of ours puts there."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        unpacking = zlib.decompressobj()
        told = json.loads(unpacking.decompress(raw, LARGEST))
        question = Question(**told)
    except (ValueError, TypeError, zlib.error, binascii.Error, RecursionError) as error:
        raise NotOursError from error
    if not _is_shaped(question) or not _is_closed(question):
        raise NotOursError
    return question


def _is_shaped(question: Any) -> bool:
    """Is each part of the kind that it must be, and every block one that there is?"""
    shapes = ((question.rules, list), (question.calendars, dict), (question.blocks, dict), (question.opened, dict))
    texts = (question.place, question.reading, question.source)
    return (
        all(isinstance(value, kind) for value, kind in shapes)
        and all(isinstance(text, str) for text in texts)
        and isinstance(question.drafts, bool)
        and all(isinstance(block, dict) for block in question.blocks.values())
        and {"ask", "debtor"} <= set(question.blocks)
        and all(isinstance(keys, list) for keys in (*question.opened.values(), *question.calendars.values()))
        and sum(1 for name in question.blocks if name.startswith("events.")) <= MOST_EVENTS
    )


def _is_closed(question: Any) -> bool:
    """Is every text one of ours?"""
    if question.source not in ("", *examples()):
        return False
    texts, known = allowed_texts(question.source), {*books(), *shipped().codes(), "", *READINGS}
    chosen = [*question.rules, question.place, question.reading]
    days = [day for several in question.calendars.values() for day in several]
    facts = [
        (keys_of(question, name), key, value) for name, block in question.blocks.items() for key, value in block.items()
    ]
    named = [(keys_of(question, name), key) for name, keys in question.opened.items() for key in keys]
    return (
        all(isinstance(one, str) and one in known for one in chosen)
        and all(keys_of(question, name) for name in question.blocks)
        and set(question.calendars) <= {"national", "state"}
        and all(_fits(day, "day", texts) for day in days)
        and all(isinstance(key, str) and key in keys for keys, key in named)
        and all(_fits(value, type_of_key(keys, key) or "", texts) for keys, key, value in facts)
    )


def _fits(value: object, kind: str, texts: frozenset[str]) -> bool:
    """Is it a word, a number or a time, or one of the texts that are ours?"""
    of = kind.removeprefix("list of ")
    if isinstance(value, list) or of != kind:
        several = value if isinstance(value, list) and of != kind else [None]
        return all(isinstance(one, str) and _fits(one, of, texts) for one in several)
    if isinstance(value, bool):
        return kind == "bool"
    if isinstance(value, int):
        return kind in ("int", "decimal", "money") and abs(value) <= GREATEST
    if not isinstance(value, str) or not kind:
        return False
    if kind in _READ:
        return _reads(_READ[kind], value)
    return value in (EVENT_KEYS if kind == "event" else VALUES.get(kind, texts))


def _instant(text: str) -> bool:
    moment = datetime.fromisoformat(text)
    return moment.tzinfo is not None and moment.year in YEARS


def _decimal(text: str) -> bool:
    digits = text.replace(".", "", 1)
    return digits.isascii() and digits.isdecimal() and len(digits) <= len(str(GREATEST))


_READ: Mapping[str, Callable[[str], bool]] = {
    "instant": _instant,
    "day": lambda text: date.fromisoformat(text).year in YEARS,
    "clock": lambda text: text == "24:00" or time.fromisoformat(text).tzinfo is None,
    "decimal": _decimal,
}


def _reads(read: Callable[[str], bool], text: str) -> bool:
    try:
        return read(text)
    except (ValueError, OverflowError):
        return False


@cache
def _standard() -> frozenset[str]:
    known = shipped()
    places = {text for code in known.codes() for text in known.written(known.read(code)).values()}
    ids = {"agency", "agency-2", "creditor", "creditor-2", "debtor", "debt-1", "debt-2", *PERSONS}
    return frozenset({*known_zones(), *places, *ids, *ADDRESSES, *TEXTS, *LANGUAGE_CODES, *CURRENCIES})


def allowed_texts(source: str) -> frozenset[str]:
    """The texts that a question may hold: placeholders, zones, places, and those of its example."""
    return _standard() | (frozenset(_texts_in(plain_record(examples()[source]))) if source else frozenset())


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)
