"""Duties as a calendar file (iCalendar, RFC 5545): one whole-day entry for each day on which something runs out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from forbear.calendar import Day, Instant, moment_of, show_day
from forbear.engine.duties import Standing
from forbear.report.words import Words

SHOWN = ("late", "due", "running")
"""The states of duties whose day is worth an entry."""
OCTETS = 75
"""A line holds at most so many octets; the rest goes on in the next one."""


def calendar_of(standings: Iterable[Standing], asked_at: Instant, words: Words) -> str:
    """The calendar file. The same duty has the same id each time, so that a calendar replaces its entry."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Forbear//Duties//EN", "CALSCALE:GREGORIAN"]
    stamp = moment_of(asked_at).strftime("%Y%m%dT%H%M%SZ")
    for each in standings:
        if each.due is not None and each.state in SHOWN:
            lines += _entry(each, each.due, stamp, words)
    return "".join(f"{piece}\r\n" for line in [*lines, "END:VCALENDAR"] for piece in _folded(line))


def _entry(found: Standing, due: Day, stamp: str, words: Words) -> list[str]:
    identity = f"{found.rulebook}\n{found.clause}\n{found.collector}\n{found.debt}"
    summary = words("duties.entry", kind=words.label("duty_kind", found.kind), name=found.name, debt=found.debt)
    told = words.joined([found.says[words.lang], f"[{found.cite}]", words("ask.advice")])
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(identity.encode()).hexdigest()[:32]}@forbear",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{show_day(due).replace('-', '')}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(told)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
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
