"""Offers are entered and judged, promises watched, payments entered; progress follows from what was really paid."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forbear.plan.talks import read_talks
from forbear.web.desks.borrower import documents, talks
from forbear.web.desks.borrower.models import Case
from forbear.web.people import opening
from forbear.web.seen import record
from tests.web.desks.conftest import signed_in
from tests.web.desks.test_letters import ME
from tests.web.desks.test_money import BASICS, fill, post, shown

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=20)
"""Due days lie ahead of the clock of the server."""
THEIRS = {"amount": "400", "count": "6", "frozen": "on"}
TOO_MUCH = {"amount": "9000", "count": "1"}


@pytest.fixture
def full(browser, case):
    fill(browser, case)
    post(browser, case, "money/basics", {**BASICS, "as_of": today(case)})
    post(browser, case, "letters/me", ME)
    return case


def enter(browser, case, at, kind, **told):
    page = {"day": today(case), "first": SOON.isoformat(), "seen": documents.version(case, talks.TALKS), **told}
    return post(browser, case, f"offers/{at}/{kind}", page)


def say(browser, case, at, what, **told):
    page = {"day": today(case), "seen": documents.version(case, talks.TALKS), **told}
    return post(browser, case, f"offers/{at}/said/{what}", page)


def today(case):
    return date.fromordinal(talks.today(case)).isoformat()


def test_an_offer_that_came_in_is_judged_and_answered_by_a_letter(browser, borrower, full):
    assert enter(browser, full, 0, "counter", **THEIRS).status_code == 302
    page = shown(browser.get(f"/borrower/{full.pk}/offers/0"))
    assert "fits" in page and "Answer:" in page and "do not show" in page and "2,400.00" in page
    chinese = signed_in(borrower, "zh-hans")
    assert "答复：" in shown(chinese.get(f"/borrower/{full.pk}/offers/0"))
    form = browser.get(f"/borrower/{full.pk}/letters/new/counter-offer-answer?debt=0")
    assert '<option value="Qinghe" selected>' in shown(form)
    answer = post(browser, full, "letters/new/counter-offer-answer", {"to": "Qinghe", "option-answer": "judged",
                                                                      "option-strategy": "one_platform"})  # fmt: skip
    assert answer.status_code == 302, shown(answer)
    assert "1 offer waits" in shown(browser.get(f"/borrower/{full.pk}/"))


def test_what_cannot_be_kept_is_accepted_only_where_it_is_said_twice(browser, full):
    enter(browser, full, 0, "counter", **TOO_MUCH)
    refused = say(browser, full, 0, "accept")
    assert refused.status_code == 422 and "could not be kept" in shown(refused)
    assert talks.status(full, "Qinghe", talks.today(full)).state == "countered"
    assert say(browser, full, 0, "accept", anyway="on").status_code == 302
    assert talks.status(full, "Qinghe", talks.today(full)).state == "accepted"


def test_what_is_noted_is_a_file_that_the_command_line_reads_and_the_last_entry_can_be_taken_back(
    browser, full, tmp_path
):
    assert say(browser, full, 1, "plan").status_code == 302
    assert say(browser, full, 1, "accept").status_code == 302
    path = tmp_path / "talks.json"
    path.write_text(documents.text(full, talks.TALKS), encoding="utf-8")
    assert read_talks(path)["Yueguang"].told[0].event == "propose"
    out_of_turn = say(browser, full, 1, "refuse")
    assert out_of_turn.status_code == 422 and "cannot follow" in shown(out_of_turn)
    assert post(browser, full, "offers/1/undo", {"seen": documents.version(full, talks.TALKS)}).status_code == 302
    assert talks.status(full, "Yueguang", talks.today(full)).state == "proposed"
    stale = post(browser, full, "offers/1/undo", {"seen": 1})
    assert stale.status_code == 422 and "changed meanwhile" in shown(stale)


def test_a_payment_moves_the_picture_and_meets_the_promise_and_can_be_taken_out(browser, full):
    enter(browser, full, 1, "counter", amount="2600", count="1", waives_rest="on", first=today(full))
    assert say(browser, full, 1, "accept", anyway="on").status_code == 302
    before = shown(browser.get(f"/borrower/{full.pk}/steps"))
    assert "0 of 2 are closed" in before and 'width="0"' in before
    told = {"debt": "Yueguang", "day": today(full), "amount": "2600", "seen": documents.version(full, talks.TALKS)}
    assert post(browser, full, "payment", told).status_code == 302
    after = shown(browser.get(f"/borrower/{full.pk}/steps"))
    assert "1 of 2 are closed. The next one: Qinghe" in after and "fulfilled" in after and 'width="100"' in after
    seen = documents.version(full, talks.TALKS)
    assert post(browser, full, "payment/0/drop", {"seen": seen}).status_code == 302
    assert "0 of 2 are closed" in shown(browser.get(f"/borrower/{full.pk}/steps"))


def test_neither_words_nor_payments_come_from_tomorrow(browser, full):
    late = (TODAY + timedelta(days=3)).isoformat()
    told = {"debt": "Qinghe", "day": late, "amount": "5", "seen": documents.version(full, talks.TALKS)}
    assert "lies in the future" in shown(post(browser, full, "payment", told))
    assert "lies in the future" in shown(enter(browser, full, 0, "counter", **THEIRS, day=late))
    assert not documents.version(full, talks.TALKS)


def test_promised_days_and_letters_that_came_stand_on_the_list_and_in_the_calendar(browser, full):
    enter(browser, full, 0, "counter", **THEIRS, until=SOON.isoformat())
    came = {"sender": "Example Court", "kind": "court", "came": today(full), "answer_by": SOON.isoformat()}
    assert post(browser, full, "came", came).status_code == 302
    page, file = (shown(browser.get(f"/borrower/{full.pk}/{name}")) for name in ("days", "days.ics"))
    assert "Example Court" in page and "Qinghe" in page
    assert file.count("BEGIN:VEVENT") == 2 and f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in file
    assert post(browser, full, "came/0/drop", {"seen": "7"}).status_code == 302
    assert "Example Court" in shown(browser.get(f"/borrower/{full.pk}/days"))
    assert post(browser, full, "came/0/drop", {"seen": "1"}).status_code == 302
    assert "Example Court" not in shown(browser.get(f"/borrower/{full.pk}/days"))


def test_the_demonstration_has_the_whole_sample_and_its_adviser_a_client(db):
    opening.make_demo_people()
    opening.fill_desks()
    opening.fill_desks()
    hers, clients = Case.objects.order_by("made_at")
    assert hers.person.name.startswith("borrower@") and clients.organisation.kind == "advice"
    adviser, borrower = signed_in(opening.demo_person("adviser")), signed_in(hers.person)
    assert "countered" in shown(adviser.get(f"/borrower/{clients.pk}/offers"))
    assert adviser.get(f"/borrower/{hers.pk}/").status_code == 404
    waiting = [at for at in range(6) if "Write the answer" in shown(borrower.get(f"/borrower/{hers.pk}/offers/{at}"))]
    assert len(waiting) == 3
    assert record.of(clients.person_id).filter(what="offers").count() == 1
    assert "0 of 6 are closed" in shown(borrower.get(f"/borrower/{hers.pk}/steps"))
