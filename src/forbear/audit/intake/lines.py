"""Opening a log and reading its text: compressed or not, in any of several encodings, with exact line numbers.

Nothing is ever held whole: a line that is longer than ``MAX_LINE`` is given back as rejected, and so is the place
where a compressed file breaks off.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
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
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CUT = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading a damaged compressed file may raise."""

_MARK = "\udcff"
"""Half of a character, which no text can hold: it stands where bytes are none in the encoding of the file."""

_ERRORS = "forbear-mark"
_BAD_SHARE = 10
"""Of this many characters beyond ASCII, one may be damaged in a file that is taken for UTF-8."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return _MARK, error.end
    raise error


codecs.register_error(_ERRORS, _mark)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end; ``number`` counts from 1 as editors do."""

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


class _Unpacked(gzip.GzipFile):
    """A compressed file that closes the file it reads from."""

    def __init__(self, raw: io.BufferedReader[_Counted]) -> None:
        super().__init__(fileobj=raw)
        self._raw = raw

    def close(self) -> None:
        super().close()
        self._raw.close()


def _open(path: Path, progress: Callable[[int], None] = lambda count: None) -> io.BufferedReader[_Counted] | _Unpacked:
    """The bytes of a file, unpacked where it is compressed with gzip; ``progress`` counts bytes on the disk."""
    raw = io.BufferedReader(_Counted(path, progress))
    return _Unpacked(raw) if raw.peek(2)[:2] == _GZIP else raw


def read_head(path: Path) -> bytes:
    """The first bytes of a file, unpacked, as many as its format can be told by."""
    head = b""
    with _open(path) as stream:
        try:
            while len(head) < HEAD and (more := stream.read1(HEAD - len(head))):
                head += more
        except _CUT:
            pass
    return head


def text_of_head(head: bytes) -> str:
    """The beginning of a file as text, for telling its format; never fails."""
    encoding = _by_mark(head) or ("utf-8" if _mostly_utf8([head]) else "gb18030")
    return head.decode(encoding, errors="replace").lstrip("\ufeff")


def read_lines(path: Path, options: Options, tally: Tally, mend: bool = False) -> Iterator[Line | Rejected]:
    """All lines of a text file. A line with bytes that are no text is rejected, or, to ``mend``, read with � for them.

    Raises RecordError where the text is in no encoding that Forbear reads.
    """
    number, mended = 0, _Mended(path)
    with _open_text(path, options, tally) as text:
        try:
            while line := text.readline(MAX_LINE):
                number += 1
                if len(line) == MAX_LINE and line[-1] not in "\r\n":
                    _skip_line(text)
                    yield _too_long(path, number)
                elif _MARK in line and not mend:
                    yield _not_text(path, number, text.encoding, line)
                else:
                    line = line.removeprefix("\ufeff") if number == 1 else line
                    yield Line(number, mended.text(line, number))
        except _CUT as error:
            yield _cut(path, number + 1, error)
    mended.tell(tally, text.encoding)


def read_pieces(path: Path, options: Options, tally: Tally) -> Iterator[str | Rejected]:
    """A text file in pieces of no particular length, with � for bytes that are no text, which is noted as a warning."""
    encoding = _encoding_of(path, options, tally)
    decoder = codecs.getincrementaldecoder(encoding)(_ERRORS)
    number, mended = 1, _Mended(path)
    cut: Exception | None = None
    with _open(path, options.progress) as stream:
        try:
            while data := stream.read1(_CHUNK):
                piece = decoder.decode(data)
                yield mended.text(piece.removeprefix("\ufeff") if number == 1 else piece, number)
                number += piece.count("\n")
        except _CUT as error:
            cut = error
    yield mended.text(decoder.decode(b"", final=True), number)
    mended.tell(tally, encoding)
    if cut:
        yield _cut(path, number, cut)


def _open_text(path: Path, options: Options, tally: Tally) -> io.TextIOWrapper:
    encoding = _encoding_of(path, options, tally)
    return io.TextIOWrapper(_open(path, options.progress), encoding=encoding, errors=_ERRORS, newline="")


