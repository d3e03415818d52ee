"""The answer of a card: points, ends, reasons, rules."""

from __future__ import annotations

import hashlib

import pytest

from forbear.creditfile.decision import cards
from forbear.creditfile.decision.scorecard import Reason, decide
from forbear.errors import InputError, RecordError
from tests.support.scorecards import SOUND, sound

GOOD = {"applications_90d": (0, 0), "owed": (0, 0), "savings": "many"}
POOR = {"applications_90d": (7, 7), "owed": (900000, 900000), "savings": "none"}


def test_points_are_added_and_held_against_the_cut_off():
    decision = decide(sound(), GOOD)
    assert (decision.answer, decision.score, decision.cutoff) == ("approve", (80, 80), 60)
    assert [(one.figure, one.low, one.reference) for one in decision.points] == [
        ("applications_90d", 40, 20), ("owed", 30, 30), ("savings", 10, 10),
    ]  # fmt: skip


def test_a_high_score_gets_no_reasons_though_a_figure_lost_points():
    decision = decide(sound(), {**GOOD, "savings": "none"})
    assert (decision.answer, list(decision.reasons)) == ("approve", [])


def test_reasons_are_the_points_lost_against_somebody_just_approved_the_most_first():
    decision = decide(sound(), POOR)
    assert (decision.answer, decision.score, decision.shortfall) == ("reject", (0, 0), 60)
    assert decision.reasons == [
        Reason(30, [("owed", 30)]), Reason(20, [("applications_90d", 20)]), Reason(10, [("savings", 10)]),
    ]  # fmt: skip


def test_the_last_reason_counts_only_for_what_was_still_lacking():
    decision = decide(sound(), {**POOR, "savings": "some", "owed": (100000, 100000)})
    assert (decision.score, decision.shortfall) == ((25, 25), 35)
    assert decision.reasons == [Reason(20, [("applications_90d", 20)]), Reason(15, [("owed", 15)])]


def test_a_figure_that_is_not_needed_to_explain_the_shortfall_is_not_named():
    decision = decide(sound(), {**GOOD, "owed": (500000, 500000), "savings": "none", "applications_90d": (1, 1)})
    assert (decision.shortfall, decision.reasons) == (40, [Reason(30, [("owed", 30)]), Reason(10, [("savings", 10)])])
    decision = decide(sound(), {**GOOD, "owed": (500000, 500000), "savings": "none"})
    assert (decision.shortfall, decision.reasons) == (20, [Reason(20, [("owed", 30)])])


def test_where_more_than_four_are_needed_the_fourth_reason_names_the_rest_together():
    card = _card_of({f"f{at}": 10 - at for at in range(6)})
    decision = decide(card, {f"f{at}": (1, 1) for at in range(6)})
    assert decision.shortfall == 45
    assert decision.reasons == [
        Reason(10, [("f0", 10)]), Reason(9, [("f1", 9)]), Reason(8, [("f2", 8)]),
        Reason(18, [("f3", 7), ("f4", 6), ("f5", 5)]),
    ]  # fmt: skip


def test_equal_losses_are_named_in_the_order_of_the_card():
    card = _card_of({"b": 5, "a": 5})
    assert [one.lost for one in decide(card, {"a": (1, 1), "b": (1, 1)}).reasons] == [[("b", 5)], [("a", 5)]]


def test_a_value_between_two_ends_is_undecided_only_where_that_could_change_the_answer():
    between = (50000, 200000)
    decision = decide(sound(), {**GOOD, "applications_90d": (1, 1), "owed": between})
    assert (decision.answer, decision.score, decision.open_figures) == ("undecided", (45, 60), ["owed"])
    assert decide(sound(), {**GOOD, "owed": between}).answer == "approve"
    assert decide(sound(), {**POOR, "owed": between}).answer == "reject"


def test_the_shortfall_of_a_value_between_two_ends_is_that_of_the_reading_best_for_the_person():
    decision = decide(sound(), {**POOR, "owed": (50000, 200000)})
    assert (decision.answer, decision.score, decision.shortfall) == ("reject", (15, 30), 30)
    assert decision.reasons == [Reason(20, [("applications_90d", 20)]), Reason(10, [("savings", 10)])]


def test_an_open_end_reaches_every_bin_on_its_side():
    assert decide(sound(), {**GOOD, "owed": (200000, None)}).points[1].bins == range(1, 3)
    assert decide(sound(), {**GOOD, "owed": (None, 200000)}).points[1].bins == range(2)


@pytest.mark.parametrize("nothing", [None, (None, None)])
def test_what_is_not_known_earns_its_own_points_where_the_card_states_them_and_is_open_where_not(nothing):
    decision = decide(sound(), {**GOOD, "applications_90d": nothing})
    assert (decision.answer, decision.score, list(decision.points[0].bins)) == ("reject", (50, 50), [])
    decision = decide(sound(), {**GOOD, "owed": nothing})
    assert (decision.answer, decision.score, decision.open_figures) == ("undecided", (50, 80), ["owed"])


