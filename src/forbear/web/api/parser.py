"""Request bodies: JSON that means one thing only, in texts that every database can keep."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from forbear.errors import InputError, Problem

WHOLE = 2**53 - 1
"""The greatest whole number that every reader of JSON reads alike."""


class BodyError(InputError):
    """The body is no JSON, or JSON that readers understand in different ways."""


class StrictParser(Parser):
    """Refuses what others might read otherwise: a key twice, NaN, a number too long; exact decimals stay exact."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain values; raises BodyError."""
        body = request.body
        try:
            read = json.loads(
                body.decode("utf-8"), parse_float=_decimal, parse_int=_whole, parse_constant=_constant,
                object_pairs_hook=_object,
            )  # fmt: skip
        except (ValueError, RecursionError) as error:
            raise _fault(str(error)) from None
        if (b"\\u0000" in body or b"\\ud" in body.lower()) and any(map(_unkept, _texts(read))):
            raise _fault("a text holds a character that is none")
        return read


def _fault(why: str) -> BodyError:
    return BodyError(Problem("the body", "this is no JSON that can be read", why=why, code="json",
                             hint="Send one JSON object in UTF-8"))  # fmt: skip


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > WHOLE:
        raise ValueError("a whole number is too great")
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > 40:
        raise ValueError("a number is too long")
    return Decimal(text)


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        yield from _all_texts(value.values())
    elif isinstance(value, list):
        yield from _all_texts(value)


def _all_texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _texts(value)


def _unkept(text: str) -> bool:
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
