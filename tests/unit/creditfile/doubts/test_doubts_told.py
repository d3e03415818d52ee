import re

import pytest

from forbear.creditfile.doubts.rules import shipped
from forbear.creditfile.doubts.telling import tell, texts

PAIRS = [(part, name) for part, named in texts().items() for name in named]


@pytest.mark.parametrize(("part", "name"), PAIRS)
def test_every_sentence_stands_in_both_languages_with_the_same_values(part, name):
    english, chinese = texts()[part][name]["en"], texts()[part][name]["zh"]
    assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))
    assert re.search(r"[\u4e00-\u9fff]", chinese) and not re.search(r"[\u4e00-\u9fff]", english)


def test_every_refusal_that_the_rules_tell_has_its_words():
    assert set(shipped().refused) == set(texts()["why"])


def test_a_doubt_is_told_with_its_innocent_explanation():
    told = {"telephone": "**********0001", "count": 3, "days": 90, "people": 2, "household": 2}
    english = tell("phone_many_numbers", "en", told, "household")
    assert "telephone **********0001 was given with 3 identity numbers" in english
    assert english.endswith(
        "This may be harmless: the others seem to be of one household (an address or a family name in common)."
    )
    assert "可能并无问题" in tell("phone_many_numbers", "zh", told, "household")
    assert "harmless" not in tell("phone_many_numbers", "en", told)


def test_a_refused_merge_is_told_with_its_reason_and_whole_bits():
    told = {"why": "numbers-differ", "millibits": 23_456}
    assert "23 bits) and were not joined to it, because the identity numbers differ" in tell(
        "refused_merge", "en", told
    )
    assert "证据权重 23 比特" in tell("refused_merge", "zh", told)


def test_several_numbers_are_listed():
    assert tell("several_numbers", "en", {"count": 2, "numbers": ["**1", "**2"]}).endswith(": **1, **2.")
