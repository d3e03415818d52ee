"""Searching all rulebooks by word: rules, duties, values, exceptions, sources, what is left out, examples."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from forbear.labels import LANGUAGES
from forbear.report.catalogue import telling
from forbear.rules.format import Rulebook
from forbear.vocabulary import CONDUCT
from forbear.web.desks.rulebooks.shelf import books

KINDS = ("book", "rule", "duty", "exception", "value", "source", "left_out", "example")
"""What can be found, in the order in which it is listed."""
LONGEST = 100
"""So many characters of what is searched for are read."""
_WORDS = re.compile(r"[\w.§-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: of which rulebook, under which name, in which words of each language."""

    book: str
    kind: str
    name: str
    told: tuple[str, str]
    folded: str


@cache
def entries() -> tuple[Entry, ...]:
    """Everything that can be found."""
    found = [entry for book in books().values() for entry in _entries(book)]
    return tuple(sorted(found, key=lambda entry: KINDS.index(entry.kind)))


def find(text: str) -> list[Entry]:
    """What holds every word of a text, somewhere; what is named so comes first."""
    wanted = text[:LONGEST].casefold().split()
    if not wanted:
        return []
    found = [entry for entry in entries() if all(word in entry.folded for word in wanted)]
    return sorted(found, key=lambda entry: not all(word in f"{entry.book}/{entry.name}" for word in wanted))


def nearest_to(text: str) -> str:
    """The word or name of the rulebooks that is nearest to a text, empty where none is near."""
    near = difflib.get_close_matches(text[:LONGEST].casefold().strip(), _names(), n=1, cutoff=0.6)
    return near[0] if near else ""


@cache
def _names() -> tuple[str, ...]:
    """Names and words that somebody may have meant: of examples there are too many."""
    told = [entry for entry in entries() if entry.kind != "example"]
    words = {word.strip(".-") for entry in told for word in _WORDS.findall(entry.folded)}
    return tuple(sorted({entry.name for entry in told if entry.name} | {word for word in words if len(word) > 2}))


def _entries(book: Rulebook) -> Iterator[Entry]:
    yield _entry(book, "book", book.id, _both(book.title), book.covers, *_both(book.binds))
    for rule in book.rules.values():
        told = tuple("".join(text for _, text in telling.pieces(book, rule, lang)) for lang in LANGUAGES)
        yield _entry(book, "rule", rule.name, (told[0], told[1]), rule.id, book.cited(rule.cite), rule.force)
    for duty in book.duties.values():
        yield _entry(book, "duty", duty.id, _both(duty.says), book.cited(duty.cite), duty.name)
    for each in book.exemptions.values():
        lifted = ", ".join(each.lifts)
        yield _entry(book, "exception", each.id, (lifted, lifted), book.cited(each.cite))
    for value in book.values.values():
        steps = ", ".join(told for _, told in telling.steps_told(value))
        yield _entry(book, "value", value.id, (steps, steps), book.cited(value.cite))
    for source in book.sources.values():
        yield _entry(book, "source", source.short.rstrip(","), (source.title, source.title), source.id)
    for line in book.leaves_out:
        yield _entry(book, "left_out", "", (line, line))
    for example in book.examples if book.words is CONDUCT else ():
        about = ", ".join(example.record.get("tests", ()))
        yield _entry(book, "example", example.record["id"], (about, about))


def _entry(book: Rulebook, kind: str, name: str, told: tuple[str, str], *more: str) -> Entry:
    return Entry(book.id, kind, name, told, " ".join((book.id, name, *told, *more)).casefold())


def _both(texts: object) -> tuple[str, str]:
    told: Sequence[str] = [str(texts.get(lang, "")) for lang in LANGUAGES]  # type: ignore[attr-defined]
    return told[0], told[1]
