"""What both documents of a pack are made of: sections of paragraphs and tables, as plain data for the typesetter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forbear import __version__
from forbear.audit.result import AuditResult
from forbear.calendar import Instant
from forbear.evidence.people import People, Shown
from forbear.evidence.records import Records
from forbear.report.words import HTML_LANGUAGE, Words

LONGEST = 90
"""So many characters of a name, a title or a source stand in a cell of the summary."""


@dataclass(frozen=True, slots=True)
class Making:
    """How a pack is made: in which language, when, of what, and what is known of the seals before they are.

    ``ignored``: rows passed over by the reading, and why; ``rulebooks``: their texts by id and file name;
    ``originals``: the bytes of the logs by SHA-256, where copies are wanted; ``signed_by``: the fingerprint of the key;
    ``server``: of the time stamp; ``writer``: who makes it.
    """

    lang: str
    made_at: Instant
    masked: bool = True
    writer: str = ""
    ignored: Mapping[str, int] = field(default_factory=dict)
    rulebooks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    originals: Mapping[str, bytes] = field(default_factory=dict)
    signed_by: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An audit and all that puts it into the words of one language."""

    result: AuditResult
    making: Making
    words: Words
    people: People
    shown: Shown
    records: Records

    @classmethod
    def of(cls, result: AuditResult, making: Making) -> Told:
        """Everything for one pack."""
        words, people = Words(making.lang), People(result, making.masked)
        return cls(result, making, words, people, Shown(result, words, people), Records(result, people, making.ignored))

    @property
    def made(self) -> str:
        """When the pack was made, in the zone of the debtor."""
        return self.words.time(self.making.made_at, self.result.zone)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``widths`` are shares of the width, 0 for as much as it needs; ``small`` columns hold hashes.

    A row of one cell is a line across all columns, a heading of the rows below it. Counts stand to the right, or to
    the ``left``.
    """

    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    small: Sequence[int] = ()
    more: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs and tables below it; ``deep`` below another section."""

    heading: str
    texts: Sequence[str] = ()
    tables: Sequence[Table] = ()
    bullets: Sequence[str] = ()
    deep: bool = False


def document(told: Told, title: str, kind: str, **parts: Any) -> Mapping[str, Any]:
    """What the template of a document reads."""
    words = told.words
    footer = words("evidence.footer", version=__version__, made=told.made)
    return {"kind": kind, "lang": HTML_LANGUAGE[words.lang], "title": title, "footer": footer,
            "of": words("evidence.of"), **parts}  # fmt: skip


def as_data(section: Section) -> Mapping[str, Any]:
    """A section as plain data."""
    return {
        "heading": section.heading,
        "deep": section.deep,
        "texts": list(section.texts),
        "bullets": list(section.bullets),
        "tables": [
            {"head": list(one.head), "widths": list(one.widths), "rows": [list(row) for row in one.rows],
             "small": list(one.small), "more": one.more, "left": one.left}
            for one in section.tables
        ],
    }  # fmt: skip


def short(text: str, most: int = LONGEST) -> str:
    """A text with an ellipsis where it is longer than a cell can hold."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
