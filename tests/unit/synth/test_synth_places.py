"""The files of the made-up places say only what the vocabulary and the rulebooks know."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from forbear import vocabulary
from forbear.errors import InputError
from forbear.rules import catalog
from forbear.synth.columns import keys
from forbear.synth.place import Place, place_named
from forbear.synth.rows import FIRST_DAY, LAST_DAY, regions, slots, zones


@pytest.fixture(params=["US", "CN", "UK"])
def place(request) -> Place:
    return place_named(request.param)


def test_every_rule_that_is_said_to_be_broken_exists_and_refuses(place):
    for plant in place["plant"]:
        for book, _, rule in (name.partition("/") for name in plant["breaks"]):
            effects = {clause.effect for clause in catalog.get(book).rules.values() if clause.name == rule}
            assert "refuse" in effects, (plant["name"], book, rule)


def test_every_violation_can_be_planted_and_every_manner_is_one(place):
    names = [plant["name"] for plant in place["plant"]]
    assert max(Counter(names).values()) == 1
    manners = {name for collector in place["collector"] for name in (*collector["manners"], collector.get("dense"))}
    breaches = {story.get("breach") for story in place["story"]}
    made_from_others = {"ambiguous-call", "told-household"}
    assert manners | breaches | {place["fallback"]} - {None} <= {*names, None}
    assert set(names) <= manners | breaches | made_from_others


def test_every_fact_of_an_event_is_known_for_its_kind(place):
    for happening in place.happenings:
        known = vocabulary.EVENT_KEYS[happening.kind]
        assert set(happening.facts) <= set(known), happening
        assert set(vocabulary.REQUIRED_KEYS[happening.kind]) <= set(happening.facts), happening


def test_every_column_of_a_contact_is_known_and_worked_out(place):
    text = files("forbear").joinpath("synth", "columns.toml").read_text(encoding="utf-8")
    worked_out = set(tomllib.loads(text))
    assert set(place["columns"]) <= worked_out
    assert worked_out <= set(vocabulary.EVENT_KEYS["contact"])
    assert len(keys(place)) == len(set(keys(place)))


def test_names_are_spread_over_slots_by_their_weights():
    assert slots({"a": 1, "b": 3}, 8) == ["a", "a", *"bbbbbb"]
    assert Counter(slots({"a": 5, "b": 3, "c": 2}, 100)) == {"a": 50, "b": 30, "c": 20}


def test_each_debtor_lives_in_one_region_and_few_have_a_story(place):
    assert sum(region["share"] for region in place["region"]) == 100
    assert 50 <= sum(story["share"] for story in place["story"]) <= 200


def test_clocks_change_in_the_year_of_the_log_where_they_do():
    turns = {row["zone"]: (row["turn1"], row["turn2"]) for row in zones(place_named("US"))}
    span = LAST_DAY - FIRST_DAY
    assert span == 363
    new_york, phoenix = turns["America/New_York"], turns["America/Phoenix"]
    assert new_york == (20394, 20520)  # Sunday 2 November 2025 and Sunday 8 March 2026
    assert min(phoenix) > 10**6


def test_usual_hours_are_those_that_hold_in_both_zones():
    found = {(row["zone"], row["other"]): (row["open"], row["close"]) for row in regions(place_named("US"))}
    hour = 3600
    assert found["America/New_York", None] == (8 * hour, 21 * hour)
    assert found["America/New_York", "America/Los_Angeles"] == (11 * hour, 21 * hour)
    assert found["America/Los_Angeles", "America/New_York"] == (8 * hour, 18 * hour)


def test_a_place_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(InputError, match=r"no log can be made up for 'FR'.*US, CN, UK"):
        place_named("FR")
