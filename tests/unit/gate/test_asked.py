"""What a caller asks: the contact as it is stated, and what is read in its words."""

from __future__ import annotations

import pytest

from forbear.errors import RecordError
from forbear.gate.asked import read_asked
from tests.support.gates import BY, CALL, ask

DISCLOSURE = "This is an attempt to collect a debt and any information obtained will be used for that purpose."


@pytest.mark.parametrize("content", [{"initial_disclosure": False, "language": "en"}, {"language": "en"}])
def test_what_the_words_say_for_sure_goes_before_what_the_caller_says_of_them(content):
    asked = ask("r1", channel="sms", text=DISCLOSURE, content=content)
    assert asked.facts["content.initial_disclosure"] is True
    assert asked.facts["content.language"] == "en"
    assert asked.contact["content"]["initial_disclosure"] is True
    assert asked.stated["content"] == content


def test_what_the_words_say_is_there_too_where_nothing_was_stated_of_them():
    asked = read_asked(BY, "r1", "P1", {**CALL, "channel": "sms"}, text=DISCLOSURE)
    assert asked.facts["content.initial_disclosure"] is True
    assert "content" not in asked.stated


def test_stating_a_key_with_dots_is_the_same_as_nesting_it():
    asked = read_asked(BY, "r1", "P1", {**CALL, "channel": "sms", "content.language": "en"}, text=DISCLOSURE)
    assert (asked.facts["content.language"], asked.facts["content.initial_disclosure"]) == ("en", True)


def test_a_key_that_is_stated_twice_is_refused():
    with pytest.raises(RecordError, match=r"'content\.language' is stated twice"):
        ask("r1", **{"content": {"language": "en"}, "content.language": "zh"})


def test_nobody_says_otherwise_by_stating_a_key_twice():
    stated = {**CALL, "channel": "sms", "content": {"language": "en"}, "content.initial_disclosure": False}
    asked = read_asked(BY, "r1", "P1", stated, text=DISCLOSURE)
    assert asked.facts["content.initial_disclosure"] is True


def test_a_message_that_is_no_text_is_refused():
    with pytest.raises(RecordError, match="no text in UTF-8"):
        ask("r1", channel="sms", text="\ud800")


def test_every_fault_of_a_contact_is_told_with_the_nearest_name():
    with pytest.raises(RecordError) as told:
        ask("r1", channel="cal", rle="debtor", debts=None)
    assert len(told.value.problems) >= 2
    assert "Did you mean 'call'?" in str(told.value)
