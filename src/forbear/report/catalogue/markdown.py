"""The pages of the catalogue as Markdown, in both languages at once: file name → text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from forbear.labels import LANGUAGES
from forbear.report.catalogue import telling
from forbear.report.catalogue.places import WORDS, Limit, Place, places_of
from forbear.rules.examples import Table
from forbear.rules.format import Exemption, Rule, Rulebook

_SIGNS, _BLANKS = re.compile(r"[\\|*<_\[]"), re.compile(r"\s+")


def pages(books: Sequence[Rulebook]) -> Mapping[str, str]:
    """Every page: ``README.md`` with the table of places, and ``<id>.md`` for each rulebook."""
    return {"README.md": _laid(_overview(books)), **{f"{book.id}.md": _laid(_page(book)) for book in books}}


def _laid(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def both(key: str) -> str:
    """A word in both languages."""
    return " · ".join(words(f"catalogue.{key}") for words in WORDS.values())


def labels(kind: str, value: str) -> str:
    """A value of the vocabulary in both languages."""
    return " · ".join(words.label(kind, value) for words in WORDS.values())


def _overview(books: Sequence[Rulebook]) -> Iterator[str]:
    yield f"# {both('title')}\n"
    for key in ("intro", "advice"):
        yield from (f"{words(f'catalogue.{key}')}\n" for words in WORDS.values())
    yield f"## {both('places')}\n"
    yield from (f"{words('catalogue.places_note')}\n" for words in WORDS.values())
    yield from _table(("place", "hours", "counts", "third"), (_place(place) for place in places_of(books)))
    yield f"## {both('books')}\n"
    yield from _table(("book", "place", "status", "in_force", "rules"), (_book(book) for book in books))


def _place(place: Place) -> Iterator[str]:
    yield place.name
    for limits in (place.hours, place.counts, place.third_parties):
        yield "<br>".join(line for at, limit in enumerate(limits) for line in _limit(limit, at == 0)) or both("none")


def _limit(limit: Limit, strictest: bool) -> Iterator[str]:
    told = " · ".join(dict.fromkeys(escaped(text) for text in limit.told.values()))
    if told:
        yield f"**{told}**" if strictest else told
    links = (f"[{book.id}: {rule.name}]({book.id}.md#{rule.name})" for book, rule in limit.rules)
    yield f"{' · '.join(limit.force.values())}: {', '.join(links)}"


def _book(book: Rulebook) -> Iterator[str]:
    yield f"[{book.id}]({book.id}.md)<br>" + "<br>".join(escaped(book.title[lang]) for lang in LANGUAGES)
    yield "-".join(book.place.values())
    yield labels("status", book.status)
    yield " · ".join(telling.span_told(book.in_force, words) for words in WORDS.values())
    yield str(len({rule.name for rule in book.rules.values()}))


def _page(book: Rulebook) -> Iterator[str]:
    yield f"# {book.title['en']}\n\n**{book.title['zh']}**\n"
    yield from (f"{words('catalogue.advice')}\n" for words in WORDS.values())
    yield from _table(("book", ""), _head(book), bare=True)
    yield f"## {both('sources')}\n"
    yield from _table(("cited_as", "source", "confidence"), (_source(book, name) for name in book.sources))
    yield f"## {both('rules')}\n"
    for name, clauses in _by_name(book).items():
        yield f"### `{name}`\n"
        yield from (line for rule in clauses for line in _rule(book, rule))
    yield from _section("values", ("value", "citation", "in_force"), _values(book))
    yield from _section(
        "exceptions",
        ("exception", "lifts", "citation", "in_force"),
        (_exception(book, e) for e in book.exemptions.values()),
    )
    yield from _section("examples", ("example", "about", "verdict"), (_example(e.record) for e in book.examples))
    yield f"## {both('leaves_out')}\n"
    yield from (f"- {escaped(line)}" for line in book.leaves_out)


def _head(book: Rulebook) -> Iterator[tuple[str, str]]:
    yield both("book"), f"`{book.id}`"
    yield both("place"), "-".join(book.place.values())
    yield both("binds"), "<br>".join(escaped(book.binds[lang]) for lang in LANGUAGES if lang in book.binds)
    yield both("covers"), escaped(book.covers)
    yield both("status"), labels("status", book.status)
    yield both("in_force"), " · ".join(telling.span_told(book.in_force, words) for words in WORDS.values())


def _source(book: Rulebook, name: str) -> Iterator[str]:
    source = book.sources[name]
    yield escaped(source.short.rstrip(","))
    yield escaped(source.title) + (f"<br><{source.url}>" if source.url else "")
    yield labels("confidence", source.confidence)


def _by_name(book: Rulebook) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        found.setdefault(rule.name, []).append(rule)
    return found


def _rule(book: Rulebook, rule: Rule) -> Iterator[str]:
    parts = [f"`{rule.id}`"] if rule.id != rule.name else []
    parts += [labels("effect", rule.effect), labels("force", rule.force) if rule.force else ""]
    parts += [escaped(book.cited(rule.cite)), labels("confidence", rule.confidence)]
    parts += [" · ".join(telling.span_told(telling.span_of(book, rule), words) for words in WORDS.values())]
    parts += [both("draft")] if rule.status == "draft" else []
    yield "; ".join(filter(None, parts)) + ".\n"
    for lang in LANGUAGES:
        told = "".join(_marked(kind, text) for kind, text in telling.pieces(book, rule, lang))
        yield f"> {told}" + ("\n>" if lang != LANGUAGES[-1] else "\n")


def _marked(kind: str, text: str) -> str:
    return f"**{text}**" if kind == "value" else f"`{text}`" if kind == "name" else escaped(text)


def _values(book: Rulebook) -> Iterator[tuple[str, ...]]:
    for value in book.values.values():
        steps = "<br>".join(f"**{told}** {day}" for day, told in telling.steps_told(value))
        yield f"`{value.id}`", escaped(book.cited(value.cite)), steps


def _exception(book: Rulebook, each: Exemption) -> Iterator[str]:
    yield f"`{each.id}`" + (f" ({both('draft')})" if each.status == "draft" else "")
    yield ", ".join(f"`{name}`" for name in each.lifts)
    yield escaped(book.cited(each.cite))
    yield " · ".join(telling.span_told(telling.span_of(book, each), words) for words in WORDS.values())


def _example(record: Table) -> Iterator[str]:
    expect = record["expect"]
    yield escaped(record["id"].partition("/")[2])
    yield ", ".join(f"`{name}`" for name in record.get("tests", ()))
    spoken = ", ".join(f"`{name}`" for name in (*expect.get("rules", ()), *expect.get("notes", ())))
    yield labels("answer", expect["verdict"]) + (f": {spoken}" if spoken else "")


def _section(key: str, heads: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A heading and its table; nothing where there is no row."""
    lines = [*rows]
    if lines:
        yield f"## {both(key)}\n"
        yield from _table(heads, lines)


def _table(heads: Sequence[str], rows: Iterable[Iterable[str]], bare: bool = False) -> Iterator[str]:
    yield "| " + " | ".join("" if bare else both(head) for head in heads) + " |"
    yield "|" + "---|" * len(heads)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def escaped(text: str) -> str:
    """Text that Markdown must not read as its own signs, fit for a cell of a table."""
    return _SIGNS.sub(r"\\\g<0>", _BLANKS.sub(" ", text))
