"""What would be enough, and what never is advice."""

from __future__ import annotations

from forbear.creditfile.decision.cards import checked, shipped
from forbear.creditfile.decision.changes import Change, applied, smallest
from forbear.creditfile.decision.scorecard import decide
from tests.support.scorecards import sound

LOW = {"applications_90d": (2, 2), "owed": (600000, 600000), "savings": "many"}


def test_the_smallest_change_is_the_nearest_value_that_is_enough():
    found = smallest(sound(), LOW)
    assert found.sets == [[Change("owed", (600000, 600000), (99999, 99999), 0, 2, 30)]]
    assert decide(sound(), applied(LOW, found.sets[0])).answer == "approve"


def test_fewer_figures_come_before_fewer_steps():
    found = smallest(sound(), {**LOW, "applications_90d": (0, 0), "savings": "none"})
    assert [[(one.figure, one.steps) for one in changes] for changes in found.sets] == [[("owed", 2)]]


def test_what_has_happened_is_never_to_be_undone():
    found = smallest(sound(), {**LOW, "applications_90d": (9, 9)})
    assert (list(found.sets), found.none) == ([], "points")


def test_a_rule_that_rejects_or_may_leaves_no_way_by_points():
    assert smallest(sound(), LOW, {"listed": True}).none == "rules"
    assert smallest(sound(), LOW, {"listed": None}).none == "rules"
    assert smallest(sound(), LOW, {"listed": False}).sets


def test_whoever_is_approved_needs_to_change_nothing():
    assert smallest(sound(), {**LOW, "owed": (0, 0)}).none == "approved"


def test_nobody_is_told_to_ask_for_more_though_a_larger_sum_has_more_points():
    bins = [{"to": 9, "points": 0}, {"from": 10, "to": 19, "points": 20}, {"from": 20, "points": 5}]
    figure = {"label": {"en": "sum", "zh": "金额"}, "source": "request", "act": "less", "reference": 20, "bins": bins}
    card = checked({"id": "c", "title": {"en": "c", "zh": "c"}, "cutoff": 20, "figure": {"sum": figure}}, "c")
    assert smallest(card, {"sum": (5, 5)}).none == "points"
    assert [one.after for one in smallest(card, {"sum": (30, 30)}).sets[0]] == [(19, 19)]


def test_a_value_below_the_least_possible_is_no_way_out():
    bins = [{"to": -1, "points": 20}, {"from": 0, "points": 0}]
    figure = {
        "label": {"en": "owed", "zh": "欠"},
        "source": "owed",
        "act": "less",
        "least": 0,
        "reference": 20,
        "bins": bins,
    }
    card = checked({"id": "c", "title": {"en": "c", "zh": "c"}, "cutoff": 20, "figure": {"owed": figure}}, "c")
    assert smallest(card, {"owed": (5, 5)}).none == "points"


def test_the_shipped_card_knows_no_way_but_time():
    card = shipped("sample-lending-club")
    hungry = {"applications_180": (6, 6), "applications_365": (9, 9), "loans_opened_365": (4, 4)}
    found = smallest(card, hungry)
    assert not found.sets and found.none == "points"


def test_a_change_of_a_value_between_two_ends_is_reckoned_from_its_worse_end_and_leaves_it_whole():
    found = smallest(sound(), {**LOW, "applications_90d": (0, 0), "owed": (200_000, 700_000), "savings": "none"})
    assert found.sets == [[Change("owed", (200_000, 700_000), (99_999, 99_999), 0, 2, 30)]]
    assert smallest(sound(), {**LOW, "applications_90d": (0, 0), "owed": (0, 200_000)}).none == "approved"
    assert smallest(sound(), {**LOW, "owed": (0, 200_000)}).none == "points"


def test_it_is_said_only_where_there_are_other_ways_as_small():
    figure = {"label": {"en": "owed", "zh": "欠"}, "source": "owed", "act": "less", "reference": 9}
    figures = {name: {**figure, "bins": [{"to": 0, "points": 9}, {"from": 1, "points": 0}]} for name in "ab"}
    card = checked({"id": "c", "title": {"en": "c", "zh": "c"}, "cutoff": 9, "figure": figures}, "c")
    both = {"a": (5, 5), "b": (5, 5)}
    assert [(len(found.sets), found.more) for most in (1, 2, 3) if (found := smallest(card, both, most=most))] == [
        (1, True), (2, False), (2, False),
    ]  # fmt: skip
