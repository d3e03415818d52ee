"""Records of which each is tied to the one before it by a hash over its canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

import orjson
import rfc8785

from forbear.calendar import Instant
from forbear.errors import Problem, RecordError


class Linked(Protocol):
    """A record of a chain: ``seq`` counts from 1 without a gap, ``at`` never goes back."""

    @property
    def seq(self) -> int:
        """Its place in the chain."""

    @property
    def at(self) -> Instant:
        """When it was recorded."""

    @property
    def hash(self) -> str:
        """The SHA-256 of what it says and of the hash before."""

    def told(self) -> dict[str, Any]:
        """What its hash is over, but for the hash before."""


AnyLinked = TypeVar("AnyLinked", bound=Linked)


class Head(NamedTuple):
    """The end of a chain: the last record's ``seq``, time and hash."""

    seq: int = 0
    at: Instant = 0
    hash: str = "0" * 64


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_BEYOND = re.compile(b"[\xf0-\xf4]")
"""How a letter beyond the first plane begins in UTF-8."""
_LARGEST = 2**53 - 1

START = Head()
"""The end of a chain in which nothing stands."""


def canonical(value: Mapping[str, Any]) -> bytes:
    """The canonical JSON of a value; RecordError where JSON cannot, or a database will not, keep it.

    orjson writes what RFC 8785 wants, many times faster, where numbers are whole and code points and UTF-16 sort alike.
    It would write things that are no JSON, too (what is not a number as null, dates as texts). With anything but plain
    values, and where it refuses, Python's own writer writes, or says what is wrong. ``tests/unit/gate`` compares.
    """
    try:
        text = orjson.dumps(value, option=_OPTIONS)
        if not _is_plain(value):
            text = _slowly(value)
    except (TypeError, ValueError, RecursionError):
        text = _slowly(value)
    if not text.isascii() and _BEYOND.search(text):
        text = rfc8785.dumps(orjson.loads(text))
    if b"\\u0000" in text and _NUL.search(text):
        raise RecordError(Problem("the record", "a text holds the character NUL", hint="Leave it out", code="nul"))
    return text


def _is_plain(value: Any) -> bool:
    """Is an object or a list one through and through: of texts, whole numbers, true, false and null, of no other class?

    To read it again and compare would take twice as long, and would find no number that is not whole.
    """
    kind = value.__class__
    if kind is not dict and kind is not list:
        return False
    for each in value.values() if kind is dict else value:
        inner = each.__class__
        if inner not in _LEAVES and (each or inner not in _HOLDING) and not _is_plain(each):
            return False
    return True


def _slowly(value: Mapping[str, Any]) -> bytes:
    """The same by Python's own writer, but for the order of names beyond the first plane."""
    try:
        text = _WRITER.encode(value)
        written = text.encode("utf-8")  # which half a letter cannot be
        json.loads(text, parse_float=_no_float, parse_int=_whole)
    except (TypeError, ValueError, RecursionError) as error:
        hint = "Write texts in UTF-8, whole numbers below 2^53, and amounts as text"
        raise RecordError(
            Problem("the record", "it cannot be kept as JSON", why=str(error), hint=hint, code="json")
        ) from None
    return written


def _no_float(text: str) -> None:
    raise ValueError(f"{text} is no whole number")


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) > _LARGEST:
        raise ValueError(f"{text} is too large for a number of JSON")
    return number


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_LEAVES = frozenset((str, int, bool, type(None)))
_HOLDING = (dict, list)


def fingerprint(value: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return _sha256(canonical(value))


def bind(head: Head, told: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """What a record after ``head`` says as it reads again, and its hash; RecordError where it is no plain JSON."""
    text = _bound(head, told)
    return orjson.loads(text), _sha256(text)


def _bound(head: Head, told: Mapping[str, Any]) -> bytes:
    return canonical({**told, "before": head.hash})


def bind_part(head: Head, told: Mapping[str, Any], part: str) -> tuple[bytes, Any, str]:
    """One part of what a record after ``head`` says, and the record's hash, as ``bind`` has it.

    The part as canonical JSON, and as that reads again.

    A long part is so written once, for the hash and to be kept. No other part holds an object with that name.
    """
    kept, name = canonical(told[part]), f'"{part}":'.encode()
    without = _bound(head, {**told, part: None})
    return kept, orjson.loads(kept), _sha256(without.replace(name + b"null", name + kept, 1))


def _sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def head_of(record: Linked) -> Head:
    """The end of a chain whose last record this is."""
    return Head(record.seq, record.at, record.hash)


def faults(records: Iterable[AnyLinked], head: Head = START) -> Iterator[tuple[AnyLinked, str]]:
    """The records of one chain, from ``head`` on, that do not follow from the one before, and what is wrong.

    A fault is told as ``missing`` (a row was removed), ``order`` (rows were moved), ``time`` or ``changed``.
    """
    for record in records:
        if record.seq != head.seq + 1:
            yield record, "missing" if record.seq > head.seq else "order"
        elif record.at < head.at:
            yield record, "time"
        elif record.hash != _hash(head, record):
            yield record, "changed"
        head = head_of(record)


def _hash(head: Head, record: Linked) -> str:
    """The hash that a record should have; empty where it holds what no record can."""
    try:
        return _sha256(_bound(head, record.told()))
    except RecordError:
        return ""
