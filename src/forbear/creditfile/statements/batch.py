"""Documents of many people into a folder: JSON Lines in compressed parts; a run that was stopped goes on."""

from __future__ import annotations

import gzip
import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from forbear.creditfile.statements.document import Written
from forbear.errors import InputError, Problem

PER_PART = 10_000
"""So many documents stand in one file."""
_AT_ONCE = 100
_PACKED_AT_ONCE = 10
_AHEAD = 4
_QUICK = 1
_GZIP = 31
_DONE = "done.json"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run wrote."""

    documents: int
    parts: int


def reached(folder: Path, basis: str) -> tuple[str, int]:
    """The last person of whom a part is complete, and how many parts there are; raises InputError on another run's.

    ``basis`` names what the documents rest on: parts of another one are not mixed with it.
    """
    done = folder / _DONE
    if not done.is_file():
        return "", 0
    known = json.loads(done.read_text(encoding="utf-8"))
    if known["basis"] != basis:
        what = "there are documents of another day, store or rulebook in this folder"
        raise InputError(Problem(str(folder), what, hint="Name an empty folder", code="batch-other"))
    return known["last"], known["parts"]


def write(
    folder: Path, documents: Iterator[Written], basis: str, parts: int = 0, told: Callable[[int], None] | None = None
) -> Batch:
    """Write the documents that come, ``parts`` being there already; ``told`` hears of each part how many it holds.

    A person's documents are never in two parts, and a part is either whole or not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, waiting = _Parts(folder, basis, parts), deque[Future[int]]()
    with ThreadPoolExecutor(max_workers=1) as beside:
        for some, ends in _some(documents):
            waiting.append(beside.submit(written.add, some, ends))
            while len(waiting) > _AHEAD:
                _ended(waiting.popleft(), told)
        while waiting:
            _ended(waiting.popleft(), told)
    return Batch(written.documents, written.number)


def _ended(adding: Future[int], told: Callable[[int], None] | None) -> None:
    """Wait until documents are in; of a part that ended with them it is told how many it holds."""
    count = adding.result()
    if count and told:
        told(count)


def read(folder: Path) -> Iterator[str]:
    """Every document of a folder as it was written."""
    for path in sorted(folder.glob("part-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\n")


def _some(documents: Iterator[Written]) -> Iterator[tuple[list[Written], bool]]:
    """A few documents after the other, and whether a part ends with them."""
    some: list[Written] = []
    count = 0
    for one in documents:
        if count >= PER_PART and one.person != some[-1].person:
            yield some, True
            some, count = [], 0
        elif len(some) == _AT_ONCE:
            yield some, False
            some = []
        some.append(one)
        count += 1
    if some:
        yield some, True


class _Parts:
    """Parts, one after the other. The same documents give the same bytes: no name and no time stand in a file."""

    def __init__(self, folder: Path, basis: str, number: int) -> None:
        self.folder, self.basis, self.number = folder, basis, number
        self.documents = 0
        self._faulty = False
        self._begin()

    def _begin(self) -> None:
        self._packed = isal_zlib.compressobj(_QUICK, wbits=_GZIP)
        self._content: list[bytes] = []
        self._count = 0

    def add(self, some: list[Written], ends: bool) -> int:
        """Add documents to the part; where it ends with them it is written, and how many it holds is given.

        After a fault nothing more is written: a run goes on where the last whole part ends.
        """
        if self._faulty:
            return 0
        self._faulty = True
        for at in range(0, len(some), _PACKED_AT_ONCE):
            lines = b"\n".join([*(one.content for one in some[at : at + _PACKED_AT_ONCE]), b""])
            self._content.append(self._packed.compress(lines))
        self._count += len(some)
        count = self._end(some[-1].person) if ends else 0
        self._faulty = False
        return count

    def _end(self, last: str) -> int:
        self.number += 1
        count, content = self._count, b"".join([*self._content, self._packed.flush()])
        self._begin()
        _replace(self.folder / f"part-{self.number:05}.jsonl.gz", content)
        done = {"basis": self.basis, "last": last, "parts": self.number}
        _replace(self.folder / _DONE, json.dumps(done).encode())
        self.documents += count
        return count


def _replace(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink()
        raise
