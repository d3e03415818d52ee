"""A digest as plain text, short enough to read in a chat, and as a calendar of what must be answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from forbear.calendar import Day, show_day
from forbear.report.digest import Digest
from forbear.report.digest_due import Asked, dated
from forbear.report.digest_told import Telling
from forbear.report.ical import calendar_file, escaped
from forbear.report.words import Words

MOST = 6
"""So many lines of one heap stand in the text; the page has all."""

REMIND = "-P2D"
"""A calendar reminds two days before."""


def text(digest: Digest, telling: Telling) -> str:
    """The whole digest in some twenty lines."""
    return "\n".join(_lines(digest, telling)).rstrip() + "\n"


def _lines(digest: Digest, telling: Telling) -> Iterator[str]:
    words = telling.words
    yield telling.title(digest)
    yield telling.lead(digest)
    yield from _section(words("digest.heading_answer"), [*_asked(digest, telling), *_groups(digest, "answer", telling)])
    yield from _section(
        words("digest.heading_look"), [*_groups(digest, "look", telling), *filter(None, [telling.rejected(digest)])]
    )
    if digest.heaps["left"]:
        yield from _section(words("digest.heading_left"), telling.left(digest))
    if digest.against.contacts or digest.against.late:
        yield from _section(words("digest.heading_against"), telling.against(digest.against)[:1])
    yield from _section(words("digest.heading_repaid"), telling.repaid(digest.repaid))
    if digest.quiet:
        yield from _section(words("digest.heading_quiet"), telling.quiet(digest.quiet)[:1])
    helpers = [telling.body(one) for kind in ("crisis", "advice") for one in digest.help if one.kind == kind]
    yield from _section(words("digest.heading_help"), helpers)
    yield ""
    yield words("digest.no_advice")


def _section(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        yield from (f"- {line}" for line in lines)


def _asked(digest: Digest, telling: Telling) -> list[str]:
    lines = [f"{telling.day(one)}: {one.title}" for one in digest.asked]
    return [line.replace(": ", "：", 1) if telling.words.lang == "zh" else line for line in lines]


def _groups(digest: Digest, heap: str, telling: Telling) -> list[str]:
    found = digest.groups[heap]  # type: ignore[index]
    lines = [telling.words("digest.last_came", what=telling.group(one), when=telling.when(one)) for one in found[:MOST]]
    return lines + ([telling.words("digest.more", n=len(found) - MOST)] if len(found) > MOST else [])


def calendar(digest: Digest, stamp: str, words: Words) -> str:
    """An entry for each day that is known and has not passed; the same thing keeps its id, so that it is replaced."""
    entries = [
        line for one in dated(digest.asked, digest.days.last) for line in _entry(one, one.day or 0, stamp, words)
    ]
    return calendar_file("Digest", entries)


def _entry(one: Asked, day: Day, stamp: str, words: Words) -> list[str]:
    identity = hashlib.sha256(f"{one.kind}\n{one.title}\n{day}".encode()).hexdigest()[:32]
    title = escaped(one.title)
    return [
        "BEGIN:VEVENT",
        f"UID:{identity}@forbear",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{show_day(day).replace('-', '')}",
        f"SUMMARY:{title}",
        f"DESCRIPTION:{escaped(words.joined([one.says, words('digest.no_advice')]))}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{REMIND}",
        f"DESCRIPTION:{title}",
        "END:VALARM",
        "END:VEVENT",
    ]
