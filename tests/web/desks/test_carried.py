"""The digest, the credit report, the evidence pack; marks taken back; what was carried out comes in again."""

import io
import zipfile

import pytest

from forbear.web.desks.borrower import bringing, carrying, cases, disputes, documents, marked
from forbear.web.jobs.worker import work_once
from tests.unit.creditfile.test_pboc import report
from tests.web.desks.conftest import sample, signed_in, upload
from tests.web.desks.test_letters import ME
from tests.web.desks.test_money import fill, post, shown
from tests.web.desks.test_phone import LIKELY, keep

OTHER = "+861000000501"


@pytest.fixture
def full(browser, case):
    keep(browser, case, *sample("borrower-calls.xml", "borrower-sms.xml"), numbers=(LIKELY, OTHER))
    assert work_once()
    return case


def test_a_digest_of_the_log_says_what_asks_for_an_answer_without_keeping_words(browser, borrower, full):
    told = {"span": "week", "until": "2026-03-29"}
    assert post(browser, full, "digest", told).status_code == 302
    assert work_once()
    page = shown(browser.get(f"/borrower/{full.pk}/digest"))
    assert "Week of" in page or "23" in page
    assert "What asks" in page or "needs an answer" in page or "answer" in page
    assert "您的贷款" not in documents.text(full, "weighed")
    assert "<html" in shown(signed_in(borrower, "zh-hans").get(f"/borrower/{full.pk}/digest"))


def test_a_number_that_is_no_collectors_goes_with_what_was_kept_of_it(browser, full):
    before = marked.counts(full)
    asked = post(browser, full, "numbers/unmark", {"number": OTHER})
    assert str(before[OTHER]) in shown(asked) and marked.counts(full) == before
    assert post(browser, full, "numbers/unmark", {"number": OTHER, "sure": "yes"}).status_code == 302
    assert OTHER not in documents.text(full, documents.LOG) and marked.counts(full)[LIKELY] == before[LIKELY]
    again = post(browser, full, "numbers/unmark", {"number": OTHER, "sure": "yes"})
    assert again.status_code == 422
    assert work_once() and OTHER not in shown(browser.get(f"/borrower/{full.pk}/findings"))


def test_a_contact_entered_by_hand_is_judged_and_its_person_can_be_told(browser, full):
    told = {"role": "relative", "person": "sister", "collector": "Agency 0", "kind": "third-party-collector",
            "channel": "call", "day": "2026-03-10", "time": "23:10", "disclosure": "amount"}  # fmt: skip
    assert post(browser, full, "contact", {**told, "person": ""}).status_code == 422
    answer = post(browser, full, "contact", told)
    assert answer.status_code == 302, shown(answer)
    assert work_once() and "sister" in shown(browser.get(f"/borrower/{full.pk}/findings"))
    waits = browser.get(f"/borrower/{full.pk}/letters/new/notice?person=0").url
    assert browser.post(waits, ME).url.endswith("/letters/new/notice?person=0")
    notice = shown(browser.get(f"/borrower/{full.pk}/letters/new/notice?person=0"))
    assert 'value="sister"' in notice
    ((at, _),) = marked.contacts_by_hand(full)
    assert post(browser, full, f"contact/{at}/drop", {}).status_code == 302
    assert marked.contacts_by_hand(full) == []


def test_the_evidence_pack_is_made_in_the_background_and_taken_away(browser, full):
    assert browser.get(f"/borrower/{full.pk}/evidence.zip").status_code == 404
    assert post(browser, full, "evidence", {}).status_code == 302
    assert work_once()
    assert "Fingerprint" in shown(browser.get(f"/borrower/{full.pk}/evidence"))
    with zipfile.ZipFile(io.BytesIO(browser.get(f"/borrower/{full.pk}/evidence.zip").content)) as pack:
        assert "summary.pdf" in pack.namelist() and pack.testzip() is None


def test_a_credit_report_is_explained_and_a_line_of_it_contested(browser, borrower, case):
    assert post(browser, case, "credit/bring", {"sample": "yes"}).status_code == 302
    assert work_once()
    page = shown(browser.get(f"/borrower/{case.pk}/credit"))
    assert "Points lost" in page and "What would change the answer" in page and "Chen Yulan" in page
    assert "怎样会改变结论" in shown(signed_in(borrower, "zh-hans").get(f"/borrower/{case.pk}/credit"))
    form = shown(browser.get(f"/borrower/{case.pk}/credit/contest/0"))
    assert "account:" in form
    row = form.split('value="account:')[1].split('"')[0]
    told = {"rows": f"account:{row}", "reason": "It was paid in March.", "day": "2026-06-05"}
    answer = post(browser, case, "credit/contest/0", told)
    assert answer.status_code == 302, shown(answer)
    page = shown(browser.get(answer.url))
    assert "It was paid in March." in page and "20" in page
    seen = documents.version(case, disputes.DISPUTES)
    number = disputes.all_of(case)[0].number
    step = {"step": "asked", "day": "2026-06-08", "seen": seen}
    assert post(browser, case, f"credit/dispute/{number}", step).status_code == 302
    late = post(browser, case, f"credit/dispute/{number}", {**step, "step": "upheld"})
    assert late.status_code == 422
    post(browser, case, "letters/me", ME)
    letter = shown(browser.get(f"/borrower/{case.pk}/letters/new/credit-record-correction?dispute={number}"))
    assert "It was paid in March." in letter


