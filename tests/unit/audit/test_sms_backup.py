import pytest

from forbear.audit.intake.sms_backup import LONGEST
from forbear.calendar import read_instant
from forbear.errors import RecordError
from tests.support.logs import AGENCY, FRIEND, Reading, call, calls, element, millis, sms, smses, write

AT = "2026-03-01T10:00:00.123+08:00"


def mms(box="1", at=AT, address=AGENCY, addrs="", texts=("hello",), date=None):
    """A multimedia message with a picture between its texts."""
    parts = "".join(
        element("part", seq=str(n), ct="text/plain", name="null", text=text) for n, text in enumerate(texts)
    )
    picture = element("part", seq="9", ct="image/jpeg", name="photo.jpg", text="null", data="AQID" * 40)
    inside = f"<parts>{element('part', seq='-1', ct='application/smil', text='<smil/>')}{picture}{parts}</parts>{addrs}"
    return f'<mms date="{date or millis(at)}" msg_box="{box}" address="{address}" sub="null">{inside}</mms>'


def addrs(**numbers):
    """137 is the sender, 151 a receiver, 130 a copy."""
    kinds = {"sender": "137", "to": "151", "cc": "130"}
    inside = "".join(element("addr", address=number, type=kinds[key]) for key, number in numbers.items())
    return f"<addrs>{inside}</addrs>"


@pytest.mark.parametrize(
    ("kind", "duration", "by_owner", "outcome"),
    [
        ("1", "30", False, "conversation"),
        ("1", "0", False, "answered_dropped"),
        ("2", "30", True, "conversation"),
        ("2", "0", True, "no_answer"),
        ("3", "0", False, "no_answer"),
        ("4", "0", False, "voicemail"),
        ("5", "0", False, "hung_up"),
        ("6", "0", False, "no_answer"),
        ("7", "12", False, "conversation"),
    ],
    ids=["came in", "came in, at once gone", "went out", "went out, unanswered", "missed", "voicemail",
         "rejected", "blocked", "answered on another device"],
)  # fmt: skip
def test_a_call_is_what_its_type_says(tmp_path, kind, duration, by_owner, outcome):
    row = Reading(write(tmp_path / "calls.xml", calls(call(AT, kind=kind, duration=duration)))).row
    assert (row.channel, row.begun_by_owner, row.outcome, row.duration_s) == ("call", by_owner, outcome, int(duration))


@pytest.mark.parametrize(("kind", "by_owner"), [("1", False), ("2", True)])
def test_a_message_was_received_or_sent(tmp_path, kind, by_owner):
    row = Reading(write(tmp_path / "sms.xml", smses(sms(AT, kind=kind, body="还款")))).row
    assert (row.channel, row.begun_by_owner, row.outcome, row.text) == ("sms", by_owner, "delivered", "还款")


@pytest.mark.parametrize("kind", ["0", "3", "4", "5", "6", "null", ""])
def test_drafts_and_messages_that_never_left_are_counted_and_passed_over(tmp_path, kind):
    reading = Reading(write(tmp_path / "sms.xml", smses(sms(kind=kind), mms(box=kind))))
    assert (reading.rows, reading.tally.rows) == ([], 2)
    assert reading.tally.ignored == {"draft, queued or failed message": 2}


def test_an_unknown_type_of_call_is_counted_and_passed_over(tmp_path):
    reading = Reading(write(tmp_path / "calls.xml", calls(call(kind="1000"))))
    assert (reading.rows, reading.tally.ignored) == ([], {"unknown call type": 1})


def test_the_time_is_the_milliseconds_in_utc_and_never_the_readable_date(tmp_path):
    row = Reading(write(tmp_path / "calls.xml", calls(call(AT, readable_date="2020年1月1日 08:00:00")))).row
    assert row.at == read_instant(AT)


