"""Documents of many people into a folder: JSON Lines in compressed parts; a run that was stopped goes on."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from forbear.creditfile.statements.document import Written
from forbear.errors import InputError, Problem

PER_PART = 10_000
"""So many documents stand in one file."""
_PACKED_AT_ONCE = 200
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
    count = 0
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting: Future[int] | None = None
        for part in _parts(documents):
            count += _ended(waiting, told)
            parts += 1
            waiting = beside.submit(_write_part, folder, parts, part, basis)
        count += _ended(waiting, told)
    return Batch(count, parts)


def _ended(part: Future[int] | None, told: Callable[[int], None] | None) -> int:
    """Wait for a part that is being written; how many documents it holds."""
    if part is None:
        return 0
    if told:
        told(part.result())
    return part.result()


def read(folder: Path) -> Iterator[str]:
    """Every document of a folder as it was written."""
    for path in sorted(folder.glob("part-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\n")


def _parts(documents: Iterator[Written]) -> Iterator[list[Written]]:
    waiting = documents
    while part := list(islice(waiting, PER_PART)):
        for one in waiting:
            if one.person != part[-1].person:
                waiting = chain([one], documents)
                break
            part.append(one)
        yield part


def _write_part(folder: Path, number: int, part: list[Written], basis: str) -> int:
    """The same documents give the same bytes: no name and no time stand in the file."""
    packed = zlib.compressobj(_QUICK, wbits=_GZIP)
    content = [
        packed.compress(b"\n".join([*(one.content for one in part[at : at + _PACKED_AT_ONCE]), b""]))
        for at in range(0, len(part), _PACKED_AT_ONCE)
    ]
    _replace(folder / f"part-{number:05}.jsonl.gz", b"".join([*content, packed.flush()]))
    done = {"basis": basis, "last": part[-1].person, "parts": number}
    _replace(folder / _DONE, json.dumps(done).encode())
    return len(part)


def _replace(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink()
        raise
