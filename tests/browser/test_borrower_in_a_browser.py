"""A borrower brings her log, enters debts, plans and writes, in a browser: both languages, phone and desktop."""

import os

import pytest

from tests.support.browser import CHROMIUM, DESKTOP, PHONE, Looker, browser, served
from tests.web.desks.conftest import SAMPLE

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; scripts/chromium.sh installs it"),
    pytest.mark.skipif("FORBEAR_ALL_PAGES" not in os.environ, reason="a long walk: make browser"),
]
SIGHTS = [("en", "light", PHONE), ("zh", "dark", DESKTOP), ("zh", "light", PHONE), ("en", "dark", DESKTOP)]
IN = {"en": "Sign in as a borrower", "zh": "以借款人身份进入"}
DEBTS = (
    {"name": "Qinghe Instalments", "kind": "instalment", "principal": "14800", "rate": "18", "instalments_left": "12"},
    {"name": "A lender with a longer name", "kind": "single", "principal": "2600", "rate": "24", "due": "2026-02-14"},
)  # fmt: skip
LINES = (("Wages", "income", "7900"), ("Rent", "fixed", "4400"))
PATIENT = 90_000


@pytest.fixture(params=SIGHTS, ids=lambda sight: "-".join(map(str, sight[:2])))
def her(request, tmp_path):
    """A borrower of a demonstration of her own, signed in, with a case begun."""
    with served(tmp_path, "--demo") as (address, _said), browser() as chromium:
        looker = Looker(chromium, *request.param)
        looker.page.goto(address)
        looker.page.get_by_role("button", name=IN[request.param[0]]).click()
        looker.page.goto(f"{address}/borrower/")
        looker.page.select_option("[name=place]", "CN")
        looker.page.select_option("[name=zone]", "Asia/Shanghai")
        looker.looks("borrower-begin")
        looker.page.click("main button.primary")
        yield looker
        looker.close()


def test_a_borrower_walks_through_her_desk(her):
    home = her.page.url
    her.looks("case-empty")
    _brings_her_log(her, home)
    _enters_what_she_owes(her, home)
    _plans_and_writes(her, home)
    for page in ("", "seen", "about", "turn", "delete"):
        her.page.goto(home + page)
        her.looks(f"case-{page or 'full'}")
    her.page.click("main button.danger")
    assert her.page.url.endswith("/borrower/")


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
    her.page.wait_for_selector("#hours", timeout=PATIENT)
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
    her.page.wait_for_selector(".picture", state="attached", timeout=PATIENT)
    her.looks("plan")
    her.page.goto(f"{home}letters/me")
    her.page.fill("[name=name]", "Lin Example")
    her.page.fill("[name=email]", "lin@example.org")
    her.page.click("main button.primary")
    her.page.goto(f"{home}letters/new/repayment-offer")
    her.looks("letter-new")
    her.page.click("main button.primary")
    her.page.wait_for_url("**/letters/1", timeout=PATIENT)
    her.looks("letter")
    her.page.goto(f"{home}letters")
    her.looks("letters")


def _saves(her):
    her.page.click("main button.primary")
    her.page.wait_for_url("**/money")
