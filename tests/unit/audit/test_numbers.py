import pytest

from forbear.audit.intake.base import Row
from forbear.audit.numbers import tally
from forbear.calendar import read_instant
from forbear.events import Source

ZONE = "Asia/Shanghai"


def row(at="2026-03-01T10:00:00+08:00", number="+861000000101", **more):
    given = {"channel": "call", "begun_by_owner": False, "outcome": "no_answer"}
    return Row(Source("calls.xml", "1"), read_instant(at), number=number, **{**given, **more})


def text(words, **more):
    return row(channel="sms", outcome="delivered", text=words, **more)


def only(*rows):
    (figures,) = tally(rows, ZONE)
    return figures


def test_a_number_is_told_by_how_often_when_and_of_what_it_spoke():
    figures = only(
        row("2026-03-02T10:00:00+08:00", outcome="conversation"),
        row("2026-03-01T10:00:00+08:00"),
        row("2026-03-03T10:00:00+08:00", begun_by_owner=True),
        text("您的贷款已逾期"),
        text("hello"),
    )
    assert (figures.calls, figures.texts, figures.contacts) == (3, 2, 5)
    assert (figures.answered, figures.about_debt, figures.by_owner) == (1, 1, 1)
    assert (figures.first, figures.last) == (
        read_instant("2026-03-01T10:00:00+08:00"), read_instant("2026-03-03T10:00:00+08:00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "night"),
    [("07:59:59", 1), ("08:00:00", 0), ("21:59:59", 0), ("22:00:00", 1), ("00:00:00", 1)],
)
def test_nights_are_counted_in_the_zone_of_the_telephone(clock, night):
    assert only(row(f"2026-03-01T{clock}+08:00")).at_night == night
    assert only(row(f"2026-03-01T{clock}+08:00", begun_by_owner=True)).at_night == 0


def test_what_the_owner_wrote_does_not_make_the_other_a_collector():
    assert only(text("我的贷款逾期了", begun_by_owner=True)).suggestion == ""


@pytest.mark.parametrize(
    ("rows", "suggestion"),
    [
        ([text("您的贷款已逾期")], "collector"),
        ([text("您的贷款已逾期", saved_name="Bank")], "collector"),
        ([row()] * 5, "look"),
        ([row()] * 4, ""),
        ([row(saved_name="Mum")] * 5, ""),
        ([row()] * 5 + [row(begun_by_owner=True)], ""),
        ([row()] * 2 + [row(outcome="conversation")] * 3, ""),
        ([row()] * 3 + [row(outcome="conversation")] * 3, "look"),
    ],
    ids=["speaks of debts", "saved and speaks of debts", "often and never answered", "seldom", "saved", "called back",
         "mostly talked", "as often talked as not"],
)  # fmt: skip
def test_what_is_worth_a_look_is_suggested(rows, suggestion):
    assert only(*rows).suggestion == suggestion


def test_the_likeliest_collectors_come_first_and_saved_numbers_last():
    rows = [
        *[row(number="saved", saved_name="Mum")] * 9,
        *[row(number="quiet")] * 2,
        *[row(number="often")] * 6,
        text("您的贷款已逾期", number="debts"),
    ]
    assert [figures.number for figures in tally(rows, ZONE)] == ["debts", "often", "quiet", "saved"]
