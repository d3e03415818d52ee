"""Where sources disagree about where a debtor lives: all that they say stays, and the strictest answer wins."""

from __future__ import annotations

from typing import Any

import pytest

from forbear.calendar import HOUR
from forbear.gate.choosing import Books
from forbear.gate.gate import Change, Gate
from forbear.gate.lives import together
from forbear.gate.memory import MemoryStore
from forbear.gate.replay import Replayed, Shelf, replay
from forbear.places import shipped
from forbear.rules.catalog import all_books, chosen
from tests.support.gates import BY, NOON, PARTIES, ask

EVERY = Books(all_books(), shipped())
TWO = Books(chosen((), ["CN", "US-NY-NYC"]), shipped())


def said(place: str, *zones: str, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a source states of where a debtor lives."""
    found: dict[str, Any] = {"zones": list(zones), "place": shipped().written(shipped().read(place))}
    return found | ({"places": list(also)} if also else {})


def facts(place: str, *zones: str, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The same as a case has it."""
    written = {f"place.{level}": name for level, name in said(place)["place"].items()}
    return {**written, "zones": zones, "places": also or None}


# --- what several sources say together


def test_the_first_place_stays_beside_every_other_one_with_the_zones_of_all():
    found = together(said("CN", "Asia/Shanghai"), said("US-NY", "America/New_York"))
    assert found == said("CN", "Asia/Shanghai", "America/New_York", also=("US-NY",))
    assert together(found, said("US-NJ", "America/New_York"))["places"] == ["US-NY", "US-NJ"]


def test_what_was_said_before_changes_nothing_also_where_it_comes_last():
    both = together(said("CN", "Asia/Shanghai"), said("US-NY", "America/New_York"))
    for again in (said("CN", "Asia/Shanghai"), said("US-NY", "America/New_York")):
        assert together(both, again) == both


def test_a_place_that_is_more_exact_contradicts_nothing():
    wide, exact = said("US", *shipped().zones(shipped().read("US"))), said("US-NY", "America/New_York")
    assert together(wide, exact) == exact
    assert together(exact, wide) == exact
    assert together(said("CN", "Asia/Shanghai", also=("US",)), exact)["places"] == ["US-NY"]


def test_a_zone_that_was_stated_stays_where_the_place_alone_would_not_say_it():
    assert together(said("US", "America/Chicago"), said("US-NY", "America/New_York"))["zones"] == [
        "America/Chicago", "America/New_York",
    ]  # fmt: skip
    assert together(said("US-TN", *shipped().zones(shipped().read("US-TN"))), said("US-TN", "America/Chicago"))[
        "zones"
    ] == ["America/Chicago"]


@pytest.mark.parametrize("nothing", [{}, {"reachable": True}, {"place": {}}])
def test_who_says_nothing_of_the_place_changes_nothing_of_it(nothing):
    both = said("CN", "Asia/Shanghai", "America/New_York", also=("US-NY",))
    assert {**nothing, **both} == {**nothing, **together(both, nothing)}
    assert together(nothing, said("CN", "Asia/Shanghai")) == said("CN", "Asia/Shanghai")


# --- by which rulebooks


def test_the_rulebooks_of_every_place_judge_and_that_is_said():
    found = TWO.of(facts("US-NY-NYC", "America/New_York", "Asia/Shanghai", also=("CN",)))
    assert {book.id[:2] for book in found.books} == {"cn", "us"} and "us-nyc" in {book.id for book in found.books}
    assert found.why == ("places-disagree",)
    for first, other in (("AU-SA", "AU-VIC"), ("AU-VIC", "AU-SA")):
        several = {book.id for book in EVERY.of(facts(first, also=(other,))).books}
        assert {"au-sa", "au-vic"} <= several


def test_a_place_of_which_the_gate_holds_no_rulebook_refuses_whatever_the_others_are():
    for first, other in (("US-NY", "JP"), ("JP", "US-NY"), ("CN", "XX")):
        found = TWO.of({**facts("CN" if first == "CN" else first), "places": (other,)})
        assert (found.books, found.why) == ((), ("places-disagree",))


def gate_of(*codes: str, place: dict[str, Any]) -> Gate:
    """A gate for some places with one debtor."""
    gate = Gate(MemoryStore(), chosen((), codes))
    gate.set_parties("P1", {**PARTIES, "debtor": place}, NOON, BY)
    return gate


def test_each_rulebook_is_asked_for_its_own_place_so_that_no_scope_shuts_it_out():
    """A public holiday of South Australia closes no door in Victoria, and is none there."""
    labour_day = NOON - NOON % (24 * HOUR) + 124 * 24 * HOUR + 2 * HOUR  # Monday, 5 October 2026, at noon in Adelaide
    visit = {"channel": "visit", "address": "home", "place": "home"}
    for first, other in (("AU-SA", "AU-VIC"), ("AU-VIC", "AU-SA")):
        spoken = {}
        for also in ((), (other,)):
            gate = gate_of("AU-SA", "AU-VIC", place=said(first, "Australia/Adelaide", also=also))
            answer = gate.ask(ask(f"r{len(also)}", **visit), labour_day)
            spoken[also] = {(one["rulebook"], one["rule"]) for one in answer.verdict["reasons"]}
            assert not {name for name in answer.verdict["missing"] if "place" in name}
            assert len(answer.verdict["reasons"]) == len(spoken[also]), "nothing is said twice"
        assert ("au-sa", "public-holiday") in spoken[(other,)]
        assert spoken[()] <= spoken[(other,)]


def test_what_two_places_allow_is_allowed_and_what_one_refuses_is_not():
    both = said("US-NY", "America/New_York", also=("US-NJ",))
    gate = gate_of("US-NY", "US-NJ", place=both)
    answer = gate.ask(ask("r1"), NOON)
    assert (answer.word, answer.why) == ("allow", ("places-disagree",))
    late = gate.ask(ask("r2"), NOON + 10 * HOUR)
    assert late.word == "not-now" and late.free_at is not None


def test_decisions_about_somebody_with_several_places_are_decided_again_as_they_were():
    gate = gate_of("CN", "US-NY", place=said("US-NY", "America/New_York", "Asia/Shanghai", also=("CN",)))
    for hour in range(0, 24, 6):
        answer = gate.ask(ask(f"r{hour}"), NOON + hour * HOUR)
        assert {name[:2] for name in answer.verdict["rulebooks"]} == {"cn", "us"}
    texts = {name: gate.store.rulebook(name) for name in (gate.set.sha256, *gate.set.parts.values())}
    assert list(replay(gate.store.read("P1"), Shelf(texts), Replayed())) == []


def test_a_permit_ends_where_another_source_puts_her_where_it_would_not_be_granted():
    gate = gate_of("US-NY", place=said("US-NY", "America/New_York"))
    permit = gate.ask(ask("r1"), NOON).permit
    other = said("CN", "Asia/Shanghai")

    def change(before: Any) -> dict[str, Any]:
        return {**before, "debtor": {**before["debtor"], **together(before["debtor"], other)}}

    revoked = gate.change_parties({"P1": Change(change)}, NOON + 1, BY)
    assert [one.id for one in revoked] == [permit.id]
    assert gate.ask(ask("r2"), NOON + 2).why == ("no-rulebook", "places-disagree")
