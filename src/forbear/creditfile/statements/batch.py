"""Documents of many people into a folder: JSON Lines in compressed parts; a run that was stopped goes on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from forbear.creditfile.statements.document import Written
from forbear.errors import InputError, Problem

PER_PART = 10_000
"""So many documents stand in one file."""
_QUICK = 1
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
    for part in _parts(documents):
        parts += 1
        _write_part(folder / f"part-{parts:05}.jsonl.gz", part)
        done = {"basis": basis, "last": part[-1].person, "parts": parts}
        _replace(folder / _DONE, json.dumps(done).encode())
        count += len(part)
        if told:
            told(len(part))
    return Batch(count, parts)


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


def _write_part(path: Path, part: list[Written]) -> None:
    """The same documents give the same bytes: no name and no time stand in the file."""
    text = "\n".join(one.text for one in part) + "\n"
    _replace(path, gzip.compress(text.encode(), compresslevel=_QUICK, mtime=0))


def _replace(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink()
        raise
