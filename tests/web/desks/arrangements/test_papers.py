"""Letters wait, and are handed out only under a permit of the gate that is used for them."""

import pytest

from forbear.web.desks.arrangements import ledger, letterbox
from forbear.web.desks.arrangements.models import Arrangement, Letterhead, Paper
from forbear.web.ledger import gates
from tests.web.desks.arrangements.conftest import make_account, shown, signed_in, wrong
from tests.web.desks.arrangements.test_deals import answered, begun

REMINDER = {"debts": ["L-1"], "lang": "en", "option-account": "the page in the app"}


def written(browser, account, **told):
    answer = browser.post(f"/deals/of/{account.pk}/letters/reminder", {**REMINDER, **told})
    assert answer.status_code == 302, wrong(answer)
    return Paper.objects.get(pk=answer.url.rsplit("/", 1)[1])


def contacts(account):
    return [one for one in ledger.records(account) if one.kind == "permit" and one.body["becomes"] == "used"]


def test_a_letter_waits_and_its_files_are_not_there_until_it_is_printed(browser, account):
    paper = written(browser, account)
    page = shown(browser.get(f"/deals/letters/{paper.pk}"))
    assert "1,200.00 CNY" in page and "PDF" not in page
    assert browser.get(f"/deals/letters/{paper.pk}/file/pdf").status_code == 404
    assert contacts(account) == []
    assert "Lin Example" in shown(browser.get("/deals/letters"))


def test_printing_uses_a_permit_and_the_contact_is_on_record_once(browser, account):
    paper = written(browser, account)
    assert browser.post(f"/deals/letters/{paper.pk}/print").status_code == 302
    assert len(contacts(account)) == 1
    assert browser.get(f"/deals/letters/{paper.pk}/file/pdf").content.startswith(b"%PDF")
    assert browser.post(f"/deals/letters/{paper.pk}/print").status_code == 422
    assert len(contacts(account)) == 1


def test_what_came_in_since_it_was_written_stops_a_letter(browser, account):
    paper = written(browser, account)
    hold = {"kind": "hold", "hold": "workout", "debts": ["L-1"]}
    ledger.record(account, hold, "desk:1:1", "a hold that came in")
    refused = browser.post(f"/deals/letters/{paper.pk}/print")
    assert refused.status_code == 422 and "not let out" in shown(refused)
    paper.refresh_from_db()
    assert paper.state == "waiting" and "workout" in paper.why and contacts(account) == []
    assert browser.get(f"/deals/letters/{paper.pk}/file/pdf").status_code == 404
    assert "workout" in shown(browser.get("/deals/letters"))


def test_the_gate_is_asked_even_where_the_letter_itself_finds_nothing_against_it(browser, account, monkeypatch):
    paper = written(browser, account)
    before = letterbox.case_of(account, Letterhead.objects.get()).recorded(None)
    ledger.record(account, {"kind": "hold", "hold": "workout", "debts": ["L-1"]}, "desk:1:1", "a hold")
    monkeypatch.setattr(letterbox.DeskCase, "recorded", lambda self, debtor: before)
    refused = browser.post(f"/deals/letters/{paper.pk}/print")
    assert refused.status_code == 422 and contacts(account) == []
    paper.refresh_from_db()
    assert paper.state == "waiting" and "cn-card-2011/workout-hold" in paper.why


def test_a_letter_with_a_threat_is_not_even_written(browser, account):
    told = {**REMINDER, "option-own_words": "Pay today or we will have you arrested."}
    answer = browser.post(f"/deals/of/{account.pk}/letters/reminder", told)
    assert answer.status_code == 422 and not Paper.objects.exists()
    assert "arrest" in shown(answer)


def test_a_withdrawn_letter_is_not_printed(browser, account):
    paper = written(browser, account)
    browser.post(f"/deals/letters/{paper.pk}/withdraw")
    assert browser.post(f"/deals/letters/{paper.pk}/print").status_code == 422
    paper.refresh_from_db()
    assert paper.state == "withdrawn" and contacts(account) == []


