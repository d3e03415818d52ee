"""The lines of blacklists in the files of people, as of a day; ``person_list_entry`` in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Protocol

from forbear.calendar import add_months
from forbear.creditfile.identity.database import Connection, rows
from forbear.engine.backends.safely import quoted
from forbear.money import Money

State = Literal["in_force", "expired", "removed"]
Strength = Literal["id", "id_and_phone"]
Said = Mapping[str, str]

_COLUMNS = (
    "person_id", "row", "list", "owner", "rule", "reason", "evidence", "matched_by", "listed_on", "amount", "currency",
    "leave_by", "expires_on", "removed_on",
)  # fmt: skip
_TEXTS = ("owner", "rule", "evidence", "leave_by")
_AS_WRITTEN = ("person_id", "row", "list", "reason", "listed_on", "matched_by", "expires_on")
_STRONG = ("id", "id_and_phone")


class Expiry(Protocol):
    """When the law of a place takes a line off: the day from which it may not be shown, the rule, and its citation.

    ``kind`` is the name of the list; ``ended_on`` the day on which what led to it ended, where that is known.
    """

    def __call__(
        self, place: str, kind: str, listed_on: date, ended_on: date | None
    ) -> tuple[date, str, str] | None: ...


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence of law in both languages, with its source. ``confidence``: seen, or secondary."""

    says: Said
    cite: str
    url: str
    seen_on: date
    confidence: str


@dataclass(frozen=True, slots=True)
class Known:
    """A public list of which the law says something."""

    id: str
    place: str
    names: tuple[str, ...]
    name: Said
    leave: Cited
    contest: Cited
    ends: Cited
    months: int
    more_months: int


@dataclass(frozen=True, slots=True)
class ByLaw:
    """The day from which a line may not be shown, by a rule of the place."""

    day: date
    rule: str
    cite: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. What is empty or ``None`` was not said; ``ended``: the day of its state, where it is not in force."""

    person_id: str
    row: str
    list: str
    reason: str
    listed_on: date
    matched_by: Strength
    state: State
    ended: date | None
    owner: str
    rule: str
    evidence: str
    amount: Money | None
    leave_by: str
    expires_on: date | None
    by_law: ByLaw | None
    known: Known | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What the list does not say."""
        said = (self.owner, self.rule, self.evidence, self.amount, self.leave_by, self.expires_on)
        names = ("owner", "rule", "evidence", "amount", "leave_by", "expires_on")
        return tuple(name for name, value in zip(names, said, strict=True) if not value)

    @property
    def may_end(self) -> date | None:
        """The day on which a list that the law knows ends where its ground is one with a term; else nothing."""
        if self.known is None:
            return None
        return date.fromordinal(add_months(self.listed_on.toordinal(), self.known.months))


def lines(connection: Connection, as_of: date, place: str, expires: Expiry | None = None) -> list[Line]:
    """The lines of everybody, in the order of people and rows, as of a day.

    ``place``: whose law is asked. ``expires``: asked for each line with the name of its list, its day, and the day on
    which it was taken off: no row tells when what led to it ended.
    What was found by a telephone or a name alone, or by nobody says what, never comes out, even where it lies in the
    table.
    """
    picked = ", ".join(map(quoted, _COLUMNS))
    query = f"SELECT {picked} FROM person_list_entry WHERE listed_on <= ? AND matched_by IN {_STRONG!r}"
    found = rows(connection, f'{query} ORDER BY person_id, "row"', [as_of])
    return [_line(dict(zip(_COLUMNS, row, strict=True)), as_of, place, expires) for row in found]


def _line(row: Mapping[str, Any], as_of: date, place: str, expires: Expiry | None) -> Line:
    known = known_list(row["list"], place)
    removed = row["removed_on"] if row["removed_on"] and row["removed_on"] <= as_of else None
    law = expires(place, row["list"], row["listed_on"], removed) if expires else None
    by_law = ByLaw(*law) if law else None
    state, ended = _state(row, removed, by_law, as_of)
    amount = None if row["amount"] is None or not row["currency"] else Money(row["amount"], row["currency"])
    said: dict[str, str] = {name: row[name] or "" for name in _TEXTS}
    same: dict[str, Any] = {name: row[name] for name in _AS_WRITTEN}
    return Line(**{**same, **said}, state=state, ended=ended, amount=amount, by_law=by_law, known=known)


def _state(
    row: Mapping[str, Any], removed: date | None, by_law: ByLaw | None, as_of: date
) -> tuple[State, date | None]:
    """Taken off; ended by the list's own day, which is its last, or by law, whichever came first; or in force."""
    if removed:
        return "removed", removed
    own = [row["expires_on"]] if row["expires_on"] and row["expires_on"] < as_of else []
    law = [by_law.day] if by_law and by_law.day <= as_of else []
    return ("expired", min(own + law)) if own or law else ("in_force", None)


def known_list(name: str, place: str) -> Known | None:
    """The public list of a place that goes by this name."""
    folded = name.casefold()
    for one in known():
        if one.place == place.partition("-")[0] and any(part in folded for part in one.names):
            return one
    return None


@cache
def known() -> tuple[Known, ...]:
    """The public lists of which the law says something that was read."""
    text = files("forbear").joinpath("creditfile", "listing", "known.toml").read_text(encoding="utf-8")
    return tuple(_known(name, raw) for name, raw in tomllib.loads(text).items())


def _known(name: str, raw: Mapping[str, Any]) -> Known:
    ends = raw["ends"]
    names = tuple(one.casefold() for one in raw["names"])
    parts = {part: _cited(raw[part]) for part in ("leave", "contest", "ends")}
    return Known(
        name, raw["place"], names, raw["name"], **parts, months=ends["months"], more_months=ends["more_months"]
    )


def _cited(raw: Mapping[str, Any]) -> Cited:
    says = {"en": raw["en"], "zh": raw["zh"]}
    return Cited(says, raw["cite"], raw["url"], raw["seen_on"], raw["confidence"])
