"""The words of a message that is asked for: what a collector's message should not say is seen by a person."""

from __future__ import annotations

import pytest

from forbear.gate.asked import read_asked

CONTACT = {"channel": "sms", "collector": "AX", "person": "D1", "role": "debtor", "debts": ["card"]}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Please say so if you dispute it. We will report you to immigration and cancel your passport.", "threat"),
        ("九点你们人事会收到邮件。八点前2,750。", "threat"),
    ],
)
def test_a_threat_that_stands_after_words_of_telling_is_still_put_to_a_person(text, category):
    asked = read_asked("house", "r1", "D1", CONTACT, text=text)
    assert category in {each.category for each in asked.said}


@pytest.mark.parametrize("text", ["Your payment of $40 is due on Friday. Thank you.", "您好，请回电，谢谢。"])
def test_an_ordinary_message_asks_nobody(text):
    assert read_asked("house", "r1", "D1", CONTACT, text=text).said == ()
