"""Which rulebooks apply: to a place, a kind of collector, a kind of loan, on a day; and why, or why not.

No second table says whom a rulebook binds: its own scope is asked, with what is stated. What follows from
what is not stated (``depends``) names it. Whoever judges then applies all that apply together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from forbear import vocabulary
from forbear.calendar import HOUR, Day, instant_at, show_day
from forbear.engine.frame import Frame, Run
from forbear.engine.logic import Truth, Unknown
from forbear.engine.scalar import END_OF_ORDER, compiled
from forbear.events import History, Parties
from forbear.labels import LANGUAGES, label
from forbear.places import Place, Places, shipped
from forbear.rules.expressions import Node, names_in
from forbear.rules.format import Rulebook, Texts, book_applies

Answer = Literal["applies", "depends", "no"]
ANSWERS: tuple[Answer, ...] = ("applies", "depends", "no")
NOON = 12 * HOUR
MOST_VALUES = 12
"""More values than these are no help in a sentence."""

PLACE = "debtor.place."
_COMMA = {"en": ", ", "zh": "、"}
Stated = Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: ``code`` names it in ``applies.toml``, ``says`` is in both languages, ``facts`` what it turns on."""

    code: str
    answer: Answer
    says: Texts
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a rulebook applies, with every reason."""

    book: Rulebook
    answer: Answer
    because: tuple[Because, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would decide it."""
        return tuple(fact for reason in self.because if reason.answer == "depends" for fact in reason.facts)


@dataclass(frozen=True, slots=True)
class _Asked:
    place: Place
    stated: Stated
    on: Day
    table: Places
    drafts: bool


def applying(
    place: Place,
    collector_kind: str,
    product: str,
    on_day: Day,
    books: Iterable[Rulebook],
    *,
    license_: str = "",
    table: Places | None = None,
    drafts: bool = False,
) -> list[Applies]:
    """The answer of each rulebook, those that apply first. An empty text is not stated, never a kind of its own."""
    known = table or shipped()
    where = {f"{PLACE}{level}": name for level, name in known.written(place).items()}
    said = {"collector.kind": collector_kind, "debt.product": product, "collector.license": license_}
    asked = _Asked(place, {key: value for key, value in (where | said).items() if value}, on_day, known, drafts)
    answers = [_answer(book, asked) for book in books]
    return sorted(answers, key=lambda one: (ANSWERS.index(one.answer), one.book.id))


def _answer(book: Rulebook, asked: _Asked) -> Applies:
    because = list(_placed(book, asked))
    if not because or because[0].code == "level":
        because += [*_dated(book, asked), *_scoped(book, asked)]
    answers = {reason.answer for reason in because}
    answer: Answer = "no" if "no" in answers else "depends" if "depends" in answers else "applies"
    return Applies(
        book, answer, tuple(reason for reason in because if answer == "applies" or reason.answer != "applies")
    )


def _placed(book: Rulebook, asked: _Asked) -> Iterator[Because]:
    """Another place, or a state or city that is not known; a rulebook that names no place is for everybody."""
    if not book.place:
        return
    of = asked.table.of(book.place)
    relation = asked.table.relation(of, asked.place)
    names = {"of": _named(asked, of), "place": _named(asked, asked.place)}
    if relation == "outside":
        yield _because("elsewhere", "no", **names)
    elif relation != "inside":
        yield _because("level", "depends", f"{PLACE}{relation}", **names)


def _named(asked: _Asked, place: Place) -> Texts:
    return {lang: asked.table.name(place, lang) for lang in LANGUAGES}


def _dated(book: Rulebook, asked: _Asked) -> Iterator[Because]:
    """A draft, repealed, or not in force on the day."""
    if not book_applies(book.status, asked.drafts):
        yield _because(book.status, "no")
    span = book.in_force
    if span.first is not None and asked.on < span.first:
        yield _because("early", "no", day=show_day(span.first))
    if span.last is not None and asked.on > span.last:
        yield _because("ended", "no", day=show_day(span.last))


def _scoped(book: Rulebook, asked: _Asked) -> Iterator[Because]:
    """What the scope of the rulebook says to the facts."""
    truth = _truth(book, asked, {})
    if isinstance(truth, Unknown):
        for fact in sorted(truth.names):
            values = _covered(book, asked, fact, {})
            yield _because(
                "missing_values" if values else "missing", "depends", fact, values=_listed(asked, fact, values)
            )
        return
    yield from _holds(book) if truth else _fails(book, asked)
    for fact in _turning(book, asked, truth):
        yield _because("turns", "applies" if truth else "no", fact)


def _holds(book: Rulebook) -> Iterator[Because]:
    first = book.in_force.first
    yield _because("holds") if first is None else _because("holds_since", day=show_day(first))
    if book.binds:
        yield _because("binds", who=book.binds)


