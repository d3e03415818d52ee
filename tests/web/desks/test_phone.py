"""A telephone's log is brought: numbers first, then what is of marked ones is kept, and nothing else."""

import gzip
import io
import re
import zipfile

import pytest

from forbear.audit.intake import native
from forbear.web.desks.borrower import brought, documents, findings
from forbear.web.desks.borrower.models import Case, Document
from forbear.web.jobs.worker import work_once
from forbear.web.people.models import Membership, User
from tests.support.people import person
from tests.web.desks.conftest import sample, signed_in, upload

LIKELY = "+861000000701"


def shown(answer):
    return answer.content.decode()


def bring(browser, case, *files, **more):
    told = {"log": list(files), "whose": "debtor", "look": "yes", **more}
    return browser.post(f"/borrower/{case.pk}/phone", told)


def keep(browser, case, *files, numbers=(LIKELY,), **more):
    told = {}
    for place, number in enumerate(numbers):
        told |= {f"number-{place}": number, f"is-{place}": "on", f"name-{place}": f"Agency {place}",
                 f"kind-{place}": "third-party-collector"}  # fmt: skip
    return bring(browser, case, *files, **told, **more, keep="yes")


def test_the_numbers_are_shown_with_suggestions_and_nothing_is_stored(browser, case):
    answer = bring(browser, case, *sample("borrower-calls.xml", "borrower-sms.xml"))
    assert answer.status_code == 200
    assert LIKELY in shown(answer) and "likely" in shown(answer) and "Nothing has been stored" in shown(answer)
    assert set(case.documents.values_list("kind", flat=True)) == {documents.ABOUT}


def test_what_is_of_marked_numbers_is_kept_and_the_rest_forgotten(browser, case):
    answer = keep(browser, case, *sample("borrower-calls.xml", "borrower-sms.xml"))
    assert answer.status_code == 302 and answer.url == f"/borrower/{case.pk}/findings"
    log = documents.text(case, documents.LOG)
    numbers = set(re.findall(r'"from_number": "([^"]+)"', log))
    assert numbers == {LIKELY}
    assert documents.record(case, documents.FILES)[0]["dropped"] > 0
    assert "were forgotten" in shown(browser.get(answer.url))


def test_the_same_file_brought_again_adds_nothing(browser, case):
    keep(browser, case, *sample("borrower-sms.xml"))
    before = documents.text(case, documents.LOG)
    keep(browser, case, *sample("borrower-sms.xml"))
    assert documents.text(case, documents.LOG) == before
    assert len(documents.record(case, documents.FILES)) == 1


def test_another_s_telephone_is_told_apart(browser, case):
    keep(browser, case, *sample("borrower-sms.xml"))
    told = {"whose": "relative", "person": "sister"}
    keep(browser, case, *sample("sister-calls.xml"), numbers=("+861000000201",), **told)
    log = documents.text(case, documents.LOG)
    assert '"role": "relative"' in log and '"person": "sister"' in log


def test_the_audit_is_done_in_the_background_and_its_pictures_are_shown_in_both_languages(browser, borrower, case):
    keep(browser, case, *sample("borrower-calls.xml", "borrower-sms.xml"))
    waiting = browser.get(f"/borrower/{case.pk}/findings")
    assert "being judged" in shown(waiting)
    assert work_once() and not work_once()
    assert browser.get(f"/borrower/{case.pk}/findings/progress").status_code == 286
    page = shown(browser.get(f"/borrower/{case.pk}/findings"))
    assert page.count('<svg class="marks"') >= 2 and "Agency 0" in page and ' style="' not in page
    chinese = shown(signed_in(borrower, "zh-hans").get(f"/borrower/{case.pk}/findings"))
    assert "审查结果" in chinese and '<svg class="marks"' in chinese
    report = browser.get(f"/borrower/{case.pk}/findings/zh")
    assert "attachment" in report["Content-Disposition"] and "Agency 0" in shown(report)


