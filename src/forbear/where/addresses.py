"""An address: in the United States its postal code says the zone, elsewhere state and country leave some possible."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from forbear.errors import Problem, RecordError
from forbear.places import Place, Places, shipped
from forbear.where.evidence import Evidence

ZIP = re.compile(r"(\d{5})(?:-\d{4})?")
_SHOWN = 3
"""So many digits of a postal code are shown: the district, not the street."""


def from_address(place: Place, postal_code: str = "", table: Places | None = None) -> Evidence:
    """The zones of an address. Raises RecordError on a postal code of another form."""
    known = table or shipped()
    code = postal_code.strip()
    if place.country != "US" or not code:
        return Evidence("address", known.zones(place) or zones_of_country(place.country), place.code, place)
    found = ZIP.fullmatch(code)
    if not found:
        hint = "Write five digits: 32401"
        raise RecordError(Problem("the postal code", f"{postal_code!r} is no code of the United States", hint=hint))
    return _american(place, found[1], known)


def _american(place: Place, code: str, known: Places) -> Evidence:
    """By the postal code; where its state is not the one that was stated, both count."""
    zones, states, military = _zip(code)
    shown = f"{place.code} {code[:_SHOWN]}{'•' * (len(code) - _SHOWN)}"
    if military:
        return Evidence("nowhere", (), shown, place)
    other = bool(place.state) and place.state not in states
    widened = (*zones, *known.zones(place)) if other or not zones else zones
    by_code = Place("US", states[0]) if states and not place.state else place
    return Evidence("address", tuple(dict.fromkeys(widened)), shown, by_code)


@cache
def _zip(code: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The zones and states of a postal code, and whether it is one of the forces abroad."""
    import zipcodes  # its table takes a second to unfold, and most runs need none

    rows = zipcodes.matching(code)  # type: ignore[no-untyped-call]
    zones = dict.fromkeys(row["timezone"] for row in rows if "/" in (row["timezone"] or ""))
    states = dict.fromkeys(row["state"] for row in rows)
    return tuple(zones), tuple(states), any(row["zip_code_type"] == "MILITARY" for row in rows)


@cache
def area_code_zones(area_code: str) -> tuple[str, ...]:
    """Every zone in which a postal code of the United States has that telephone area code."""
    return _areas().get(area_code, ())


@cache
def _areas() -> dict[str, tuple[str, ...]]:
    import zipcodes

    found: dict[str, dict[str, None]] = {}
    for row in zipcodes.list_all():  # type: ignore[no-untyped-call]
        if "/" in (row["timezone"] or ""):
            for area in row["area_codes"]:
                found.setdefault(area, {})[row["timezone"]] = None
    return {area: tuple(zones) for area, zones in found.items()}


@cache
def zones_of_country(country: str) -> tuple[str, ...]:
    """Every zone of a country: by the table of places, else by that of the zones themselves."""
    own = shipped().zones(Place(country))
    if own:
        return own
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(row[2] for row in rows if row[0] == country)
