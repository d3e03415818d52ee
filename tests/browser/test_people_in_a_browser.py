"""People come in, look at their account and go out, in a browser: both languages, phone and desktop, light and dark."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.support.browser import DESKTOP, PHONE, SIGHTS, link_in, served, sight_name
from tests.support.people import PASSWORD

WORDS = {
    "en": {"in": "Sign in as an admin", "out": "Sign out", "theme": "Dark", "other": "中文"},
    "zh": {"in": "以管理员身份进入", "out": "退出", "theme": "深色", "other": "English"},
}


def test_the_one_person_of_a_private_server_comes_in_by_the_link_of_the_terminal(look, tmp_path):
    with served(tmp_path, "--private", "--rules", "us-reg-f") as (address, said):
        her = look("zh", "light", PHONE)
        her.page.goto(address)
        her.looks("private-welcome")
        her.page.goto(link_in(said, "open"))
        her.page.click("main button")
        assert her.page.url == f"{address}/"
        her.looks("private-home")
        assert her.page.locator("html").get_attribute("lang") == "zh-Hans"
        her.page.goto(link_in(said, "open"))
        her.looks("link-over", expected=("404",))


@pytest.mark.parametrize("sight", SIGHTS, ids=sight_name)
def test_an_admin_of_a_demonstration_looks_at_every_page_and_goes_out(sight, look, shared):
    him, words = look(*sight), WORDS[sight[0]]
    him.page.goto(shared)
    him.looks("welcome")
    him.page.goto(f"{shared}/sign-in")
    him.looks("sign-in")
    him.page.click("main button")
    him.looks("sign-in-wrong")
    him.page.goto(shared)
    him.page.get_by_role("button", name=words["in"]).click()
    for path in ("", "account", "members", "account/second-factor", "account/password/first", "sign-out"):
        him.page.goto(f"{shared}/{path}")
        him.looks(path.replace("/", "-") or "home")
    him.page.goto(f"{shared}/members")
    him.page.locator("main .button.primary").first.click()
    him.looks("invite")
    him.page.locator("main button").click()
    him.looks("link")
    him.page.goto(re.sub(r"^http://[^/]+", shared, him.page.locator("code.address").inner_text()))
    him.looks("invited-known")
    him.page.goto(f"{shared}/no-such-page")
    him.looks("not-found", expected=("404",))
    him.page.goto(shared)
    him.page.get_by_role("button", name=words["out"], exact=True).click()
    assert him.page.url == f"{shared}/"
    him.page.goto(f"{shared}/account")
    assert "/sign-in" in him.page.url


def test_the_first_admin_sets_an_organisation_up_and_switches_the_second_step_on(look, tmp_path):
    with served(tmp_path, "--rules", "us-reg-f") as (address, said):
        her = look("en", "light", PHONE)
        her.page.goto(link_in(said, "setup"))
        her.looks("setup")
        for name, value in (("organisation", "Example Debt Advice"), ("name", "Lin"), ("password", PASSWORD)):
            her.page.fill(f"[name={name}]", value)
        her.page.fill("[name=again]", "another")
        her.page.select_option("[name=kind]", "advice")
        her.page.click("main button")
        her.looks("setup-wrong")
        for name in ("password", "again"):
            her.page.fill(f"[name={name}]", PASSWORD)
        her.page.click("main button")
        her.looks("first-home")
        her.page.goto(f"{address}/account/second-factor/app")
        her.looks("again")
        her.page.fill("[name=password]", PASSWORD)
        her.page.click("main button")
        her.looks("second-factor")
        secret = her.page.locator("code.address").inner_text()
        her.page.fill("[name=code]", format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
        her.page.click("main button")
        her.page.wait_for_selector("ul.codes li:nth-child(10)")
        her.looks("recovery-codes")


def test_language_and_theme_change_at_once_and_stay(look, shared):
    her = look("en", "light", DESKTOP)
    her.page.goto(f"{shared}/sign-in")
    light = her.page.evaluate("getComputedStyle(document.body).backgroundColor")
    with her.page.expect_response("**/theme"):
        her.page.get_by_role("button", name=WORDS["en"]["theme"], exact=True).click()
        assert her.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    her.page.reload()
    assert her.page.locator("html").get_attribute("data-theme") == "dark"
    her.page.get_by_role("button", name=WORDS["en"]["other"]).click()
    assert her.page.url == f"{shared}/sign-in" and her.page.locator("html").get_attribute("lang") == "zh-Hans"
    her.looks("switched")


def test_without_scripts_people_come_in_and_choose_all_the_same(look, shared):
    her = look("en", "light", PHONE, scripts=False)
    her.page.goto(shared)
    her.page.get_by_role("button", name=WORDS["en"]["in"]).click()
    assert her.page.url == f"{shared}/"
    her.page.get_by_role("button", name=WORDS["en"]["theme"], exact=True).click()
    assert her.page.locator("html").get_attribute("data-theme") == "dark"
    her.page.get_by_role("button", name=WORDS["en"]["out"], exact=True).click()
    assert her.page.url == f"{shared}/"


def test_a_keyboard_is_enough(look, shared):
    her = look("en", "light", DESKTOP)
    her.page.goto(shared)
    her.page.keyboard.press("Tab")
    assert her.page.locator(":focus").get_attribute("class") == "skip"
    her.page.keyboard.press("Enter")
    her.page.wait_for_url("**#main")
    her.page.keyboard.press("Tab")
    her.page.wait_for_selector("main :focus")
    her.page.goto(f"{shared}/sign-in")
    her.page.wait_for_selector("[name=login]:focus")
    for word in ("nobody", "Tab", "wrong-password", "Enter"):
        her.page.keyboard.press(word) if word in ("Tab", "Enter") else her.page.keyboard.type(word)
    her.page.wait_for_selector("[role=alert]:focus")