class _Mended:
    """Counts the characters of a file that were replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = self.first = 0

    def text(self, text: str, line: int) -> str:
        """The same text with � for bytes that are none; ``line`` is where it begins."""
        if _MARK not in text:
            return text
        self.first = self.first or line + text[: text.index(_MARK)].count("\n")
        self.count += text.count(_MARK)
        return text.replace(_MARK, "\ufffd")

    def tell(self, tally: Tally, encoding: str) -> None:
        """Note how many there were."""
        if self.count:
            tally.warn(f"{self.path}:{self.first}", f"{self.count} characters from here on are no {_shown(encoding)}",
                       why="they are read as \ufffd", code="encoding-damaged",
                       hint="If the text is in another encoding, name it with --encoding")  # fmt: skip


def _encoding_of(path: Path, options: Options, tally: Tally) -> str:
    """The encoding of a whole text file, found by decoding it once; a guess is noted among the warnings."""
    if options.encoding:
        return _named(options.encoding)
    head = read_head(path)
    known = _by_mark(head) or _declared(head)
    if known:
        return known
    if _mostly_utf8(_pieces(path)):
        return "utf-8"
    if _decodes(path, "gb18030"):
        tally.warn(str(path), "the text is not UTF-8 and was read as GB 18030", hint="Name another with --encoding",
                   code="encoding-guessed")  # fmt: skip
        return "gb18030"
    raise RecordError(
        Problem(str(path), "the text is neither UTF-8, UTF-16 nor GB 18030", code="encoding",
                why="characters would be guessed, and evidence must not be",
                hint="Save the file as UTF-8, or name its encoding with --encoding")
    )  # fmt: skip


def _named(name: str) -> str:
    try:
        "a".encode(name)
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


def _declared(head: bytes) -> str | None:
    """What the first line of XML says, if that line reads the same in it; UTF-8 is tried anyway."""
    found = _DECLARED.match(head)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode()).name
        same = "<?xml".encode(name) == b"<?xml"
    except (LookupError, ValueError):
        return None
    return name if same and name not in ("utf-8", "ascii") else None


def _pieces(path: Path) -> Iterator[bytes]:
    with _open(path) as stream:
        try:
            while piece := stream.read(_CHUNK):
                yield piece
        except _CUT:
            return


def _mostly_utf8(pieces: Iterable[bytes]) -> bool:
    """Is a text UTF-8 but for a few damaged characters? A character cut off at the very end is no damage."""
    decoder = codecs.getincrementaldecoder("utf-8")(_ERRORS)
    bad = beyond = 0
    for piece in pieces:
        text = decoder.decode(piece)
        if not text.isascii():
            bad += text.count(_MARK)
            beyond += len(text) - len(text.encode("ascii", "ignore"))
    return bad * _BAD_SHARE <= beyond


def _decodes(path: Path, encoding: str) -> bool:
    """Does the whole file decode? A character cut off at the very end is a cut file, not another encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(path):
            decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def _skip_line(text: io.TextIOWrapper) -> None:
    while more := text.readline(MAX_LINE):
        if more[-1] in "\r\n":
            return


def _shown(encoding: str) -> str:
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB 18030"}.get(encoding, encoding)


def _too_long(path: Path, number: int) -> Rejected:
    return rejected(f"{path}:{number}", f"the line is longer than {MAX_LINE:,} characters", code="line-too-long",
                    hint="The line was left out")  # fmt: skip


def _not_text(path: Path, number: int, encoding: str, line: str) -> Rejected:
    return rejected(f"{path}:{number}", f"this line is not {_shown(encoding)}", hint="Save the file as UTF-8",
                    code="encoding", text=line.replace(_MARK, "\ufffd"))  # fmt: skip


def _cut(path: Path, number: int, error: Exception) -> Rejected:
    return rejected(f"{path}:{number}", "the compressed file breaks off or is damaged here", code="log-cut",
                    why=f"{error}; the lines before it were read", hint="Copy or export the file again")  # fmt: skip