def _fails(book: Rulebook, asked: _Asked) -> Iterator[Because]:
    """The stated facts each of which shuts the rulebook out, whatever the others are; else that they do together."""
    stated = [fact for fact in _reads(book) if asked.stated.get(fact)]
    alone = [fact for fact in stated if _truth(book, asked, _without(stated, fact)) is False]
    for fact in alone:
        values = _covered(book, asked, fact, _without(stated, fact))
        value = _listed(asked, fact, [str(asked.stated[fact])])
        code = "bound" if values else "bound_only"
        yield _because(code, "no", fact, value=value, values=_listed(asked, fact, values))
    if not alone:
        yield _because("together", "no", cite=book.cited(book.scope_cite))


def _without(stated: list[str], fact: str) -> Stated:
    """Everything but one fact in doubt."""
    return {other: None for other in stated if other != fact}


def _turning(book: Rulebook, asked: _Asked, truth: bool) -> Iterator[str]:
    """Facts that count as absent unless they are stated, and that would leave the answer open were they in doubt."""
    for fact in _reads(book):
        table, _, key = fact.partition(".")
        absent = fact not in asked.stated and (table, key) not in vocabulary.ABSENT_MEANS
        if absent and _truth(book, asked, {fact: None}) is not truth:
            yield fact


def _covered(book: Rulebook, asked: _Asked, fact: str, others: Stated) -> list[str]:
    """The values of a fact with which the rulebook applies, or may; empty where they are too many, or all."""
    possible = _values_of(fact, asked)
    covered = [value for value in possible if _truth(book, asked, {**others, fact: value}) is not False]
    return covered if len(covered) < len(possible) and len(covered) <= MOST_VALUES else []


def _values_of(fact: str, asked: _Asked) -> list[str]:
    if fact == f"{PLACE}state":
        states = (asked.table.read(code) for code in asked.table.codes() if code.count("-") == 1)
        return [asked.table.written(one)["state"] for one in states if one.country == asked.place.country]
    return list(vocabulary.VALUES.get(_kind(fact), ()))


def _truth(book: Rulebook, asked: _Asked, changed: Stated) -> Truth:
    """The scope of a rulebook on a contact with the debtor at noon of the day; None is said to be not known."""
    tables: dict[str, dict[str, str | bool | None]] = {"collector": {}, "debtor": {"id": "debtor"}, "debt": {}}
    contact: dict[str, str | bool | None] = {"collector": "collector", "person": "debtor"}
    for fact, value in {**asked.stated, **changed}.items():
        head, _, key = fact.partition(".")
        if head in tables:
            tables[head][key] = value
        else:
            contact[fact] = value
    parties = Parties({"collector": tables["collector"]}, tables["debtor"], debts={"debt": tables["debt"]})
    at = instant_at(asked.on, NOON, "UTC")
    frame = Frame(Run(compiled(book), History(parties), False, asked.drafts), contact, at, (at, END_OF_ORDER))
    frame.debt = "debt"
    return compiled(book).scope(frame)  # type: ignore[no-any-return]


def _reads(book: Rulebook) -> list[str]:
    """The facts about collector, debtor, debt and contact that the scope reads, itself or through its aliases."""
    trees: list[Node] = [book.scope]
    found: dict[str, None] = {}
    for tree in trees:
        for name in names_in(tree):
            alias = book.facts.get(name)
            if alias is not None and alias.where is not None and alias.where not in trees:
                trees.append(alias.where)
            elif alias is None and _kind(name):
                found[name] = None
    return list(found)


def _kind(fact: str) -> str:
    """The type of a fact by the vocabulary, empty where it has none."""
    head, _, key = fact.partition(".")
    table = vocabulary.PARTY_KEYS.get(head)
    return (table.get(key) if table else vocabulary.EVENT_KEYS["contact"].get(fact)) or ""


def _word(asked: _Asked, fact: str, value: str, lang: str) -> str:
    if not fact.startswith(PLACE):
        return label(_kind(fact), value, lang)
    of = {"country": asked.place.country, "state": asked.place.state, fact.removeprefix(PLACE): value}
    return asked.table.name(asked.table.of(of), lang)


def _listed(asked: _Asked, fact: str, values: list[str]) -> Texts:
    return {lang: _COMMA[lang].join(_word(asked, fact, value, lang) for value in values) for lang in LANGUAGES}


def _because(code: str, answer: Answer = "applies", fact: str = "", /, **names: str | Texts) -> Because:
    says = {}
    for place, lang in enumerate(LANGUAGES):
        shown = {name: text if isinstance(text, str) else text.get(lang, "") for name, text in names.items()}
        says[lang] = _texts()[code][place].format(fact=label("fact", fact, lang) if fact else "", **shown)
    return Because(code, answer, says, (fact,) if fact else ())


@cache
def _texts() -> Mapping[str, tuple[str, str]]:
    text = files("forbear.engine").joinpath("applies.toml").read_text(encoding="utf-8")
    return {code: (both[0], both[1]) for code, both in tomllib.loads(text).items()}
