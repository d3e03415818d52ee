"""Which rulebooks of a gate judge a debtor: those of her place, and all that may be of it where that is not clear."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forbear.calendar import HOUR
from forbear.gate.choosing import Books
from forbear.gate.export import records_of, rulebooks_of
from forbear.gate.gate import Gate
from forbear.gate.memory import MemoryStore
from forbear.gate.replay import Replayed, Shelf, decided_again, replay
from forbear.gate.ruleset import TABLE, RuleSet
from forbear.gate.verify import verify
from forbear.places import of_text, shipped
from forbear.rules.catalog import all_books, chosen, for_place
from tests.support.gates import BY, DISCLOSED, HOUSE, NOON, PARTIES, ask, book_named, gate_of

EVERY = Books(all_books(), shipped())
TWO = Books(chosen((), ["CN", "US-NY-NYC"]), shipped())
OLD = Path(__file__).parents[2] / "cases/gate-before-places"
"""An export that a gate of 0.1.0 wrote before it chose by place, with a rulebook of China and one without a place.

Its debtors live in New York (``ny``), in China (``cn``) and nowhere that is on record (``un``); the rulebook of China
speaks against a second call of a day, of anybody.
"""


def debtor(place: str, *zones: str, **more: str) -> dict[str, Any]:
    """The facts of a debtor as they are on record."""
    written = shipped().written(shipped().read(place)) if place else {}
    return {**{f"place.{level}": name for level, name in {**written, **more}.items()}, "zones": zones or None}


def ids(books: Books, facts: dict[str, Any]) -> set[str]:
    """The names of the rulebooks that judge."""
    return {book.id for book in books.of(facts).books}


def countries(facts: dict[str, Any]) -> list[str]:
    """The countries whose rulebooks judge, of a gate with those of China and New York City."""
    return sorted({name[:2] for name in ids(TWO, facts)})


@pytest.mark.parametrize("code", shipped().codes())
def test_each_place_is_judged_by_the_rulebooks_that_the_command_line_lays_on_it_and_by_what_may_lie_in_it(code):
    place = shipped().read(code)
    own = {book.id for book in for_place(place.country, place.state, place.city)}
    found = ids(EVERY, debtor(code))
    within = {book.id for book in all_books() if shipped().of(book.place).code.startswith(f"{code}-")}
    assert found == own | (within if own else set())


def test_a_debtor_whose_place_is_not_on_record_is_judged_by_every_rulebook_and_that_is_said():
    for facts in ({}, debtor("", "Asia/Shanghai"), debtor("", state="NY"), {"place.country": None}):
        assert TWO.of(facts).books == TWO.all
        assert TWO.of(facts).why == ("place-unstated",)


def test_a_debtor_in_a_country_of_which_the_gate_holds_no_rulebook_is_judged_by_none():
    for facts in (debtor("JP"), debtor("", country="CA"), debtor("", country="CA", state="NY"), debtor("HK")):
        assert TWO.of(facts).books == ()
        assert TWO.of(facts).why == ()


def test_a_state_or_city_that_is_not_stated_shuts_no_rulebook_out_and_that_is_said():
    assert "us-nyc" in ids(TWO, debtor("US")) and "us-nyc" in ids(TWO, debtor("US-NY"))
    assert TWO.of(debtor("US")).why == TWO.of(debtor("US-NY")).why == ("place-unstated",)
    assert TWO.of(debtor("US-NJ")).why == () and "us-nyc" not in ids(TWO, debtor("US-NJ"))


def test_a_city_or_state_by_a_name_that_the_table_does_not_know_is_not_taken_for_another_place():
    for city in ("Brooklyn", "Buffalo"):
        assert "us-nyc" in ids(TWO, debtor("US-NY", city=city)), "its own scope says whom the city binds"
        assert TWO.of(debtor("US-NY", city=city)).why == ()
    assert {"us-or", "us-ma"} <= ids(EVERY, debtor("US", state="Cascadia"))
    assert EVERY.of(debtor("US", state="Cascadia")).why == ("place-unstated",)
    assert "us-or" not in ids(EVERY, debtor("US-CA"))


def test_where_zones_and_place_disagree_the_rulebooks_of_all_judge_and_that_is_said():
    assert countries(debtor("US-NY", "America/New_York")) == ["us"]
    assert countries(debtor("US-NY-NYC", "America/New_York", "Asia/Shanghai")) == ["cn", "us"]
    assert countries(debtor("CN", "America/New_York")) == ["cn", "us"]
    assert TWO.of(debtor("CN", "America/New_York")).why == ("places-disagree",)
    assert TWO.of(debtor("US-NY", "Asia/Shanghai")).why == ("place-unstated", "places-disagree")
    assert countries(debtor("CN", "Asia/Urumqi")) == ["cn"], "a zone of no place of the table points to none"


def test_a_zone_adds_rulebooks_but_is_no_rulebook_of_the_place_that_is_stated():
    assert ids(TWO, debtor("", "America/New_York", country="CA")) == set()


def test_a_rulebook_without_a_place_is_for_everybody():
    books = Books([book_named(HOUSE), book_named("us-reg-f")], shipped())
    assert ids(books, debtor("JP")) == {"house_rules"}
    assert ids(books, debtor("US-NY")) == {"house_rules", "us-reg-f"}


def test_rulebooks_of_one_id_are_each_chosen_by_their_own_place():
    china = replace(book_named("us-reg-f"), place={"country": "CN"})
    assert Books([china, book_named("us-reg-f")], shipped()).of(debtor("CN")).books == (china,)


def test_without_a_table_of_places_all_rulebooks_judge_everybody():
    books = Books(TWO)
    assert books.of(debtor("JP")).books == books.of({}).books == TWO.all
    assert books.of({}).why == ()


def test_the_same_place_is_chosen_for_once():
    assert TWO.of(debtor("CN")).books is TWO.of(debtor("CN")).books


# --- at the gate


def gate_of_two(**debtors: dict[str, Any]) -> Gate:
    """A gate for China and New York, with some debtors."""
    gate = Gate(MemoryStore(), chosen((), ["CN", "US-NY"]))
    for name, facts in debtors.items():
        gate.set_parties(name, {**PARTIES, "debtor": facts, "people": [{"id": name, "role": "debtor"}]}, NOON, BY)
    return gate


def test_the_answer_says_where_the_place_is_not_on_record_and_what_would_change_it():
    gate = gate_of_two(un={"zones": ["America/New_York"]})
    answer = gate.ask(ask("r1", "un", person="un"), NOON)
    assert {name[:2] for name in answer.verdict["rulebooks"]} == {"cn", "us"}
    assert answer.why == ("place-unstated",) and answer.word == "refuse"
    (option,) = gate.options("un", "demand_payment", NOON, about={"collector": "COL", **DISCLOSED}, channels=["call"])
    change = next(one for one in option.changes if one.kind == "put-on-record")
    assert change.what == ("place-unstated",) and "lives" in change.says["en"] and "居住地" in change.says["zh"]


def test_a_place_that_is_not_on_record_alone_refuses_nobody():
    gate = gate_of(None, "us-reg-f")
    gate.set_parties("P1", {**PARTIES, "debtor": {"zones": ["America/New_York"]}}, NOON, BY)
    answer = gate.ask(ask("r1"), NOON)
    assert (answer.word, answer.why) == ("allow", ("place-unstated",))


def test_a_debtor_in_a_place_without_a_rulebook_is_refused():
    gate = gate_of_two(jp={"zones": ["Asia/Tokyo"], "place": {"country": "JP"}})
    answer = gate.ask(ask("r1", "jp", person="jp"), NOON)
    assert (answer.word, answer.why, answer.verdict["rulebooks"]) == ("refuse", ("no-rulebook",), {})
    assert gate.next_allowed("jp", ask("r1", "jp", person="jp").stated, NOON) is None


def test_when_somebody_may_be_reached_next_is_said_by_the_rulebooks_of_her_place():
    gate, alone = gate_of_two(ny=PARTIES["debtor"]), gate_of(None, "us-reg-f")
    night = NOON + 10 * HOUR
    found = gate.next_allowed("ny", ask("r1", "ny", person="ny").stated, night)
    assert found == alone.next_allowed("P1", ask("r1").stated, night) is not None


# --- what was decided before


def old_records(name: str | None = None) -> list[Any]:
    """The records of an old gate."""
    return [record for record in records_of(OLD) if name in (None, record.debtor)]


def test_records_of_before_hold_together_and_are_decided_again_as_they_were():
    assert {found.what for found in verify(OLD, [], []).findings} == {"head-none"}
    count = Replayed()
    assert list(replay(records_of(OLD), Shelf(rulebooks_of(OLD)), count)) == []
    assert (count.decisions, count.uses) == (9, 3)


def test_a_decision_of_before_would_be_another_by_place():
    name = old_records()[-1].body["gate"]["rulebooks"]
    then = Shelf(rulebooks_of(OLD)).set_named(name)
    assert then is not None and then.table is None
    today = Books(then, shipped())
    second = [record for record in old_records("ny") if record.kind == "decision"][1]
    assert second.body["answer"] == "not-now"
    assert decided_again(old_records("ny"), second.seq, then)["answer"] == "not-now"
    assert decided_again(old_records("ny"), second.seq, today)["answer"] == "allow"


def test_a_decision_by_place_is_decided_again_by_the_table_of_places_that_was_kept_with_it():
    gate = gate_of_two(ny=PARTIES["debtor"])
    gate.ask(ask("r1", "ny", person="ny"), NOON)
    texts = {name: gate.store.rulebook(name) for name in (gate.set.sha256, *gate.set.parts.values())}
    assert list(replay(gate.store.read("ny"), Shelf(texts), Replayed())) == []
    moved = texts[gate.set.parts[TABLE]][TABLE].replace("[US]", "[UX]").replace("[US.", "[UX.")
    assert of_text(moved).codes() != shipped().codes()
    (other, *_) = replay(
        gate.store.read("ny"),
        Shelf({**texts, gate.set.parts[TABLE]: {TABLE: moved.replace("[CN]", '[CN]\nalso = ["US"]')}}),
        Replayed(),
    )  # fmt: skip
    assert other.what in ("answer", "why", "verdict")


def test_a_set_names_the_table_by_which_was_chosen_and_a_gate_that_chose_otherwise_has_another_name():
    gate = gate_of_two()
    assert RuleSet({name: sha256 for name, sha256 in gate.set.parts.items() if name != TABLE}).sha256 != gate.set.sha256
