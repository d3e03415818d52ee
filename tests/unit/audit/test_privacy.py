"""What an audit never stores: rows of numbers that nobody marked, in whole or in part; and no number in full."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forbear.audit.assemble import Log, assemble
from forbear.audit.build import build_audit
from forbear.audit.export import write_all
from forbear.audit.intake import FORMATS
from forbear.audit.intake.base import Options
from forbear.audit.intake.mapping import read_mapping
from forbear.audit.marks import Collector, Marks, Owner
from forbear.report.audit_report import build
from forbear.rules import catalog
from tests.support.logs import AGENCY, PLAIN, call, calls, element, sms, smses, write

FRIEND, FRIENDS_NAME, SECRET = "+861000007654", "Xiaoyu", "do not tell anybody"
BOOKS = [catalog.get("cn-convention-2018"), catalog.get("cn-gbt-45251-2025")]
MARKS = Marks(
    [Collector("Example Agency", numbers=(AGENCY,))], {"zones": ["Asia/Shanghai"], "place": {"country": "CN"}}
)
NIGHT = "2026-03-01T23:30:00+08:00"


def mms(number, text):
    parts = element("part", seq="0", ct="text/plain", text=text) + element("part", seq="1", ct="image/png", data="QUJD")
    attributes = f'date="1772330400000" msg_box="1" address="{number}" contact_name="{FRIENDS_NAME}"'
    return f"<mms {attributes}><parts>{parts}</parts><addrs>{element('addr', address=number, type='137')}</addrs></mms>"


def row_without_a_time(tag, **attributes):
    return element(tag, date="soon", contact_name=FRIENDS_NAME, type="1", **attributes)


BACKUP = smses(
    sms(NIGHT, body="您的贷款已逾期"),
    sms(number=FRIEND, body=SECRET, contact_name=FRIENDS_NAME),
    mms(FRIEND, SECRET),
    row_without_a_time("sms", address=FRIEND, body=SECRET),
    row_without_a_time("call", number=FRIEND, duration="3"),
)
CHAT = f"""\
13/03/2026, 23:30 - {AGENCY}: 您的贷款已逾期
13/03/2026, 23:31 - {FRIENDS_NAME}: {SECRET}
14/03/2026, 23:31 - {FRIEND}: {SECRET}
31/02/2026, 23:31 - {FRIENDS_NAME}: {SECRET}
15/03/2026, 23:31 - {AGENCY}: 还款
"""
CUT_BACKUP = BACKUP[: BACKUP.rindex("<call")] + f'<call number="{FRIEND}" contact_name="{FRIENDS_NAME}" date="'


def stored(folder: Path, *logs: Log, marks: Marks = MARKS, options: Options = PLAIN, masked: bool = True) -> str:
    """Everything that an audit writes, as one text, and everything that it still holds in memory."""
    result = build_audit(assemble(logs, marks, options), BOOKS)
    paths = write_all(result, folder / "out", masked)
    assert result.findings
    written = [*(path.read_text(encoding="utf-8") for path in paths), build(result, "en", masked)]
    return "\n".join([*written, repr(result) if masked else ""])


@pytest.mark.parametrize(
    ("name", "text"),
    [("phone.xml", BACKUP), ("phone.xml", CUT_BACKUP), ("chat.txt", CHAT)],
    ids=["backup", "cut", "chat"],
)
@pytest.mark.parametrize("owner", [Owner(), Owner("sister", "relative")], ids=["own log", "the sister's log"])
def test_nothing_of_an_unmarked_number_is_stored_anywhere(tmp_path, name, text, owner):
    log = Log(write(tmp_path / name, text), owner)
    everything = stored(tmp_path, log, options=replace(PLAIN, date_order="dmy"))
    assert [each for each in (FRIEND, FRIEND[-4:], FRIENDS_NAME, SECRET) if each in everything] == []


def test_the_number_of_a_collector_is_shown_by_its_last_digits_unless_asked_for(tmp_path):
    log = Log(write(tmp_path / "calls.xml", calls(call(NIGHT, kind="3"))))
    marks = Marks([Collector(AGENCY, numbers=(AGENCY,))], MARKS.debtor)
    exports = write_all(build_audit(assemble([log], marks, PLAIN), BOOKS), tmp_path / "masked")
    masked = exports[0].read_text(encoding="utf-8")
    assert ("•••0101" in masked, AGENCY in masked, AGENCY.removeprefix("+") in masked) == (True, False, False)
    assert AGENCY in stored(tmp_path, log, marks=marks, masked=False)


@pytest.mark.parametrize("person", ["+861000007654", "1000007654"])
def test_a_person_named_by_her_number_is_masked_too(tmp_path, person):
    log = Log(write(tmp_path / "calls.xml", calls(call(NIGHT, kind="3"))), Owner(person, "relative"))
    result = build_audit(assemble([log], MARKS, PLAIN), BOOKS)
    written = "".join(path.read_text(encoding="utf-8") for path in write_all(result, tmp_path / "out"))
    assert (person in written, "•••7654" in written) == (False, True)
    assert person not in build(result, "en")


def test_a_table_whose_people_are_numbers_is_masked_in_everything_written(tmp_path):
    person = "+12025550123"
    row = {"account_sid": "AC1", "from": "+12025550100", "to": person, "direction": "outbound-api", "duration": "61",
           "status": "completed", "start_time": "2026-03-01T15:30:00Z"}  # fmt: skip
    bad = {**row, "status": "vanished"}
    log = Log(write(tmp_path / "calls.json", json.dumps(row) + "\n" + json.dumps(bad) + "\n"))
    options = Options(zone="Asia/Shanghai", mapping=read_mapping("twilio-calls"))
    result = build_audit(assemble([log], Marks(), options), BOOKS)
    assert result.findings
    written = "".join(path.read_text(encoding="utf-8") for path in write_all(result, tmp_path / "out"))
    written += build(result, "zh")
    assert [number for number in (person, person[1:], "2025550100") if number in written] == []
    assert "vanished" in written


def test_no_format_takes_an_address_book():
    books = [
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Wei\nTEL:+861000007654\nEND:VCARD\n",
        b"dn: cn=Wei\ncn: Wei\ntelephoneNumber: +861000007654\n",
        b"<contacts><contact name='Wei' number='+861000007654'/></contacts>",
        b"Name,Phone 1 - Value\nWei,+861000007654\n",
    ]
    assert [module.NAME for module in FORMATS for book in books if module.sniff(book, "contacts.vcf")] == []


def test_an_address_book_as_a_table_has_no_time_and_is_refused(tmp_path):
    from forbear.errors import RecordError

    log = Log(write(tmp_path / "contacts.csv", "Name,Phone 1 - Value\nWei,+861000007654\n"))
    with pytest.raises(RecordError, match="names the column 'at' for 'at', which the table does not have"):
        assemble([log], Marks(), replace(PLAIN, mapping=read_mapping("contacts")))
