"""Somebody reads rulebooks and tries a contact; an auditor looks decisions up, verifies, packs: in a browser."""

import os

import pytest

from tests.support.browser import CHROMIUM, DESKTOP, PHONE, Looker, browser, served

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; scripts/chromium.sh installs it"),
    pytest.mark.skipif("FORBEAR_ALL_PAGES" not in os.environ, reason="a long walk: make browser"),
]
SIGHTS = [("en", "light", PHONE), ("zh", "dark", DESKTOP), ("zh", "light", PHONE), ("en", "dark", DESKTOP)]
AUDITOR = 'form[action*="auditor"] button'
PATIENT = 180_000


@pytest.fixture(params=SIGHTS, ids=lambda sight: "-".join(map(str, sight[:2])))
def auditor(request, tmp_path):
    """The auditor of a demonstration, signed in."""
    with served(tmp_path, "--demo") as (address, _said), browser() as chromium:
        looker = Looker(chromium, *request.param)
        looker.page.set_default_timeout(PATIENT)
        looker.home = address
        looker.page.goto(address)
        looker.page.click(AUDITOR)
        yield looker
        looker.close()


def test_rulebooks_are_read_and_a_contact_is_tried_out(auditor):
    page = auditor.page
    for name, address in (
        ("index", ""), ("book", "book/us-reg-f"), ("rule", "book/us-reg-f/call-frequency"),
        ("search", "search?q=voicemail"), ("search-near", "search?q=inconvenent-place"),
        ("applies", "applies?place=US-MA&collector=third-party-collector"),
    ):  # fmt: skip
        page.goto(f"{auditor.home}/rulebooks/{address}")
        auditor.looks(f"rulebooks-{name}")
    page.goto(f"{auditor.home}/rulebooks/book/us-reg-f/call-frequency")
    page.click("main a[href*='from=us-reg-f/eighth-call']")
    auditor.looks("try-example")
    assert page.locator("#verdict.refuse").count() == 1
    page.click("button[value='drop:events.0']")
    page.wait_for_url("**#events")
    page.click(".primary >> nth=0")
    page.wait_for_url("**#verdict")
    assert page.locator("#verdict.allow").count() == 1
    page.select_option("[name='ask|channel']", "")
    page.click(".primary >> nth=0")
    page.wait_for_selector("#verdict li")
    auditor.looks("try-problem")
    page.goto(f"{auditor.home}/rulebooks/try?q=eA")
    auditor.looks("try-not-ours", expected=("400",))


def test_an_auditor_walks_through_the_desk_of_proof(auditor):
    page = auditor.page
    page.goto(f"{auditor.home}/proof/")
    auditor.looks("decisions")
    page.goto(f"{auditor.home}/proof/?day=2020-01-01")
    auditor.looks("decisions-none")
    page.goto(f"{auditor.home}/proof/")
    page.click("main td a >> nth=0")
    auditor.looks("decision")
    page.click("main .actions .primary")
    auditor.looks("decision-again")
    page.goto(f"{auditor.home}/proof/checks")
    page.click("main button.primary")
    page.wait_for_selector(".verdict", timeout=PATIENT)
    auditor.looks("check")
    page.goto(f"{auditor.home}/proof/checks")
    auditor.looks("checks")
    page.goto(f"{auditor.home}/proof/packs")
    with page.expect_download() as loading:
        page.click("main td a.button >> nth=0")
    auditor.looks("packs")
    page.goto(f"{auditor.home}/proof/packs/verify")
    page.set_input_files("[name=pack]", loading.value.path())
    page.click("main button.primary")
    page.wait_for_selector(".verdict.allow")
    auditor.looks("pack-verified")
    page.goto(f"{auditor.home}/proof/packs/new")
    page.fill("[name=debtor]", "no-such")
    page.click("main button.primary")
    page.wait_for_selector(".summary")
    auditor.looks("pack-unknown")
