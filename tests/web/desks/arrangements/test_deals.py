"""Offers are judged, agreed, followed and put aside; what a debtor could pay at most is shown to nobody."""

import re
from datetime import date
from fractions import Fraction

import pytest

from forbear.money import Money
from forbear.plan.budgets import budget_of
from forbear.plan.schedule import Payment
from forbear.plan.strategies.shapes import means_of
from forbear.plan.terms import Due, Terms
from forbear.plan.tracking import Promise, Told, follow
from forbear.web.desks.arrangements import counting, deals, ledger
from forbear.web.desks.arrangements.instalments import came, word_on
from forbear.web.desks.arrangements.models import Arrangement, Instalment, Stated
from forbear.web.desks.arrangements.shown import came_of
from forbear.web.desks.shared.texts import words_in
from forbear.web.people.models import Organisation
from tests.support.people import person
from tests.web.desks.arrangements.conftest import make_account, shown, signed_in, wrong
from tests.web.desks.arrangements.test_payments import OFFER, events, pay

BUDGET = {"income": "6200", "fixed": "4100", "flexible": "1533.17", "priority": "", "reserve": "100",
          "stated_on": "2026-03-20"}  # fmt: skip
"""It leaves 466.83 a month."""
LEFT = "466.83"


def begun(browser, account, **told):
    answer = browser.post(f"/deals/of/{account.pk}/offer", {**OFFER, **told})
    assert answer.status_code == 302, wrong(answer)
    return Arrangement.objects.get(pk=answer.url.rsplit("/", 1)[1])


def stated(browser, account, **told):
    assert browser.post(f"/deals/of/{account.pk}/budget", {**BUDGET, **told}).status_code == 302


def answered(browser, deal, event):
    deal.refresh_from_db()
    return browser.post(f"/deals/{deal.pk}/answer", {"event": event, "seen": deal.version})


def test_an_offer_is_cut_into_exact_payments_and_its_conventions_are_printed(browser, account):
    deal = begun(browser, account, total="1000", count="3", waives_rest="")
    page = shown(browser.get(f"/deals/{deal.pk}"))
    assert page.count("333.34 CNY") >= 2 and "333.32 CNY" in page
    assert "rounded up to the smallest coin" in page and "Days of grace: 2" in page
    rows = shown(browser.get(f"/deals/{deal.pk}?as=csv")).splitlines()
    assert rows[1] == "1,2026-04-10,333.34,CNY,0.00,open,"
    assert sum(Money.parse(row.split(",")[2], "CNY").amount_minor for row in rows[1:]) == 100_000


def test_an_offer_that_fits_the_stated_budget_says_so_and_one_that_does_not_cannot_be_agreed(browser, account):
    deal = begun(browser, account)
    assert "stated no budget, so nobody knows" in shown(browser.get(f"/deals/{deal.pk}"))
    stated(browser, account)
    assert "It fits" in shown(browser.get(f"/deals/{deal.pk}"))
    stated(browser, account, income="5800")
    assert "It does not fit the budget" in shown(browser.get(f"/deals/{deal.pk}"))
    refused = answered(browser, deal, "accept")
    assert refused.status_code == 422 and "What cannot be kept is not agreed" in shown(refused)
    assert events(account, "hold") == []


def test_what_the_debtor_could_pay_at_most_is_on_no_page_and_in_no_file(browser, account, agency):
    stated(browser, account)
    deal = begun(browser, account, total="1200", count="3", waives_rest="")
    budget = budget_of(Stated.objects.get(account=account).body, "budget").budget
    assert Money(means_of(budget, date(2026, 4, 2).toordinal()).of_month(1), "CNY") == Money.parse(LEFT, "CNY")
    secret = re.compile(r"466[.,]83|66[.,]83|6,?200|4,?100|1,?533")
    for user in (agency.collector, agency.supervisor, agency.auditor):
        for address in ("/deals/", f"/deals/of/{account.pk}", f"/deals/{deal.pk}", f"/deals/{deal.pk}?as=csv",
                        "/deals/?as=csv", f"/deals/of/{account.pk}/budget",
                        f"/deals/of/{account.pk}/offer"):  # fmt: skip
            page = shown(signed_in(user).get(address))
            assert not secret.search(page), (address, secret.search(page))
    many = begun(browser, make_account(agency, None, "C-2"), total="1200", count="2")
    stated(browser, many.account)
    page = shown(browser.get(f"/deals/{many.pk}"))
    assert "does not fit" in page and not secret.search(page)


