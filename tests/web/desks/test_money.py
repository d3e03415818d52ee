"""Debts and a budget are entered by forms, in the form of the command line's files, and planned from."""

import json

from forbear.plan.files import debts_of_text
from forbear.web.desks.borrower import documents, money
from tests.web.desks.conftest import signed_in

DEBT = {
    "name": "Qinghe", "kind": "instalment", "principal": "14800", "rate": "18", "rate_per": "year",
    "instalments_left": "12", "due_day": "8", "arrears": "3006.59",
}  # fmt: skip
SINGLE = {
    "name": "Yueguang", "kind": "single", "principal": "2600", "rate": "0.098", "rate_per": "day", "due": "2026-02-14",
}  # fmt: skip
BASICS = {"currency": "cny", "as_of": "2026-04-01", "reserve": "200"}
WAGES = {"name": "Wages", "kind": "income", "amount": "7900", "every": "month"}
RENT = {"name": "Rent", "kind": "fixed", "amount": "4400", "every": "month"}
LOAN = {
    "name": "Bailu", "lender": "online_platform", "principal": "12000", "received": "11640", "day": "2025-10-20",
    "instalment": "1144", "first": "2025-11-20", "count": "12", "every": "month", "extra": "59",
}  # fmt: skip


def shown(answer):
    return answer.content.decode()


def post(browser, case, page, told):
    return browser.post(f"/borrower/{case.pk}/{page}", told)


def fill(browser, case):
    assert post(browser, case, "money/basics", BASICS).status_code == 302
    for page, told in (("debt", DEBT), ("debt", SINGLE), ("line", WAGES), ("line", RENT)):
        assert post(browser, case, page, told).status_code == 302, shown(post(browser, case, page, told))


def test_what_is_entered_is_kept_as_the_command_line_reads_it(browser, case):
    fill(browser, case)
    debts = debts_of_text(documents.text(case, money.DEBTS), "debts.json")
    assert [(debt.name, debt.principal) for debt in debts.all] == [("Qinghe", 1_480_000), ("Yueguang", 260_000)]
    page = shown(browser.get(f"/borrower/{case.pk}/money"))
    assert "14,800.00 CNY" in page and "3,300.00 CNY" in page and "An ordinary month leaves" in page
    assert "7,900.00 CNY · month" in page


def test_the_plan_says_what_is_paid_to_whom_and_until_when_and_draws_it(browser, borrower, case):
    fill(browser, case)
    page = shown(browser.get(f"/borrower/{case.pk}/plan"))
    assert "One platform at a time" in page and "0 of 2 are closed. The next one: Yueguang" in page
    slower = shown(browser.get(f"/borrower/{case.pk}/plan?month=1500&way=avalanche"))
    assert 'value="1500"' in slower and slower != page
    assert "1,500.00" in slower
    drawn = shown(browser.get(f"/borrower/{case.pk}/plan/pictures", headers={"hx-request": "true"}))
    assert drawn.count('<svg class="marks"') >= 4 and ' style="' not in drawn and "<html" not in drawn
    assert "还款计划" in shown(signed_in(borrower, "zh-hans").get(f"/borrower/{case.pk}/plan"))


def test_the_amount_above_the_slider_is_written_in_groups_of_three(browser, case):
    fill(browser, case)
    page = shown(browser.get(f"/borrower/{case.pk}/plan?month=1200"))
    assert '<output id="month_told">1,200</output>' in page and 'value="1200"' in page


def test_a_budget_that_does_not_carry_the_debts_says_so_first(browser, case):
    fill(browser, case)
    page = shown(browser.get(f"/borrower/{case.pk}/plan?month=0"))
    assert page.index("summary") < page.index("tiles") if "tiles" in page else "summary" in page
    assert "CNY" in page


def test_a_debt_that_is_paid_off_counts_as_progress(browser, case):
    fill(browser, case)
    seen = documents.version(case, money.DEBTS)
    assert post(browser, case, "debt/1/closed", {"seen": seen}).status_code == 302
    assert "1 of 2 are closed" in shown(browser.get(f"/borrower/{case.pk}/plan"))
    assert "1 debt is paid off" in shown(browser.get(f"/borrower/{case.pk}/money"))


def test_nobody_writes_over_what_he_has_not_seen(browser, case):
    fill(browser, case)
    seen = documents.version(case, money.DEBTS)
    assert post(browser, case, "debt/0", {**DEBT, "principal": "9000", "arrears": "0", "seen": seen}).status_code == 302
    late = post(browser, case, "debt/0", {**DEBT, "principal": "1", "seen": seen})
    assert late.status_code == 422 and "changed meanwhile" in shown(late)
    gone = post(browser, case, "debt/0/drop", {"seen": seen})
    assert gone.status_code == 422 and len(money.rows(case, money.DEBTS)) == 2


def test_what_does_not_fit_is_a_sentence_and_changes_nothing(browser, case):
    fill(browser, case)
    before = documents.text(case, money.DEBTS)
    for told, words in (
        ({**DEBT, "name": "X", "arrears": "99999"}, "overdue is more than all"),
        ({**DEBT, "name": "Qinghe"}, "Qinghe"),
        ({**DEBT, "name": "X", "principal": "-1"}, "greater than or equal to 0"),
        ({**DEBT, "name": "X", "instalments_left": ""}, "needs this"),
        ({**DEBT, "name": "X", "principal": "NaN"}, "Enter a number"),
        ({**DEBT, "name": "X", "kind": "nonsense"}, "not one of the available choices"),
    ):
        answer = post(browser, case, "debt", told)
        assert answer.status_code == 422 and words in shown(answer), told
    assert documents.text(case, money.DEBTS) == before


def test_a_loan_is_held_against_the_caps_of_the_place(browser, case):
    fill(browser, case)
    assert post(browser, case, "loan", LOAN).status_code == 302
    page = shown(browser.get(f"/borrower/{case.pk}/rate/0"))
    assert "11,640.00 CNY" in page and "Agency" not in page and "badge" in page
    assert json.loads(documents.text(case, money.LOANS))["loan"][0]["place"] == "CN"
    assert post(browser, case, "loan/0", {**LOAN, "count": "6", "seen": 1}).status_code == 302
    assert post(browser, case, "loan/0/drop", {"seen": 2}).status_code == 302
    assert browser.get(f"/borrower/{case.pk}/rate/0").status_code == 404


def test_what_was_taken_out_can_be_put_back_where_it_stood(browser, case):
    fill(browser, case)
    before = money.rows(case, money.DEBTS)
    for page in ("debt/0/drop", "debt/1/closed"):
        post(browser, case, page, {"seen": documents.version(case, money.DEBTS)})
        assert len(money.rows(case, money.DEBTS)) == 1
        assert "Put it back" in shown(browser.get(f"/borrower/{case.pk}/money"))
        assert post(browser, case, "money/back", {}).status_code == 302
        assert money.rows(case, money.DEBTS) == before and money.rows(case, money.CLOSED) == []
    assert post(browser, case, "money/back", {}).status_code == 422
