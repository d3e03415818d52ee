"""What must hold of the choice of rulebooks: a rulebook of another place changes nothing, and more is only stricter."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forbear.calendar import HOUR
from forbear.gate.answer import Answer
from forbear.gate.choosing import Books
from forbear.gate.gate import Gate
from forbear.gate.memory import MemoryStore
from forbear.places import LEVELS, shipped
from forbear.rules.catalog import all_books
from forbear.rules.format import Rulebook, book_applies
from tests.support.gates import BY, DAY, NOON, PARTIES, ask, book_named

BOOKS = all_books()
CODES = shipped().codes()
ZONES = sorted({zone for code in CODES for zone in shipped().zones(shipped().read(code))})
NAMES = st.sampled_from(["Brooklyn", "Cascadia", "Winston-Salem", "CN", "New York"])

PLACED = st.sampled_from(CODES).map(lambda code: shipped().written(shipped().read(code)))
STATED = st.tuples(PLACED, st.dictionaries(st.sampled_from(LEVELS), NAMES, max_size=1)).map(lambda two: two[0] | two[1])
ZONED = st.lists(st.sampled_from(ZONES), max_size=2, unique=True)
SUBSETS = st.lists(st.sampled_from(BOOKS), unique_by=lambda book: book.id, max_size=8)


def facts(place: dict[str, str], zones: list[str]) -> dict[str, Any]:
    """The facts of a debtor as a case has them."""
    return {f"place.{level}": name for level, name in place.items()} | {"zones": tuple(zones)}


def names(books: tuple[Rulebook, ...]) -> list[str]:
    """The rulebooks that were chosen."""
    return [book.id for book in books]


@given(STATED, ZONED, SUBSETS, st.sampled_from(BOOKS))
def test_a_rulebook_is_chosen_by_itself_whatever_else_the_gate_holds(place, zones, books, other):
    debtor = facts(place, zones)
    rest = [book for book in books if book.id != other.id]
    before = Books(rest, shipped()).of(debtor)
    after = Books([*rest, other], shipped()).of(debtor)
    chosen = {*names(after.books)} - {other.id}
    # Where the gate held no rulebook of the place at all, one of it may bring in those to which the zones point.
    assert chosen == set(names(before.books)) or (not before.books and other.id in names(after.books))


@given(STATED, SUBSETS)
def test_what_is_stated_more_exactly_is_never_judged_by_more_rulebooks(place, books):
    gate = Books(books, shipped())
    wide = [{}, *({level: place[level] for level in LEVELS[:end] if level in place} for end in range(1, len(LEVELS)))]
    exact = set(names(gate.of(facts(place, [])).books))
    assert all(exact <= set(names(gate.of(facts(one, [])).books)) for one in wide if one.keys() <= place.keys())


CONTACTS = st.fixed_dictionaries(
    {"channel": st.sampled_from(["call", "visit", "letter"]), "debts": st.sampled_from([["A"], ["A", "B"]])},
    optional={"others_may_hear": st.booleans(), "content": st.just({})},
)


def answers(books: list[Rulebook], place: dict[str, str], contacts: list[Any], at: int) -> list[Answer]:
    """What a gate answers on some contacts one after another, each used where it may be."""
    gate = Gate(MemoryStore(), books)
    gate.set_parties("P1", {**PARTIES, "debtor": {**PARTIES["debtor"], "place": place}}, NOON - DAY, BY)
    found = []
    for number, contact in enumerate(contacts):
        asked = ask(f"r{number}", **contact)
        found.append(gate.ask(asked, at + number * HOUR))
        if found[-1].permit:
            gate.use(found[-1].permit.id, asked.stated, at + number * HOUR, BY)
    return found


@given(
    st.sampled_from(["US-NY", "US-NJ", "US-NY-NYC"]),
    st.lists(CONTACTS, min_size=1, max_size=3),
    st.sampled_from([NOON, NOON + 9 * HOUR]),
    st.sampled_from([book for book in BOOKS if book.place.get("country") != "US" and book_applies(book.status, False)]),
)
def test_adding_a_rulebook_of_another_place_never_changes_an_answer(code, contacts, at, other):
    place = shipped().written(shipped().read(code))
    own = [book_named("us-reg-f"), book_named("us-nyc")]
    for before, after in zip(
        answers(own, place, contacts, at), answers([*own, other], place, contacts, at), strict=True
    ):
        assert (after.word, after.why, after.verdict, after.free_at) == (
            before.word, before.why, before.verdict, before.free_at,
        )  # fmt: skip


EASTERN = ["US-NY-NYC", "US-NY", "US-NJ", "US-MA", "US-FL", "US-DC"]
US = [book for book in BOOKS if book.place.get("country") == "US" and book_applies(book.status, False)]


def judged(places: list[str], contact: dict[str, Any], at: int) -> tuple[set[tuple[str, str]], set[str]]:
    """What speaks against a contact with somebody who may live in any of some places, and what is missing."""
    gate = Gate(MemoryStore(), US)
    lives = {"zones": ["America/New_York"], "place": shipped().written(shipped().read(places[0])), "places": places[1:]}
    gate.set_parties("P1", {**PARTIES, "debtor": lives}, NOON - DAY, BY)
    verdict = gate.ask(ask("r", **contact), at).verdict
    rules = [(reason["rulebook"], reason["rule"]) for reason in (*verdict["reasons"], *verdict["unknown"])]
    return set(rules), set(verdict["missing"])


@given(st.permutations(EASTERN).map(lambda codes: codes[:3]), CONTACTS, st.sampled_from([NOON, NOON + 9 * HOUR]))
def test_what_speaks_against_a_contact_in_several_places_is_what_does_in_any_of_them(places, contact, at):
    alone = [judged([place], contact, at) for place in places]
    rules, missing = judged(places, contact, at)
    assert rules == set().union(*(each for each, _ in alone))
    assert missing == set().union(*(each for _, each in alone))
