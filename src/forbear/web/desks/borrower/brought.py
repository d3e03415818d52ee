"""Files that somebody brings: how they are read where they lie, what is too much, and what is wrong in plain words."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from forbear.audit.intake import Format, is_phone, sniff_format
from forbear.audit.intake.base import Options, Row, Tally
from forbear.audit.result import Rejected
from forbear.errors import InputError, Problem, RecordError
from forbear.web.desks.shared.texts import words

LONGEST_NAME = 80
MOST_UNPACKED = 1 << 30
"""So many bytes may come out of a compressed file."""
MOST_ROWS = 2_000_000
MOST_NUMBERS = 50_000
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of a request: where its bytes can be read, and its name as it is shown."""

    path: Path
    name: str


def brought(files: Iterable[UploadedFile[Any]]) -> list[Brought]:
    """The files of a request."""
    return [Brought(Path(f"/proc/self/fd/{file.fileno()}"), shown_name(str(file.name))) for file in files]


def check_unpacked(files: Iterable[Brought]) -> None:
    """Raises RecordError where a compressed file unfolds to more than is taken."""
    for file in files:
        _check_unpacked(file)


def shown_name(name: str) -> str:
    """The last part of a file's name, without signs that cannot be seen or that turn the direction of a line."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return seen[-LONGEST_NAME:] or "file"


def phone_format(file: Brought) -> Format:
    """The format of a telephone's log; raises RecordError where a file is none."""
    module = sniff_format(file.path)
    if not is_phone(module):
        raise RecordError(Problem(str(file.path), "this is no log of a telephone", code="format-unknown"))
    return module


def rows_of(files: Sequence[Brought], options: Options, tally: Tally, unread: list[Problem]) -> Iterator[Row]:
    """The rows of all files as a stream; raises RecordError where there are too many of them."""
    numbers: set[str] = set()
    for file in files:
        for found in phone_format(file).read(file.path, options, tally):
            if isinstance(found, Rejected):
                unread.append(found.problem)
            elif isinstance(found, Row):
                numbers.add(found.number)
                yield found
            if tally.rows > MOST_ROWS or len(numbers) > MOST_NUMBERS:
                raise RecordError(Problem(str(file.path), "this is more than one telephone can hold", code="too-many"))


def told(error: InputError, files: Iterable[Brought] = ()) -> list[str]:
    """What is wrong, in the language of the page where it has words for it; each sentence once."""
    return list(dict.fromkeys(problem_told(problem, files) for problem in error.problems))


def problem_told(problem: Problem, files: Iterable[Brought] = ()) -> str:
    """One problem in words."""
    name, said = problem.where, str(problem)
    for file in files:
        said = said.replace(str(file.path), file.name)
        name = name.replace(str(file.path), file.name)
    own = words().known(f"borrower.problem.{problem.code}", "")
    return own.replace("{file}", name.partition(":")[0]) if own else said


def plainly(error: InputError) -> list[str]:
    """What is wrong with a letter, without what to write on a command line."""
    return list(dict.fromkeys(_plainly(problem) for problem in error.problems))


def _plainly(problem: Problem) -> str:
    own = words().known(f"borrower.problem.{problem.code}", "")
    return own or ": ".join(filter(None, (problem.what, problem.why)))


def _check_unpacked(file: Brought) -> None:
    with file.path.open("rb") as stream:
        if stream.read(2) != _GZIP:
            return
        stream.seek(0)
        if _unpacked(iter(lambda: stream.read(_PIECE), b"")) > MOST_UNPACKED:
            raise RecordError(Problem(str(file.path), "it unfolds to more than is taken", code="unpacked"))


def _unpacked(pieces: Iterator[bytes]) -> int:
    """How many bytes come out of a gzip stream, no further than the most that is taken; nothing is kept."""
    unpacking, total = _new_unpacking(), 0
    try:
        for piece in pieces:
            rest = piece
            while rest and total <= MOST_UNPACKED:
                total += len(unpacking.decompress(rest, _PIECE))
                rest = unpacking.unused_data if unpacking.eof else unpacking.unconsumed_tail
                unpacking = _new_unpacking() if unpacking.eof else unpacking
    except zlib.error:
        return total
    return total


def _new_unpacking() -> zlib._Decompress:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