@pytest.mark.parametrize(
    ("number", "normal"),
    [
        ("+86 100 000 0101", AGENCY),
        ("+86-100-000-0101", AGENCY),
        ("95588", "95588"),
        ("1069000000000101", "1069000000000101"),
        ("Example Bank", "Example Bank"),
        ("-1", ""),
        ("-2", ""),
        ("null", ""),
        ("", ""),
        ("Unknown", ""),
    ],
)
def test_a_number_is_written_in_one_way_and_a_withheld_one_is_nothing(tmp_path, number, normal):
    assert Reading(write(tmp_path / "calls.xml", calls(call(number=number)))).row.number == normal


@pytest.mark.parametrize(("name", "saved"), [("null", ""), ("(Unknown)", ""), ("", ""), ("Xiaoyu", "Xiaoyu")])
def test_the_word_null_and_unknown_are_no_names(tmp_path, name, saved):
    assert Reading(write(tmp_path / "calls.xml", calls(call(contact_name=name)))).row.saved_name == saved


def test_a_body_that_is_the_word_null_is_no_text(tmp_path):
    assert Reading(write(tmp_path / "sms.xml", smses(sms(body="null")))).row.text == ""


def test_several_events_of_one_millisecond_all_stay(tmp_path):
    rows = [call(AT, kind="3"), call(AT, kind="1"), call(AT, number=FRIEND), sms(AT, body="a"), sms(AT, body="b")]
    reading = Reading(write(tmp_path / "all.xml", calls(*rows)))
    assert len({(row.channel, row.number, row.outcome, row.text) for row in reading.rows}) == 5
    assert len({row.at for row in reading.rows}) == 1


def test_a_row_is_found_again_by_its_line_and_by_its_column_where_a_line_holds_several(tmp_path):
    path = write(tmp_path / "calls.xml", calls(call(), call(kind="3") + call(kind="5")))
    assert [row.source.row for row in Reading(path).rows] == ["3", "4", f"4:{len(call(kind='3')) + 1}"]


def test_a_received_multimedia_message_is_from_its_sender(tmp_path):
    text = mms(address=f"{FRIEND}~{AGENCY}", addrs=addrs(sender=AGENCY, to=FRIEND), texts=("one", "two"))
    row = Reading(write(tmp_path / "sms.xml", smses(text))).row
    assert (row.number, row.begun_by_owner, row.text, row.channel) == (AGENCY, False, "one\ntwo", "sms")
    assert row.at == read_instant(AT)


def test_without_a_sender_the_address_stands_for_it(tmp_path):
    text = mms(addrs=addrs(sender="insert-address-token"))
    assert Reading(write(tmp_path / "sms.xml", smses(text))).row.number == AGENCY


@pytest.mark.parametrize("between", ["~", ","])
def test_a_sent_multimedia_message_is_a_row_for_everyone_who_got_it(tmp_path, between):
    text = mms(box="2", address=f"{FRIEND}{between}{AGENCY}", addrs=addrs(sender="insert-address-token"))
    rows = Reading(write(tmp_path / "sms.xml", smses(text))).rows
    assert [(row.number, row.begun_by_owner) for row in rows] == [(FRIEND, True), (AGENCY, True)]


def test_a_time_in_seconds_is_understood(tmp_path):
    text = mms(date=str(read_instant(AT) // 1_000_000))
    assert Reading(write(tmp_path / "sms.xml", smses(text))).row.at == read_instant(AT) // 1_000_000 * 1_000_000


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#128512;", "😀"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#55357;", "\ufffd"),
        ("a&#0;b", "a\ufffdb"),
        ("a\x1bb", "a\ufffdb"),
        ("a &amp; b &lt; c", "a & b < c"),
    ],
)
def test_emoji_in_two_halves_and_forbidden_characters_do_not_break_a_backup(tmp_path, body, text):
    row = element("sms", address=AGENCY, date=millis(AT), type="1", body="BODY").replace("BODY", body)
    assert Reading(write(tmp_path / "sms.xml", smses(row))).row.text == text


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("calls.xml.gz", lambda text: text.encode()),
        ("calls.xml", lambda text: text.encode("utf-8-sig")),
        ("calls.xml", lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16")),
        ("calls.xml", lambda text: text.replace("UTF-8", "GBK").encode("gbk")),
        ("calls.xml", lambda text: ("\n" + text).encode()),
        ("calls.xml", lambda text: text.replace("\n", "").encode()),
    ],
    ids=["compressed", "with a mark", "utf-16", "gbk", "after a blank line", "on one line"],
)
def test_a_backup_is_read_however_it_is_packed(tmp_path, name, encode):
    path = write(tmp_path / name, encode(calls(call(contact_name="小雨"))))
    assert Reading(path).row.saved_name == "小雨"


