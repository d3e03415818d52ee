"""SMS Backup & Restore: XML of calls and of messages, read as a stream.

``date`` is epoch milliseconds in UTC and is what counts; ``readable_date`` follows the phone's language and is not
read. Absent values are the word ``null``. Entities and document types are refused: a backup has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from forbear.audit.intake.base import Options, Row, Tally, normal_number, plausible, rejected
from forbear.audit.intake.lines import read_pieces, text_of_head
from forbear.audit.intake.references import whole_references
from forbear.audit.result import Rejected
from forbear.calendar import Instant
from forbear.errors import Problem, RecordError
from forbear.events import Source

NAME = "sms-backup-restore"
TITLE = "SMS Backup & Restore XML"

CALLS = {
    "1": (False, "conversation"),
    "2": (True, "conversation"),
    "3": (False, "no_answer"),
    "4": (False, "voicemail"),
    "5": (False, "hung_up"),
    "6": (False, "no_answer"),
    "7": (False, "conversation"),
}
"""Call type → begun by the owner, outcome. 5 was rejected by hand; 6 was blocked, so nobody heard it ring."""

MESSAGES = {"1": False, "2": True}
"""Message type → written by the owner; all others (draft, outbox, failed, queued) never left or came."""

LONGEST = 1 << 27
"""How many characters may go by without an element beginning or ending: far more than any picture of a message."""

_SENDER, _SELF = "137", "insert-address-token"
_ROOTS = ("calls", "smses", "allsms", "allcalls")
_ROW = re.compile(r"<(calls|smses|allsms|allcalls|call|sms|mms)[\s>/]")
_MILLIS_FROM = 10**11  # a smaller time is in seconds, as that of some multimedia messages


def sniff(head: bytes, name: str) -> bool:
    """Does the beginning of a file look like a backup?"""
    text = text_of_head(head).lstrip()
    return text.startswith("<") and bool(_ROW.search(text))


def read(path: Path, options: Options, tally: Tally) -> Iterator[Row | Rejected]:
    """The rows of a backup. A file that breaks off gives what came before and a rejected row that says where."""
    handler = _Handler(str(path), options, tally)
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    handler.place = lambda: (parser.getLineNumber() or 1, parser.getColumnNumber() or 0)
    broken: Rejected | None = None
    try:
        for number, piece in enumerate(whole_references(read_pieces(path, options, tally))):
            if isinstance(piece, Rejected):
                broken = piece
                break
            parser.feed(piece if number else _declaration_first(piece))
            handler.check_growth(len(piece))
            yield from handler.take()
        else:
            parser.close()
    except DefusedXmlException:
        raise RecordError(
            Problem(str(path), "the file declares entities or a document type", code="xml-entities",
                    why="a phone backup has none, and they can be used to overload or to read other files",
                    hint="Make a new backup with SMS Backup & Restore")
        ) from None  # fmt: skip
    except (SAXException, ValueError) as error:
        broken = _broken(path, handler, error)
    yield from handler.take()
    yield from _end(handler, broken, path, tally)


def _declaration_first(text: str) -> str:
    """A copied file may begin with blank lines, which XML does not allow: they go behind the declaration."""
    rest = text.lstrip()
    declaration, end, more = rest.partition("?>")
    return declaration + end + text[: len(text) - len(rest)] + more if rest.startswith("<?xml") else text


def _broken(path: Path, handler: _Handler, error: Exception) -> Rejected:
    line = error.getLineNumber() if isinstance(error, SAXParseException) else handler.place()[0]
    why = error.getMessage() if isinstance(error, SAXException) else str(error)
    return rejected(
        f"{path}:{line or 1}", "the file breaks off or is damaged here", why=f"{why}; the rows before it were read",
        hint="Make the backup again if rows are missing at the end", code="xml-broken",
    )  # fmt: skip


def _end(handler: _Handler, broken: Rejected | None, path: Path, tally: Tally) -> Iterator[Rejected]:
    """What the end of a file tells: that it was no backup, that it broke off, that it has fewer rows than it says."""
    if not handler.rooted:
        where, why = (broken.problem.where, broken.problem.why) if broken else (f"{path}:1", "no element of it is one")
        raise RecordError(
            Problem(where, "this is no backup of calls or messages", why=why.partition(";")[0], code="xml-broken",
                    hint="Name the .xml file that SMS Backup & Restore wrote")
        )  # fmt: skip
    if broken:
        yield broken
    elif handler.stated not in ("", str(tally.rows)):
        tally.warn(str(path), f"the file says that it holds {handler.stated[:20]} rows; it holds {tally.rows}",
                   why="rows may have been taken out or added since the backup", hint="Use the backup as it was made",
                   code="count-differs")  # fmt: skip


@dataclass(slots=True)
class _Mms:
    """A multimedia message while its parts are read."""

    attributes: Mapping[str, str]
    place: tuple[int, int]
    texts: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)


class _Handler(ContentHandler):
    """Collects rows from the elements ``call``, ``sms`` and ``mms``."""

    def __init__(self, file: str, options: Options, tally: Tally) -> None:
        super().__init__()
        self.file = file
        self.region = options.region
        self.tally = tally
        self.rooted = False
        self.stated = ""
        self.place: Callable[[], tuple[int, int]] = lambda: (1, 0)
        self._found: list[Row | Rejected] = []
        self._mms: _Mms | None = None
        self._line = 0
        self._grown = 0

    def take(self) -> list[Row | Rejected]:
        """The rows found since the last call."""
        found, self._found = self._found, []
        return found

    def check_growth(self, length: int) -> None:
        """Raises ValueError where so much text went by without an element that it would fill the memory."""
        self._grown += length
        if self._grown > LONGEST:
            raise ValueError(f"an element is longer than {LONGEST:,} characters")

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (the name is the library's)
        """A row begins."""
        self._grown = 0
        if name in _ROOTS:
            self.rooted = True
            self.stated = str(attrs.get("count", ""))
        elif name in ("call", "sms"):
            self._keep(self._call if name == "call" else self._sms, dict(attrs.items()), self.place())
        elif name == "mms":
            self._mms = _Mms(dict(attrs.items()), self.place())
        elif name == "part" and self._mms and attrs.get("ct") == "text/plain":
            self._mms.texts.append(_text(attrs, "text"))
        elif name == "addr" and self._mms and attrs.get("type") == _SENDER:
            self._mms.senders.append(_text(attrs, "address"))

    def endElement(self, name: str) -> None:  # noqa: N802
        """A row with parts ends."""
        self._grown = 0
        if name == "mms" and self._mms:
            mms, self._mms = self._mms, None
            self._keep(lambda attributes, source, at: self._multimedia(mms, source, at), mms.attributes, mms.place)

    def _keep(
        self,
        make: Callable[[Mapping[str, str], Source, Instant], list[Row]],
        attributes: Mapping[str, str],
        place: tuple[int, int],
    ) -> None:
        self.rooted = True
        self.tally.rows += 1
        source = self._source(place)
        at = _time(attributes.get("date", ""))
        if at is None:
            self._found.append(_without_time(source, attributes.get("date", "")))
        else:
            self._found += make(attributes, source, at)

    def _source(self, place: tuple[int, int]) -> Source:
        """The line, and the column too where a line holds more than one row."""
        line, column = place
        row = str(line) if line != self._line else f"{line}:{column + 1}"
        self._line = line
        return Source(self.file, row)

    def _call(self, attributes: Mapping[str, str], source: Source, at: Instant) -> list[Row]:
        kind = CALLS.get(attributes.get("type", ""))
        if kind is None:
            self.tally.ignore("unknown call type")
            return []
        by_owner, outcome = kind
        seconds = _whole(attributes.get("duration", ""))
        if outcome == "conversation" and seconds == 0:
            outcome = "no_answer" if by_owner else "answered_dropped"
        number = normal_number(attributes.get("number", ""), self.region)
        return [Row(source, at, "call", by_owner, number, outcome, seconds, saved_name=_saved(attributes))]

    def _sms(self, attributes: Mapping[str, str], source: Source, at: Instant) -> list[Row]:
        numbers = [attributes.get("address", "")]
        return self._message(attributes, "type", numbers, source, at, _text(attributes, "body"))

    def _multimedia(self, mms: _Mms, source: Source, at: Instant) -> list[Row]:
        senders = [sender for sender in mms.senders if sender not in ("", _SELF)]
        others = [part for part in re.split("[~,]", _text(mms.attributes, "address")) if part] or [""]
        numbers = others if mms.attributes.get("msg_box") == "2" else senders[:1] or others[:1]
        return self._message(mms.attributes, "msg_box", numbers, source, at, "\n".join(mms.texts))

    def _message(
        self, attributes: Mapping[str, str], kind: str, numbers: list[str], source: Source, at: Instant, text: str
    ) -> list[Row]:
        by_owner = MESSAGES.get(attributes.get(kind, ""))
        if by_owner is None:
            self.tally.ignore("draft, queued or failed message")
            return []
        return [
            Row(source, at, "sms", by_owner, normal_number(number, self.region), "delivered", text=text,
                saved_name=_saved(attributes))
            for number in numbers
        ]  # fmt: skip


def _time(millis: str) -> Instant | None:
    number = _whole(millis)
    if number is None:
        return None
    at = number * (1_000 if number >= _MILLIS_FROM else 1_000_000)
    return at if plausible(at) else None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def _without_time(source: Source, millis: str) -> Rejected:
    what = "the row has no time" if millis in ("", "null") else f"the time {millis[:40]!r} is none"
    return rejected(str(source), what, why="'date' must be milliseconds since 1970", code="time-missing",
                    hint="The row was left out", text=f"date={millis[:40]!r}")  # fmt: skip


def _text(attributes: Any, key: str) -> str:
    """An attribute, with the word ``null`` (which the app writes for nothing) read as nothing."""
    value = str(attributes.get(key, ""))
    return "" if value == "null" else value


def _saved(attributes: Mapping[str, str]) -> str:
    name = _text(attributes, "contact_name")
    return "" if name == "(Unknown)" else name