def test_only_what_is_on_record_is_judged(browser, account):
    """No page takes a sum and says whether it would fit: each try is an offer on record, one at a time."""
    stated(browser, account)
    begun(browser, account)
    again = browser.post(f"/deals/of/{account.pk}/offer", {**OFFER, "total": "400"})
    assert again.status_code == 422 and "talks about this debt that go on" in shown(again)
    assert "It fits" not in shown(browser.get(f"/deals/of/{account.pk}/offer?total=400&count=2"))


def test_more_than_is_owed_is_not_agreed(browser, account):
    deal = begun(browser, account, total="1300", whose="counter")
    assert "more than is owed until then" in shown(browser.get(f"/deals/{deal.pk}"))
    assert answered(browser, deal, "accept").status_code == 422


def test_an_agreement_tells_the_gate_that_the_debt_is_worked_out_and_its_breach_that_it_is_not(browser, account, clock):
    deal = begun(browser, account)
    assert answered(browser, deal, "accept").status_code == 302
    assert [(one["hold"], one["debts"]) for one in events(account, "hold")] == [("workout", ["L-1"])]
    clock.set("2026-04-13T10:00:00+08:00")
    page = shown(browser.get(f"/deals/{deal.pk}"))
    assert "1 missed" in page and "250.00 CNY" in page
    deal.refresh_from_db()
    assert browser.post(f"/deals/{deal.pk}/aside", {"why": "breach", "seen": deal.version}).status_code == 302
    assert [(one["hold"], one["reason"]) for one in events(account, "hold_lifted")] == [("workout", "breach")]
    assert browser.post(f"/deals/{deal.pk}/aside", {"why": "withdrawn", "seen": deal.version + 9}).status_code == 422


def test_an_agreement_that_is_kept_is_not_broken_by_anybody(browser, account):
    deal = begun(browser, account)
    answered(browser, deal, "accept")
    deal.refresh_from_db()
    answer = browser.post(f"/deals/{deal.pk}/aside", {"why": "breach", "seen": deal.version})
    assert answer.status_code == 422 and "Nothing is missing of it today" in shown(answer)


def test_nobody_answers_what_he_has_not_seen(browser, account):
    deal = begun(browser, account)
    answer = browser.post(f"/deals/{deal.pk}/answer", {"event": "accept", "seen": deal.version - 1})
    assert answer.status_code == 422 and "changed meanwhile" in shown(answer)


def test_other_payments_are_offered_and_agreed_while_talks_go_on(browser, account):
    deal = begun(browser, account)
    other = {**OFFER, "total": "1100", "count": "2", "seen": deal.version}
    assert browser.post(f"/deals/{deal.pk}/terms/counter", other).status_code == 302
    deal.refresh_from_db()
    assert deal.state == "countered"
    answered(browser, deal, "accept")
    assert [one.amount_minor for one in Instalment.objects.filter(arrangement=deal)] == [55_000, 55_000]


def test_what_was_refused_or_not_answered_in_time_is_over_and_talks_begin_anew(browser, account, clock):
    refused = begun(browser, account)
    answered(browser, refused, "refuse")
    assert answered(browser, refused, "accept").status_code == 422
    waiting = begun(browser, account, until="2026-04-05")
    clock.set("2026-04-07T10:00:00+08:00")
    counting.count()
    assert [one.ended for one in Arrangement.objects.order_by("made_at", "version")] == ["refused", "expired"]
    assert "no answer in time" in shown(browser.get(f"/deals/{waiting.pk}"))
    begun(browser, account)


def test_a_promise_is_on_the_ledger_and_becomes_kept_late_or_broken(browser, account, clock):
    told = {"debt": "L-2", "amount": "300", "day": "2026-04-05", "grace_days": "1"}
    deal = Arrangement.objects.get(pk=browser.post(f"/deals/of/{account.pk}/promise", told).url.rsplit("/", 1)[1])
    (event,) = events(account, "promise")
    assert (event["amount"], event["due"], event["debts"]) == ("300.00", "2026-04-05", ["L-2"])
    assert events(account, "hold") == [], "a promise alone is no agreement on the debt"
    clock.set("2026-04-07T09:00:00+08:00")
    assert "missed" in shown(browser.get(f"/deals/{deal.pk}"))
    pay(browser, account, amount="300", day="2026-04-07")
    deal.refresh_from_db()
    assert deal.ended == "completed" and "1 late" in shown(browser.get(f"/deals/{deal.pk}"))


