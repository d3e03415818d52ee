"""WhatsApp chat text: one chat exported from a telephone, in whatever shape its language and system wrote it.

The order of day and month is decided once for the whole file; where nothing in it decides, the import stops and asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from forbear.audit.intake.base import Options, Row, Tally, is_table, normal_number, rejected
from forbear.audit.intake.lines import Line, read_lines, text_of_head
from forbear.audit.intake.stamps import INVISIBLE, OrderFinder, Stamp, moment_in, stamp_of
from forbear.audit.result import Rejected
from forbear.calendar import instant_of, zone_named
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Source

NAME = "whatsapp"
TITLE = "a WhatsApp chat exported as text"
LONGEST = 1 << 20
"""How many characters of one message are read."""

_AUTHOR = re.compile(r"(?P<name>[^:\n]{1,80}):(?:\s(?P<text>.*))?$", re.DOTALL)


def sniff(head: bytes, name: str) -> bool:
    """Does the first line begin with a date and a time, or many of the next?"""
    lines = [line for line in text_of_head(head).splitlines()[:40] if line.strip()]
    stamped = [stamp_of(line) is not None for line in lines]
    return any(stamped) and (stamped[0] or sum(stamped) * 3 >= len(lines)) and not is_table(name)


def read(path: Path, options: Options, tally: Tally) -> Iterator[Row | Rejected]:
    """The messages of a chat. Needs ``options.zone``; stops where the order of day and month cannot be told."""
    if options.zone is None:
        raise RecordError(
            Problem(str(path), "the chat states no time zone", why="its times are the telephone's own",
                    hint="Say it with --zone, such as --zone Asia/Shanghai", code="zone-missing")
        )  # fmt: skip
    chat = _survey(path, options)
    for found in _messages(path, options, tally):
        if isinstance(found, Rejected):
            tally.rows += 1
            yield found
        else:
            yield from chat.rows(found, tally)


@dataclass(slots=True)
class _Message:
    """A message while its lines are read."""

    line: int
    stamp: Stamp
    more: list[str] = field(default_factory=list)
    length: int = 0

    def author_and_text(self) -> tuple[str, str] | None:
        """Who wrote, and what; None for a line of the system."""
        match = _AUTHOR.match("\n".join([self.stamp.rest, *self.more]))
        return match and (_plain_name(match["name"]), match["text"] or "")


def _plain_name(name: str) -> str:
    return "".join(char for char in name if char not in INVISIBLE).strip()


def _messages(path: Path, options: Options, tally: Tally) -> Iterator[_Message | Rejected]:
    pending: _Message | None = None
    for line in read_lines(path, options, tally, mend=True):
        if isinstance(line, Rejected):
            yield line
            continue
        stamp = stamp_of(line.text)
        if stamp is None:
            _go_on(pending, line, path, tally)
            continue
        if pending is not None:
            yield pending
        pending = _Message(line.number, stamp)
    if pending is not None:
        yield pending


def _go_on(pending: _Message | None, line: Line, path: Path, tally: Tally) -> None:
    """A line without a stamp belongs to the message before it."""
    if pending is None:
        if line.text.strip():
            tally.ignore("line before the first message")
        return
    if pending.length <= LONGEST < pending.length + len(line.text):
        tally.warn(f"{path}:{pending.line}", f"the message is longer than {LONGEST:,} characters",
                   hint="The rest of its text was left out", code="message-long")  # fmt: skip
    pending.length += len(line.text)
    if pending.length <= LONGEST:
        pending.more.append(line.text.rstrip("\r\n"))


def _survey(path: Path, options: Options) -> _Chat:
    """What only the whole file tells: the order of its dates and, where the owner is named, who else writes."""
    zone = zone_named(str(options.zone))
    if options.date_order and not options.owner_name:
        return _Chat(path, options, zone, options.date_order, None)
    finder, others, owner_writes = OrderFinder(), set[str](), False
    for found in _messages(path, Options(encoding=options.encoding), Tally()):
        if isinstance(found, Rejected):
            continue
        if options.date_order is None:
            finder.meet(found.stamp)
        written = found.author_and_text() if options.owner_name else None
        owner_writes = owner_writes or (written is not None and written[0] == options.owner_name)
        if written is not None and written[0] != options.owner_name:
            others.add(written[0])
    if options.owner_name and not owner_writes:
        raise RecordError(
            Problem(str(path), f"nobody writes under the name {options.owner_name!r}", code="owner-name",
                    hint=nearest(options.owner_name, others) or "Give the name that stands before your own messages")
        )  # fmt: skip
    order = options.date_order or finder.order(path)
    return _Chat(path, options, zone, order, others.pop() if len(others) == 1 else None)


@dataclass(frozen=True, slots=True)
class _Chat:
    """How the messages of one chat are read. ``other``: the only other side of a chat of two."""

    path: Path
    options: Options
    zone: ZoneInfo
    order: str
    other: str | None

    def rows(self, message: _Message, tally: Tally) -> Iterator[Row | Rejected]:
        """The row of a message, if it is one."""
        tally.rows += 1
        moment = moment_in(message.stamp, self.order)
        if moment is None:
            numbers = "/".join(map(str, message.stamp.numbers))
            yield rejected(f"{self.path}:{message.line}", f"the date {numbers} or its time does not exist",
                           why=f"dates of this chat are read as {self.order}", code="time-invalid",
                           hint="If that is wrong, say it with --date-order", text=numbers)  # fmt: skip
            return
        written = message.author_and_text()
        if written is None:
            tally.ignore("system line")
            return
        name, text = written
        by_owner = name == self.options.owner_name
        if by_owner and self.other is None:
            tally.ignore("written by the owner to several people")
            return
        source = Source(str(self.path), str(message.line))
        number = normal_number(self.other if by_owner and self.other else name, self.options.region)
        at = instant_of(moment.replace(tzinfo=self.zone))
        yield Row(source, at, "social", by_owner, number, "delivered", text=text)
