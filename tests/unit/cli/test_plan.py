import json
from importlib.resources import files

import pytest

from forbear.plan.statement_xml import xml_of

SAMPLE = files("forbear").joinpath("sample")
DEBTS, BUDGET = SAMPLE / "debts.toml", SAMPLE / "budget.toml"
SMALL = """
as_of = 2026-04-01
currency = "CNY"
[[debt]]
name = "Small"
kind = "single"
due = 2026-04-20
principal = 1000
rate = 0
"""
LITTLE = """
currency = "CNY"
[[line]]
name = "Wages"
kind = "income"
amount = 400
"""


@pytest.fixture
def small(tmp_path):
    (tmp_path / "debts.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "budget.toml").write_text(LITTLE, encoding="utf-8")
    return tmp_path


def asked(folder, *more):
    return ("plan", folder / "debts.toml", "--budget", folder / "budget.toml", "--out", folder / "out", *more)


def test_the_sample_ends_on_a_day_and_leaves_four_files(forbear, tmp_path):
    ended = forbear("plan", DEBTS, "--budget", BUDGET, "--compare", "--watch-the-interest", "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    assert "nothing is owed any more on 8 July 2027, after 16 months" in ended.flat
    assert "Spread over all 55,825.11 CNY" in ended.flat and "One platform at a time *" in ended.flat
    assert "end on 14 April 2026 one at a time, and on 8 July 2027 spread over all." in ended.flat
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "calendar.ics", "plan.html", "plan.json", "schedule.csv"
    ]  # fmt: skip
    assert b"\r\n" in (tmp_path / "out" / "calendar.ics").read_bytes()


def test_the_sample_is_told_in_chinese(forbear, tmp_path):
    ended = forbear("plan", DEBTS, "--budget", BUDGET, "--compare", "--lang", "zh", "--out", tmp_path)
    for word in ("逐个平台结清", "2027年7月8日全部还清", "还款方式比较", "不是法律意见"):
        assert word in ended.flat
    assert "何时还多少" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert "还款2\\,450.00元" in (tmp_path / "calendar.ics").read_text(encoding="utf-8").replace("\n ", "")


def test_a_budget_that_does_not_carry_the_debts_is_refused_first_and_without_a_day(forbear, small):
    (small / "debts.toml").write_text(SMALL.replace("rate = 0", "rate = 600"), encoding="utf-8")
    ended = forbear(*asked(small))
    assert ended.code == 2
    assert ended.out.startswith("This budget does not carry these debts")
    assert "nothing is owed any more" not in ended.flat
    found = json.loads((small / "out" / "plan.json").read_text(encoding="utf-8"))
    assert found["feasible"] is False and "free_on" not in found["plan"] and found["payments"] == []


def test_a_lump_sum_ends_it_sooner_and_stands_on_the_page(forbear, small):
    before, after = forbear(*asked(small)), forbear(*asked(small, "--lump", "2026-04-19=600"))
    assert "after 3 months" in before.flat and "after 1 month." in after.flat
    assert "Lump sum" in (small / "out" / "plan.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("soon=5", "this is no day and amount. Write it like 2026-12-20=5000"),
        ("2026-12-20", "this is no day and amount"),
        ("2026-12-20=five", "'five' is not an amount in CNY"),
        ("2026-12-20=-5", "nothing comes of it"),
        ("2025-12-20=5", "it comes before the plan begins, on 2026-04-01"),
    ],
)
def test_a_lump_sum_that_cannot_be_read_is_refused_with_its_text(forbear, small, text, told):
    ended = forbear(*asked(small, "--lump", text))
    assert ended.code == 1 and f"--lump '{text}': {told}" in ended.err
    assert not (small / "out").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--strategy", "avalanch"), "there is no strategy 'avalanch'. Did you mean 'avalanche'?"),
        (("--strategy", "custom"), "no order is given. Name the debts one by one"),
        (("--order", "Smal"), "there is no debt 'Smal'. Did you mean 'Small'?"),
        (("--order", "Small", "--strategy", "snowball"), "has its own order"),
        (("--optimum", "least_payed"), "there is no goal 'least_payed'. Did you mean 'least_paid'?"),
        (("--optimum", "least_paid", "--strategy", "snowball"), "the search finds its own way of paying"),
    ],
)
def test_a_way_that_does_not_exist_is_refused_with_what_to_do(forbear, small, words, told):
    ended = forbear(*asked(small, *words))
    assert ended.code == 1 and told in ended.err


