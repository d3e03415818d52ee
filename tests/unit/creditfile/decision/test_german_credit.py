"""German credit: 1,000 real loans, ten cards each fitted on nine tenths of them, judged by our whole-number scorer.

The cards lie in ``tests/cases/credit/scorecards``; ``make creditgate`` fits them anew.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from forbear.creditfile.decision.cards import checked, forbidden_in, read
from forbear.creditfile.decision.changes import applied, smallest
from forbear.creditfile.decision.fairness import by_group, percent, sentence
from forbear.creditfile.decision.fit import auc, values_of
from forbear.creditfile.decision.scorecard import decide
from tests.house.tree import ROOT
from tests.support.credit_sets import CASES, FOLDS, draft, folds, german, german_rows

GATE = Fraction(79, 100)


@pytest.fixture(scope="module")
def loans():
    """The loans as values, how they ended, and what the card of their own fold answers: it has not seen them."""
    rows, bad = german_rows(draft("german"))
    given = [json.loads(line) for line in (CASES / "german-folds.jsonl").read_text(encoding="utf-8").splitlines()]
    cards = [checked(card, f"fold {at}") for at, card in enumerate(given)]
    found = []
    for row, ending, fold in zip(rows, bad, folds(bad), strict=True):
        found.append((values_of(row), ending, fold, cards[fold], decide(cards[fold], values_of(row))))
    return found


def test_the_card_ranks_loans_that_it_has_not_seen_at_least_as_well_as_was_asked(loans):
    areas = []
    for fold in range(FOLDS):
        held = [(decision.score[0], bad) for _, bad, each, _, decision in loans if each == fold]
        areas.append(auc([score for score, _ in held], [bad for _, bad in held]))
    assert sum(areas) / FOLDS >= GATE, [str(area) for area in areas]


def test_reasons_add_up_to_the_shortfall_for_every_rejected_person(loans):
    rejected = [decision for *_, decision in loans if decision.answer == "reject"]
    assert len(rejected) > 300
    for decision in rejected:
        assert sum(one.points for one in decision.reasons) == decision.shortfall > 0
        assert 1 <= len(decision.reasons) <= 4


def test_every_way_out_of_every_rejected_person_flips_the_decision_when_it_is_taken(loans):
    ways = {}
    for values, _, _, card, decision in loans:
        if decision.answer == "reject":
            found = smallest(card, values)
            ways[found.none or "sets"] = ways.get(found.none or "sets", 0) + 1
            for changes in found.sets:
                assert decide(card, applied(values, changes)).answer == "approve"
    assert ways == {"sets": 313}


def test_nobody_is_told_to_ask_for_more_or_for_longer(loans):
    for values, _, _, card, _ in loans:
        for one in (one for changes in smallest(card, values).sets for one in changes):
            assert one.figure not in ("amount", "months") or one.after[1] < one.before[0]


def test_the_card_uses_neither_sex_nor_marriage_nor_origin_nor_a_telephone_nor_age():
    card = read((CASES / "german.toml").read_bytes(), "german.toml")
    used = {one.fitted_as for one in card.figures}
    left = set(german()[0]) - used - {"creditability"}
    assert {"personal_status_and_sex", "foreign_worker", "telephone", "age_in_years"} <= left
    assert {column for column in german()[0] if forbidden_in(column)} == {
        "personal_status_and_sex", "foreign_worker", "telephone",
    }  # fmt: skip


def test_how_the_card_treats_sex_and_age_stands_in_the_document_of_performance(loans):
    document = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for line in [*_table(loans, _sex), *_table(loans, _age)]:
        assert line in document, line


def _table(loans, group_of):
    """A row for each group, and what may be concluded of it."""
    judged = [
        (group_of(row), decision.answer, bad) for row, (_, bad, *_, decision) in zip(german(), loans, strict=True)
    ]
    for one in by_group(judged):
        mine = one.counts
        approved, bad = percent(mine.approved, mine.people), percent(mine.bad, mine.known)
        of_approved = percent(mine.approved_bad, mine.approved_known)
        yield f"| {one.name} | {mine.people} | {mine.approved} | {approved} | {bad} | {of_approved} |"
        yield sentence(one, "en")


def _sex(row):
    return row["personal_status_and_sex"].split(" ")[0]


def _age(row):
    years = int(row["age_in_years"])
    return "under 26" if years < 26 else "26 to 35" if years < 36 else "36 to 55" if years < 56 else "56 and over"
