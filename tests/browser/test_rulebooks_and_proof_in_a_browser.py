"""Somebody reads rulebooks and tries a contact; an auditor looks decisions up, verifies, packs: in a browser."""

import pytest

from tests.support.browser import SIGHTS, sight_name

AUDITOR = 'form[action*="auditor"] button'


@pytest.fixture(params=SIGHTS, ids=sight_name)
def auditor(request, look, demonstration):
    """The auditor of a demonstration, signed in."""
    looker = look(*request.param)
    looker.home = demonstration
    looker.page.goto(demonstration)
    looker.page.click(AUDITOR)
    return looker


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
    page.wait_for_selector(".verdict")
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
