"""The day of birth that an identity number names, for the kinds of number that name one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from forbear.creditfile.identity.settings import Settings

Named = tuple[str, str, date]
"""Kind, number, day."""


def births(numbers: Iterable[tuple[str, str]], settings: Settings) -> list[Named]:
    """Kind, number and day of each number that names a day of birth."""
    found = []
    for kind, number in numbers:
        known = settings.ids.get(kind)
        reader = _reader(known.check) if known else None
        if reader is not None and (day := _read(reader, number)) is not None:
            found.append((kind, number, day))
    return found


def _read(reader: Callable[[str], Any], number: str) -> date | None:
    try:
        found = reader(number)
    except (ValidationError, ValueError):
        return None
    return found if isinstance(found, date) else None


@cache
def _reader(check: str) -> Callable[[str], Any] | None:
    country, _, name = check.partition(".")
    return getattr(get_cc_module(country, name), "get_birth_date", None) if check else None
