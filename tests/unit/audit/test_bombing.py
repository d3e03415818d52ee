from dataclasses import replace

import pytest

from forbear.audit.bombing import find_bombing, people_reached, thresholds
from forbear.calendar import HOUR, MINUTE, read_instant
from forbear.events import History, Parties, contact

START = read_instant("2026-03-01T10:00:00+08:00")


def history(*contacts, people=()):
    """Each contact: person, hours after the start, and facts that differ from a call to a friend."""
    events = [
        contact(START + int(hours * HOUR), {
            "channel": "call", "direction": "outbound", "collector": "C1", "person": person, "role": "friend",
            "debts": ("D1",), **facts,
        }, seq)
        for seq, (person, hours, facts) in enumerate(contacts, start=1)
    ]  # fmt: skip
    return History(Parties({}, {"id": "lin"}, {each["id"]: each for each in people}), events)


def level(*contacts, people=()):
    found = find_bombing(history(*contacts, people=people))
    return found.level, sorted(found.signals)


def many(count, apart=48, **facts):
    return [(f"P{number}", number * apart, facts) for number in range(count)]


def test_the_thresholds_are_data():
    limits = thresholds()
    assert limits["signs"]["people_reached"] == 2
    assert limits["bombing"]["people_reached"] == 3
    assert limits["burst"]["hours"] == 24


@pytest.mark.parametrize(
    ("contacts", "answer"),
    [
        ([], ("none", [])),
        (many(1), ("none", [])),
        (many(2), ("signs", ["people_reached"])),
        (many(3), ("signs", ["people_reached"])),
        ([("wei", n, {}) for n in range(2)], ("none", [])),
        ([("wei", n, {}) for n in range(3)], ("signs", ["contacts_to_one_person"])),
        (many(1, address_source="device_address_book"), ("signs", ["from_phone_book"])),
        (many(1, role="address_book_contact"), ("signs", ["from_phone_book"])),
        (many(1, disclosure="amount"), ("signs", ["told_of_debt"])),
        (many(1, disclosure="none"), ("none", [])),
        (many(1, disclosure=None), ("none", [])),
        (many(3, apart=1), ("bombing", ["burst_people", "people_reached"])),
        (many(3, disclosure="existence_of_debt"), ("bombing", ["people_reached", "told_of_debt"])),
        (many(2, disclosure="amount", role="address_book_contact"), ("bombing", ["from_phone_book", "told_of_debt"])),
        ([("wei", n, {}) for n in range(5)] + many(3), ("bombing", ["contacts_to_one_person", "people_reached"])),
    ],
    ids=["nobody", "one person once", "two people", "three people", "twice", "three times", "number of the phone book",
         "role of the phone book", "told of the debt", "told nothing", "not known whether told", "three in a day",
         "three told", "two told from the phone book", "one five times and three others"],
)  # fmt: skip
def test_each_signal_speaks_from_its_threshold_and_two_strong_ones_make_bombing(contacts, answer):
    assert level(*contacts) == answer


@pytest.mark.parametrize(
    "role", ["debtor", "co_debtor", "guarantor", "attorney", "debt_adviser", "court", "public", None]
)
def test_who_owes_or_acts_or_is_not_known_is_no_acquaintance(role):
    assert people_reached(history(*many(3, apart=1, role=role))) == []


def test_who_is_liable_for_the_very_debt_is_no_acquaintance():
    liable = [{"id": "P0", "liable_for": ("D1",)}, {"id": "P1", "liable_for": ("D2",)}]
    assert [each.person for each in people_reached(history(*many(3), people=liable))] == ["P1", "P2"]


@pytest.mark.parametrize("facts", [{"role": "agreed_contact"}, {"address_source": "agreed_in_contract"}])
def test_agreed_contacts_are_listed_and_do_not_count(facts):
    found = find_bombing(history(*many(3, apart=1, **facts)))
    assert (found.level, len(found.reached), found.counts["people_reached"]) == ("none", 3, 0)


def test_what_an_acquaintance_began_does_not_count():
    assert level(*many(3, apart=1, direction="inbound")) == ("none", [])


def test_each_person_is_told_with_contacts_and_collectors():
    contacts = [("wei", 0, {}), ("wei", 1, {"collector": "C2", "disclosure": "amount"}), ("yan", 2, {})]
    wei, yan = people_reached(history(*contacts))
    assert (wei.person, len(wei.contacts), wei.collectors, wei.told_of_debt, wei.agreed) == (
        "wei",
        2,
        ("C1", "C2"),
        1,
        False,
    )
    assert yan.person == "yan"


@pytest.mark.parametrize(("hours", "people"), [(24, 3), (24 + MINUTE / HOUR, 2)])
def test_a_burst_is_within_so_many_hours_the_last_one_included(hours, people):
    found = find_bombing(history(("a", 0, {}), ("b", 12, {}), ("c", hours, {})))
    assert found.counts["burst_people"] == people


def test_the_burst_told_is_the_one_of_most_people():
    found = find_bombing(
        history(("a", 0, {}), ("a", 1, {}), ("a", 2, {}), ("b", 100, {}), ("c", 101, {}), ("a", 102, {}))
    )
    assert [event.get("person") for event in found.burst] == ["b", "c", "a"]


def test_the_sentences_hold_the_numbers_in_both_languages():
    found = find_bombing(history(*many(3, apart=1)))
    assert found.signals["burst_people"] == {
        "en": "Different people contacted within 24 hours: 3 (signal from 3).",
        "zh": "24 小时内联系了 3 名不同的人（达到 3 名即为信号）。",
    }


def test_the_burst_goes_by_when_people_were_contacted_not_by_when_that_became_known():
    found = history(("a", 0, {}), ("b", 1, {}), ("c", 2, {}), ("a", 100, {}))
    late = [replace(event, known_at=START + 200 * HOUR) if event.seq == 2 else event for event in found]
    assert find_bombing(History(found.parties, late)).counts["burst_people"] == 3
