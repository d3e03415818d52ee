import pytest

from forbear.audit.intake.base import Options
from forbear.audit.intake.whatsapp import LONGEST, sniff
from forbear.calendar import read_instant
from forbear.errors import RecordError
from tests.support.logs import Reading, write

CHAT = """\
13/03/2026, 22:41 - Messages and calls are end-to-end encrypted. Tap to learn more.
13/03/2026, 22:41 - Example Agency: Your loan is overdue.
Pay now
or else: we act.
13/03/2026, 22:45 - Lin: I cannot
14/03/2026, 07:05 - Example Agency: <Media omitted>
"""


def read(tmp_path, text=CHAT, **options):
    return Reading(write(tmp_path / "chat.txt", text), Options(zone="Asia/Shanghai", region="CN"), **options)


def test_a_message_has_its_author_its_time_in_the_zone_given_and_all_its_lines(tmp_path):
    first, *rest = read(tmp_path).rows
    assert (first.number, first.channel, first.outcome, first.begun_by_owner) == (
        "Example Agency",
        "social",
        "delivered",
        False,
    )
    assert first.at == read_instant("2026-03-13T22:41:00+08:00")
    assert first.text == "Your loan is overdue.\nPay now\nor else: we act."
    assert (first.source.row, [row.source.row for row in rest]) == ("2", ["5", "6"])


def test_notices_of_the_app_are_counted_and_passed_over(tmp_path):
    tally = read(tmp_path).tally
    assert (tally.rows, tally.ignored) == (4, {"system line": 1})


def test_without_a_zone_the_import_stops_and_asks(tmp_path):
    with pytest.raises(RecordError, match=r"states no time zone.*--zone"):
        read(tmp_path, zone=None)


def test_where_the_order_cannot_be_decided_the_import_stops_and_asks_and_takes_the_answer(tmp_path):
    text = "03/04/2026, 10:00 - A: hi\n"
    with pytest.raises(RecordError, match="--date-order"):
        read(tmp_path, text)
    assert read(tmp_path, text, date_order="dmy").row.at == read_instant("2026-04-03T10:00:00+08:00")
    assert read(tmp_path, text, date_order="mdy").row.at == read_instant("2026-03-04T10:00:00+08:00")


def test_a_date_that_does_not_exist_in_the_order_given_is_rejected_without_words_of_the_message(tmp_path):
    reading = read(tmp_path, "13/04/2026, 10:00 - A: secret\n04/05/2026, 10:00 - A: hi\n", date_order="mdy")
    assert (len(reading.rows), reading.codes, reading.rejected[0].text) == (1, ["time-invalid"], "13/4/2026")
    assert "secret" not in str(reading.rejected)


def test_a_number_in_place_of_a_name_is_written_like_all_numbers(tmp_path):
    text = "13/04/2026, 10:00 - \u202a+86 100 000 0101\u202c: hi\n13/04/2026, 10:01 - 100 000 0101: hi\n"
    assert {row.number for row in read(tmp_path, text).rows} == {"+861000000101"}


def test_what_the_owner_wrote_in_a_chat_of_two_goes_to_the_other(tmp_path):
    reading = read(tmp_path, owner_name="Lin")
    assert [(row.number, row.begun_by_owner) for row in reading.rows] == [
        ("Example Agency", False),
        ("Example Agency", True),
        ("Example Agency", False),
    ]


def test_what_the_owner_wrote_to_several_people_is_passed_over(tmp_path):
    reading = read(tmp_path, CHAT + "15/03/2026, 07:05 - Wei: hi\n", owner_name="Lin")
    assert reading.tally.ignored["written by the owner to several people"] == 1
    assert not any(row.begun_by_owner for row in reading.rows)


def test_an_owner_who_does_not_write_is_asked_about_with_the_nearest_name(tmp_path):
    with pytest.raises(RecordError, match=r"nobody writes under the name 'Linn'\. Did you mean 'Lin'\?"):
        read(tmp_path, owner_name="Linn")


def test_lines_before_the_first_message_are_counted(tmp_path):
    assert read(tmp_path, "an export\n\n" + CHAT).tally.ignored["line before the first message"] == 1


def test_an_author_may_have_nothing_to_say_and_a_web_address_is_no_author(tmp_path):
    reading = read(tmp_path, "13/04/2026, 10:00 - A:\n13/04/2026, 10:01 - https://example.org/x joined\n")
    assert (reading.row.number, reading.row.text) == ("A", "")
    assert reading.tally.ignored == {"system line": 1}


def test_a_message_without_end_does_not_fill_the_memory(tmp_path):
    line = "x" * 999 + "\n"
    reading = read(tmp_path, CHAT + line * (LONGEST // 500))
    assert len(reading.rows[-1].text) <= LONGEST + 100
    assert reading.warned == ["message-long"]


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_chat_is_read_in_any_of_four_encodings(tmp_path, encode):
    path = write(tmp_path / "chat.txt", "13/04/2026, 10:00 - 催收员: 还款\n".encode(encode))
    assert Reading(path, Options(zone="Asia/Shanghai")).row.text == "还款"


@pytest.mark.parametrize(
    ("head", "name", "is_chat"),
    [
        (CHAT, "chat.txt", True),
        (CHAT, "chat", True),
        ("[13/11/2025, 12:25:55 PM] A: hi\n" + "a long message\n" * 39, "_chat.txt", True),
        ("a note\nanother\n", "note.txt", False),
        ("", "empty.txt", False),
        (CHAT, "chat.csv", False),
        ("a\n" * 30 + CHAT, "diary.txt", False),
    ],
)
def test_a_chat_is_told_by_its_first_lines(head, name, is_chat):
    assert sniff(head.encode(), name) is is_chat
