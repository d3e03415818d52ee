"""Choices that several commands share: language, reading, and which rulebooks apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from forbear.calendar import Day, Instant, instant_of, read_instant, zone_named
from forbear.errors import Problem, RecordError, RulebookError
from forbear.rules import catalog
from forbear.rules.format import Rulebook

Rules = Annotated[
    list[str] | None, typer.Option("--rules", help="A rulebook: its id, or a file of your own; may be repeated.")
]
Place = Annotated[str | None, typer.Option("--place", help="All rulebooks of a place: CN, US-MA, US-NY-NYC.")]
Drafts = Annotated[bool, typer.Option("--drafts", help="Apply draft rules too.")]


class Language(StrEnum):
    """The languages that Forbear speaks."""

    en = "en"
    zh = "zh"


class Engine(StrEnum):
    """What judges: the definition, or its translation to SQL; ``auto`` takes what the log is made for."""

    auto = "auto"
    scalar = "scalar"
    duckdb = "duckdb"
    spark = "spark"


class CaseEngine(StrEnum):
    """What judges cases: the definition, or its translation to SQL on one of two engines."""

    scalar = "scalar"
    duckdb = "duckdb"
    spark = "spark"


class DateOrder(StrEnum):
    """In which order a chat writes day, month and year."""

    dmy = "dmy"
    mdy = "mdy"
    ymd = "ymd"


class Expected(StrEnum):
    """The verdict that a case expects."""

    allow = "allow"
    refuse = "refuse"
    review = "review"
    unknown = "unknown"


class Reading(StrEnum):
    """How what is not stated is read."""

    strict = "strict"
    listed = "listed"
    in_order = "in-order"


def books_for(names: Sequence[str], place: str | None, allow_none: bool = False) -> list[Rulebook]:
    """The rulebooks named, and those of a place (``CN``, ``US-NY-NYC``); raises RulebookError where none is left."""
    books = catalog.chosen(names, [place] if place else ())
    if not books and not allow_none:
        hint = "Name rulebooks with --rules ID, or a place with --place CN; forbear rules list shows them"
        raise RulebookError(Problem("", "no rulebook was chosen", hint=hint, code="rulebook-none"))
    return books


def day_or_today(said: str, zone: str) -> Day:
    """The day that an option names; today in a zone where it names none. Raises RecordError on what is no day."""
    if not said:
        return datetime.now(UTC).astimezone(zone_named(zone)).date().toordinal()
    try:
        return date.fromisoformat(said).toordinal()
    except ValueError:
        hint = "Write year, month and day: 2026-11-01"
        raise RecordError(Problem("--on", f"{said!r} is no day", hint=hint, code="day")) from None


def instant_or_now(said: str) -> Instant:
    """The instant that ``--at`` names; now where it names none. Raises RecordError on what is no time."""
    if not said:
        return instant_of(datetime.now(UTC))
    try:
        return read_instant(said)
    except ValueError:
        hint = "Write it like 2026-06-04T00:00:00Z, with the offset from UTC"
        raise RecordError(Problem("--at", f"{said!r} is no time", hint=hint, code="time")) from None
