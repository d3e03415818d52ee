"""What each thing known says about where somebody is, and what all of it says together.

Evidence is never weighed against other evidence: where it disagrees, every zone stays, and an hour must be allowed in
all of them. Only a place where the person is known to be now replaces the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from forbear.calendar import HOUR, Clock, Day, Instant, instant_at, local_reading, zone_named
from forbear.places import Place

Kind = Literal["located", "stated", "address", "landline", "mobile", "number", "nowhere"]
Strength = Literal["certain", "strong", "weak", "none"]

STRENGTH: dict[Kind, Strength] = {
    "located": "certain", "stated": "strong", "address": "strong", "landline": "strong",
    "mobile": "weak", "number": "weak", "nowhere": "none",
}  # fmt: skip
"""A mobile goes where its owner goes; of some numbers nobody can tell whether they are mobile (``number``)."""

ZONE_SOURCE: dict[Kind, str] = {
    "stated": "debtor_statement", "address": "residential_address",
    "landline": "landline_area_code", "mobile": "mobile_area_code", "number": "mobile_area_code",
}  # fmt: skip
"""The same in the words of the records (``debtor.zone_sources``)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing known: its kind, every zone that it leaves possible, and what it was read from, masked."""

    kind: Kind
    zones: tuple[str, ...]
    read_from: str
    place: Place | None = None

    @property
    def strength(self) -> Strength:
        """How much it says."""
        return STRENGTH[self.kind]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """All that is known together: ``used`` is what counts, ``replaced`` what a known place has replaced."""

    used: tuple[Evidence, ...]
    replaced: tuple[Evidence, ...] = ()

    @property
    def zones(self) -> tuple[str, ...]:
        """Every zone in which the person may be; empty where nothing says it."""
        return tuple(dict.fromkeys(zone for one in self.used for zone in one.zones))

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that the evidence names."""
        return tuple(dict.fromkeys(one.place for one in self.used if one.place is not None))

    @property
    def disagrees(self) -> bool:
        """Are there two things known that no single zone fits?"""
        telling = [set(one.zones) for one in self.used if one.zones]
        return bool(telling) and not set.intersection(*telling)

    @property
    def only_weak(self) -> bool:
        """Does nothing but weak evidence say where the person is?"""
        return bool(self.zones) and all(one.strength in ("weak", "none") for one in self.used)


def together(evidence: Iterable[Evidence]) -> Whereabouts:
    """What all the evidence says; of several places where she was known to be, the last one given counts."""
    known = list(evidence)
    located = [one for one in known if one.kind == "located"]
    if not located:
        return Whereabouts(tuple(known))
    return Whereabouts((located[-1],), tuple(one for one in known if one is not located[-1]))


def stated(zone: str, now: bool = False) -> Evidence:
    """A zone that somebody named; with ``now`` that where the person is known to be. Raises RecordError on no zone."""
    zone_named(zone)
    return Evidence("located" if now else "stated", (zone,), zone)


def common_hours(zones: Iterable[str], day: Day, first: Clock, last: Clock) -> list[tuple[Instant, Instant]]:
    """From when to when the clocks of all zones read ``first`` to ``last``, on ``day`` as the first zone has it."""
    own, *others = zones
    found = [_span(own, day, first, last)]
    for zone in others:
        # Elsewhere it may be the day before or after.
        near = [_span(zone, other, first, last) for other in (day - 1, day, day + 1)]
        both = [(max(mine[0], its[0]), min(mine[1], its[1])) for mine in found for its in near]
        found = [(start, end) for start, end in both if start <= end]
    return found


def _span(zone: str, day: Day, first: Clock, last: Clock) -> tuple[Instant, Instant]:
    return instant_at(day, first, zone), instant_at(day, last, zone)


def apart(zones: Iterable[str], at: Instant) -> Clock:
    """How far the clocks of the zones are apart at an instant."""
    clocks = [day * 24 * HOUR + clock for day, clock in (local_reading(at, zone) for zone in zones)]
    return max(clocks) - min(clocks) if clocks else 0
