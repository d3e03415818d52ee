"""Times that come in: none so far away that no calendar holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.errors import Problem, RecordError
from forbear.records import flatten

FIRST, LAST = "1900", "2199"
TIMED = frozenset(("instant", "day", "list of day"))


def check_times(record: Mapping[str, Any], keys: Mapping[str, str], where: str) -> None:
    """Raises RecordError where a time of a record lies before 1900 or after 2199."""
    problems = [
        Problem(f"{where}, key {key!r}", f"{text!r} is no time that can be worked with",
                hint=f"Years go from {FIRST} to {LAST}", code="time-far")
        for key, text in _times(record, keys)
        if text[:4].isdecimal() and not FIRST <= text[:4] <= LAST
    ]  # fmt: skip
    if problems:
        raise RecordError(problems)


def _times(record: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in flatten(record):
        if key == "at" or keys.get(key) in TIMED:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str):
                    yield key, each
