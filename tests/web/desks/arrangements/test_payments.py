"""Payments are records of the ledger: allocated, noticed twice, taken back by a contrary record, and what they end."""

import pytest

from forbear.web.desks.arrangements import balances, ledger
from forbear.web.desks.arrangements.models import Arrangement
from tests.web.desks.arrangements.conftest import make_account, shown, signed_in

PAY = {"debt": "L-2", "amount": "100.00", "day": "2026-04-01", "once": "form-1"}
OFFER = {"debt": "L-1", "whose": "propose", "total": "1000", "count": "4", "first": "2026-04-10", "waives_rest": "on",
         "frozen": "on", "grace_days": "2", "part": "50"}  # fmt: skip


def page_of(browser, account):
    return shown(browser.get(f"/deals/of/{account.pk}"))


def pay(browser, account, **told):
    return browser.post(f"/deals/of/{account.pk}/pay", {**PAY, **told})


def events(account, kind):
    return [one.body["event"] for one in ledger.records(account)
            if one.kind == "event" and one.body["event"]["kind"] == kind]  # fmt: skip


def test_a_payment_stands_on_the_ledger_and_settles_fees_before_interest_before_principal(browser, account):
    assert pay(browser, account).status_code == 302
    (event,) = events(account, "payment")
    assert (event["amount"], event["currency"], event["debts"]) == ("100.00", "CNY", ["L-2"])
    page = page_of(browser, account)
    assert "fees 20.00 CNY" in page and "interest 58" in page and "principal 2" in page


def test_the_same_form_sent_twice_counts_once(browser, account):
    assert pay(browser, account).status_code == 302
    again = pay(browser, account, is_another="on")
    assert again.status_code == 302 and len(events(account, "payment")) == 1
    assert "counts once" in page_of(browser, account)


def test_a_payment_that_looks_like_one_on_record_is_asked_about_first(browser, account):
    pay(browser, account)
    doubtful = pay(browser, account, once="form-2")
    assert doubtful.status_code == 422 and "entered before" in shown(doubtful)
    assert len(events(account, "payment")) == 1
    assert pay(browser, account, once="form-2", is_another="on").status_code == 302
    assert len(events(account, "payment")) == 2


def test_a_reference_stands_beside_one_payment_only_and_is_not_kept_itself(browser, account):
    pay(browser, account, reference="Li Lei 4711")
    twice = pay(browser, account, once="form-2", reference="li lei  4711", amount="7", is_another="on")
    assert twice.status_code == 422 and "has this reference already" in shown(twice)
    assert not any("4711" in str(one.body) for one in ledger.records(account))


def test_a_payment_is_taken_back_by_a_contrary_record_and_both_stay(browser, account):
    pay(browser, account)
    (paid,) = ledger.payments_in(ledger.records(account), "Asia/Shanghai")
    address = f"/deals/of/{account.pk}/pay/{paid.seq}/undo"
    assert "100.00 CNY" in shown(browser.get(address))
    assert browser.post(address).status_code == 302 and browser.post(address).status_code == 302
    assert [one["amount"] for one in events(account, "payment")] == ["100.00", "-100.00"]
    (paid,) = ledger.payments_in(ledger.records(account), "Asia/Shanghai")
    assert not paid.counts and "taken back by record" in page_of(browser, account)
    assert browser.get(f"/deals/of/{account.pk}/pay/999/undo").status_code == 404


def test_payments_of_two_debtors_are_entered_and_taken_back_each_by_itself(browser, account, agency):
    other = make_account(agency, None, "C-2")
    for one in (account, other):
        pay(browser, one, once="the same")
        (paid,) = ledger.payments_in(ledger.records(one), "Asia/Shanghai")
        browser.post(f"/deals/of/{one.pk}/pay/{paid.seq}/undo")
        assert [each["amount"] for each in events(one, "payment")] == ["100.00", "-100.00"]


def test_what_is_paid_in_full_ends_collection_and_what_is_taken_back_begins_it_again(browser, account):
    pay(browser, account, debt="L-1", amount="1200")
    assert [one["debts"] for one in events(account, "hold") if one["hold"] == "paid"] == [["L-1"]]
    (paid,) = ledger.payments_in(ledger.records(account), "Asia/Shanghai")
    browser.post(f"/deals/of/{account.pk}/pay/{paid.seq}/undo")
    assert [(one["hold"], one["reason"]) for one in events(account, "hold_lifted")] == [("paid", "withdrawn")]
    assert balances.settle(account) == [], "what was told is not told again"


def test_what_was_paid_beyond_a_debt_is_told_and_not_booked(browser, account):
    pay(browser, account, debt="L-1", amount="1300")
    assert "100.00 CNY more was paid than was owed" in page_of(browser, account)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"day": "2026-04-03"}, "still to come"),
        ({"amount": "0"}, "above nothing"),
        ({"amount": "1.005"}, "more decimals"),
        ({"debt": "L-9"}, "Debt"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_with_the_reason(browser, account, told, says):
    answer = pay(browser, account, **told)
    assert answer.status_code == 422 and says in shown(answer) and events(account, "payment") == []


def test_a_settlement_that_is_paid_tells_the_gate_so_and_waives_the_rest(browser, account):
    deal = Arrangement.objects.get(pk=browser.post(f"/deals/of/{account.pk}/offer", OFFER).url.rsplit("/", 1)[1])
    browser.post(f"/deals/{deal.pk}/answer", {"event": "accept", "seen": deal.version})
    assert [one["hold"] for one in events(account, "hold")] == ["workout"]
    pay(browser, account, debt="L-1", amount="1000", day="2026-04-02")
    deal.refresh_from_db()
    assert (deal.state, deal.ended) == ("fulfilled", "completed")
    assert [one["hold"] for one in events(account, "hold")] == ["workout", "settled"]
    assert "0.00 CNY" in page_of(browser, account)
    (paid,) = ledger.payments_in(ledger.records(account), "Asia/Shanghai")
    browser.post(f"/deals/of/{account.pk}/pay/{paid.seq}/undo")
    deal.refresh_from_db()
    assert deal.ended == "" and ("settled", "L-1") not in ledger.holds_in(ledger.records(account))
    assert ("workout", "L-1") in ledger.holds_in(ledger.records(account))


def test_an_auditor_sees_payments_and_enters_none(agency, account):
    auditor = signed_in(agency.auditor)
    page = auditor.get(f"/deals/of/{account.pk}")
    assert page.status_code == 200 and f"/deals/of/{account.pk}/" not in page.content.decode(), "nothing is offered"
    assert auditor.get(f"/deals/of/{account.pk}/pay").status_code == 403
