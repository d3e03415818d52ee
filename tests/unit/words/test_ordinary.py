"""No ordinary message is taken for a disclosure or a threat, though it has the words."""

from forbear.words import read_message
from tests.support.ordinary_messages import CHINESE, ENGLISH, ordinary_messages


def test_none_of_five_thousand_ordinary_messages_discloses_or_threatens():
    taken = {}
    for text in ordinary_messages(5000, seed=7):
        for found in read_message(text).findings:
            if found.category in ("disclosure", "threat"):
                taken.setdefault(found.phrase, (text, found.quote))
    assert taken == {}


def test_there_are_many_different_ordinary_messages():
    assert len(set(ordinary_messages(5000, seed=7))) > 1500
    assert len((ENGLISH + CHINESE).split("\n")) > 150