@pytest.mark.parametrize("date", ["", "null", "soon", "0", "-1", "²", "1" * 5_000, "99999999999999"])
def test_a_row_without_a_time_is_rejected_and_the_rest_is_read(tmp_path, date):
    row = element("call", number=FRIEND, duration="3", date=date, type="1", contact_name="Xiaoyu")
    reading = Reading(write(tmp_path / "calls.xml", calls(call(), row, call(kind="3"))))
    assert (len(reading.rows), reading.tally.rows, reading.codes) == (2, 3, ["time-missing"])
    assert reading.rejected[0].problem.where == f"{tmp_path / 'calls.xml'}:4"


def test_a_rejected_row_tells_neither_number_nor_name_for_it_may_be_anybodys(tmp_path):
    row = element("call", number=FRIEND, duration="3", date="soon", type="1", contact_name="Xiaoyu")
    (rejected,) = Reading(write(tmp_path / "calls.xml", calls(row))).rejected
    assert rejected.text == "date='soon'"
    assert FRIEND[-4:] not in str(rejected)


def test_a_file_that_breaks_off_gives_what_came_before_and_says_where(tmp_path):
    whole = calls(*(call(f"2026-03-01T10:{minute:02}:00+08:00") for minute in range(50)))
    reading = Reading(write(tmp_path / "calls.xml", whole[: len(whole) // 2]))
    assert 20 < len(reading.rows) < 30
    assert reading.codes == ["xml-broken"]
    assert str(reading.rejected[0].problem).startswith(
        f"{tmp_path / 'calls.xml'}:{3 + len(reading.rows)}: the file breaks off"
    )


def test_fewer_rows_than_the_file_says_are_told(tmp_path):
    reading = Reading(write(tmp_path / "calls.xml", calls(call(), count=2)))
    assert str(reading.tally.warnings[0]).startswith(
        f"{tmp_path / 'calls.xml'}: the file says that it holds 2 rows; it holds 1."
    )
    assert Reading(write(tmp_path / "calls.xml", calls(call()))).warned == []


BOMB = """<?xml version="1.0"?><!DOCTYPE calls [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<calls><call number="&b;" date="1772330400000" type="1" duration="1"/></calls>"""


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE calls SYSTEM "file:///dev/null"><calls/>',
        '<!DOCTYPE calls [<!ENTITY x SYSTEM "file:///dev/null">]><calls>&x;</calls>',
    ],
    ids=["bomb", "document type", "other file"],
)
def test_entities_and_document_types_are_refused(tmp_path, text):
    with pytest.raises(RecordError, match="declares entities or a document type"):
        Reading(write(tmp_path / "calls.xml", text))


@pytest.mark.parametrize(
    "text", ["<html><body>a <call me later</body>", "<xml><sms ", "<notes><sms_count/></notes><call "]
)
def test_xml_that_is_no_backup_is_refused(tmp_path, text):
    with pytest.raises(RecordError, match="no backup of calls or messages"):
        Reading(write(tmp_path / "calls.xml", text))


def test_an_element_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("forbear.audit.intake.sms_backup.LONGEST", 1 << 20)
    endless = '<sms address="1" body="' + "x" * (3 << 20)
    reading = Reading(write(tmp_path / "sms.xml", "<smses>" + sms() + endless))
    assert (len(reading.rows), reading.codes) == (1, ["xml-broken"])
    assert "n element is longer than" in str(reading.rejected[0].problem)
    assert LONGEST > 100_000_000
