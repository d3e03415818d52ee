"""Letters are written in two clicks from what the case holds, kept sealed, and found again."""

import re

import pytest
from django.utils import translation

from forbear.letters.kinds import all_kinds
from forbear.web.desks.arrangements.letter_forms import NOT_ASKED
from forbear.web.desks.borrower import documents, writing
from forbear.web.desks.shared.asked import asked_of
from tests.web.desks.conftest import sample, signed_in
from tests.web.desks.test_money import DEBT, fill, post, shown
from tests.web.desks.test_phone import keep

ME = {"name": "Lin Example", "address": "Room 302\n8 Example Road", "email": "lin@example.org"}

PAGES = (
    "", "about", "phone", "numbers", "contact", "findings", "evidence", "digest", "money", "debt/0", "plan", "steps",
    "payment", "offers", "offers/0", "offers/0/counter", "letters", "letters/1", "letters/new/repayment-offer?debt=0",
    "credit", "days", "came", "bring", "turn", "seen",
)  # fmt: skip


@pytest.fixture
def full(browser, case):
    fill(browser, case)
    assert post(browser, case, "letters/me", ME).status_code == 302
    return case


def test_a_letter_is_written_in_two_clicks_and_found_again(browser, full):
    assert "letters/new/repayment-offer" in shown(browser.get(f"/borrower/{full.pk}/letters"))
    told = {"to": DEBT["name"], "reference": "QH-1", "option-strategy": "one_platform"}
    answer = post(browser, full, "letters/new/repayment-offer", told)
    assert answer.status_code == 302, shown(answer)
    page = shown(browser.get(answer.url))
    assert "Lin Example" in page and "QH-1" in page and "<script>" not in page
    tables = re.findall(r'<pre class="sheet" tabindex="0">([^<]*)</pre>', page)
    assert tables and all("   " in table and len(table.splitlines()) > 1 for table in tables)
    assert "Lin Example" not in "".join(tables)
    assert browser.get(f"{answer.url}/pdf").content.startswith(b"%PDF")
    assert browser.get(f"{answer.url}/docx").content.startswith(b"PK")
    assert browser.get(f"{answer.url}/exe").status_code == 404
    assert "BEGIN:VEVENT" in shown(browser.get(f"/borrower/{full.pk}/letters/deadlines.ics"))
    assert "1 letter was written" in shown(browser.get(f"/borrower/{full.pk}/"))


def test_what_is_missing_is_said_at_once_and_nothing_is_kept(browser, case):
    post(browser, case, "letters/me", {"name": "Lin Example"})
    post(browser, case, "money/basics", {"currency": "CNY", "as_of": "2026-04-01", "reserve": "0"})
    post(browser, case, "debt", DEBT)
    answer = post(browser, case, "letters/new/repayment-offer", {"to": DEBT["name"], "option-strategy": "one_platform"})
    assert answer.status_code == 422 and "still needed" in shown(answer)
    assert not documents.record(case, writing.LETTERS, [])


def test_every_kind_that_is_offered_has_a_form_in_both_languages(browser, borrower, full):
    chinese = signed_in(borrower, "zh-hans")
    for kind in writing.kinds_for(full):
        for client in (browser, chinese):
            page = client.get(f"/borrower/{full.pk}/letters/new/{kind.name}")
            assert page.status_code == 200, kind.name
    offered = {kind.id for kind in writing.kinds_for(full)}
    assert offered and not any(all_kinds()[name].by == "collector" for name in offered)
    assert browser.get(f"/borrower/{full.pk}/letters/new/validation-notice").status_code == 404


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_no_form_of_a_letter_asks_as_a_command_does(lang):
    as_typed = re.compile(r"\d{4}-\d{2}-\d{2}|[:：]\s*[\d.]+$|[a-z]+_[a-z]+|forbear")
    with translation.override(lang):
        options = [option for kind in all_kinds().values() for option in kind.options.values()]
        asked = {option.name: asked_of(option) for option in options if option.name not in NOT_ASKED}
    assert [label for label, _ in asked.values() if as_typed.search(label)] == []
    assert "Monday" in asked["only_times"][1] or "周一" in asked["only_times"][1]


def test_a_complaint_is_written_from_the_findings(browser, full):
    keep(browser, full, *sample("borrower-calls.xml", "borrower-sms.xml"), numbers=("+861000000501",))
    answer = post(browser, full, "letters/new/complaint-to-collector", {"to": "Agency 0"})
    assert answer.status_code == 302, shown(answer)
    assert "22:00" in shown(browser.get(answer.url)) or "23:05" in shown(browser.get(answer.url))


def test_whom_to_turn_to_is_told_with_sources(browser, case):
    page = shown(browser.get(f"/borrower/{case.pk}/turn"))
    assert "12356" in page or "tel:" in page
    assert "https://" in page


def test_no_page_of_a_full_case_asks_the_database_more_than_twenty_times(browser, full, django_assert_max_num_queries):
    keep(browser, full, *sample("borrower-sms.xml"), numbers=("+861000000501",))
    post(browser, full, "letters/new/ask-for-statement", {"to": DEBT["name"]})
    post(browser, full, "offers/0/said/plan", {"day": "2026-11-01", "seen": 0})
    post(browser, full, "came", {"sender": "Example Court", "kind": "court", "answer_by": "2026-04-20"})
    for page in PAGES:
        with django_assert_max_num_queries(20):
            assert browser.get(f"/borrower/{full.pk}/{page}").status_code == 200, page