def test_debts_in_another_currency_are_kept_apart_and_named(forbear, small):
    other = SMALL[SMALL.index("[[debt]]") :].replace("Small", "Elsewhere") + 'currency = "USD"\n'
    (small / "debts.toml").write_text(SMALL + other, encoding="utf-8")
    ended = forbear(*asked(small))
    assert ended.code == 0 and "are not in this plan: Elsewhere." in ended.flat
    (small / "budget.toml").write_text(LITTLE.replace("CNY", "GBP"), encoding="utf-8")
    ended = forbear(*asked(small))
    assert ended.code == 1 and "its debts are in CNY, USD, and the budget is in GBP" in ended.err


def test_a_budget_that_does_not_foot_is_told_and_still_used(forbear, small):
    (small / "budget.toml").write_text("printed_income = 500\n" + LITTLE.strip(), encoding="utf-8")
    ended = forbear(*asked(small))
    assert ended.code == 0 and "income is printed as 500.00 CNY, but its lines give 400.00 CNY" in ended.err
    told = json.loads((small / "out" / "plan.json").read_text(encoding="utf-8"))["budget_misfits"]
    assert told == [{"total": "income", "printed": "500.00", "by_lines": "400.00"}]
    page = (small / "out" / "plan.html").read_text(encoding="utf-8")
    assert "Printed totals that do not add up" in page and "500.00 CNY" in page and "100.00 CNY" in page
    ended = forbear(*asked(small, "--lang", "zh"))
    assert "income列为500.00元，但按各行计算为400.00元，各行少了100.00元" in ended.err


STATEMENT = {
    "monthly-income": {"total-earnings": 2100, "total-monthly-income": 2100},
    "monthly-outgoings": {
        "fixed-costs": {"rent": "1500.50", "total-fixed-costs": 1800},
        "flexible-costs": {"total-personal": 99.50},
        "total-monthly-outgoings": 1600,
    },
    "debts": {"priority-debts": [{"creditor": "Council", "amount-owed": 300, "repayment-offer": 50}]},
}


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_a_standard_financial_statement_is_a_budget_and_is_given_back_reckoned(forbear, small, ending):
    (small / "debts.toml").write_text(SMALL.replace("CNY", "GBP"), encoding="utf-8")
    text = json.dumps(STATEMENT) if ending == "json" else xml_of(STATEMENT)
    (small / f"budget.{ending}").write_text(text, encoding="utf-8")
    words = (small / "debts.toml", "--budget", small / f"budget.{ending}", "--out", small / "out")
    ended = forbear("plan", *words)
    assert ended.code == 0 and "With 450.00 GBP in the first month" in ended.flat
    assert "total-fixed-costs is printed as 1,800.00 GBP, but its lines give 1,500.50 GBP" in ended.err
    assert "50.00 GBP a month are for debts that come first (Council)" in ended.err
    assert "statement.json and statement.xml" in ended.flat
    back = json.loads((small / "out" / "statement.json").read_text(encoding="utf-8"))
    assert back["monthly-outgoings"]["fixed-costs"]["total-fixed-costs"] == 1500.50
    assert "<total-fixed-costs>1500.50</total-fixed-costs>" in (small / "out" / "statement.xml").read_text("utf-8")
    offered = forbear("offer", "make", *words)
    assert offered.code == 0 and "450.00 GBP" in offered.flat and "1,500.50 GBP" in offered.err


