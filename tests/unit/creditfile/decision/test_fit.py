"""What is done with the bins that a library finds, without that library."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest

from forbear.creditfile.decision import fit as fitting
from forbear.creditfile.decision.cards import read
from forbear.creditfile.decision.fit import Cut, auc, fit
from forbear.creditfile.decision.writing import written
from forbear.errors import SetupError
from tests.support.credit_sets import CASES, folds


def test_without_the_packages_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optbinning", None)
    with pytest.raises(
        SetupError, match=r"optbinning is not installed\. Install it with: pip install 'forbear\[credit-fit\]'"
    ):
        fit({"figure": {}}, [], [], 100)


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order_and_a_tie_is_half():
    assert auc([3, 2, 1], [False, False, True]) == 1
    assert auc([1, 2, 3], [False, False, True]) == 0
    assert auc([5, 5], [False, True]) == Fraction(1, 2)
    assert auc([1, 2, 2, 3], [True, False, True, False]) == Fraction(7, 8)


def test_whole_values_begin_at_the_next_whole_number_after_a_split():
    assert fitting._of_numbers([1.5, 3.0, 3.0]) == [Cut(None, 1), Cut(2, 2), Cut(3, None)]
    assert fitting._of_numbers([]) == [Cut()]


def test_a_bin_holds_its_numbers_its_words_or_what_is_not_known():
    assert [Cut(2, 4).holds(one) for one in (1, 2, 4, 5, None, "a")] == [False, True, True, False, False, False]
    assert [Cut(words=("a",)).holds(one) for one in ("a", "b", 1, None)] == [True, False, False, False]
    assert [Cut(unknown=True).holds(one) for one in ("a", 1, None)] == [False, False, True]


def test_the_evidence_of_a_bin_rises_with_its_good_endings_and_needs_no_bad_one():
    cuts = [Cut(people=100, bad=50), Cut(people=100, bad=10), Cut(people=20, bad=0)]
    evidence = [fitting._evidence(each, cuts) for each in cuts]
    assert evidence == sorted(evidence) and evidence[0] < 0 < evidence[2]


def test_the_cut_off_is_the_lowest_that_keeps_the_bad_endings_to_what_was_asked():
    scores, bad = [9, 8, 7, 6, 5], [False, True, False, False, True]
    assert [fitting._cutoff(scores, bad, permille) for permille in (0, 250, 400, 333)] == [9, 6, 5, 6]


def test_references_reach_the_cut_off_by_raising_those_that_rise_least():
    card = {"figure": {"a": {"bins": [{"points": 0}, {"points": 10}]}, "b": {"bins": [{"points": 0}, {"points": 4}]}}}
    just = [{"a": 4, "b": 1}, {"a": 4, "b": 1}]
    assert fitting._references(card, just, 0) == {"a": 0, "b": 0}
    assert fitting._references(card, just, 4) == {"a": 0, "b": 4}
    assert fitting._references(card, just, 5) == {"a": 10, "b": 4}


def test_a_card_that_is_written_reads_as_it_was():
    text = (CASES / "german.toml").read_text(encoding="utf-8")
    card = read(text.encode(), "german.toml")
    assert len(card.figures) == 12 and card.fitted["bad_permille"] == 150
    given = {
        "id": "w", "title": {"en": 'a "card"', "zh": "卡"}, "cutoff": 1, "fitted": {"says": {"en": "x", "zh": "y"}},
        "figure": {
            "f": {
                "label": {"en": "f", "zh": "项"}, "source": "means", "reference": 2,
                "bins": [{"words": ["ä"], "points": 2}],
            },
        },
    }  # fmt: skip
    again = read(written(given).encode(), "w.toml")
    assert (again.title, again.fitted, again.figures[0].bins[0].words) == (given["title"], given["fitted"], ("ä",))


def test_folds_are_the_same_twice_and_hold_both_endings_alike():
    bad = [at % 3 == 0 for at in range(300)]
    dealt = folds(bad)
    assert dealt == folds(bad) != folds(bad, seed=1)
    assert {
        sum(1 for each, ending in zip(dealt, bad, strict=True) if each == fold and ending) for fold in range(10)
    } == {10}
