"""SMS Backup & Restore: XML of calls and of messages, read as a stream.

``date`` is epoch milliseconds in UTC and is what counts; ``readable_date`` follows the phone's language and is not
read. Absent values are the word ``null``. Entities and document types are refused: a backup has none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from forbear.audit.intake.base import Options, Readable, Row, Tally, normal_number, rejected, text_of
from forbear.errors import Problem, RecordError
from forbear.events import Source

NAME = "sms-backup-restore"
CHUNK = 1 << 16

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

_FROM, _ROOTS = "137", ("calls", "smses", "allsms", "allcalls")
_REFERENCE = re.compile(rb"&#(?:55[23]\d\d|5[56]\d{3});&#(?:5[67]\d{3});|&#\d+;")
_OLDEST, _LATEST = 0, 4_102_444_800_000


def sniff(head: bytes, name: str) -> bool:
    """Does the beginning of a file look like a backup?"""
    return bool(re.search(rb"<(calls|smses|call|sms|mms)[\s>]", head.replace(b"\x00", b"")))


def read(path: Path, options: Options, tally: Tally) -> Iterator[Readable]:
    """The rows of a backup. A file that breaks off gives what came before and a rejected row that says where."""
    handler = _Handler(str(path), options, tally)
    parser = create_parser()
    parser.setContentHandler(handler)
    handler.line = parser.getLineNumber
    carry = b""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                options.progress(len(chunk))
                data, carry = _mend(carry + chunk)
                parser.feed(data)
                yield from handler.take()
            parser.feed(_mend(carry, last=True)[0])
            parser.close()
        yield from handler.take()
    except DefusedXmlException:
        raise RecordError(
            Problem(f"{path}", "the file declares entities or a document type", code="xml-entities",
                    why="a phone backup has none, and they can be used to overload or to read other files",
                    hint="Make a new backup with SMS Backup & Restore")
        ) from None  # fmt: skip
    except (SAXException, ValueError) as error:
        yield from handler.take()
        yield _broken(path, handler, error)


def _mend(data: bytes, last: bool = False) -> tuple[bytes, bytes]:
    """Emoji that the app writes as two half characters, made whole; what may go on in the next chunk is kept back."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data, b""
    cut = len(data) if last else max(data.rfind(b"&", max(0, len(data) - 24)), 0) or len(data)
    if not last and cut < len(data) and data.rfind(b"&", max(0, cut - 12), cut) >= 0:
        cut = data.rfind(b"&", max(0, cut - 12), cut)
    return _REFERENCE.sub(_whole, data[:cut]), data[cut:]


def _whole(match: re.Match[bytes]) -> bytes:
    codes = [int(code) for code in re.findall(rb"\d+", match[0])]
    if len(codes) == 2 and 0xD800 <= codes[0] < 0xDC00 <= codes[1] < 0xE000:
        return b"&#%d;" % (0x10000 + ((codes[0] - 0xD800) << 10) + (codes[1] - 0xDC00))
    if any(0xD800 <= code < 0xE000 or code > 0x10FFFF or (code < 32 and code not in (9, 10, 13)) for code in codes):
        return b"&#65533;" * len(codes)
    return match[0]


def _broken(path: Path, handler: _Handler, error: Exception) -> Readable:
    line = error.getLineNumber() if isinstance(error, SAXParseException) else handler.line()
    if not handler.rooted:
        raise RecordError(
            Problem(f"{path}:{line or 1}", "this is no backup of calls or messages", why=_why(error),
                    hint="Name the .xml file that SMS Backup & Restore wrote", code="xml-broken")
        )  # fmt: skip
    return rejected(
        f"{path}:{line}", "the file breaks off or is damaged here", why=f"{_why(error)}; the rows before it were read",
        hint="Make the backup again if rows are missing at the end", code="xml-broken",
    )  # fmt: skip


def _why(error: Exception) -> str:
    return error.getMessage() if isinstance(error, SAXException) else str(error)


