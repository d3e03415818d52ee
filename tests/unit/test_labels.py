import re

import pytest

from forbear import vocabulary
from forbear.engine.verdict import FORCES
from forbear.labels import label, words_of

ALL_VALUES = [(kind, value) for kind, values in vocabulary.VALUES.items() for value in values]
CONTACT_KEYS = [("fact", key) for key in vocabulary.EVENT_KEYS["contact"]]
PARTY_KEYS = [
    ("fact", f"{party}.{key}")
    for party in ("debtor", "collector", "person", "debt", "policy", "calendars")
    for key in vocabulary.PARTY_KEYS[party]
]
ACT_KEYS = [("fact", f"act.{key}") for key in vocabulary.ACT_KEYS]
NOT_ASKED_OF_A_CONTACT = {"assumed", "assumed_at", "received_at", "act.assumed", "act.assumed_at"}


@pytest.mark.parametrize(("kind", "values"), vocabulary.VALUES.items(), ids=list(vocabulary.VALUES))
def test_every_value_of_the_vocabulary_has_words_in_both_languages(kind, values):
    assert set(values) <= set(words_of(kind))


def test_every_fact_that_may_be_missing_has_words_in_both_languages():
    names = {name for _, name in CONTACT_KEYS + PARTY_KEYS + ACT_KEYS}
    assert names - NOT_ASKED_OF_A_CONTACT - set(words_of("fact")) == set()


def test_no_words_are_kept_for_values_that_the_vocabulary_does_not_have():
    known = {value for values in vocabulary.VALUES.values() for value in values}
    spare = {f"{kind}.{value}" for kind in vocabulary.VALUES for value in words_of(kind) if value not in known}
    facts = {name for _, name in CONTACT_KEYS + PARTY_KEYS + ACT_KEYS}
    assert spare == set()
    assert set(words_of("fact")) - facts == set()


def test_the_chinese_words_are_chinese_and_the_english_are_not():
    for kind, value in ALL_VALUES:
        assert re.search(r"[\u4e00-\u9fff]", label(kind, value, "zh")), value
        assert label(kind, value, "en"), value
        assert not re.search(r"[\u4e00-\u9fff]", label(kind, value, "en")), value


def test_the_words_for_a_force_neither_soften_nor_harden_it():
    assert {force: label("force", force, "en") for force in FORCES} == {
        "duty": "binding rule",
        "presumption": "presumed unlawful, can be rebutted",
        "standard": "published standard",
        "guidance": "recommendation",
        "house": "house rule, no law",
    }


def test_a_missing_fact_is_told_in_words():
    assert label("fact", "debtor.reachable", "en") == "whether the debtor can be reached"
    assert label("fact", "debtor.reachable", "zh") == "能否联系到债务人"


def test_a_value_without_words_is_given_back_as_it_is():
    assert label("fact", "calls_before", "zh") == "calls_before"


def test_a_language_that_is_not_spoken_is_an_error():
    with pytest.raises(ValueError):
        label("role", "debtor", "fr")


def test_a_fact_of_an_earlier_contact_is_said_in_words():
    assert label("fact", "earlier contact.outcome", "en") == f"{label('fact', 'outcome', 'en')}, of an earlier contact"
    assert label("fact", "earlier contact.outcome", "zh") == f"先前联系：{label('fact', 'outcome', 'zh')}"
