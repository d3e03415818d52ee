"""An auditor brings a log, names its columns, audits it and looks into it, in a browser: both languages and sizes."""

import pytest

from tests.support.browser import SIGHTS, sight_name

IN = {"en": "Sign in as an auditor", "zh": "以审计员身份进入"}
TABLE = """when,customer,who,relation,agency,way,result
2026-06-01 09:10,C1,C1,debtor,Agency X,phone call,answered
2026-06-02 22:30,C1,C1,debtor,Agency X,phone call,answered
03/06/2026,C1,C1,debtor,Agency X,phone call,answered
2026-06-03 10:00,C2,C2,debtor,Agency with a rather long name indeed,phone call,no answer
"""


@pytest.fixture(params=SIGHTS, ids=sight_name)
def her(request, look, demonstration, tmp_path):
    """An auditor of a demonstration, signed in, whose first audit is done."""
    looker = look(*request.param)
    looker.address, looker.table = demonstration, tmp_path / "calls.csv"
    looker.table.write_text(TABLE)
    looker.page.goto(demonstration)
    looker.page.get_by_role("button", name=IN[request.param[0]]).click()
    return looker


def test_an_auditor_walks_through_her_desk(her):
    _brings_a_table(her)
    _looks_into_the_audit(her)
    _compares_and_deletes(her)


def _go(her, path, name):
    her.page.goto(f"{her.address}/auditor/{path}")
    her.looks(f"auditor-{name}")


def _brings_a_table(her):
    _go(her, "logs/new", "new")
    her.page.click("main form button.primary")
    her.page.wait_for_selector("[role=alert]")
    her.looks("auditor-new-wrong", expected=("422",))
    her.page.set_input_files("#log", her.table)
    her.page.click("main form button.primary")
    her.page.wait_for_url("**/columns")
    her.looks("auditor-columns")
    her.page.select_option("#zone", "America/New_York")
    her.page.select_option("#place", "US-NY")
    her.page.click("main button.primary")
    her.page.wait_for_selector("#strange")
    her.page.select_option("#word-channel-0", "call")
    her.looks("auditor-words")
    her.page.click("main button.primary")
    her.page.wait_for_selector(".tiles")
    her.looks("auditor-log")
    her.page.click(".tiles .refuse a")
    her.looks("auditor-rejected")


def _looks_into_the_audit(her):
    page = her.page
    page.goto(f"{her.address}/auditor/")
    page.get_by_role("link", name="us-ma, us-reg-f").first.click()
    page.wait_for_selector("#trend")
    her.audit = page.url
    her.looks("auditor-dashboard")
    page.click(".heat a >> nth=0")
    her.looks("auditor-rows-of-an-hour")
    page.goto(f"{her.audit}rows?of=spoke")
    her.looks("auditor-rows")
    page.click("tbody a >> nth=0")
    her.looks("auditor-contact")
    for path in ("bombing", "paper", "delete"):
        page.goto(f"{her.audit}{path}")
        her.looks(f"auditor-{path}")
    page.goto(f"{her.audit}rows?of=all&debtor=nobody")
    her.looks("auditor-rows-none")


def _compares_and_deletes(her):
    page = her.page
    page.goto(f"{her.address}/auditor/compare?a={her.audit.rstrip('/').rpartition('/')[2]}")
    her.looks("auditor-compare")
    _go(her, "", "desk")
    page.click(".logs h2 a >> nth=0")
    log = page.url
    page.goto(f"{log}audit")
    her.looks("auditor-begin")
    page.select_option("#place", "US")
    page.click("main button.primary")
    page.wait_for_selector("#trend, [role=status]")
    her.looks("auditor-progress")
    page.wait_for_selector("#trend")
    page.goto(f"{log}delete")
    her.looks("auditor-log-delete")
    page.click("main button.danger")
    page.goto(f"{her.address}/auditor/gone")
    her.looks("auditor-gone")