def test_what_the_ledger_was_not_told_because_a_server_was_killed_is_told_once(browser, account, monkeypatch):
    deal = begun(browser, account)
    with monkeypatch.context() as killed:
        killed.setattr(deals, "tell", lambda *_: None)
        answered(browser, deal, "accept")
    deal.refresh_from_db()
    assert deal.to_tell and events(account, "hold") == []
    for _ in range(2):
        deals.tell(account, Arrangement.objects.get(pk=deal.pk))
    assert len(events(account, "hold")) == 1


def test_another_agency_finds_nothing(browser, account, agency):
    deal = begun(browser, account)
    stranger = signed_in(person("collector", Organisation.objects.create(name="Other", kind="collector")))
    assert {stranger.get(one).status_code for one in (f"/deals/of/{account.pk}", f"/deals/{deal.pk}")} == {404}
    assert "Lin Example" not in shown(stranger.get("/deals/"))


def test_pages_of_arrangements_speak_chinese(account, agency):
    chinese = signed_in(agency.collector, "zh-hans")
    deal = begun(chinese, account)
    assert "还款计划" in shown(chinese.get(f"/deals/{deal.pk}")) and "还款约定" in shown(chinese.get("/deals/"))
    assert words_in("zh")("arrangements.came.kept") == "按期"


DAYS = [date(2026, 4, day).toordinal() for day in (5, 10, 15)]
STORIES = [
    [],
    [(5, 100), (10, 100), (15, 100)],
    [(5, 60), (9, 40), (15, 200)],
    [(4, 30), (12, 170), (20, 100)],
    [(6, 99), (16, 1), (17, 200)],
    [(1, 300)],
    [(7, 50), (8, 50), (11, 49), (18, 151)],
]


@pytest.mark.parametrize("grace", [0, 2])
@pytest.mark.parametrize("part", [0, 50])
@pytest.mark.parametrize("story", STORIES)
def test_instalments_are_called_what_the_tracking_of_promises_finds(story, grace, part):
    terms = Terms("A", "CNY", tuple(Due(day, 100) for day in DAYS))
    promise = Promise(grace, Fraction(part, 100))
    first = date(2026, 4, 1).toordinal()
    told = (Told(first, "propose", terms), Told(first, "accept"))
    payments = [Payment(date(2026, 4, day).toordinal(), "A", amount) for day, amount in story]
    for today in range(first, date(2026, 4, 25).toordinal()):
        steps = [step.event for step in follow(told, payments, today, promise).steps]
        found = [one.on(today) for one in came(terms, promise, payments, first, first, today)]
        missed = steps.count("miss")
        assert found.count("part") + sum(1 for one in found if one == "broken") <= steps.count("part") + missed
        assert found.count("late") + found.count("part") + found.count("broken") == steps.count("part") + missed
        assert (found == ["kept"] * 3) == ("finish" in steps and not missed and not steps.count("part"))


def test_the_word_of_an_instalment_is_the_same_in_a_query(browser, account, clock):
    deal = begun(browser, account, part="30")
    answered(browser, deal, "accept")
    for day, amount in (("2026-04-10", "250"), ("2026-05-10", "100"), ("2026-06-10", "250")):
        clock.set(f"{day}T18:00:00+08:00")
        pay(browser, account, debt="L-1", day=day, amount=amount, once=day)
    today = date(2026, 7, 1).toordinal()
    rows = Instalment.objects.filter(arrangement=deal).annotate(word=word_on(today))
    asked = {one.number: one.word for one in rows}
    clock.set("2026-07-01T10:00:00+08:00")
    page = ledger.payments_in(ledger.records(account), "Asia/Shanghai")
    deal.refresh_from_db()
    assert asked == {one.number: one.on(today) for one in came_of(deal, page, today)}
    assert asked == {1: "kept", 2: "late", 3: "part", 4: "open"}
