"""The columns of a portfolio's file: which there may be, and which of a file is which, by names in both languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_MARKS = re.compile(r"[\s_\-./:：#*]+")


@cache
def table() -> Mapping[str, Any]:
    """All fields, with the names by which their columns are recognised."""
    text = files("forbear.web.desks.collector").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def needed() -> tuple[str, ...]:
    """The fields that must be in a file."""
    return tuple(field for field, entry in table().items() if entry.get("needed"))


def recognised(header: Sequence[str]) -> dict[str, int]:
    """Field → the place of its column, for the columns whose names are known; the first of two counts."""
    names = {plain(name): field for field, entry in table().items() for name in entry["names"]}
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        field = names.get(plain(name))
        if field is not None:
            found.setdefault(field, place)
    return found


def missing(mapping: Mapping[str, int]) -> list[str]:
    """The needed fields for which there is no column."""
    return [field for field in needed() if field not in mapping]


def left_out(header: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """The columns that are not taken in: they are dropped before anything is kept."""
    taken = set(mapping.values())
    return [name for place, name in enumerate(header) if place not in taken and name.strip()]


def picked(row: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """The fields of a row, empty ones left out."""
    found = {field: _tidy(row[place]) for field, place in mapping.items() if place < len(row)}
    return {field: text for field, text in found.items() if text}


def plain(name: str) -> str:
    """A name as it is compared."""
    text = unicodedata.normalize("NFKC", name).strip("\ufeff ").casefold()
    return _MARKS.sub("", _BRACKETS.sub("", text))


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
