"""WhatsApp chat text: one chat exported from a telephone, in whatever shape its language and system wrote it.

Day and month are told apart once for the whole file; where nothing in it decides, the import stops and asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from forbear.audit.intake.base import Options, Readable, Row, Tally, normal_number, rejected
from forbear.calendar import instant_of, zone_named
from forbear.errors import Problem, RecordError
from forbear.events import Source

NAME = "whatsapp"
ORDERS = ("dmy", "mdy", "ymd")

_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"), None)
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007"), " ")
_STAMP = re.compile(
    r"^\[?(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{2,4})\.?,?\s+(?P<ampm1>上午|下午|凌晨|早上|中午|晚上)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"\s?(?P<ampm2>[AaPp]\.?\s?[Mm]\.?)?\]?(?:\s*[-–]\s*|:?\s+)(?P<rest>.*)$"
)
_AUTHOR = re.compile(r"^(?P<name>[^:]{1,80}):\s(?P<text>.*)$", re.DOTALL)
_AFTERNOON = ("下午", "晚上", "中午")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that begins a message: the three numbers of its date as they stand, the clock, and the rest."""

    number: int
    numbers: tuple[int, int, int]
    clock: tuple[int, int, int]
    rest: str


def sniff(head: bytes, name: str) -> bool:
    """Do most of the first lines begin with a date and a time?"""
    lines = [line for line in head.decode("utf-8-sig", "replace").splitlines()[:40] if line.strip()]
    stamped = sum(_stamp(line, 0) is not None for line in lines)
    return bool(lines) and stamped >= 1 and stamped * 3 >= len(lines) and not name.endswith((".csv", ".jsonl"))


def read(path: Path, options: Options, tally: Tally) -> Iterator[Readable]:
    """The messages of a chat. Needs ``options.zone``; stops where the order of day and month cannot be told."""
    if options.zone is None:
        raise RecordError(
            Problem(str(path), "the chat states no time zone", why="its times are the telephone's own",
                    hint="Say it with --zone, such as --zone Asia/Shanghai", code="zone-missing")
        )  # fmt: skip
    order = options.date_order or _order_of(path)
    pending: _Line | None = None
    more: list[str] = []
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            options.progress(len(line.encode("utf-8", "replace")))
            begun = _stamp(line, number)
            if begun is None:
                more.append(line.rstrip("\n"))
                continue
            if pending is not None:
                yield from _message(pending, more, order, path, options, tally)
            pending, more = begun, []
    if pending is not None:
        yield from _message(pending, more, order, path, options, tally)


def _stamp(line: str, number: int) -> _Line | None:
    match = _STAMP.match(line.translate(_INVISIBLE).translate(_BLANKS).strip())
    if match is None:
        return None
    hour = int(match["hour"])
    half = match["ampm1"] or (match["ampm2"] or "").replace(".", "").replace(" ", "").lower()
    if (half in _AFTERNOON or half == "pm") and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    numbers = (int(match["a"]), int(match["b"]), int(match["c"]))
    return _Line(number, numbers, (hour, int(match["minute"]), int(match["second"] or 0)), match["rest"])


def _order_of(path: Path) -> str:
    """The one order that fits every line; raises RecordError where none or several do."""
    possible = set(ORDERS)
    triples: list[tuple[int, int, int]] = []
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            begun = _stamp(line, number)
            if begun is not None:
                possible = {order for order in possible if _date(begun.numbers, order) is not None}
                triples.append(begun.numbers)
    if len(possible) > 1:
        possible = {order for order in possible if _runs_forward(triples, order)}
    if len(possible) == 1:
        return possible.pop()
    raise RecordError(
        Problem(str(path), "it cannot be told whether its dates begin with the day or with the month",
                why="both readings fit every line" if possible else "no reading fits every line",
                hint="Say it with --date-order dmy, mdy or ymd", code="date-order")
    )  # fmt: skip


def _runs_forward(triples: list[tuple[int, int, int]], order: str) -> bool:
    """A chat is written in order of time: a reading in which it jumps back is wrong."""
    dates = [_date(numbers, order) or (0, 0, 0) for numbers in triples]
    return all(earlier <= later for earlier, later in pairwise(dates))


def _date(numbers: tuple[int, int, int], order: str) -> tuple[int, int, int] | None:
    """(year, month, day), or None where the numbers are no date in this order."""
    year, month, day = (numbers[order.index(part)] for part in "ymd")
    if (order == "ymd") != (numbers[0] > 31 or (order == "ymd" and numbers[0] > 31)):
        return None
    year += 2000 if year < 100 else 0
    try:
        datetime(year, month, day)  # noqa: DTZ001 (only asks whether the day exists)
    except ValueError:
        return None
    return year, month, day


def _message(
    begun: _Line, more: list[str], order: str, path: Path, options: Options, tally: Tally
) -> Iterator[Readable]:
    tally.rows += 1
    where = f"{path}:{begun.number}"
    date = _date(begun.numbers, order)
    if date is None or begun.clock[0] > 23:
        yield rejected(where, "the date or time of this line does not exist", text=begun.rest, code="time-invalid")
        return
    author = _AUTHOR.match("\n".join([begun.rest, *more]))
    if author is None:
        tally.ignore("system line")
        return
    local = datetime(*date, *begun.clock, tzinfo=zone_named(str(options.zone)))
    name = author["name"].strip()
    yield Row(
        Source(str(path), str(begun.number)), instant_of(local), "social", begun_by_owner=False,
        number=normal_number(name, options.region), outcome="delivered", text=author["text"],
    )  # fmt: skip
