"""What people read of a decision, in both languages."""

from __future__ import annotations

from forbear.creditfile.decision.ageing import ageing
from forbear.creditfile.decision.changes import smallest
from forbear.creditfile.decision.scorecard import decide
from forbear.creditfile.decision.telling import measured, tell, tell_ageing, tell_ways, told_value
from tests.support.scorecards import sound

POOR = {"applications_90d": (2, 2), "owed": (600000, 600000), "savings": "none"}


def test_a_rejection_is_told_with_its_points_its_reasons_and_how_such_people_ended():
    assert tell(sound(), decide(sound(), POOR, {"r": True}), "en", {"r": "90 days overdue"}) == [
        "The score is 20, the cut-off 60: 40 points are lacking.",
        "This rule refuses by itself, whatever the points: 90 days overdue.",
        "Owed in all: 600,000. This has 30 points fewer than somebody just approved; 30 of them are lacking here.",
        "Savings as stated: none. This has 10 points fewer than somebody just approved; 10 of them are lacking here.",
    ]
    assert tell(sound(), decide(sound(), {**POOR, "applications_90d": (5, 5)}), "zh")[1:3] == [
        "欠款总额：600,000。比刚好通过者少 30 分，其中 30 分计入所缺分数。",
        (
            "近90天申请次数：5。比刚好通过者少 20 分，其中 20 分计入所缺分数。"
            "用于拟合评分卡的人中，有 100 人为此值，其中 12 人结果不良（12.0%）。"
        ),
    ]


def test_a_refusal_by_a_rule_alone_blames_no_points():
    good = {"applications_90d": (0, 0), "owed": (0, 0), "savings": "many"}
    told = tell(sound(), decide(sound(), good, {"listed": True}), "en")
    assert told[0] == ("The points are not what it was refused for (score 80, cut-off 60): a rule refuses by itself.")
    assert "尚不能决定" in tell(sound(), decide(sound(), good, {"listed": None}), "zh")[0]


def test_what_is_not_known_well_enough_is_named():
    told = tell(
        sound(), decide(sound(), {**POOR, "applications_90d": (0, 0), "owed": (50000, None), "savings": "some"}), "en"
    )
    assert told == [
        "Undecided: the score is between 50 and 80, the cut-off 60, and what is not known could change the answer.",
        "Owed in all is not known well enough: 50,000 or more.",
    ]


def test_a_way_out_is_told_with_its_values_and_without_advice_to_borrow():
    assert list(tell_ways(sound(), smallest(sound(), POOR), "en")) == [
        (
            "This would be enough: owed in all from 600,000 to 99,999 (30 points more); "
            "savings as stated from none to some (10 points more)."
        ),
        "This is what the card answers, other things being equal; it is no advice to borrow, and no promise of a loan.",
    ]


def test_the_days_of_time_alone_are_told_for_the_answer_and_for_each_item():
    def shown(day):
        return {**POOR, "owed": (0, 0), "applications_90d": (3, 3) if day < 20_090 else (0, 0)}, {
            "listed": day < 20_100
        }

    found = ageing(sound(), shown, 20_000, range(20_001, 20_200))
    assert list(tell_ageing(sound(), found, "en", {"listed": "On a list"})) == [
        "If nothing new happens, time alone is enough from 2025-01-12 on.",
        "Savings as stated: still counts against you on 2025-04-21.",
        "On a list: no longer counts against you from 2025-01-12 on.",
    ]
    assert next(tell_ageing(sound(), found, "zh")) == "如无新情况，自 2025-01-12 起，仅靠时间推移即可通过。"


def test_values_are_told_with_their_ends():
    assert [told_value(one, "en") for one in ((5, 5), (1, 1200), (3, None), (None, 4), None, "own")] == [
        "5", "1 to 1,200", "3 or more", "4 or less", "not known", "own",
    ]  # fmt: skip


def test_the_measured_rate_is_left_out_where_the_card_states_none_or_the_value_is_not_certain():
    card = sound()
    lines = {line.figure: line for line in decide(card, {**POOR, "applications_90d": (0, 2)}).points}
    assert measured(card, lines["owed"], "en") == measured(card, lines["applications_90d"], "en") == ""