def test_a_server_that_is_killed_while_it_prints_leaves_one_contact_and_one_letter(browser, account, monkeypatch):
    paper = written(browser, account)
    head = Letterhead.objects.get()
    with monkeypatch.context() as killed:
        killed.setattr(letterbox, "_note", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            letterbox.print_now(Paper.objects.get(pk=paper.pk), head, "desk:1:1")
    assert len(contacts(account)) == 1 and Paper.objects.get().state == "waiting"
    assert browser.get(f"/deals/letters/{paper.pk}/file/pdf").status_code == 404
    assert not letterbox.withdraw(Paper.objects.get(), "desk:1:1"), "what is on record as sent is not withdrawn"
    assert letterbox.print_now(Paper.objects.get(), head, "desk:1:1").is_out
    assert len(contacts(account)) == 1
    assert browser.get(f"/deals/letters/{paper.pk}/file/pdf").content.startswith(b"%PDF")


def test_those_that_are_ticked_are_printed_each_by_itself(browser, account):
    papers = [written(browser, account), written(browser, account, debts=["L-2"])]
    ledger.record(account, {"kind": "hold", "hold": "workout", "debts": ["L-1"]}, "desk:1:1", "a hold")
    answer = browser.post("/deals/letters/print", {"paper": [one.pk for one in papers] + ["no-such"]}, follow=True)
    assert "1 may go and stand on record; 1 were not let out" in shown(answer)
    assert {one.state for one in Paper.objects.all()} == {"waiting", "printed"}


def test_the_confirmation_of_an_agreement_is_filled_in_from_it(browser, account):
    deal = begun(browser, account)
    answered(browser, deal, "accept")
    page = shown(browser.get(f"/deals/of/{account.pk}/letters/settlement-confirmation?deal={deal.pk}"))
    assert "2026-04-10 250.00, 2026-05-10 250.00" in page and 'value="1000.00"' in page
    told = {"debts": ["L-1"], "lang": "zh", "option-amount": "1000.00", "option-agreed_on": "2026-04-02",
            "option-payments": "2026-04-10 250.00, 2026-05-10 250.00, 2026-06-10 250.00, 2026-07-10 250.00",
            "option-account": "App", "option-record": "settled", "option-frozen": "on",
            "option-within": "14"}  # fmt: skip
    answer = browser.post(f"/deals/of/{account.pk}/letters/settlement-confirmation", told)
    assert answer.status_code == 302, wrong(answer)
    assert "1,000.00元" in shown(browser.get(answer.url))


def test_without_a_letterhead_nothing_is_written_and_a_supervisor_is_shown_where_to_say_it(account, agency):
    Letterhead.objects.all().delete()
    clerk, chief = signed_in(agency.collector), signed_in(agency.supervisor)
    address = f"/deals/of/{account.pk}/letters/reminder"
    assert "A supervisor does so" in shown(clerk.get(address)) and "letterhead" not in shown(clerk.get(address))
    assert "/deals/letterhead" in shown(chief.get(address))
    told = {"name": "Beichen", "address": "1 Example Road", "account": "the app"}
    assert chief.post("/deals/letterhead", told).status_code == 302 and Letterhead.objects.get().name == "Beichen"
    assert clerk.post("/deals/letterhead", told).status_code == 403


def test_a_clerk_prints_letters_of_his_own_accounts_only(account, agency):
    paper = written(signed_in(agency.collector), account)
    account.assigned_to = agency.supervisor
    account.save()
    clerk = signed_in(agency.collector)
    assert clerk.get(f"/deals/letters/{paper.pk}").status_code == 200
    assert clerk.post(f"/deals/letters/{paper.pk}/print").status_code == 404
    assert Arrangement.objects.count() == 0 and gates.gate().case(account.debtor).permits == {}


def test_a_printed_validation_notice_stands_on_the_ledger_with_the_end_of_its_period(agency, gate, clock, settings):
    dollars = {"name": "A-1", "creditor": "Example Bank", "kind": "single", "principal": "900.00", "rate": "0",
               "due": "2026-01-10", "accelerated": True, "as_of": "2026-03-01", "currency": "USD"}  # fmt: skip
    account = make_account(agency, gate, "U-1", "Dana Example", [dollars], place="US-OH", zone="America/New_York")
    settings.RULES = ["us-reg-f"]
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    clock.set("2026-04-02T10:00:00-04:00")
    head = Letterhead.objects.get()
    options = {"account_type": "credit card", "account_number": "ending in 4417", "itemization_date": "2025-12-31",
               "then": "900.00"}  # fmt: skip
    wanted = letterbox.Wanted("validation_notice", "en", ("A-1",), options)
    done = letterbox.print_now(letterbox.queued(account, head, wanted, None), head, "desk:1:1")
    assert done.is_out, done.why
    (notice,) = [one.body["event"] for one in ledger.records(account)
                 if one.kind == "event" and one.body["event"].get("notice") == "validation"]  # fmt: skip
    assert (notice["by"], notice["debts"]) == ("beichen", ["A-1"])
    assert notice["period_ends"] == "2026-05-09", "five working days, and thirty days"
