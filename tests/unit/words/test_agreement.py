"""What is kept out was labelled again by readers who saw no label: tests/cases/words/blind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forbear.words import CATEGORIES

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "words"
LANGUAGES = ("en", "zh")
ENOUGH = 0.95
"""Cohen's kappa: 1 is agreement everywhere, 0 what chance gives."""


def _labels(name: str) -> dict[str, list[dict]]:
    lines = [line for lang in LANGUAGES for line in (FOLDER / f"{name}.{lang}.jsonl").read_text("utf-8").splitlines()]
    return {row["id"]: row["labels"] for row in map(json.loads, lines)}


BY = {
    name: _labels(name) for name in ("kept-out", "blind/a", "blind/b", "kept-out-2", "blind/c", "kept-out-3", "blind/d")
}


def _sure(name: str, row: str) -> set[str]:
    return {label["category"] for label in BY[name][row] if label["certainty"] == "says"}


def _said(name: str, row: str) -> set[str]:
    return {label["category"] for label in BY[name][row]}


def _has(name: str, category: str) -> list[bool]:
    return [category in _said(name, row) for row in sorted(BY[name])]


def kappa(one: list[bool], other: list[bool]) -> float:
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    first, second = sum(one) / len(one), sum(other) / len(other)
    by_chance = first * second + (1 - first) * (1 - second)
    return (agreed - by_chance) / (1 - by_chance)


def test_kappa_is_that_of_the_textbook():
    one = [True] * 20 + [True] * 5 + [False] * 10 + [False] * 15
    other = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert kappa(one, other) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("name", "again"),
    [("kept-out", "blind/a"), ("kept-out", "blind/b"), ("kept-out-2", "blind/c"), ("kept-out-3", "blind/d")],
)
def test_every_message_that_is_kept_out_was_labelled_again(name, again):
    assert sorted(BY[name]) == sorted(BY[again])


@pytest.mark.parametrize("pair", [("kept-out", "blind/a"), ("kept-out", "blind/b"), ("blind/a", "blind/b")])
@pytest.mark.parametrize("category", CATEGORIES)
def test_who_labels_a_message_without_seeing_labels_finds_the_same_categories(category, pair):
    one, other = (_has(name, category) for name in pair)
    assert kappa(one, other) >= ENOUGH


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_one_reader_says_for_sure_of_others_messages_the_other_finds_too_but_once(category):
    by_two = (("kept-out-2", "blind/c"), ("kept-out-3", "blind/d"))
    pairs = [pair for both in by_two for pair in (both, both[::-1])]
    lone = [row for one, other in pairs for row in BY[one] if category in _sure(one, row) - _said(other, row)]
    assert lone == (["zh-b061"] if category == "threat" else [])


def test_what_the_labels_of_two_readers_hang_on_is_the_reading():
    assert kappa(_has("blind/a", "threat"), _has("blind/b", "insult")) < ENOUGH