def test_a_report_that_was_changed_or_is_none_is_refused_and_nothing_is_kept(browser, case):
    for content in (b"{}", b"\xff\xfe", b'{"report": [], "statements": 3, "evidence": {}, "deliveries": {}}'):
        answer = post(browser, case, "credit/bring", {"kind": "json", "file": upload("r.json", content)})
        assert answer.status_code == 422 and "credit report" in shown(answer)
    assert post(browser, case, "credit/bring", {"kind": "json"}).status_code == 422
    assert not documents.version(case, "credit")


def test_what_was_carried_out_comes_in_again_and_what_contradicts_is_refused_whole(browser, full):
    fill(browser, full)
    post(browser, full, "letters/me", ME)
    assert post(browser, full, "letters/new/ask-for-statement", {"to": "Qinghe"}).status_code == 302
    packed = browser.get(f"/borrower/{full.pk}/everything.zip").content
    person, membership = full.person, full.person.memberships.get()
    cases.delete(full)
    again = cases.begin(membership, "US-NY", "America/New_York")
    look = post(browser, again, "bring", {"folder": upload("forbear.zip", packed), "look": "yes"})
    assert look.status_code == 200 and "fit" in shown(look) and not documents.version(again, documents.LOG)
    taken = post(browser, again, "bring", {"folder": upload("forbear.zip", packed), "keep": "yes"})
    assert taken.status_code == 302, shown(taken)
    back = {kind: documents.text(again, kind) for kind in carrying.BACK}
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        for kind, name in carrying.BACK.items():
            was = folder.read(f"forbear/{name}").decode() if f"forbear/{name}" in folder.namelist() else ""
            assert back[kind] == was, name
    assert work_once() and person.cases.count() == 1
    post(browser, again, "debt/1/drop", {"seen": documents.version(again, "debts")})
    refused = post(browser, again, "bring", {"folder": upload("forbear.zip", packed), "keep": "yes"})
    assert refused.status_code == 422 and "contradicts" in shown(refused)


def test_folders_that_are_broken_strange_or_too_large_leave_nothing(browser, case, monkeypatch):
    for files, words in (
        ({"forbear/log.jsonl": "nonsense"}, "cannot be read"),
        ({"forbear/debts.json": '{"debt": [{"name": 3}]}'}, "cannot be read"),
        ({"forbear/letters/../../x/letter.json": "{}"}, "nothing that was carried out"),
        ({"other.txt": "x"}, "nothing that was carried out"),
    ):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as folder:
            for name, text in files.items():
                folder.writestr(name, text)
        answer = post(browser, case, "bring", {"folder": upload("forbear.zip", made.getvalue()), "keep": "yes"})
        assert answer.status_code == 422 and words in shown(answer), files
    assert "nothing that was carried out" in shown(post(browser, case, "bring", {"folder": upload("a.zip", b"PK??")}))
    monkeypatch.setattr(bringing, "LARGEST", 10)
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w") as folder:
        folder.writestr("forbear/log.jsonl", "x" * 50)
    assert "more than a case" in shown(post(browser, case, "bring", {"folder": upload("a.zip", large.getvalue())}))
    assert set(case.documents.values_list("kind", flat=True)) == {documents.ABOUT}


def test_a_bureaus_report_about_one_person_is_read_and_one_about_nobody_refused(browser, case):
    file = upload("report.json", report().encode())
    assert post(browser, case, "credit/bring", {"kind": "pboc", "file": file}).status_code == 302
    assert work_once()
    page = shown(browser.get(f"/borrower/{case.pk}/credit"))
    assert "测试甲" in page and "Who asked" in page and not documents.version(case, "credit-brought")
    assert post(browser, case, "credit/drop", {}).status_code == 302
    none = upload("report.json", b"[]")
    assert post(browser, case, "credit/bring", {"kind": "metro2", "file": none}).status_code == 302
    assert work_once()
    page = shown(browser.get(f"/borrower/{case.pk}/credit"))
    assert "alert" in page and not documents.version(case, "credit") and not documents.version(case, "credit-brought")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("letters.json", '[{"number": "x"}]'),
        ("came.json", '[{"from": 1}]'),
        ("me.json", '{"name": 3}'),
        ("files.json", '[{"no": 1}]'),
        ("messages.json", '{"a": ["nonsense", []]}'),
        ("disputes.json", '{"entries": [{"seq": 1, "at": 1, "person": "me", "kind": "dispute", "body": {}}]}'),
        ("talks.json", '{"currency": "CNY", "negotiation": [{"debt": "X", "event": []}]}'),
        ("closed.json", '{"closed": [{"name": "X"}]}'),
        ("about.json", '{"place": "CN", "zone": "Mars/Base"}'),
        ("debts.json", "[]"),
    ],
)  # fmt: skip
def test_a_document_that_no_page_could_show_is_not_taken_in(browser, case, name, text):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as folder:
        folder.writestr(f"forbear/{name}", text)
    answer = post(browser, case, "bring", {"folder": upload("forbear.zip", made.getvalue()), "keep": "yes"})
    assert answer.status_code == 422 and "cannot be read" in shown(answer), name
    assert set(case.documents.values_list("kind", flat=True)) == {documents.ABOUT}
