"""Opening a log and reading its lines: compressed or not, in any of four encodings, with exact line numbers.

Nothing is ever held whole: a line that is longer than ``MAX_LINE`` is given back as rejected, and so is the place
where a compressed file breaks off.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forbear.audit.intake.base import Options, Tally, rejected
from forbear.audit.result import Rejected
from forbear.errors import Problem, RecordError, nearest

HEAD = 1 << 16
MAX_LINE = 1 << 20
_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CUT = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading a damaged compressed file may raise."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``number`` counts from 1 as editors do."""

    number: int
    text: str


class _Counted(io.FileIO):
    """A file that says how many bytes were read from it."""

    def __init__(self, path: Path, progress: Callable[[int], None]) -> None:
        super().__init__(path)
        self._progress = progress

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]  # the library's stub is narrower
        count = super().readinto(buffer)
        self._progress(count or 0)
        return count


def open_bytes(path: Path, progress: Callable[[int], None] = lambda count: None) -> io.BufferedIOBase:
    """The bytes of a file, unpacked where it is compressed with gzip; ``progress`` counts bytes on the disk."""
    raw = io.BufferedReader(_Counted(path, progress))
    if raw.peek(2)[:2] == _GZIP:
        return gzip.GzipFile(fileobj=raw)
    return raw


def read_head(path: Path) -> bytes:
    """The first bytes of a file, unpacked, as many as its format can be told by."""
    with open_bytes(path) as stream:
        try:
            return stream.read(HEAD)
        except CUT:
            return b""


def text_of_head(head: bytes) -> str:
    """The beginning of a file as text, for telling its format; never fails."""
    encoding = _by_mark(head)
    if encoding is None:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head)
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "gb18030"
    return head.decode(encoding, errors="replace").lstrip("\ufeff")


def read_lines(path: Path, options: Options, tally: Tally, tolerant: bool = False) -> Iterator[Line | Rejected]:
    """All lines of a text file. ``tolerant``: bytes that are no UTF-8 become lone surrogates instead of an error.

    Raises RecordError where the text is in no encoding that Forbear reads.
    """
    encoding = "utf-8-sig" if tolerant else encoding_of(path, options, tally)
    if tolerant:
        encoding = _by_mark(read_head(path)) or encoding
    errors = "surrogateescape" if tolerant else "replace"
    number = 0
    with open_bytes(path, options.progress) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
        try:
            while line := text.readline(MAX_LINE):
                number += 1
                if len(line) == MAX_LINE and line[-1] not in "\r\n":
                    _skip_line(text)
                    yield _too_long(path, number, line)
                else:
                    yield Line(number, line)
        except CUT as error:
            yield _cut(path, number + 1, error, tally)
        except UnicodeError:
            yield rejected(f"{path}:{number + 1}", "the text breaks off within a character", code="log-cut")


def encoding_of(path: Path, options: Options, tally: Tally) -> str:
    """The encoding of a whole text file, found by decoding it once; a guess is noted among the warnings."""
    if options.encoding:
        return _named(options.encoding)
    encoding = _by_mark(read_head(path)) or next((one for one in ("utf-8", "gb18030") if _decodes(path, one)), None)
    if encoding is None:
        raise RecordError(
            Problem(str(path), "the text is neither UTF-8, UTF-16 nor GB 18030", code="encoding",
                    why="characters would be guessed, and evidence must not be",
                    hint="Save the file as UTF-8, or name its encoding with --encoding")
        )  # fmt: skip
    if encoding == "gb18030":
        tally.warn(str(path), "the text is not UTF-8 and was read as GB 18030", hint="Name another with --encoding",
                   code="encoding-guessed")  # fmt: skip
    return encoding


def _named(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "latin-1", "cp1252", "shift_jis")
        hint = nearest(name, known) or f"Known names are: {', '.join(known)}"
        raise RecordError(Problem("--encoding", f"{name!r} is no encoding", hint=hint, code="encoding")) from None


def _by_mark(head: bytes) -> str | None:
    """By the mark at the beginning, or by where zero bytes stand in text that has no mark."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    sample = head[:512]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and max(even, odd) * 3 > len(sample) // 2 and min(even, odd) * 8 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _decodes(path: Path, encoding: str) -> bool:
    """Does the whole file decode? A character cut off at the very end is a cut file, not another encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with open_bytes(path) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
        except CUT:
            return True
    return True


def _skip_line(text: io.TextIOWrapper) -> None:
    while part := text.readline(MAX_LINE):
        if len(part) < MAX_LINE or part[-1] in "\r\n":
            return


def _too_long(path: Path, number: int, line: str) -> Rejected:
    return rejected(f"{path}:{number}", f"the line is longer than {MAX_LINE:,} characters", code="line-too-long",
                    hint="The line was left out", text=line[:200])  # fmt: skip


def _cut(path: Path, number: int, error: Exception, tally: Tally) -> Rejected:
    found = rejected(f"{path}:{number}", "the compressed file breaks off or is damaged here", code="log-cut",
                     why=f"{error}; the lines before it were read", hint="Copy or export the file again")  # fmt: skip
    tally.warnings.append(found.problem)
    return found
