import pytest

from forbear.audit.intake.stamps import OrderFinder, moment_in, stamp_of
from forbear.errors import RecordError

SHAPES = [
    ("[31/12/2022 11:40:26] Ann: hi", "dmy", "2022-12-31 11:40:26"),
    ("[07.03.26, 21:22:39] Ann: hi", "dmy", "2026-03-07 21:22:39"),
    ("03.08.21, 12:30 - Ann: hi", "dmy", "2021-08-03 12:30:00"),
    ("28/3/2025, 9:29 p. m. - Ann: hi", "dmy", "2025-03-28 21:29:00"),
    ("28/3/2025, 9:29 a.m. - Ann: hi", "dmy", "2025-03-28 09:29:00"),
    ("3/24/14, 1:59:59 PM: Ann: hi", "mdy", "2014-03-24 13:59:59"),
    ("30/12/2020 13:00 - Ann: hi", "dmy", "2020-12-30 13:00:00"),
    ("2022/3/5 下午3:04 - Ann: hi", "ymd", "2022-03-05 15:04:00"),
    ("[2022/3/5 凌晨12:30:05] Ann: hi", "ymd", "2022-03-05 00:30:05"),
    ("[2022/3/5 上午11:30:05] Ann: hi", "ymd", "2022-03-05 11:30:05"),
    ("2022/3/5 中午12:30 - Ann: hi", "ymd", "2022-03-05 12:30:00"),
    ("2022/3/5 晚上11:30 - Ann: hi", "ymd", "2022-03-05 23:30:00"),
    ("2022. 3. 5. 오후 3:04 - Ann: hi", "ymd", "2022-03-05 15:04:00"),
    ("[2022-03-05, 15:04:05] Ann: hi", "ymd", "2022-03-05 15:04:05"),
    ("13.6.2018 klo 21.25.15 - Ann: hi", "dmy", "2018-06-13 21:25:15"),
    ("12/03/2022 às 14:30 - Ann: hi", "dmy", "2022-03-12 14:30:00"),
    ("\u200e[12/03/2022, 2:30:00\u202fPM] Ann: hi", "dmy", "2022-03-12 14:30:00"),
    ("12/03/2022, 2:30\u00a0pm - Ann: hi", "dmy", "2022-03-12 14:30:00"),
    ("12/03/2022, 12:00 AM - Ann: hi", "dmy", "2022-03-12 00:00:00"),
    ("12/03/2022, 12:00 PM - Ann: hi", "dmy", "2022-03-12 12:00:00"),
    ("٢٠\u200f/٣\u200f/٢٠٢٢، ٣:٠٤ م - Ann: hi".replace("،", ","), "dmy", "2022-03-20 15:04:00"),
    ("12/03/2022, 14:30 – Ann: hi", "dmy", "2022-03-12 14:30:00"),
]


@pytest.mark.parametrize(("line", "order", "moment"), SHAPES, ids=[line for line, *_ in SHAPES])
def test_a_stamp_is_read_in_whatever_shape_a_phone_wrote_it(line, order, moment):
    stamp = stamp_of(line + "\n")
    assert (str(moment_in(stamp, order)), stamp.rest) == (moment, "Ann: hi")


@pytest.mark.parametrize(
    "line",
    ["", "Ann: hi", "a second line", "12/03/2022", "at 12/03/2022, 14:30 - x", "1/2, 14:30 - x", "12/03/2022, 14:30"],
)
def test_a_line_without_a_stamp_goes_on_with_the_message_before(line):
    assert stamp_of(line) is None


def test_what_follows_the_stamp_stays_as_it_stands_with_its_invisible_marks():
    assert (
        stamp_of("\u200e[12/03/2022, 14:30:00] Ann: \u200e<attached:\u00a0x>\r\n").rest
        == "Ann: \u200e<attached:\u00a0x>"
    )


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("31/12/2022, 10:00 - x", "mdy"),
        ("30/02/2022, 10:00 - x", "dmy"),
        ("12/03/2022, 24:00 - x", "dmy"),
        ("12/03/2022, 10:60 - x", "dmy"),
        ("12/03/2008, 10:00 - x", "dmy"),
        ("05/03/22, 10:00 - x", "ymd"),
        ("2022/03/12, 10:00 - x", "dmy"),
        ("0/0/2022, 10:00 - x", "dmy"),
    ],
)
def test_a_date_that_does_not_exist_in_an_order_is_none(line, order):
    assert moment_in(stamp_of(line), order) is None


def order_of(tmp_path, *dates):
    finder = OrderFinder()
    for date in dates:
        finder.meet(stamp_of(f"{date}, 10:00 - x"))
    return finder.order(tmp_path / "chat.txt")


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13/02/2022", "14/02/2022"], "dmy"),
        (["02/13/2022"], "mdy"),
        (["2022/02/03"], "ymd"),
        (["03/04/2022", "04/04/2022", "13/04/2022"], "dmy"),
        (["01/02/2022", "02/02/2022", "01/03/2022"], "dmy"),
        (["02/01/22", "02/02/22", "03/01/22"], "mdy"),
        (["15-01-20", "16-01-20", "10-02-20"], "dmy"),
        (["15-01-20", "15-01-21", "15-02-02"], "ymd"),
        (["13/06/22"], "dmy"),
    ],
    ids=["a day above 12", "a month above 12 in second place", "a year of four figures", "one line decides for all",
         "time runs forward as days", "time runs forward as months", "days with dashes", "years with dashes",
         "no year of two figures stands before slashes"],
)  # fmt: skip
def test_the_order_of_day_and_month_is_decided_once_for_the_whole_file(tmp_path, dates, order):
    assert order_of(tmp_path, *dates) == order


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        (["03/04/2022"], "Several readings fit"),
        (["03/04/2022", "04/05/2022", "05/06/2022"], "Several readings fit"),
        (["13/04/2022", "04/14/2022"], "No reading fits"),
        (["15-01-20", "16-01-21"], "Several readings fit"),
        (["03.04.26"], "Several readings fit"),
    ],
    ids=["one date", "several dates", "both orders in one file", "day or year", "points"],
)
def test_an_order_that_cannot_be_decided_is_asked_for(tmp_path, dates, why):
    with pytest.raises(RecordError, match=f"cannot be told.*{why}.*--date-order dmy, mdy or ymd"):
        order_of(tmp_path, *dates)