def test_everything_can_be_carried_out_and_read_by_the_command_line(browser, case, tmp_path):
    keep(browser, case, *sample("borrower-calls.xml", "borrower-sms.xml"))
    work_once()
    answer = browser.get(f"/borrower/{case.pk}/everything.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        folder.extractall(tmp_path)
    names = {path.name for path in (tmp_path / "forbear").iterdir()}
    assert names >= {"log.jsonl", "collectors.toml", "report-en.html", "who-looked.csv", "READ-ME.txt"}
    history = native.read_history(tmp_path / "forbear/log.jsonl")
    assert len(history) == len(documents.text(case, documents.LOG).splitlines()) - 1


def test_deleting_leaves_the_access_record_alone_and_says_so(browser, case, centre):
    keep(browser, case, *sample("borrower-sms.xml"))
    signed_in(person("adviser", centre)).get(f"/borrower/{case.pk}/findings")
    assert "1 entry" in shown(browser.get(f"/borrower/{case.pk}/delete"))
    browser.post(f"/borrower/{case.pk}/delete")
    assert not Case.objects.exists() and not Document.objects.exists()
    assert not work_once(), "the work that waited is gone as well"


def test_a_case_that_is_deleted_while_it_is_judged_leaves_nothing(browser, case, monkeypatch):
    keep(browser, case, *sample("borrower-sms.xml"))
    real = findings.build_audit

    def slow(*args, **kwargs):
        browser.post(f"/borrower/{case.pk}/delete")
        return real(*args, **kwargs)

    monkeypatch.setattr(findings, "build_audit", slow)
    work_once()
    assert not Document.objects.exists()


def test_an_adviser_s_look_is_on_record_and_shown_to_the_person_and_her_own_is_not(browser, case, centre):
    adviser = signed_in(person("adviser", centre))
    assert adviser.get(f"/borrower/{case.pk}/").status_code == 200
    browser.get(f"/borrower/{case.pk}/")
    page = shown(browser.get(f"/borrower/{case.pk}/seen"))
    assert page.count("Adviser, Advice centre") == 1 and "advises you" in page


def test_another_borrower_of_the_same_organisation_finds_nothing(case, centre):
    neighbour = User.objects.create_user("neighbour")
    Membership.objects.create(user=neighbour, organisation=centre, role="borrower")
    stranger = signed_in(neighbour)
    for page in ("", "findings", "money", "letters", "everything.zip", "delete"):
        assert stranger.get(f"/borrower/{case.pk}/{page}").status_code == 404
    assert stranger.post(f"/borrower/{case.pk}/delete").status_code == 404


BOMB = gzip.compress(
    b'<smses count="1"><sms address="+861000000701" date="1772332992000" type="1" body="x"/>' * 200_000
)
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><smses><sms body="&b;"/></smses>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><smses><sms body="&a;"/></smses>'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 12 + b"\x00" * 300_000


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bomb.xml.gz", BOMB, "unfolds to more"),
        ("dtd.xml", DTD, "declares entities"),
        ("outside.xml", OUTSIDE, "declares entities"),
        ("huge.png", PNG, "no log of a telephone"),
        ("log.zip", b"PK\x03\x04" + b"\x00" * 100, "packed folder"),
        ("book.vcf", b"BEGIN:VCARD\nFN:Li\nEND:VCARD\n", "address book"),
        ("base.db", b"SQLite format 3\x00" + b"\x00" * 100, "database"),
        ("half.xml", b"<smses count='2'><sms address='+861000000701' da", "damaged"),
        ("wrong.xml", b"\x81\xff\xfe<smses>\xff\xff\xff" * 50, "no log of a telephone"),
        ("empty.xml", b"", ""),
        ("table.csv", b"a,b\n1,2\n", "no log of a telephone"),
        ("half.xml.gz", gzip.compress(b"<smses>" + bytes(range(256)) * 999)[:200], ""),
    ],
)
def test_files_that_mean_harm_are_answered_with_a_sentence(browser, case, monkeypatch, name, content, words):
    monkeypatch.setattr(brought, "MOST_UNPACKED", 1 << 22)
    answer = bring(browser, case, upload(name, content))
    page = shown(answer)
    assert answer.status_code == 422 and "Traceback" not in page and "/proc/" not in page
    assert words in page
    assert set(case.documents.values_list("kind", flat=True)) == {documents.ABOUT}


def test_script_in_names_is_shown_as_text(browser, case):
    row = '<sms address="&lt;script&gt;alert(1)&lt;/script&gt;" date="1772332992000" type="1" body="您的贷款已逾期"/>'
    page = shown(bring(browser, case, upload("<script>x</script>.xml", f"<smses count='1'>{row}</smses>".encode())))
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    name = '"><script>alert(2)</script>'
    told = {"number-0": LIKELY, "is-0": "on", "name-0": name, "kind-0": "nonsense", "keep": "yes"}
    bring(browser, case, *sample("borrower-calls.xml"), **told)
    work_once()
    for address in ("numbers", "findings"):
        page = shown(browser.get(f"/borrower/{case.pk}/{address}"))
        assert "<script>alert" not in page and "alert(2)" in page


def test_a_chat_whose_dates_can_be_read_in_two_ways_asks_which(browser, case):
    chat = "03/04/2026, 10:00 - Collector: hello\n04/05/2026, 11:00 - Collector: your loan is overdue\n"
    assert "day first or month first" in shown(bring(browser, case, upload("chat.txt", chat.encode())))
    assert bring(browser, case, upload("chat.txt", chat.encode()), date_order="dmy").status_code == 200


def test_no_file_and_no_tick_are_sentences(browser, case):
    assert "Choose a file first" in shown(bring(browser, case))
    answer = bring(browser, case, *sample("borrower-sms.xml"), keep="yes", **{"number-0": LIKELY})
    assert "Tick at least one" in shown(answer)


def test_the_name_of_a_file_is_its_last_part_without_hidden_signs():
    assert brought.shown_name("../../etc/\u202epass\x00wd.xml") == "passwd.xml"
    assert brought.shown_name("C:\\logs\\calls.xml") == "calls.xml"
    assert len(brought.shown_name("x" * 500)) == brought.LONGEST_NAME
