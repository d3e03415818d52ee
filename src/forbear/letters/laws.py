"""What letters say about law: sentences with their citation, place, dates, force and how sure we are of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from forbear import places
from forbear.calendar import Day
from forbear.places import Place

CONFIDENCE = ("seen", "secondary", "knowledge")
"""Read in the text itself, told by a trustworthy report, or remembered only: what is only remembered is never said."""
FORCE = ("duty", "presumption", "standard", "guidance", "right", "limitation")
SAID = CONFIDENCE[:2]


@dataclass(frozen=True, slots=True)
class Law:
    """One sentence about law per language, where and from when to when it holds, and where it stands.

    ``rule`` names the rule or duty of a rulebook that says the same, ``days`` a number of days that it sets.
    """

    id: str
    places: tuple[str, ...]
    says: Mapping[str, str]
    cite: Mapping[str, str]
    force: str
    confidence: str
    source: str
    since: Day | None = None
    until: Day | None = None
    rule: str = ""
    days: int | None = None

    def cited(self, lang: str) -> str:
        """The sentence and its citation."""
        left, right = ("（", "）") if lang == "zh" else (" (", ")")
        said, end = self.says[lang], "。" if lang == "zh" else "."
        return f"{said.removesuffix(end)}{left}{self.cite[lang]}{right}{end}"


class Laws:
    """The laws of a kind of letter that hold in a place on a day."""

    def __init__(self, laws: Iterable[Law], place: Place, day: Day) -> None:
        self._known = {law.id for law in laws}
        held = [law for law in laws if law.confidence in SAID and _holds(law, day)]
        self._found: dict[str, Law] = {}
        for law in sorted(held, key=lambda one: _near(one, place)):
            if _near(law, place) >= 0:
                self._found[law.id] = law

    def find(self, name: str) -> Law | None:
        """The law of that id nearest to the place, None where it has none; KeyError on an id that no place has."""
        if name not in self._known:
            raise KeyError(name)
        return self._found.get(name)


def law_of(raw: Mapping[str, Any]) -> Law:
    """A law from its table."""
    cite = raw["cite"]
    return Law(
        id=raw["id"],
        places=tuple(raw["places"]),
        says=raw["says"],
        cite={"en": cite, "zh": cite} if isinstance(cite, str) else cite,
        force=raw["force"],
        confidence=raw["confidence"],
        source=raw["source"],
        since=_day(raw.get("since")),
        until=_day(raw.get("until")),
        rule=raw.get("rule", ""),
        days=raw.get("days"),
    )


@cache
def shared_laws() -> tuple[Law, ...]:
    """What several kinds say, from ``laws.toml``."""
    text = files("forbear.letters").joinpath("laws.toml").read_text(encoding="utf-8")
    return tuple(law_of(one) for one in tomllib.loads(text).get("law", ()))


def places_of(laws: Iterable[Law], name: str) -> tuple[str, ...]:
    """The codes of all places for which a law may be said."""
    held = [law for law in laws if law.id == name and law.confidence in SAID]
    return tuple(dict.fromkeys(code for law in held for code in law.places))


def holds_anywhere_in(laws: Iterable[Law], name: str, place: Place) -> bool:
    """May a law be said in a place, on some day?"""
    return any(law.id == name and law.confidence in SAID and _near(law, place) >= 0 for law in laws)


def _near(law: Law, place: Place) -> int:
    """How closely a law's place holds ``place``: 0 a union, 1 its country, 2 its state, 3 its city; -1 not at all."""
    table = places.shipped()
    held = [code for code in law.places if table.relation(Place(*code.split("-")), place) == "inside"]
    return max((code.count("-") + (not table.members(code)) for code in held), default=-1)


def _holds(law: Law, day: Day) -> bool:
    return (law.since is None or law.since <= day) and (law.until is None or day <= law.until)


def _day(found: date | None) -> Day | None:
    return None if found is None else found.toordinal()
