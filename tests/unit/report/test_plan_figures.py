import pytest

from forbear.plan.months import add_months
from forbear.plan.schedule import Payment, simulate
from forbear.report.plan_charts import SLIM, WIDE, Spot, balances_chart, pareto_chart, payments_chart
from forbear.report.plan_figures import balances, end_of, letter, month_ends, part_of, parts_by_month
from forbear.report.plan_ways import best_of, watch_sentences
from forbear.report.words import Words
from tests.support.plan_fixture import TOO_LITTLE, good, plans, stopped


@pytest.mark.parametrize("name", ["one_platform", "pro_rata"])
def test_the_picture_begins_with_what_is_owed_and_ends_with_nothing(name):
    schedule = plans()[name].schedule
    found = balances(schedule)
    assert sum(track.owed[0] for track in found.tracks) == sum(debt.owed for debt in schedule.debts.all)
    assert [track.owed[-1] for track in found.tracks] == [0] * 6
    assert found.days[0] == schedule.first and found.days[-1] >= end_of(schedule)


def test_the_height_of_each_month_is_what_the_months_of_the_schedule_close_with():
    schedule = plans()["one_platform"].schedule
    found = balances(schedule)
    for at, day in enumerate(found.days[1:], 1):
        closing = sum(row.sums.closing for row in schedule.rows() if row.last == day)
        assert sum(track.owed[at] for track in found.tracks) == closing or day > schedule.last


def test_platforms_have_letters_in_the_order_in_which_they_close():
    tracks = balances(plans()["one_platform"].schedule).tracks
    assert [track.letter for track in tracks] == list("ABCDEF")
    days = [track.closed for track in tracks]
    assert days == sorted(days)


def test_a_closing_after_the_end_of_the_picture_has_no_sign_in_it():
    schedule = plans(TOO_LITTLE)["one_platform"].schedule
    short = add_months(schedule.first, 12)
    found = balances(schedule, short)
    assert found.days[-1] == short
    assert all(track.closed is None or track.closed <= short for track in found.tracks)
    assert None in [track.closed for track in found.tracks]


def test_payments_and_charges_of_the_months_add_up_to_those_of_the_schedule():
    plan = plans()["pro_rata"]
    parts = parts_by_month(plan.schedule, plan.months + 1)
    assert sum(part.paid for part in parts) == plan.paid == part_of(plan.schedule.entries).paid
    assert sum(part.charged for part in parts) == plan.sums.interest + plan.sums.fees


def test_letters_go_on_after_z_and_months_begin_with_the_first_day():
    assert [letter(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
    assert month_ends(739_707, 739_707) == (739_707,)


def test_a_way_that_another_betters_in_both_is_not_among_the_best():
    spots = [Spot("1", 10, 5), Spot("2", 12, 4), Spot("3", 12, 5), Spot("4", 10, 5)]
    assert [spot.letter for spot in best_of(spots)] == ["1", "2", "4"]


def test_ways_at_the_same_place_share_their_letters():
    spec = pareto_chart([Spot("1", 10, 5), Spot("2", 10, 5)], [], "CNY", WIDE, Words("en"))
    texts = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert texts == [[{"cost": 10, "months": 5, "letters": "1 2"}]]


def test_signs_of_closings_near_one_another_stand_on_rows_of_their_own():
    found = balances(plans()["pro_rata"].schedule)
    spec = balances_chart(found, "CNY", {}, SLIM, Words("en"))
    rows = [layer for layer in spec["layer"] if layer["encoding"].get("y", {}).get("value", 0) < 0]
    assert len(rows) > 1 and sum(len(layer["data"]["values"]) for layer in rows) == 6


def test_a_month_that_covers_no_interest_is_drawn_higher_than_what_is_paid():
    parts = parts_by_month(plans(TOO_LITTLE)["pro_rata"].schedule, 6)
    values = payments_chart(parts, 1, "CNY", SLIM, Words("en"))["data"]["values"]
    assert [value["charged"] > value["paid"] for value in values] == [False, True, True, True, True, True]


def test_a_payment_on_the_first_day_belongs_to_the_first_month():
    debts = plans()["one_platform"].schedule.debts
    first = debts.all[0].as_of
    schedule = simulate(debts, [Payment(first, "Lanjing Loans", 10_000)], add_months(first, 2))
    assert [part.paid for part in parts_by_month(schedule, 2)] == [10_000, 0]


def test_the_terminal_names_the_debts_whose_share_does_not_cover_what_they_charge():
    told = watch_sentences(stopped(), Words("en"))
    assert told[-1].startswith("Spread over all, Lanjing Loans, Yueguang Loans, Bailu Finance and Shanque Credit grew")
    assert not any("grew" in sentence for sentence in watch_sentences(good(), Words("en")))
