import pytest

from forbear.audit.intake import FORMATS, is_phone, sniff_format
from forbear.audit.intake.base import normal_number, plausible
from forbear.calendar import read_instant
from forbear.errors import RecordError
from tests.support.logs import call, calls, write

CHAT = "13/03/2026, 22:41 - A: hi\n"


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("calls.xml", calls(call()), "sms-backup-restore"),
        ("sms.txt", "<smses count='0'></smses>", "sms-backup-restore"),
        ("calls.xml.gz", calls(call()), "sms-backup-restore"),
        ("chat.txt", CHAT, "whatsapp"),
        ("log.jsonl", '{"at": "2026-03-01T10:00:00Z", "channel": "call"}', "forbear"),
        ("log.jsonl", '{"sid": "CA1"}', "table"),
        ("log.csv", "a,b\n", "table"),
        ("data", b"PAR1....", "table"),
    ],
)
def test_the_format_of_a_log_is_found_out(tmp_path, name, content, format_name):
    found = sniff_format(write(tmp_path / name, content))
    assert format_name == found.NAME
    assert is_phone(found) is (format_name in ("sms-backup-restore", "whatsapp"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("book.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Wei\nEND:VCARD\n", "this is an address book. Forbear takes none"),
        ("book.txt", "\nbegin:vcard\n", "this is an address book"),
        ("chat.zip", b"PK\x03\x04....", "a packed folder or a workbook. Unpack it"),
        ("mmssms.db", b"SQLite format 3\x00", "this is a database"),
        ("note.txt", "dear diary", "this is no log format that is known. Known: "),
        ("empty.csv", "", "the log is empty"),
    ],
)
def test_what_is_no_log_is_refused_in_words_that_say_what_it_is(tmp_path, name, content, words):
    with pytest.raises(RecordError) as caught:
        sniff_format(write(tmp_path / name, content))
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / name))


def test_a_missing_file_gets_the_nearest_name_and_a_folder_a_hint(tmp_path):
    write(tmp_path / "calls.xml", "x")
    with pytest.raises(RecordError, match=r"there is no such file\. Did you mean 'calls\.xml'\?"):
        sniff_format(tmp_path / "cals.xml")
    with pytest.raises(RecordError, match="this is a folder, not a log"):
        sniff_format(tmp_path)


def test_a_device_is_no_log(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RecordError, match="this is no plain file"):
        sniff_format(tmp_path / "pipe")


def test_every_format_says_what_it_is_for_people():
    assert len({module.NAME for module in FORMATS}) == len({module.TITLE for module in FORMATS}) == 4


@pytest.mark.parametrize(
    ("raw", "region", "normal"),
    [
        ("+861000000101", None, "+861000000101"),
        ("1000000101", "CN", "+861000000101"),
        ("1000000101", None, "1000000101"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 7700 900123", "CN", "+447700900123"),
        ("tel:+12025550143", None, "+12025550143"),
        ("\u202a+1 202\u2011555\u20110143\u202c", None, "+12025550143"),
        ("+12025550143", None, "+12025550143"),
        ("95588", "CN", "95588"),
        ("106900000001", "CN", "106900000001"),
        ("  Example\u00a0 Bank ", None, "Example Bank"),
        ("+0", None, "+0"),
        ("+99999999999999999999", None, "+99999999999999999999"),
        ("Private", None, ""),
        ("-1", "CN", ""),
    ],
)
def test_one_number_is_written_in_one_way(raw, region, normal):
    assert normal_number(raw, region) == normal


def test_times_of_1970_and_of_the_far_future_are_no_contacts():
    times = [
        "1970-01-21T00:00:00Z",
        "1989-12-31T23:59:59Z",
        "1990-01-01T00:00:00Z",
        "2026-03-01T00:00:00Z",
        "2100-01-01T00:00:00Z",
    ]
    assert [plausible(read_instant(time)) for time in times] == [False, False, True, True, False]
