"""A borrower brings her log, enters debts, plans and writes, in a browser: both languages, phone and desktop."""

import pytest

from tests.support.browser import SIGHTS, sight_name
from tests.web.desks.conftest import SAMPLE

IN = {"en": "Sign in as a borrower", "zh": "以借款人身份进入"}
DEBTS = (
    {"name": "Qinghe Instalments", "kind": "instalment", "principal": "14800", "rate": "18", "instalments_left": "12"},
    {"name": "A lender with a longer name", "kind": "single", "principal": "2600", "rate": "24", "due": "2026-02-14"},
)  # fmt: skip
LINES = (("Wages", "income", "7900"), ("Rent", "fixed", "4400"))


@pytest.fixture(params=SIGHTS, ids=sight_name)
def hers(request, look, demonstration):
    """A borrower of a demonstration of her own, signed in, with the case of the sample."""
    looker = look(*request.param)
    looker.page.goto(demonstration)
    looker.page.get_by_role("button", name=IN[request.param[0]]).click()
    looker.page.goto(f"{demonstration}/borrower/")
    return looker


@pytest.fixture
def her(hers):
    """The same with nothing: everything of the sample is deleted, and a case of her own begun."""
    hers.page.goto(f"{hers.page.url}delete")
    hers.page.click("main button.danger")
    hers.page.select_option("[name=place]", "CN")
    hers.page.select_option("[name=zone]", "Asia/Shanghai")
    hers.looks("borrower-begin")
    hers.page.click("main button.primary")
    return hers


def test_a_borrower_walks_through_her_desk(her):
    home = her.page.url
    her.looks("case-empty")
    _brings_her_log(her, home)
    _enters_what_she_owes(her, home)
    _plans_and_writes(her, home)
    for page in ("", "seen", "about", "turn", "bring", "evidence", "digest", "credit", "days", "delete"):
        her.page.goto(home + page)
        her.looks(f"case-{page or 'full'}")
    her.page.click("main button.danger")
    assert her.page.url.endswith("/borrower/")


def test_offers_payments_reports_and_disputes_are_walked_through_on_the_sample(hers):
    home = hers.page.url
    _answers_an_offer(hers, home)
    _pays(hers, home)
    for page in ("offers", "digest", "credit", "numbers", "contact", "came", "days"):
        hers.page.goto(home + page)
        hers.page.wait_for_selector("[hx-trigger='every 2s']", state="detached")
        hers.looks(f"sample-{page}")
    _contests_a_line(hers, home)
    hers.page.goto(f"{home}evidence")
    hers.page.click("main form button")
    hers.page.wait_for_selector("main .panel code")
    hers.looks("evidence")


def _answers_an_offer(hers, home):
    hers.page.goto(f"{home}offers/1")
    hers.looks("offer-judged")
    hers.page.click("#judged ~ .actions a.primary")
    hers.looks("offer-answer")
    hers.page.click("main button.primary")
    hers.page.wait_for_url("**/letters/1")
    hers.page.goto(f"{home}offers/1")
    hers.page.click("form[action$='said/accept'] button")
    hers.page.wait_for_selector(".summary[role=alert]")
    hers.looks("offer-not-kept", expected=("422",))
    hers.page.check("[name=anyway]")
    hers.page.click("form[action$='said/accept'] button")
    hers.page.wait_for_selector("form[action$='undo']")
    assert hers.page.query_selector("form[action$='said/accept']") is None
    hers.looks("offer-accepted")


def _pays(hers, home):
    hers.page.goto(f"{home}payment")
    hers.page.fill("[name=amount]", "300")
    hers.looks("payment")
    hers.page.click("main button.primary")
    hers.page.wait_for_url("**/steps")
    hers.looks("steps")


def _contests_a_line(hers, home):
    hers.page.goto(f"{home}credit/contest/0")
    hers.page.fill("[name=reason]", "It was paid in March.")
    hers.looks("contest")
    hers.page.click("main button.primary")
    hers.page.wait_for_url("**/credit/dispute/*")
    hers.looks("dispute")


def _brings_her_log(her, home):
    her.page.goto(f"{home}phone")
    her.looks("phone")
    her.page.set_input_files("#log", [SAMPLE / "borrower-calls.xml", SAMPLE / "borrower-sms.xml"])
    her.page.click("[name=look]")
    her.page.wait_for_selector("#numbers")
    assert her.page.evaluate("document.querySelector('#log').files.length") == 2, "the browser keeps the files"
    her.looks("phone-numbers")
    her.page.click("[name=keep]")
    her.page.wait_for_url("**/findings")
    her.page.wait_for_selector("#hours")
    her.looks("findings")


def _enters_what_she_owes(her, home):
    her.page.goto(f"{home}money/basics")
    her.page.fill("[name=as_of]", "2026-04-01")
    _saves(her)
    for debt in DEBTS:
        her.page.goto(f"{home}debt")
        for name, value in debt.items():
            (her.page.select_option if name == "kind" else her.page.fill)(f"[name={name}]", value)
        her.looks("debt")
        _saves(her)
    for name, kind, amount in LINES:
        her.page.goto(f"{home}line")
        her.page.fill("[name=name]", name)
        her.page.select_option("[name=kind]", kind)
        her.page.fill("[name=amount]", amount)
        _saves(her)
    her.looks("money")


def _plans_and_writes(her, home):
    her.page.goto(f"{home}plan")
    her.page.wait_for_selector(".picture", state="attached")
    her.looks("plan")
    her.page.goto(f"{home}letters/me")
    her.page.fill("[name=name]", "Lin Example")
    her.page.fill("[name=email]", "lin@example.org")
    her.page.click("main button.primary")
    her.page.goto(f"{home}letters/new/repayment-offer")
    her.looks("letter-new")
    her.page.click("main button.primary")
    her.page.wait_for_url("**/letters/1")
    her.looks("letter")
    her.page.goto(f"{home}letters")
    her.looks("letters")


def _saves(her):
    her.page.click("main button.primary")
    her.page.wait_for_url("**/money")
