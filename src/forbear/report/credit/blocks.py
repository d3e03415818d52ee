"""What a page is made of, as plain data: for the screen and for paper alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the columns numbered ``right`` are amounts and counts, ``wide`` ones take what is left of the width.

    ``style``: ``figures`` where a narrow page sets name and number on one line.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()
    wide: Sequence[int] = ()
    mono: Sequence[int] = ()
    style: str = ""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, for wide pages and for telephones, with its words for those who cannot see it."""

    label: str
    caption: str
    wide: str
    slim: str
    legend: Sequence[tuple[str, str]] = ()
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: ``plain``, ``small``, ``good``, ``bad`` or ``note``."""

    text: str
    tone: str = "plain"
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Head:
    """A heading within a section."""

    text: str
    kind: str = "head"


Block = Table | Picture | Text | Items | Head


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it."""

    id: str
    heading: str
    blocks: Sequence[Block]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report. ``tiles``: number, words and tone; ``facts``: name and value."""

    lang: str
    title: str
    kicker: str
    meta: str
    tiles: Sequence[tuple[str, str, str]]
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    footer: str
    note: str
    extra: Mapping[str, str] = field(default_factory=dict)
