"""A letter as data for its templates, and as plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from forbear.letters.blocks import Block, Table
from forbear.letters.laws import Law
from forbear.report.words import HTML_LANGUAGE, Words

if TYPE_CHECKING:
    from forbear.letters.make import Letter

_BULLET = {"en": "- ", "zh": "· "}
_GAP = "   "


def data_of(letter: Letter) -> dict[str, Any]:
    """What the templates read; all of it is text, lists of text, or tables of text."""
    words = Words(letter.lang)
    return {
        "lang": letter.lang,
        "language": HTML_LANGUAGE[letter.lang],
        "frame": letter.kind.frame,
        "title": letter.kind.title[letter.lang],
        "subject": letter.subject,
        "from": letter.me.name,
        "sender": sender_of(letter),
        "recipient": recipient_of(letter),
        "date": words.day(letter.day),
        "signature": letter.me.name,
        "body": [_block(one) for one in letter.body],
        "notes": [_block(one) for one in letter.notes],
        "enclosed": words("letter.enclosed"),
        "enclosures": list(letter.enclosures),
        "answer_by": words.day(letter.answer_by) if letter.answer_by is not None else "",
        "sources": [_source(law, words) for law in letter.laws],
    }


def sender_of(letter: Letter) -> list[str]:
    """The writer's name and where an answer reaches her."""
    me = letter.me
    return [line for line in (me.name, *me.address, me.email, me.phone) if line]


def recipient_of(letter: Letter) -> list[str]:
    """The addressee's name and address."""
    to = letter.to
    return [] if to is None else [line for line in (to.name, *to.address, to.email) if line]


def text_of(letter: Letter) -> str:
    """The letter as plain text, for an e-mail or a chat; a line for each paragraph."""
    words = Words(letter.lang)
    if letter.kind.frame == "message":
        return "\n\n".join(lines_of(letter.body, letter.lang)) + "\n"
    signed = ["\n".join([*sender_of(letter), words.day(letter.day)])]
    head = [letter.subject] if letter.lang == "zh" else [
        "\n".join(sender_of(letter)), "\n".join(recipient_of(letter)), words.day(letter.day), letter.subject
    ]  # fmt: skip
    foot = signed if letter.lang == "zh" else [letter.me.name]
    if letter.kind.frame == "sheet":
        head, foot = [letter.subject], []
    enclosed = [words("letter.enclosed") + words.listed(list(letter.enclosures))] if letter.enclosures else []
    return "\n\n".join([*filter(None, head), *lines_of(letter.body, letter.lang), *foot, *enclosed]) + "\n"


def notes_of(letter: Letter) -> str:
    """The notes to the writer as plain text, with the reminder that Forbear informs."""
    words = Words(letter.lang)
    return "\n\n".join([*lines_of(letter.notes, letter.lang), words("ask.advice")]) + "\n"


def lines_of(blocks: Iterable[Block], lang: str) -> Iterator[str]:
    """Each block as plain text."""
    for block in blocks:
        if block.table:
            yield _table(block.table)
        elif block.kind == "bullets":
            yield "\n".join(_BULLET[lang] + item for item in block.items)
        elif block.kind == "numbered":
            yield "\n".join(f"{at}. {item}" for at, item in enumerate(block.items, 1))
        else:
            yield block.text


def width(text: str) -> int:
    """The columns that a text takes in a terminal: Chinese characters take two, marks that combine none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _source(law: Law, words: Words) -> dict[str, str]:
    return {
        "says": law.says[words.lang],
        "cite": law.cite[words.lang],
        "source": law.source,
        "force": words.label("law_force", law.force),
        "confidence": words.label("confidence", law.confidence),
    }


def _block(block: Block) -> dict[str, Any]:
    table = block.table and _table_data(block.table)
    return {"kind": block.kind, "text": block.text, "entries": list(block.items), "table": table}


def _table_data(table: Table) -> dict[str, Any]:
    """The table twice: as texts with the places of what is special, and as cells that say it themselves (for Word)."""
    return {
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "right": sorted(table.right),
        "strong": sorted(table.strong),
        "narrow": sorted(table.narrow | table.right),
        "widths": list(table.widths),
        "head_cells": _cells(table.head, table, strong=True),
        "cells": [_cells(row, table, at in table.strong) for at, row in enumerate(table.rows)],
    }


def _cells(row: Sequence[str], table: Table, strong: bool) -> list[dict[str, Any]]:
    return [{"text": text, "number": at in table.right, "strong": strong} for at, text in enumerate(row)]


def _table(table: Table) -> str:
    rows = [table.head, *table.rows]
    widths = [max(width(row[at]) for row in rows) for at in range(len(table.head))]
    return "\n".join(_row(row, widths, table.right) for row in rows)


def _row(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    cells = []
    for at, (cell, wide) in enumerate(zip(row, widths, strict=True)):
        room = " " * (wide - width(cell))
        cells.append(room + cell if at in right else cell + room)
    return _GAP.join(cells).rstrip()
