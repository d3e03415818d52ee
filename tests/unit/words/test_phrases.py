"""The phrase lists as data: every entry finds what it says it finds, and not its near miss."""

import pytest

from forbear.words import CATEGORIES, read_message
from forbear.words.data import phrase_list, substitutions
from forbear.words.disguise import undisguised
from forbear.words.normal import folded

PHRASES = [each for language in ("en", "zh") for each in phrase_list(language).phrases]
WRITTEN = substitutions().written


def known(phrase):
    """What must be known of a message for the phrase to count in it."""
    return {"to_role": "neighbor" if phrase.to == "others" else None, "direction": "outbound" if phrase.needs else None}


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.id)
def test_a_phrase_finds_each_of_its_hits(phrase):
    for text in phrase.hits:
        found = read_message(text, **known(phrase)).of(phrase.category, phrase.kind)
        assert found, f"{phrase.id} does not find {text!r}"


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.id)
def test_a_phrase_leaves_each_of_its_near_misses_alone(phrase):
    for text in phrase.misses:
        found = read_message(text, to_role=known(phrase)["to_role"]).of(phrase.category)
        assert not found, f"{text!r} is taken for {found}"


def test_every_phrase_says_where_it_is_from_and_has_an_example_on_each_side():
    lacking = [each.id for each in PHRASES if not (each.source and each.hits and each.misses)]
    assert lacking == []


def test_no_two_phrases_have_the_same_id_and_every_category_has_phrases_in_both_languages():
    ids = [each.id for each in PHRASES]
    assert len(ids) == len(set(ids))
    for language in ("en", "zh"):
        found = {each.category for each in phrase_list(language).phrases} | {"limited_content"}
        assert found == set(CATEGORIES)


def test_each_kind_of_each_category_has_a_phrase_in_both_languages():
    for language in ("en", "zh"):
        found = {(each.category, each.kind) for each in phrase_list(language).phrases}
        missing = [
            (category, kind)
            for category, kinds in CATEGORIES.items()
            for kind in kinds
            if (category, kind) not in found
        ]
        assert missing == [], language


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: f"{written.means}-{written.forms[0]}")
def test_a_way_of_writing_is_told_as_what_it_means_and_its_near_miss_is_not(written):
    assert written.note
    for text in written.hits:
        assert written.means in undisguised(folded(text)).text, text
    for text in written.misses:
        assert written.means not in undisguised(folded(text)).text, text
