"""The answer key is the truth: the scalar engine refuses what was planted, for those rules, and allows all else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from forbear.audit.sweep import begun_by_collectors
from forbear.engine.scalar import Judge
from forbear.events import History
from forbear.rules import catalog
from forbear.rules.format import Rulebook
from forbear.synth.build import Wanted, make
from forbear.synth.place import place_named
from tests.unit.synth.tables import answer_key, histories

CONTACTS = 6_000
PLANTED_KINDS = {"US": 18, "CN": 21, "UK": 8}
"""At least so many different rules are broken in the logs of these tests."""


@pytest.fixture(scope="module", params=["US", "CN", "UK"])
def log(request, tmp_path_factory) -> tuple[str, Path]:
    """A log in which eight times as much is planted as usual."""
    folder = tmp_path_factory.mktemp("truth") / request.param
    make(Wanted(place_named(request.param), CONTACTS, seed=6, violations=160_000), folder)
    return request.param, folder


def books_for(history: History, place: str) -> list[Rulebook]:
    """The rulebooks for this debtor that the log was made up for: what others find, no answer key tells."""
    debtor = history.parties.debtor
    meant = place_named(place).rulebooks
    found = catalog.for_place(str(debtor["place.country"]), str(debtor["place.state"]))
    return [book for book in found if book.id in meant]


@pytest.mark.slow
def test_the_engine_finds_exactly_what_was_planted(log):
    place, folder = log
    key = answer_key(folder)
    planted = {seq for seq, _, _ in key}
    found: set[tuple[int, str, str]] = set()
    wrong: Counter[object] = Counter()
    for history in histories(folder):
        judge = Judge(books_for(history, place), history, "listed")
        for contact in begun_by_collectors(history):
            verdict = judge.decide_event(contact)
            found |= {(contact.seq, reason.rulebook, reason.rule) for reason in verdict.reasons}
            if verdict.answer != ("refuse" if contact.seq in planted else "allow"):
                wrong[verdict.answer, tuple(reason.name for reason in verdict.reasons), verdict.missing] += 1
    assert not wrong
    assert found == key
    assert len({(book, rule) for _, book, rule in key}) >= PLANTED_KINDS[place]


def test_every_event_is_of_one_debtor_and_in_the_order_in_which_it_was_learnt(log):
    _, folder = log
    for history in histories(folder):
        assert [event.seq for event in history] == sorted(event.seq for event in history)
        assert all(event.known_at >= event.at for event in history)
