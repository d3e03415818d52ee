"""Where a debtor lives, by several sources: what one says never takes the place of what another said.

``place`` is the first place on record, ``places`` holds the codes of the further ones; the rulebooks of all of them
judge (``choosing.py``). Who knows where she lives states it anew, with no further ``places``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.places import LEVELS, place_of, shipped

Stated = Mapping[str, Any]
"""The facts of a debtor as records state them: ``place``, ``places``, ``zones`` …"""


def together(before: Stated, new: Stated) -> dict[str, Any]:
    """The ``place``, further ``places`` and ``zones`` of a debtor after another source was heard.

    A place that only is more exact stands for the wider one. A zone goes only where it says no more than such a place.
    """
    found = places_of(before)
    for code in places_of(new):
        found = _with(found, code)
    told: dict[str, Any] = {"zones": _zones(before, new)} if "zones" in before or "zones" in new else {}
    if found:
        told["place"] = _written(found[0], before, new)
    return told | ({"places": found[1:]} if found[1:] or before.get("places") else {})


def heard(before: Stated, new: Stated) -> dict[str, Any]:
    """The facts of a debtor after another source was heard: where she lives stays beside what it states."""
    rest = {key: value for key, value in {**before, **new}.items() if not key.startswith("place.")}
    return rest | together(before, new)


def living_in(code: str, before: Stated) -> dict[str, Any]:
    """The facts of a debtor of whom it is known in which place she lives: nothing else is plausible any more."""
    own = shipped().zones(place_of(code))
    zones = [zone for zone in before.get("zones") or () if zone in own]
    rest = {key: value for key, value in before.items() if not key.startswith("place.")}
    return rest | {"place": shipped().written(place_of(code)), "places": [], "zones": zones or list(own)}


def places_of(stated: Stated) -> list[str]:
    """The codes of the places that are on record, the first one first."""
    own = shipped().of(_said(stated)).code
    return [code for code in dict.fromkeys([own, *(stated.get("places") or ())]) if code]


def _said(stated: Stated) -> dict[str, Any]:
    """A place by its levels, whether it is written nested or with dots."""
    nested = stated.get("place") or {}
    return {level: nested.get(level) or stated.get(f"place.{level}") for level in LEVELS}


def _with(codes: list[str], new: str) -> list[str]:
    """The places with another one, none of which holds another."""
    if any(_holds(new, code) for code in codes):
        return codes
    wider = [place for place, code in enumerate(codes) if _holds(code, new)]
    exact = [new if place in wider[:1] else code for place, code in enumerate(codes) if place not in wider[1:]]
    return exact if wider else [*codes, new]


def _holds(outer: str, inner: str) -> bool:
    return shipped().relation(place_of(outer), place_of(inner)) == "inside"


def _written(code: str, *stated: Stated) -> Any:
    """A place as whoever stated it wrote it."""
    same = (place for place in map(_said, stated) if shipped().of(place).code == code)
    found = next(same, None) or shipped().written(place_of(code))
    return {level: name for level, name in found.items() if name}


def _zones(before: Stated, new: Stated) -> list[str]:
    """Every zone of both, but for those that only a place said of which the other knows more."""
    if _says_less(before, new):
        return list(new["zones"])
    if _says_less(new, before):
        return list(before["zones"])
    return list(dict.fromkeys([*(before.get("zones") or ()), *(new.get("zones") or ())]))


def _says_less(one: Stated, other: Stated) -> bool:
    """Are the zones of one those of its place as a whole, and place and zones of the other within?"""
    mine, others, zones = places_of(one), places_of(other), set(other.get("zones") or ())
    if len(mine) != 1 or len(others) != 1 or not zones or not _holds(mine[0], others[0]):
        return False
    return zones <= set(one.get("zones") or ()) == set(shipped().zones(place_of(mine[0])))
