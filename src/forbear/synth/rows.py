"""The rows of the small tables that describe a place to the database (``sql/tables.sql``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

from forbear.calendar import HOUR, SECOND, Clock, Day, clock_of, instant_at
from forbear.rules.format import Rulebook
from forbear.synth.place import Place

Row = Mapping[str, Any]

FIRST_DAY: Day = date(2025, 6, 30).toordinal()
"""A Monday. A log covers the 52 weeks that begin with it."""
LAST_DAY: Day = FIRST_DAY + 52 * 7 - 1
EPOCH: Day = date(1970, 1, 1).toordinal()
MANNERS = 60
_NEVER = 1 << 30
_DAY = 24 * HOUR
_NOON: Clock = 12 * HOUR


def slots(weights: Mapping[str, int], count: int) -> list[str]:
    """``count`` names, each as often as its weight says."""
    total, ends = sum(weights.values()), list(accumulate(weights.values()))
    names = list(weights)
    return [names[sum((2 * slot + 1) * total >= 2 * count * end for end in ends)] for slot in range(count)]


def zones(place: Place) -> Iterable[Row]:
    """Each zone with its offsets from UTC and the local days on which they change (at most twice in the year)."""
    named = [region[key] for region in place["region"] for key in ("zone", "other") if key in region]
    return [_zone(name) for name in dict.fromkeys([*named, *place.get("moves", {}).values()])]


def _zone(name: str) -> Row:
    offsets = [(offset_on(day, name), day) for day in range(FIRST_DAY, LAST_DAY + 1)]
    turns = [(offset, day - EPOCH) for (before, _), (offset, day) in pairwise(offsets) if offset != before]
    (second, turn1), (third, turn2) = [*turns, (0, _NEVER), (0, _NEVER)][:2]
    return {"zone": name, "offset1": offsets[0][0], "turn1": turn1, "offset2": second, "turn2": turn2, "offset3": third}


def offset_on(day: Day, zone: str) -> int:
    """Local time less UTC at noon of a day, in microseconds."""
    return (day - EPOCH) * _DAY + _NOON - instant_at(day, _NOON, zone)


def regions(place: Place) -> Iterable[Row]:
    """Each region with the numbers below a hundred whose debtors live there, and when contacts are at usual hours."""
    return [{**_stretch(place["region"], index), **_region(place, each)} for index, each in enumerate(place["region"])]


def _stretch(entries: Sequence[Row], index: int) -> Row:
    """From which number on, and below which, an entry is drawn: as many numbers as its share."""
    begin = sum(entry["share"] for entry in entries[:index])
    return {"slot_from": begin, "slot_to": begin + entries[index]["share"]}


def _region(place: Place, region: Row) -> Row:
    ahead = _hours_ahead(region) * HOUR
    opening, closing, late = (clock_of(place["clocks"][key]) for key in ("open", "close", "late"))
    return {
        "state": region["state"],
        "zone": region["zone"],
        "other": region.get("other"),
        "moved_to": place.get("moves", {}).get(region["zone"]),
        "capped": region.get("capped", False),
        "two_zones": "other" in region,
        "open": max(opening, opening - ahead) // SECOND,
        "close": min(closing, closing - ahead) // SECOND,
        "late": (abs(ahead) - 2 * SECOND if ahead else late) // SECOND,
    }


def _hours_ahead(region: Row) -> int:
    """How far clocks in the other zone of a region are ahead: the same all year, else planted hours would be wrong."""
    if "other" not in region:
        return 0
    ahead = {offset_on(day, region["other"]) - offset_on(day, region["zone"]) for day in range(FIRST_DAY, LAST_DAY + 1)}
    if len(ahead) != 1:
        raise ValueError(f"{region['zone']} and {region['other']} change their clocks on different days")
    return ahead.pop() // HOUR


def collectors(place: Place) -> Iterable[Row]:
    """Each collector with its manners as a list to draw from."""
    return [
        {
            "collector": each["id"],
            "name": each["name"],
            **each["facts"],
            "level": each["level"],
            "trend_first": each["trend"][0],
            "trend_last": each["trend"][1],
            "dense": each.get("dense"),
            "manners": slots(each["manners"], MANNERS),
        }
        for each in place["collector"]
    ]


_FLAGS = ("one_day", "one_zone", "only_capped", "not_capped", "reachable", "at_night", "at_work")


def plants(place: Place, books: Mapping[str, Rulebook]) -> Iterable[Row]:
    """Each planted violation: what it needs, and from when it is one."""
    return [
        {
            "plant": each["name"],
            "slot": each.get("slot", "message"),
            "calls": each.get("calls", 0),
            "in_force": min(_in_force(books[name.partition("/")[0]]) for name in each["breaks"]),
            **{key: each.get(key) for key in ("calls_most", "talk", "who", "channels")},
            **{key: each.get(key, False) for key in _FLAGS},
        }
        for each in place["plant"]
    ]


def plant_rules(place: Place, books: Mapping[str, Rulebook]) -> Iterable[Row]:
    """Which rules a planted violation breaks; a rulebook of one state counts where the debtor lives in it."""
    return [
        {
            "plant": each["name"],
            "rulebook": book,
            "rule": rule,
            "in_force": _in_force(books[book]),
            "capped": "state" in books[book].place,
        }
        for each in place["plant"]
        for book, _, rule in (name.partition("/") for name in each["breaks"])
    ]


def _in_force(book: Rulebook) -> Day:
    return (book.in_force.first or EPOCH) - EPOCH


_STORY = ("early", "all_tracks", "no_sms", "no_sunday", "no_work", "late_ok", "moves", "unreachable")


def stories(place: Place) -> Iterable[Row]:
    """Each story with the numbers below a thousand whose debtors have it."""
    return [{**_stretch(place["story"], index), **_story(each)} for index, each in enumerate(place["story"])]


def _story(story: Row) -> Row:
    aside = story.get("aside", {})
    return {
        "story": story["name"],
        "silence": story.get("silence", 0),
        "states": story.get("states"),
        "breach": story.get("breach"),
        "aside_who": aside.get("who"),
        "aside_purpose": aside.get("purpose"),
        **{key: story.get(key, False) for key in _STORY},
    }


def story_events(place: Place) -> Iterable[Row]:
    """The events of stories."""
    names = {story["name"] for story in place["story"]}
    return [
        {"spec": each.spec, "story": each.when, "late": each.late, "at_end": each.at_end}
        for each in place.happenings
        if each.when in names
    ]


def cell_events(place: Place) -> Iterable[Row]:
    """The events at the opening of a file, and of a fortnight of more calls by consent."""
    return [
        {"spec": each.spec, "opens": each.when == "opens", "agreed": each.when == "agreed"}
        for each in place.happenings
        if each.when in ("opens", "agreed")
    ]


def talk_events(place: Place) -> Iterable[Row]:
    """What may follow a conversation."""
    return [
        {"spec": each.spec, "pays": each.when == "paid"}
        for each in place.happenings
        if each.when in ("promised", "paid")
    ]


def spread_over(names: Sequence[str], count: int) -> list[str]:
    """``count`` names, in turn."""
    return [names[slot % len(names)] for slot in range(count)]