def test_a_budget_whose_lines_name_the_statements_lines_is_written_as_one(forbear, small):
    (small / "debts.toml").write_text(SMALL.replace("CNY", "GBP"), encoding="utf-8")
    category = '\ncategory = "earnings/client-salary-or-wages"'
    (small / "budget.toml").write_text(LITTLE.strip().replace("CNY", "GBP") + category, encoding="utf-8")
    ended = forbear(*asked(small))
    assert ended.code == 0 and "statement.xml" in ended.flat
    assert "<monthly-amount>400.00</monthly-amount>" in (small / "out" / "statement.xml").read_text("utf-8")


def test_an_own_order_is_followed(forbear, tmp_path):
    words = ("plan", DEBTS, "--budget", BUDGET, "--out", tmp_path)
    ended = forbear(*words, "--order", "Nanzhi Credit", "--order", "Bailu Finance")
    assert "The first platform closed is Nanzhi Example Credit" in ended.flat and "Your own order" in ended.flat


def test_the_best_plan_comes_with_what_is_proven_of_it(forbear, small):
    ended = forbear(*asked(small, "--optimum", "least_paid", "--seconds", "20"))
    assert ended.code == 0
    assert "The best found for “least paid in all”: 1,000.00 CNY" in ended.flat and "It is proven that" in ended.flat
    found = json.loads((small / "out" / "plan.json").read_text(encoding="utf-8"))
    assert found["optimum"]["value"] == 100_000 and found["plan"]["strategy"] == "optimum"


TWO_ASKS = """
[[debt]]
name = "Loan"
principal = 800
rate = 20
instalments_left = 3
"""


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["Some payments cannot be met",
                "no way of paying within 5 months gives debts that are not late all that they ask for",
                "more each month, debts that are not late now are also paid what they ask for"]),
        ("zh", ["有些款项无法按期支付", "在5个月内，没有任何还款方式能对未逾期的债务都按期足额支付"]),
    ],
)  # fmt: skip
def test_where_debts_that_are_not_late_cannot_all_be_paid_the_best_plan_says_so(forbear, small, lang, told):
    (small / "debts.toml").write_text(SMALL + TWO_ASKS, encoding="utf-8")
    ended = forbear(*asked(small, "--optimum", "least_paid", "--seconds", "10", "--lang", lang))
    assert ended.code == 0 and [one for one in told if one not in ended.flat] == []
    assert told[1] in (small / "out" / "plan.html").read_text(encoding="utf-8")
    found = json.loads((small / "out" / "plan.json").read_text(encoding="utf-8"))
    assert found["optimum"]["keep"] == "nothing" and found["smallest_changes"]["extra_to_miss_nothing"] is not None


SIMPLE_AND_COMPOUND = """
as_of = 2026-11-20
currency = "CNY"
[[debt]]
name = "Card"
kind = "revolving"
principal = 1250
rate = 30
minimum_floor = 300
[[debt]]
name = "Loan"
principal = 800
rate = 20
instalments_left = 3
"""


def test_where_the_plain_way_does_not_end_the_debts_and_another_does_the_other_is_the_plan(forbear, small):
    (small / "debts.toml").write_text(SIMPLE_AND_COMPOUND, encoding="utf-8")
    (small / "budget.toml").write_text(LITTLE.replace("400", "40"), encoding="utf-8")
    ended = forbear(*asked(small))
    assert ended.code == 0 and "One platform at a time does not end these debts with this money." in ended.flat
    assert json.loads((small / "out" / "plan.json").read_text(encoding="utf-8"))["instead_of"] == "one_platform"
    assert "Dearest first: everything to the debt" in ended.flat and "after 117 months" in ended.flat
    named = forbear(*asked(small, "--strategy", "snowball"))
    assert named.code == 2 and named.out.startswith("Paid in this way, these debts do not end")
    assert "Another way of paying does end them with the same money: Dearest first, after 117 months" in named.flat
    assert "does not carry these debts" not in (small / "out" / "plan.html").read_text(encoding="utf-8")
