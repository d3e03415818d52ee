"""``forbear where``: in which time zones the debtor may be, by what is known, and what that means for hours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time
from typing import Annotated, Any

import typer

from forbear.calendar import (
    HOUR,
    MINUTE,
    Clock,
    Day,
    Instant,
    clock_of,
    local_reading,
    show_clock,
    show_day,
    start_of_day,
)
from forbear.cli.choosing import Language, day_or_today
from forbear.cli.console import plain, say, table
from forbear.errors import Problem, RecordError
from forbear.places import Place, shipped
from forbear.report.words import Words
from forbear.where.addresses import from_address
from forbear.where.evidence import ZONE_SOURCE, Evidence, Whereabouts, apart, common_hours, stated, together
from forbear.where.phones import from_phone

COLUMNS = ("kind", "read_from", "strength", "zones")
Numbers = list[str] | None


def where(
    phone: Annotated[Numbers, typer.Option("--phone", help="A number of the debtor, as +12125550100.")] = None,
    mobile: Annotated[Numbers, typer.Option("--mobile", help="A number known to be a mobile.")] = None,
    landline: Annotated[Numbers, typer.Option("--landline", help="A number known to be a fixed line.")] = None,
    state: Annotated[str, typer.Option("--state", help="Where the debtor lives: US-FL, or CN.")] = "",
    postal_code: Annotated[str, typer.Option("--postal-code", help="Of the address in --state.")] = "",
    zone: Annotated[Numbers, typer.Option("--zone", help="A zone that somebody stated: America/Chicago.")] = None,
    now_in: Annotated[str, typer.Option("--now-in", help="The zone where the debtor is known to be now.")] = "",
    hours: Annotated[str, typer.Option("--hours", help="Allowed hours, as 08:00-21:00: what is left of them?")] = "",
    on: Annotated[str, typer.Option("--on", help="The day, as 2026-11-01; today if absent.")] = "",
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """In which time zones may the debtor be? Every zone that the evidence leaves possible counts; nothing is looked up.

    Example: forbear where --mobile +12125550100 --state US-HI --hours 08:00-21:00
    """
    numbers = [("", phone), ("mobile", mobile), ("landline", landline)]
    found = together(_evidence(numbers, _place(state), postal_code, zone or [], now_in))
    window = _window(hours) if hours else None
    day = day_or_today(on, (*found.zones, "UTC")[0])
    if as_json:
        plain(json.dumps(_as_record(found, day, window), ensure_ascii=False, indent=2))
    else:
        _show(found, day, window, Words(lang))


def _place(state: str) -> Place | None:
    return shipped().read(state, "--state") if state else None


def _evidence(
    numbers: list[tuple[Any, Numbers]], place: Place | None, postal_code: str, zones: list[str], now_in: str
) -> Iterator[Evidence]:
    """What each option says, in the order of strength."""
    if now_in:
        yield stated(now_in, now=True)
    yield from map(stated, zones)
    if place is not None:
        yield from_address(place, postal_code)
    elif postal_code:
        hint = "Add --state, as --state US"
        raise RecordError(Problem("--postal-code", "it does not say of which country", hint=hint, code="place-missing"))
    for line, given in numbers:
        yield from (from_phone(number, line, place.country if place else "") for number in given or ())


def _window(hours: str) -> tuple[Clock, Clock]:
    try:
        first, last = (clock_of(time.fromisoformat(part.strip())) for part in hours.split("-"))
    except ValueError:
        first, last = 0, 0
    if first >= last:
        raise RecordError(Problem("--hours", f"{hours!r} are no hours", hint="Write them as 08:00-21:00", code="hours"))
    return first, last


def _show(found: Whereabouts, day: Day, window: tuple[Clock, Clock] | None, words: Words) -> None:
    rows = [_row(one, words) for one in (*found.used, *found.replaced)]
    table("", [words(f"where.column_{name}") for name in COLUMNS], rows, whole=(0, 1))
    plain("")
    for sentence in _sentences(found, day, words):
        say(sentence)
    if window and found.zones:
        _show_window(found, day, window, words)


def _row(one: Evidence, words: Words) -> tuple[str, ...]:
    zones = words.listed(list(one.zones)) or words("where.no_zone")
    return words(f"where.kind_{one.kind}"), one.read_from, words(f"where.strength_{one.strength}"), zones


def _sentences(found: Whereabouts, day: Day, words: Words) -> Iterator[str]:
    if not found.zones:
        yield words("where.unknown")
        return
    yield words("where.zones", n=len(found.zones), zones=words.listed(list(found.zones)))
    if found.replaced:
        yield words("where.replaced")
    if found.disagrees:
        yield words("where.disagrees")
    if found.only_weak:
        yield words("where.weak")
    start = start_of_day(day, found.zones[0])
    between = max(apart(found.zones, start), apart(found.zones, start + 24 * HOUR))
    if between:
        spread = f"{between // HOUR}:{between % HOUR // MINUTE:02}"
        yield words("where.apart", day=words.day(day), spread=spread)


def _show_window(found: Whereabouts, day: Day, window: tuple[Clock, Clock], words: Words) -> None:
    common = common_hours(found.zones, day, *window)
    stretch = f"{show_clock(window[0])}–{show_clock(window[1])}"
    say(words("where.common" if common else "where.never", hours=stretch, day=words.day(day)))
    for zone in found.zones if common else ():
        say(f"{', '.join(map('–'.join, _read(common, zone)))} {zone}", indent=2, sign="-")


def _read(common: list[tuple[Instant, Instant]], zone: str) -> list[list[str]]:
    """Stretches of time as the clocks of a zone show them."""
    return [[show_clock(local_reading(at, zone)[1]) for at in stretch] for stretch in common]


def _as_record(found: Whereabouts, day: Day, window: tuple[Clock, Clock] | None) -> dict[str, Any]:
    common = common_hours(found.zones, day, *window) if window and found.zones else []
    return {
        "zones": list(found.zones),
        "places": [place.code for place in found.places],
        "disagrees": found.disagrees,
        "only_weak": found.only_weak,
        "evidence": [_evidence_record(one, True) for one in found.used]
        + [_evidence_record(one, False) for one in found.replaced],
        "on": show_day(day),
        "hours": {zone: _read(common, zone) for zone in (found.zones if window else ())},
    }


def _evidence_record(one: Evidence, counts: bool) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "zone_source": ZONE_SOURCE.get(one.kind),
        "strength": one.strength,
        "read_from": one.read_from,
        "zones": list(one.zones),
        "counts": counts,
    }
