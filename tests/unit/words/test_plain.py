"""Plain sentences of collectors are found for what they say, and a lender's ordinary letters accuse nobody."""

import tomllib
from pathlib import Path

import pytest

from forbear.words import read_message
from forbear.words.reading import BY_COLLECTORS

CASES = tomllib.loads((Path(__file__).resolve().parents[2] / "cases" / "words" / "plain.toml").read_text("utf-8"))
SAYS = [(group["category"], group["role"], text) for group in CASES["says"] for text in group["texts"]]
INNOCENT = [(group["role"], text) for group in CASES["innocent"] for text in group["texts"]]


@pytest.mark.parametrize(("category", "role", "text"), SAYS)
def test_a_plain_sentence_of_a_collector_is_found_for_what_it_says(category, role, text):
    assert read_message(text, to_role=role, direction="outbound").of(category)


@pytest.mark.parametrize(("role", "text"), INNOCENT)
def test_an_ordinary_letter_of_a_lender_accuses_nobody(role, text):
    found = read_message(text, to_role=role, direction="outbound").findings
    assert [each.phrase for each in found if each.category in BY_COLLECTORS] == []
