"""A supervisor enters an offer, a payment and a letter, and looks at the team: both languages, phone and desktop."""

import pytest

from tests.support.browser import SIGHTS, sight_name

IN = {"en": "Sign in as a supervisor", "zh": "以主管身份进入"}


@pytest.fixture(params=SIGHTS, ids=sight_name)
def chief(request, look, demonstration):
    """The supervisor of a demonstration of her own, signed in."""
    looker = look(*request.param)
    looker.page.goto(demonstration)
    looker.page.get_by_role("button", name=IN[request.param[0]]).click()
    looker.home = demonstration
    return looker


def test_a_supervisor_walks_through_agreements_payments_letters_and_the_team(chief):
    page = chief.page
    for name, path in {
        "deals": "deals/",
        "letters": "deals/letters",
        "letterhead": "deals/letterhead",
        "team": "team/",
    }.items():
        page.goto(f"{chief.home}/{path}")
        chief.looks(name)
    page.goto(f"{chief.home}/deals/?what=talks")
    page.locator("tbody a").first.click()
    chief.looks("deal-talks")
    _offers_other_payments(chief)
    page.locator(".kicker a").first.click()
    chief.looks("deal-account")
    _enters_a_payment(chief, page.url)
    page.goto(f"{chief.home}/deals/letters")
    page.locator("tbody a").first.click()
    chief.looks("letter-waiting")
    page.goto(f"{chief.home}/team/rows?what=accounts")
    chief.looks("team-rows")


def _offers_other_payments(chief):
    chief.page.locator("a[href$='/terms/counter']").click()
    chief.looks("deal-terms")
    chief.page.fill("[name=total]", "600")
    chief.page.fill("[name=count]", "6")
    chief.page.fill("[name=first]", "2099-01-31")
    chief.page.click("main button.primary")
    chief.page.wait_for_selector("#schedule")
    chief.looks("deal-countered")


def _enters_a_payment(chief, home):
    chief.page.goto(f"{home}/pay")
    chief.page.click("main button.primary")
    chief.looks("payment-wrong", expected=("422",))
    for expected in ("**/of/*", "**/pay"):
        chief.page.goto(f"{home}/pay")
        chief.page.fill("[name=amount]", "12.34")
        chief.page.click("main button.primary")
        chief.page.wait_for_url(expected)
    chief.looks("payment-again", expected=("422",))
    chief.page.goto(home)
    chief.looks("deal-account-paid")