class _Handler(ContentHandler):
    """Collects rows from the elements ``call``, ``sms`` and ``mms``."""

    def __init__(self, file: str, options: Options, tally: Tally) -> None:
        super().__init__()
        self.file = file
        self.options = options
        self.tally = tally
        self.rooted = False
        self.found: list[Readable] = []
        self.seen: set[bytes] = set()
        self.mms: dict[str, Any] | None = None
        self.line: Callable[[], int | None] = lambda: 1

    def take(self) -> list[Readable]:
        """The rows found since the last call."""
        found, self.found = self.found, []
        return found

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (the name is the library's)
        """A row begins."""
        attributes = dict(attrs.items())
        if name in _ROOTS:
            self.rooted = True
        elif name == "call":
            self._keep(self._call, attributes)
        elif name == "sms":
            self._keep(self._sms, attributes)
        elif name == "mms":
            self.mms = {"attributes": attributes, "texts": [], "senders": [], "line": self.line()}
        elif self.mms is not None:
            self._part_of_mms(name, attributes)

    def endElement(self, name: str) -> None:  # noqa: N802
        """A row with parts ends."""
        if name == "mms" and self.mms is not None:
            mms, self.mms = self.mms, None
            self._keep(self._mms, mms["attributes"], mms)

    def _part_of_mms(self, name: str, attributes: Mapping[str, str]) -> None:
        assert self.mms is not None
        if name == "part" and attributes.get("ct") == "text/plain":
            self.mms["texts"].append(text_of(attributes, "text"))
        elif name == "addr" and attributes.get("type") == _FROM:
            self.mms["senders"].append(text_of(attributes, "address"))

    def _keep(self, make: Any, attributes: Mapping[str, str], *more: Any) -> None:
        self.tally.rows += 1
        where = f"{self.file}:{more[0]['line'] if more else self.line()}"
        millis = attributes.get("date", "")
        if not millis.isdigit() or not _OLDEST < int(millis) < _LATEST:
            what = "the row has no time" if millis in ("", "null") else f"the time {millis[:40]!r} is none"
            self.found.append(
                rejected(where, what, why="'date' must be milliseconds since 1970", code="time-missing",
                         hint="The row was left out", text=str(dict(list(attributes.items())[:4])))
            )  # fmt: skip
            return
        row = make(attributes, Source(self.file, where.rpartition(":")[2]), int(millis) * 1000, *more)
        if row is not None and self._is_new(row):
            self.found.append(row)

    def _is_new(self, row: Row) -> bool:
        """False for an exact double, which merged backups hold."""
        parts = (row.at, row.number, row.channel, row.begun_by_owner, row.outcome, row.duration_s, row.text)
        mark = hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).digest()
        if mark in self.seen:
            self.tally.ignore("double")
            return False
        self.seen.add(mark)
        return True

    def _call(self, attributes: Mapping[str, str], source: Source, at: int) -> Row | None:
        kind = CALLS.get(attributes.get("type", ""))
        if kind is None:
            self.tally.ignore("unknown call type")
            return None
        by_owner, outcome = kind
        seconds = int(attributes["duration"]) if attributes.get("duration", "").isdecimal() else None
        if outcome == "conversation" and seconds == 0:
            outcome = "no_answer" if by_owner else "answered_dropped"
        return Row(source, at, "call", by_owner, self._number(attributes.get("number", "")), outcome, seconds,
                   saved_name=_name(attributes))  # fmt: skip

    def _sms(self, attributes: Mapping[str, str], source: Source, at: int) -> Row | None:
        by_owner = MESSAGES.get(attributes.get("type", ""))
        if by_owner is None:
            self.tally.ignore("draft, queued or failed message")
            return None
        return Row(source, at, "sms", by_owner, self._number(attributes.get("address", "")), "delivered",
                   text=text_of(attributes, "body"), saved_name=_name(attributes))  # fmt: skip

    def _mms(self, attributes: Mapping[str, str], source: Source, at: int, mms: Mapping[str, Any]) -> Row | None:
        by_owner = MESSAGES.get(attributes.get("msg_box", ""))
        if by_owner is None:
            self.tally.ignore("draft, queued or failed message")
            return None
        at = at if at > 10**14 else at * 1000
        senders = [sender for sender in mms["senders"] if sender and sender != "insert-address-token"]
        others = [part for part in re.split("[~,]", text_of(attributes, "address")) if part]
        number = (others if by_owner else senders or others or [""])[:1] or [""]
        return Row(source, at, "sms", by_owner, self._number(number[0]), "delivered",
                   text="\n".join(mms["texts"]), saved_name=_name(attributes))  # fmt: skip

    def _number(self, raw: str) -> str:
        return normal_number(raw, self.options.region)


def _name(attributes: Mapping[str, str]) -> str:
    name = text_of(attributes, "contact_name")
    return "" if name == "(Unknown)" else name
