from dataclasses import replace

import pytest

from forbear.audit.result import QuietHours
from forbear.calendar import HOUR, WEEKDAYS
from forbear.report.pictures import HourCell, Mark, QuietSpan, hour_figures, quiet_figures, timeline_figures
from tests.support.audit_fixture import clean_result, empty_result, fake_result


def quiet(start, end, *weekdays):
    return QuietHours("cn-gbt-45251-2025", "hours", start * HOUR, end * HOUR, weekdays, "standard")


def test_contacts_stand_at_their_local_hour_and_weekday():
    assert hour_figures(clean_result()) == (HourCell("Mon", 10, 0, 1), HourCell("Thu", 15, 0, 1))


def test_every_judged_contact_stands_in_one_cell():
    result = fake_result()
    cells = hour_figures(result)
    refused = sum(judged.verdict.answer == "refuse" for judged in result.judged)
    assert (sum(cell.refused for cell in cells), sum(cell.other for cell in cells)) == (
        refused,
        len(result.judged) - refused,
    )


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        ([], []),
        ([quiet(0, 8, "Mon")], [(0, 480)]),
        ([quiet(22, 24, "Mon"), quiet(0, 8, "Mon")], [(0, 480), (1320, 1440)]),
        ([quiet(22, 8, "Mon")], [(0, 480), (1320, 1440)]),
        ([quiet(22, 0, "Mon")], [(1320, 1440)]),
        ([quiet(0, 8, "Mon"), quiet(6, 9, "Mon")], [(0, 540)]),
        ([quiet(0, 8, "Mon"), quiet(8, 9, "Mon")], [(0, 540)]),
    ],
)
def test_closed_hours_are_joined_and_nights_are_split(hours, spans):
    assert quiet_figures(hours) == tuple(QuietSpan("Mon", *span) for span in spans)


def test_closed_hours_without_weekdays_are_those_of_every_day():
    assert [span.weekday for span in quiet_figures([quiet(0, 8)])] == list(WEEKDAYS)


def test_the_debtor_has_the_first_lane_and_people_who_owe_nothing_are_marked():
    lanes = timeline_figures(fake_result()).lanes
    assert (lanes[0].person, lanes[0].third) == ("P1", False)
    assert all(lane.third for lane in lanes[1:])
    assert len(lanes) == 9


def test_every_contact_has_a_mark_while_there_is_room():
    timeline = timeline_figures(fake_result())
    assert sum(len(lane.marks) for lane in timeline.lanes) == 120
    assert {mark.count for lane in timeline.lanes for mark in lane.marks} == {1}
    assert (timeline.columns, timeline.days_per_column) == (30, 1)


def test_no_two_marks_of_a_lane_share_a_place():
    for lane in timeline_figures(fake_result(800, days=400)).lanes:
        places = [(mark.column, mark.slot) for mark in lane.marks]
        assert len(places) == len(set(places))


def test_a_year_of_many_contacts_is_capped_and_no_contact_is_lost():
    timeline = timeline_figures(fake_result(1_000, days=400), lanes_most=4, columns_most=60, slots_most=3)
    assert (timeline.columns, timeline.days_per_column, len(timeline.lanes), timeline.hidden_persons) == (
        57,
        7,
        4,
        6,
    )
    assert max(mark.slot for lane in timeline.lanes for mark in lane.marks) < 3
    assert sum(mark.count for lane in timeline.lanes for mark in lane.marks) == 1_000
    assert sum(lane.merged for lane in timeline.lanes) == 1_000 - sum(len(lane.marks) for lane in timeline.lanes)


def test_a_contact_begun_by_the_debtor_is_drawn_as_not_judged():
    result = clean_result()
    timeline = timeline_figures(replace(result, judged=result.judged[:1]))
    assert timeline.lanes[0].marks == (Mark(0, 0, "call", "allow", 1), Mark(3, 0, "sms", "inbound", 1))


def test_without_contacts_there_is_nothing_to_draw():
    assert timeline_figures(empty_result()) is None
