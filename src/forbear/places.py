"""Places by their ISO codes: which there are, what they are called, which lies in which, their zones and calendars.

The table is ``rulebooks/places.toml``; a user may lay one of the same form over it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear.errors import Problem, RecordError, nearest

LEVELS = ("country", "state", "city")


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a state of it, or a city, by its codes; empty where it is not said."""

    country: str
    state: str = ""
    city: str = ""

    @property
    def code(self) -> str:
        """``US``, ``US-NY`` or ``US-NY-NYC``."""
        return "-".join(filter(None, (self.country, self.state, self.city)))


def place_of(code: str) -> Place:
    """The place that a code names, also one that no table knows."""
    return Place(*code.split("-", 2))


class Places:
    """The table of places: code → entry."""

    def __init__(self, *tables: Mapping[str, Any]) -> None:
        self._entries: dict[str, Mapping[str, Any]] = {}
        for table in tables:
            self._entries.update(_entries(table))
        self._unions = {code: entry["members"] for code, entry in self._entries.items() if "members" in entry}

    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the table."""
        return tuple(self._entries)

    def homes(self) -> tuple[str, ...]:
        """The codes of the places in which somebody may live: unions are none."""
        return tuple(code for code in self._entries if not self.members(code))

    def read(self, text: str, where: str = "--place") -> Place:
        """The place that ``text`` spells; raises RecordError with the nearest one."""
        code = text.strip().upper()
        if code not in self._entries:
            raise RecordError(
                Problem(where, f"there is no place {text!r}", hint=self._hint(code), code="place-unknown")
            )
        return place_of(code)

    def of(self, facts: Mapping[str, Any]) -> Place:
        """The place that facts give (``country``, ``state``, ``city``), codes and written names alike."""
        found = ""
        for level in LEVELS:
            said = str(facts.get(level) or "")
            if not said:
                break
            found = self._code_of(found, said)
        return place_of(found)

    def written(self, place: Place) -> dict[str, str]:
        """A place as records write it: ``country``, and ``state`` and ``city`` where they are known."""
        said = zip(LEVELS, (place.country, place.state, place.city), _chain(place), strict=False)
        return {level: self._entry(code).get("written", own) for level, own, code in said if own}

    def name(self, place: Place, lang: str) -> str:
        """The name in ``en`` or ``zh``; the code where the table has none."""
        entry = self._entry(place.code)
        return str(entry.get("name", entry).get(lang, place.code))

    def zones(self, place: Place) -> tuple[str, ...]:
        """Every time zone in which somebody may live there: its own, else those of what lies in it or holds it."""
        own = self._entry(place.code).get("zones")
        if own:
            return tuple(own)
        inside = [zone for code in self._inside(place) for zone in self._entry(code).get("zones", ())]
        holders = [zone for code in reversed(_chain(place)[:-1]) for zone in self._entry(code).get("zones", ())]
        return tuple(dict.fromkeys(inside or holders))

    def calendar(self, place: Place) -> str:
        """The name of its own list of public holidays, empty where it has none."""
        return str(self._entry(place.code).get("calendar", ""))

    def members(self, code: str) -> tuple[str, ...]:
        """The countries of a union."""
        return tuple(self._unions.get(code, ()))

    def relation(self, outer: Place, inner: Place) -> str:
        """``inside`` or ``outside``, or the level (``state``, ``city``) that is not known of ``inner``."""
        if inner.country != outer.country and inner.country not in self.members(outer.country):
            return "outside"
        for level in LEVELS[1:]:
            wanted, own = getattr(outer, level), getattr(inner, level)
            if wanted and not own:
                return level
            if wanted and wanted != own:
                return "outside"
        return "inside"

    def possible_relation(self, outer: Place, inner: Place) -> str:
        """As ``relation``, where a state or city that the table does not know may be another name of one it knows."""
        return self.relation(outer, self._known(inner))

    def _known(self, place: Place) -> Place:
        """The place as far as the table knows it; a country stays as it is."""
        known = place.country
        for code in _chain(place)[1:]:
            if code not in self._entries:
                break
            known = code
        return place_of(known)

    def _entry(self, code: str) -> Mapping[str, Any]:
        return self._entries.get(code, {})

    def _inside(self, place: Place) -> list[str]:
        return [code for code in self._entries if code.startswith(f"{place.code}-")] or list(self.members(place.code))

    def _code_of(self, holder: str, said: str) -> str:
        """The code of a state or city that is written by its code or its name; what the table does not know stays."""
        start = f"{holder}-" if holder else ""
        for code in self._entries:
            own = code.removeprefix(start)
            if code.startswith(start) and "-" not in own and said in (own, *_spellings(self._entries[code])):
                return code
        return start + said

    def _hint(self, code: str) -> str:
        spelt = {spelling.upper(): own for own, entry in self._entries.items() for spelling in _spellings(entry)}
        if code in spelt:
            return f"Did you mean {spelt[code]!r}?"
        near = nearest(code, [*self._entries, *spelt])
        found = near.split("'")[1] if near else ""
        if found:
            return f"Did you mean {spelt.get(found, found)!r}?"
        return "Write the ISO code of a country, or of country and state: US, US-NY, US-NY-NYC"


def _chain(place: Place) -> list[str]:
    """``US``, ``US-NY``, ``US-NY-NYC``."""
    parts = place.code.split("-", 2)
    return ["-".join(parts[: end + 1]) for end in range(len(parts))]


def _spellings(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = entry.get("name", entry)
    return (
        *entry.get("also", ()),
        *(str(found) for found in (entry.get("written"), names.get("en"), names.get("zh")) if found),
    )


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for country, entry in table.items():
        yield country, entry
        for inner in ("states", "cities"):
            yield from ((f"{country}-{code}", one) for code, one in entry.get(inner, {}).items())


@cache
def shipped() -> Places:
    """The places that Forbear knows."""
    return Places(_shipped_table())


@cache
def shipped_text() -> str:
    """The text of the table that ships with Forbear."""
    return files("forbear").joinpath("rulebooks", "places.toml").read_text(encoding="utf-8")


def of_text(text: str) -> Places:
    """The places of a table that is given as text; raises RecordError where it is none."""
    try:
        return Places(tomllib.loads(text))
    except ValueError as error:
        raise RecordError(Problem("a table of places", "it cannot be read", why=str(error), code="toml")) from None


def with_own(path: Path) -> Places:
    """The same with a user's own table laid over it; raises RecordError where it cannot be read."""
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise RecordError(Problem(str(path), "this is no table of places", why=str(error), code="toml")) from None
    wrong = [code for code, entry in own.items() if not isinstance(entry, dict) or "name" not in entry]
    if wrong:
        hint = f'Write [{wrong[0]}] and name = {{ en = "…", zh = "…" }} below it'
        raise RecordError(Problem(str(path), f"{wrong[0]!r} is no place with a name", hint=hint, code="place-shape"))
    return Places(_shipped_table(), own)


@cache
def _shipped_table() -> Mapping[str, Any]:
    return tomllib.loads(shipped_text())
