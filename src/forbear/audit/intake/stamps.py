"""The date and time that begin a chat message, in whatever shape a phone's language wrote them.

Day and month are told apart once for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forbear.errors import Problem, RecordError

ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR = 2009
"""WhatsApp began then: an older year is a wrong reading."""

INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
"""Marks of direction and the like, which phones put into dates and names."""

_BLANKS = "\u00a0\u202f\u2009\u2007"
_STAMP = re.compile(
    r"\[?(?P<first>\d{1,4})(?P<between>[./-] ?)(?P<second>\d{1,2})[./-] ?(?P<third>\d{1,4})[.,]{0,2} {0,2}"
    r"(?P<before>[^\d\s]\D{0,11}?)? ?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<seconds>\d{2}))?"
    r" ?(?P<after>[AaPp]\.? ?[Mm]\b\.?|[صم])?\]?(?: ?[-–] |: | )"
)
_LONGEST = 100
_MORNING = ("am", "上午", "凌晨", "清晨", "早上", "오전", "午前", "ص")
_AFTERNOON = ("pm", "下午", "晚上", "中午", "오후", "午後", "م")


@dataclass(frozen=True, slots=True)
class Stamp:
    """The three numbers of a date as they stand, what stands between them, the clock, and the rest of the line."""

    numbers: tuple[int, int, int]
    between: str
    clock: tuple[int, int, int]
    rest: str


def stamp_of(line: str) -> Stamp | None:
    """The stamp at the beginning of a line; None where it goes on with the message before."""
    head, places = _plain(line[:_LONGEST])
    match = _STAMP.match(head)
    if match is None:
        return None
    hour = int(match["hour"])
    half = (match["after"] or match["before"] or "").replace(".", "").replace(" ", "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    clock = (hour, int(match["minute"]), int(match["seconds"] or 0))
    numbers = (int(match["first"]), int(match["second"]), int(match["third"]))
    return Stamp(numbers, match["between"], clock, line[places[match.end()] :].rstrip("\r\n"))


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """A text without marks that nobody sees, with plain blanks; and where each character of it stood, and its end."""
    if text.isascii():
        return text, range(len(text) + 1)
    shown = [(place, char) for place, char in enumerate(text) if char not in INVISIBLE]
    return "".join(" " if char in _BLANKS else char for _, char in shown), [*(place for place, _ in shown), len(text)]


def moment_in(stamp: Stamp, order: str) -> datetime | None:
    """The date and time of a stamp, without a zone; None where they do not exist in this order."""
    year, month, day = (stamp.numbers[order.index(part)] for part in "ymd")
    year += 2000 if year < 100 else 0
    try:
        return datetime(year, month, day, *stamp.clock) if year >= FIRST_YEAR else None  # noqa: DTZ001 (added later)
    except ValueError:
        return None


class OrderFinder:
    """Finds the one order that fits every line, by which dates exist and whether they run forward as chats do."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, int, int]] = dict.fromkeys(ORDERS, (0, 0, 0))
        self._possible = set(ORDERS)
        self._forward = set(ORDERS)

    def meet(self, stamp: Stamp) -> None:
        """Take a line into account."""
        for order in tuple(self._possible):
            moment = moment_in(stamp, order) if _may_begin(stamp, order) else None
            if moment is None:
                self._possible.discard(order)
                continue
            day = (moment.year, moment.month, moment.day)
            if day < self._last[order]:
                self._forward.discard(order)
            self._last[order] = day

    def order(self, path: Path) -> str:
        """The order found; raises RecordError, which asks for it, where none or several fit."""
        fitting = self._possible if len(self._possible) == 1 else self._possible & self._forward
        if len(fitting) == 1:
            return next(iter(fitting))
        several = "several readings fit every line" if self._possible else "no reading fits every line"
        raise RecordError(
            Problem(str(path), "it cannot be told whether its dates begin with the day, the month or the year",
                    why=several, hint="Say it with --date-order dmy, mdy or ymd", code="date-order")
        )  # fmt: skip


def _may_begin(stamp: Stamp, order: str) -> bool:
    """No language writes a year of two figures before slashes, or before points without blanks."""
    return order != "ymd" or stamp.numbers[0] > 31 or stamp.between in ("-", ". ")
