"""What the law of a place says of looks and of items that nobody can confirm; ``rulebooks/credit_rights.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from forbear import places
from forbear.calendar import Day
from forbear.errors import Problem, RecordError, nearest

ANY = "*"


@dataclass(frozen=True, slots=True)
class Law:
    """A row: where and since when it holds, its text in both languages, its citation and how well it was seen."""

    id: str
    place: str
    says: Mapping[str, str]
    cite: str
    source: str
    seen: date
    confidence: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access(Law):
    """What a look for some purposes needs: ``nothing``, ``consent``, ``written-consent`` or ``basis``."""

    purposes: Sequence[str]
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Law):
    """What becomes of what cannot be confirmed: ``deleted`` or ``recorded``."""

    unconfirmed: str


Row = TypeVar("Row", bound=Law)


@lru_cache(maxsize=4_096)
def access_for(purpose: str, place: str, day: Day) -> Access:
    """What a look for a purpose rests on in a place on a day; raises RecordError on an unknown purpose or place."""
    known = purposes()
    if purpose not in known:
        hint = nearest(purpose, known) or f"One of: {', '.join(known)}"
        raise RecordError(Problem("purpose", f"{purpose!r} is no known purpose", hint=hint, code="purpose-unknown"))
    fitting = in_force(_table()[0], place, day)
    named = [row for row in fitting if purpose in row.purposes]
    return (named or [row for row in fitting if ANY in row.purposes])[0]


def unconfirmed(place: str, day: Day) -> Outcome:
    """What becomes in a place of what cannot be confirmed."""
    return in_force(_table()[1], place, day)[0]


def in_force(rows: Iterable[Row], place: str, day: Day) -> list[Row]:
    """The rows that hold in a place on a day, its own first; what nobody has read is off."""
    known = places.shipped()
    asked = known.read(place, "place") if place else None
    return sorted(
        (
            row
            for row in rows
            if row.confidence != "knowledge"
            and (row.since is None or row.since.toordinal() <= day)
            and (not row.place or (asked and known.relation(known.read(row.place), asked) == "inside"))
        ),
        key=lambda row: -len(row.place),
    )


def zones_of(place: str) -> tuple[str, ...]:
    """The time zones of a place, and UTC."""
    known = places.shipped()
    return (*(known.zones(known.read(place, "place")) if place else ()), "UTC")


def purposes() -> Mapping[str, Mapping[str, str]]:
    """Each purpose of a look, in words of both languages."""
    return _table()[2]


@cache
def _table() -> tuple[Sequence[Access], Sequence[Outcome], Mapping[str, Mapping[str, str]]]:
    raw = read("credit_rights.toml")
    words = {key: {"en": en, "zh": zh} for key, (en, zh) in raw["purpose"].items()}
    return [Access(**row) for row in raw["access"]], [Outcome(**row) for row in raw["outcome"]], words


def read(name: str) -> dict[str, Any]:
    """A table of law that ships with Forbear."""
    return tomllib.loads(files("forbear").joinpath("rulebooks", name).read_text(encoding="utf-8"))
