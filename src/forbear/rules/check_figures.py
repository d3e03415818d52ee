"""What must hold of the figures of a credit book, and that no other book has any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.errors import nearest
from forbear.rules.check_duties import Fault
from forbear.rules.expressions import names_in
from forbear.rules.format import AMOUNTS, FIGURES, Fact, Rulebook, places_in
from forbear.rules.names import CONTACT, EVENT_SPECIALS, Names
from forbear.vocabulary import CREDIT

_ACCOUNT = "account"


def figures_of(book: Rulebook) -> list[Fact]:
    """The facts that are figures: in a credit book, what counts, adds up or finds the most, and has a name to show."""
    return [fact for fact in book.facts.values() if fact.says] if book.words is CREDIT else []


def keys_of(book: Rulebook) -> frozenset[str]:
    """Every name that a condition of the book reads, and what is summed or told apart."""
    trees = [fact.where for fact in book.facts.values()] + [rule.when for rule in book.rules.values()]
    trees += [book.scope, *(exemption.when for exemption in book.exemptions.values())]
    read = {name.rpartition(".")[2] for tree in trees if tree is not None for name in names_in(tree)}
    return frozenset(read | {fact.of for fact in book.facts.values()})


def figure_faults(book: Rulebook, names: Names) -> Iterator[Fault]:
    """What is wrong with the figures of a book."""
    if book.words is not CREDIT:
        yield from _none_of_them(book)
        return
    for fact in book.facts.values():
        yield from _of_accounts(fact)
        if fact.kind in AMOUNTS and book.words.events.get(fact.event, {}).get(fact.of, "int") not in ("int", "money"):
            yield Fault(f"[fact.{fact.id}]", f"of = {fact.of!r} is neither a whole number nor an amount")
        if fact.says and fact.kind not in FIGURES:
            yield Fault(f"[fact.{fact.id}]", "has a text and is no figure", f"Figures are: {', '.join(FIGURES)}")
    for fact in figures_of(book):
        for language in ("en", "zh"):
            if not str(fact.says.get(language, "")).strip():
                yield Fault(f"[fact.{fact.id}] says", f"the text in {language!r} is missing", code="text-missing")
    yield from _sentences(book, names)
    yield from _examples(book)


def _none_of_them(book: Rulebook) -> Iterator[Fault]:
    for fact in book.facts.values():
        where = f"[fact.{fact.id}]"
        if fact.kind in AMOUNTS:
            hint = 'A credit book says subject = "credit"; here count what matters'
            yield Fault(where, f"{fact.kind!r} is for the figures of credit books, and this book judges contacts", hint)
        if fact.says:
            yield Fault(where, "has a text, and only the figures of credit books have one", "Leave 'says' out")


def _of_accounts(fact: Fact) -> Iterator[Fault]:
    """The day on which an account was opened may not be known, and then nothing may be left out for it."""
    where = f"[fact.{fact.id}]"
    if fact.event == _ACCOUNT and fact.window.kind:
        hint = 'Write where = "opened > ask.today - 90": where that day is not known, the figure is between two ends'
        yield Fault(where, "has a window, and an account may have no day of opening", hint)
    if fact.event == _ACCOUNT and fact.where is not None and set(names_in(fact.where)) & set(EVENT_SPECIALS):
        yield Fault(where, "reads the day of the event, and an account may have no day of opening", "Read opened")
    if fact.event == _ACCOUNT and fact.kind in ("first", "last", "holding"):
        yield Fault(where, f"asks for the {fact.kind} account, and an account may have no day of opening", "Use any")


def _sentences(book: Rulebook, names: Names) -> Iterator[Fault]:
    """An amount in each currency is no single number that a sentence could show."""
    for rule in book.rules.values():
        for place in (place for text in rule.says.values() for place in places_in(text)):
            ref = names.resolve(place, CONTACT)
            if ref is not None and ref.type == "amounts":
                yield Fault(f"[rule.{rule.id}] says", f"{{{place}}} is an amount in each currency", code="sentence")


def _examples(book: Rulebook) -> Iterator[Fault]:
    """Each figure needs an example in which it is something."""
    shown: set[str] = set()
    for example in book.examples:
        figures: Mapping[str, Any] = example.record.get("expect", {}).get("figures", {})
        shown |= {name for name, value in figures.items() if value not in (0, {}, "unknown")}
        for name in sorted(figures.keys() - {fact.id for fact in figures_of(book)}):
            hint = nearest(name, [fact.id for fact in figures_of(book)])
            yield Fault("examples", f"{name!r} is no figure of this book", hint, "example")
    for fact in figures_of(book):
        if fact.id not in shown:
            yield Fault(f"[fact.{fact.id}]", "has no example in which it is something", code="example")
