"""What a letter is made of: paragraphs, headings, lists and tables, read from a filled-in text.

An empty line parts two blocks, and so does a line that held a tag alone. ``## `` begins a heading, ``- `` an entry of a
list, ``1. `` of a numbered one, ``[table NAME]`` is a table of the builder. What is filled in never begins a block of
its own: ``MARK`` stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

MARK = "\ue000"
"""Stands before each value until the blocks are found, so that a name such as ``- x`` makes no list."""

NOTES = "=== notes"
_SUBJECT = "subject:"
_TABLE = re.compile(r"\[table (\w+)\]")
_NUMBERED = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``head`` and ``rows`` of cells as they are shown.

    The columns in ``right`` hold numbers, those in ``narrow`` take no more room than they need; the rows in ``strong``
    are totals. ``widths`` are the shares of the columns where they are not alike. A row of empty cells is to be filled
    in by hand.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    narrow: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``kind`` is ``paragraph``, ``heading``, ``bullets``, ``numbered`` or ``table``."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """A filled-in text: its subject, the blocks of the letter, and those of the notes to its writer."""

    subject: str
    body: tuple[Block, ...]
    notes: tuple[Block, ...] = field(default=())


def parts_of(text: str, tables: Mapping[str, Table]) -> Parts:
    """The parts of a filled-in text. Raises KeyError where it names a table that is not there."""
    letter, _, notes = text.partition(f"\n{NOTES}\n")
    first, _, body = letter.lstrip().partition("\n")
    if not first.startswith(_SUBJECT):
        raise ValueError(f"a text begins with {_SUBJECT!r}, not {first[:40]!r}")
    subject = _plain(first.removeprefix(_SUBJECT))
    return Parts(subject, tuple(_blocks(body, tables)), tuple(_blocks(notes, tables)))


def _blocks(text: str, tables: Mapping[str, Table]) -> Iterator[Block]:
    last: Block | None = None
    for piece in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in piece.strip().splitlines() if line.strip().strip(MARK)]
        for block in _block(lines, tables) if lines else ():
            if last and last.items and last.kind == block.kind:
                last = replace(last, items=(*last.items, *block.items))
                continue
            if last:
                yield last
            last = block
    if last:
        yield last


def _block(lines: Sequence[str], tables: Mapping[str, Table]) -> Iterator[Block]:
    first = lines[0]
    named = _TABLE.fullmatch(first)
    if named:
        yield Block("table", table=tables[named.group(1)])
    elif first.startswith("## "):
        yield Block("heading", _plain(first.removeprefix("## ")))
        if lines[1:]:
            yield from _block(lines[1:], tables)
    elif first.startswith("- "):
        yield Block("bullets", items=tuple(_items(lines, re.compile(r"- "))))
    elif _NUMBERED.match(first):
        yield Block("numbered", items=tuple(_items(lines, _NUMBERED)))
    else:
        yield Block("paragraph", _joined(lines))


def _items(lines: Sequence[str], start: re.Pattern[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        if start.match(line) and held:
            yield _joined(held)
            held = []
        held.append(start.sub("", line, count=1) if start.match(line) else line)
    yield _joined(held)


def _joined(lines: Sequence[str]) -> str:
    """Lines of a paragraph in one; between two Chinese characters a line break is no space."""
    whole = _plain(lines[0])
    for line in map(_plain, lines[1:]):
        whole += ("" if _wide(whole[-1:]) or _wide(line[:1]) else " ") + line
    return whole


def _wide(sign: str) -> bool:
    return bool(sign) and ("\u2e80" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef" or ord(sign) >= 0x20000)


def _plain(text: str) -> str:
    return text.replace(MARK, "").strip()