def test_a_figure_of_which_the_file_holds_no_row_has_the_value_that_the_card_states_for_that():
    values = {name: value for name, value in GOOD.items() if name != "applications_90d"}
    assert decide(sound(), values).points[0].low == 40
    assert decide(sound(), {**values, "applications_90d": None}).points[0].low == 10


def test_a_rule_that_speaks_rejects_whatever_the_points_and_has_its_own_row():
    decision = decide(sound(), GOOD, {"overdue-90-days": True, "listed": False})
    assert (decision.answer, decision.hard, list(decision.reasons), decision.shortfall) == (
        "reject", ["overdue-90-days"], [], 0,
    )  # fmt: skip


def test_a_rule_of_which_it_is_not_known_whether_it_speaks_leaves_only_an_approval_open():
    decision = decide(sound(), GOOD, {"listed": None})
    assert (decision.answer, decision.unsure, decision.open_figures) == ("undecided", ["listed"], [])
    assert decide(sound(), POOR, {"listed": None}).answer == "reject"


def test_a_word_that_the_card_does_not_know_is_refused_not_taken_for_another():
    with pytest.raises(RecordError, match=r"savings: the card knows no value 'sone'.*Did you mean 'some'\?"):
        decide(sound(), {**GOOD, "savings": "sone"})
    with pytest.raises(RecordError, match=r"savings: the card knows no value \(3, 3\)"):
        decide(sound(), {**GOOD, "savings": (3, 3)})
    with pytest.raises(RecordError, match=r"owed: the card knows no value 'much'.*It knows: numbers only"):
        decide(sound(), {**GOOD, "owed": "much"})


def test_a_decision_as_plain_values_holds_all_that_it_rests_on():
    told = decide(sound(), {**POOR, "owed": (50000, 200000)}, {"listed": None}).as_json()
    assert told == {
        "answer": "reject",
        "score": [15, 30],
        "cutoff": 60,
        "shortfall": 30,
        "points": [
            {"figure": "applications_90d", "value": [7, 7], "points": [0, 0], "reference": 20, "bins": [2, 2]},
            {"figure": "owed", "value": [50000, 200000], "points": [15, 30], "reference": 30, "bins": [0, 1]},
            {"figure": "savings", "value": "none", "points": [0, 0], "reference": 10, "bins": [0, 0]},
        ],
        "reasons": [
            {"points": 20, "figures": [{"figure": "applications_90d", "lost": 20}]},
            {"points": 10, "figures": [{"figure": "savings", "lost": 10}]},
        ],
        "hard": [],
        "unsure": ["listed"],
        "open_figures": [],
    }


def test_the_shipped_card_is_a_sample_that_says_on_what_it_was_fitted_and_how_weakly_it_ranks():
    card = cards.shipped("sample-lending-club")
    assert card.sample and "nobody" in card.title["en"] and "并非" in card.title["zh"]
    assert 600 <= card.fitted["auc_permille"] <= 700 and card.fitted["people"] == 9857
    assert all(one.better == "less" for one in card.figures)
    assert all(sum(each.people for each in one.bins) == 9857 for one in card.figures)


def test_a_card_knows_the_hash_of_its_file(tmp_path):
    assert cards.load(SOUND).sha256 == hashlib.sha256(SOUND.read_bytes()).hexdigest()


def test_a_shipped_card_that_is_not_there_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match=r"Did you mean 'sample-lending-club'\?"):
        cards.shipped("sample-lending-clubs")


def test_every_law_that_forbids_a_source_has_a_place_a_citation_a_day_and_a_confidence():
    for kind, one in cards.sources()["forbidden"].items():
        assert one["words"]["en"] and one["words"]["zh"] and one["en"] and one["zh"], kind
        for law in one.get("law", []):
            assert law["confidence"] in ("seen", "secondary") and law["seen"] and law["cite"] and law["source"], kind


def test_no_source_lets_anybody_be_told_to_borrow_more():
    acts = {name: one["acts"] for name, one in cards.sources()["source"].items()}
    assert [name for name, allowed in acts.items() if "more" in allowed] == ["means"]
    assert not any(acts[name] for name in ("application", "inquiry", "opened", "late", "listed", "history"))


def _card_of(losses):
    figures = {
        name: {
            "label": {"en": name, "zh": name}, "source": "means", "reference": lost,
            "bins": [{"to": 0, "points": lost}, {"from": 1, "points": 0}],
        }
        for name, lost in losses.items()
    }  # fmt: skip
    return cards.checked(
        {"id": "c", "title": {"en": "c", "zh": "c"}, "cutoff": sum(losses.values()), "figure": figures}, "c"
    )


def test_neighbouring_bins_may_earn_the_same_though_a_direction_is_stated():
    bins = [{"to": 0, "points": 4}, {"from": 1, "to": 2, "points": 4}, {"from": 3, "points": 0}]
    figure = {"label": {"en": "f", "zh": "项"}, "source": "means", "better": "less", "reference": 4, "bins": bins}
    card = cards.checked({"id": "c", "title": {"en": "c", "zh": "c"}, "cutoff": 4, "figure": {"f": figure}}, "c")
    assert decide(card, {"f": (0, 2)}).answer == "approve"
