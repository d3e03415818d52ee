"""No comparison, value or window of a shipped rulebook can change without an example or a case noticing.

Every fourth of them is changed here, each in ``make thorough``; the whole set of mutants (parts of conditions, words,
exceptions, ...) runs in ``make mutate``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forbear.rules.catalog import any_book, paths
from forbear.rules.expressions import parse
from forbear.rules.format import Example, Rulebook
from forbear.rules.load import load
from scripts.mutants import mutants, show, variants
from scripts.mutate import FAST, allowed, survivors, trials_of
from tests.support.amount import in_turn

SOUND = Path(__file__).resolve().parent.parent / "rejects" / "sound_rulebook.toml"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(paths()))
def test_no_comparison_value_or_window_can_change_unnoticed(name: str) -> None:
    book, excused = any_book(name), allowed()
    chosen = [each for each in mutants(book) if each.kind in FAST and (name, each.place) not in excused]
    tried = in_turn(chosen, 4)
    assert tried or not chosen
    assert [mutant.place for mutant, lives in survivors(book, tried, trials_of(book)) if lives] == []


@pytest.mark.parametrize("name", sorted({book for book, _ in allowed()}))
def test_the_list_of_equal_mutants_names_mutants_that_exist(name: str) -> None:
    book = any_book(name)
    places = {mutant.place for mutant in mutants(book)}
    assert [place for owner, place in allowed() if owner == name and place not in places] == []


def test_every_mutant_differs_from_its_book_in_one_named_place() -> None:
    book = load(SOUND)
    made = {mutant.place: mutant for mutant in mutants(book)}
    assert sorted(made) == [
        "[exception.asked] dropped",
        "[exception.asked] purpose == 'reply_to_request' → purpose != 'reply_to_request'",
        "[fact.calls] direction == 'outbound' → direction != 'outbound'",
        "[fact.calls] not per person",
        "[fact.calls] this day → week",
        "[fact.calls] without channel in phones in (direction == 'outbound' and channel in phones)",
        "[fact.calls] without direction == 'outbound' in (direction == 'outbound' and channel in phones)",
        "[rule.too-many] calls >= limit → calls < limit",
        "[rule.too-many] calls >= limit → calls > limit",
        "[rule.too-many] effect note",
        "[rule.too-many] force presumption",
        "[rule.too-many] without calls >= limit in (channel in phones and calls >= limit)",
        "[rule.too-many] without channel in phones in (channel in phones and calls >= limit)",
        "[set] phones without 'call'",
        "[set] phones without 'ringless_voicemail'",
        "[value.limit] 3 + 1",
        "[value.limit] 3 - 1",
    ]
    assert all(mutant.book != book for mutant in made.values())


def test_a_mutant_that_the_examples_notice_dies_and_one_that_they_do_not_notice_lives() -> None:
    book = load(SOUND)
    fates = {mutant.place: lives for mutant, lives in survivors(book, mutants(book), trials_of(book))}
    assert (fates["[value.limit] 3 + 1"], fates["[value.limit] 3 - 1"]) == (False, False)
    assert fates["[exception.asked] dropped"] is True


def test_a_trial_that_fails_on_the_book_itself_proves_nothing() -> None:
    book = load(SOUND)
    wrong = replace(book, examples=tuple(_expecting(book, "review")))
    assert {lives for _, lives in survivors(wrong, mutants(wrong), trials_of(wrong))} == {True}


def _expecting(book: Rulebook, verdict: str) -> list[Example]:
    return [replace(each, record={**each.record, "expect": {"verdict": verdict}}) for each in book.examples]


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("not a", ["a"]),
        ("a < 3", ["a <= 3", "a >= 3", "a < 4", "a < 2"]),
        ("a in ['x', 'y']", ["a in ['y']", "a in ['x']"]),
        ("a or b or c", ["(b or c)", "(a or c)", "(a or b)"]),
        ("a if b else c", ["a", "c"]),
        ("stated(a)", []),
        ("in_order(a, 'x') == b", ["in_order(a, 'x') != b"]),
        ("a - b == c", ["a - b != c", "a + b == c"]),
    ],
)
def test_a_condition_is_broken_in_these_ways(text: str, changed: list[str]) -> None:
    assert [show(tree) for _, _, tree in variants(parse(text, ""))] == changed
