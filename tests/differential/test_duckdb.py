"""Same answers: the scalar engine and the set-based one on DuckDB, row for row.

Verdict, clauses, debts, facts and what was missing are compared, on worked examples and cases, on records by chance,
and under rulebooks by chance. ``make differential`` does the same with millions of contacts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from forbear.calendar import HOUR, instant_of
from forbear.engine.relational.needs import UntranslatableError
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import compiled
from forbear.events import Event, Facts, History, Parties
from forbear.rules.catalog import all_books, get
from forbear.rules.expressions import parse
from forbear.rules.format import Fact, Rule, Rulebook, Window
from tests.support.amount import in_turn
from tests.support.one_database import one_database
from tests.support.records_by_chance import Chance
from tests.support.records_of_book import records_near, worked
from tests.support.rulebooks_by_chance import Author
from tests.support.two_engines import (
    Form,
    Record,
    alone,
    differences,
    differences_in_bits,
    differences_of_log,
    none_differ,
)

BOOKS = all_books()
BY_TURNS = [pytest.param(book, place % 2 == 0, id=book.id) for place, book in enumerate(BOOKS)]
"""Each book in one reading: what is not stated is in order, or is not known. ``make differential`` takes both."""
THE_OTHER = [
    pytest.param(book, place % 2 == 1, form, id=f"{book.id}-{form.__name__}")
    for place, book in in_turn([*enumerate(BOOKS)], 3)
    for form in in_turn((differences_in_bits, differences_of_log), 2, place // 2 % 2)
]
"""The contacts of a log by turns in bits alone, which an audit asks for, and at length as well; of every third book,
as ``test_logs`` has most of the others.
"""
RECORDS, ASKS = 142, 18
"""Records a book, and the contacts asked about at the end of each."""


@pytest.mark.parametrize(("book", "in_order"), BY_TURNS)
def test_cases_worked_examples_and_contacts_to_come_are_judged_alike(book: Rulebook, in_order: bool) -> None:
    records = [*worked(book), *records_near(book, 11, RECORDS, ASKS)]
    none_differ(differences(one_database(), book, records, in_order))


@pytest.mark.parametrize(("book", "in_order", "form"), THE_OTHER)
def test_contacts_of_a_log_are_judged_alike_and_bits_say_the_same(book: Rulebook, in_order: bool, form: Form) -> None:
    none_differ(form(one_database(), book, records_near(book, 12, RECORDS, 0), in_order))


@pytest.mark.parametrize("book", in_turn(BOOKS, 16, 3), ids=lambda book: book.id)
def test_tables_that_hold_one_debtor_and_little_of_her_are_judged_alike(book: Rulebook) -> None:
    for record in alone(records_near(book, 13, 2, ASKS)):
        none_differ(differences(one_database(), book, [record], True))
        none_differ(differences_of_log(one_database(), book, [record], False))


@pytest.mark.parametrize("name", ["kr-pdpa-2024", "us-reg-f"])
def test_tables_in_which_no_contact_names_a_collector_or_a_person_are_judged_alike(name: str) -> None:
    book, at = get(name), instant_of(datetime(2026, 3, 11, 6, tzinfo=UTC))
    parties = Parties({"CR": {"id": "CR", "kind": "creditor"}}, {"id": "P1", "zones": ("Asia/Seoul",)},
                      {"N1": {"id": "N1", "household": True}}, {"A": {"id": "A", "creditor": "CR"}})  # fmt: skip
    asked: Facts = {"channel": "call", "direction": "outbound", "debts": ("A",), "role": "debtor"}
    notice = Event(1, at - 720 * HOUR, "notice", {"notice": "acceleration", "debts": ("A",)}, at - 720 * HOUR)
    record = Record(History(parties, [notice, Event(2, at - HOUR, "contact", asked, at)]), ((asked, at),))
    for in_order in (False, True):
        none_differ(differences(one_database(), book, [record], in_order))
        none_differ(differences_of_log(one_database(), book, [record], in_order))


@pytest.mark.parametrize("seed", in_turn(range(12), 3))
def test_rulebooks_by_chance_are_understood_alike(seed: int) -> None:
    book, chance = next(book for book in books_by_chance(seed) if translates(book)), Chance(seed)
    records = [chance.record(14, 3) for _ in range(150)]
    none_differ(differences(one_database(), book, records, seed % 2 == 0, Profile()))
    none_differ(differences(one_database(), book, records, seed % 2 == 0, Profile(apart=False), of_log=True))
    none_differ(differences_of_log(one_database(), book, records, seed % 2 == 1))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_has_no_translation_is_refused_with_the_place_and_never_guessed(seed: int) -> None:
    book = next(book for book in books_by_chance(seed) if not translates(book))
    with pytest.raises(UntranslatableError, match=r"differs by debt|reads the count"):
        Program(compiled(book), Profile(), Terms())


def test_the_event_with_which_a_count_begins_is_looked_for_though_no_rule_names_it() -> None:
    begin = Fact("begin", "law 1", "last", "contact", parse("direction == 'inbound'", "fact"), per=("person",))
    since = Fact("calls", "law 1", "count", "contact", window=Window("since", "begin"), per=("person",))
    says = {"en": ".", "zh": "."}
    rule = Rule("r", "r", "law 1", parse("calls >= 2", "rule"), "refuse", "duty", says, "seen")
    facts, book = {"begin": begin, "calls": since}, get("us-reg-f")
    book = replace(book, facts=facts, rules={"r": rule}, exemptions={}, scope=parse("true", "scope"), sha256="begin")
    none_differ(differences_of_log(one_database(), book, records_near(get("us-reg-f"), 14, 150, 0), False))


def test_a_filter_on_the_event_alone_reads_when_it_happened_and_when_it_was_learnt_of() -> None:
    book = get("us-reg-f")
    late = Fact("late", "law 1", "count", "contact", parse("direction == 'inbound' and at < known_at", "fact"))
    rule = Rule("r", "r", "law 1", parse("late >= 2", "rule"), "refuse", "duty", {"en": ".", "zh": "."}, "seen")
    book = replace(book, facts={"late": late}, rules={"r": rule}, exemptions={}, scope=parse("true", "scope"))
    book = replace(book, sha256="late")
    none_differ(differences(one_database(), book, records_near(book, 15, 150, 3), False))
    none_differ(differences_of_log(one_database(), book, records_near(book, 15, 150, 0), False))


def test_more_than_a_hundred_thousand_contacts_are_compared() -> None:
    to_come = len(BOOKS) * RECORDS * ASKS
    assert to_come > 100_000


def books_by_chance(seed: int) -> Iterator[Rulebook]:
    author = Author(seed)
    return (author.book(number) for number in range(50))


def translates(book: Rulebook) -> bool:
    try:
        Program(compiled(book), Profile(), Terms())
    except UntranslatableError:
        return False
    return True
