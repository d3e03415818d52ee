"""Calendar files (iCalendar, RFC 5545): how each is written, and that of duties, a whole day for each that runs out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from forbear.calendar import Day, Instant, moment_of, show_day
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.engine.duties import Standing

SHOWN = ("late", "due", "running")
"""The states of duties whose day is worth an entry."""
OCTETS = 75
"""A line holds at most so many octets; the rest goes on in the next one."""


def calendar_of(standings: Iterable[Standing], asked_at: Instant, words: Words) -> str:
    """The calendar file. The same duty has the same id each time, so that a calendar replaces its entry."""
    lines: list[str] = []
    stamp = moment_of(asked_at).strftime("%Y%m%dT%H%M%SZ")
    for each in standings:
        if each.due is not None and each.state in SHOWN:
            lines += _entry(each, each.due, stamp, words)
    return calendar_file("Duties", lines)


def _entry(found: Standing, due: Day, stamp: str, words: Words) -> list[str]:
    identity = f"{found.rulebook}\n{found.clause}\n{found.collector}\n{found.debt}"
    summary = words("duties.entry", kind=words.label("duty_kind", found.kind), name=found.name, debt=found.debt)
    told = words.joined([found.says[words.lang], f"[{words.cite(found.cite)}]", words("ask.advice")])
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(identity.encode()).hexdigest()[:32]}@forbear",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{show_day(due).replace('-', '')}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(told)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def day_entry(day: Day, made: Day, summary: str, told: str, identity: str) -> list[str]:
    """A whole day with a title; the same ``identity`` replaces its entry in a calendar."""
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(identity.encode()).hexdigest()[:32]}@forbear",
        f"DTSTAMP:{show_day(made).replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{show_day(day).replace('-', '')}",
        f"SUMMARY:{escaped(summary)}",
        *([f"DESCRIPTION:{escaped(told)}"] if told else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def calendar_file(product: str, lines: Iterable[str]) -> str:
    """The file of the lines of its entries; ``product`` says what of Forbear made it."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Forbear//{product}//EN", "CALSCALE:GREGORIAN"]
    return "".join(f"{piece}\r\n" for line in [*head, *lines, "END:VCALENDAR"] for piece in _folded(line))


def escaped(text: str) -> str:
    """A text as the value of a property."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no character torn; each piece after the first begins with a space."""
    piece, room = "", OCTETS
    for sign in line:
        width = len(sign.encode())
        if width > room:
            yield piece
            piece, room = " ", OCTETS - 1
        piece += sign
        room -= width
    yield piece
