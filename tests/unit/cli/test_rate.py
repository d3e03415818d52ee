import json

import pytest

LOAN = """
name = "Quick Cash"
currency = "CNY"
place = "CN"
lender = "online_platform"
principal = 10000
[[advance]]
day = 2025-11-01
amount = 9200
[[payment]]
day = 2025-12-01
amount = 950
count = 12
[[payment]]
day = 2025-11-01
amount = 99
is = "membership"
"""


@pytest.fixture
def loan(tmp_path):
    path = tmp_path / "loan.toml"
    path.write_text(LOAN, encoding="utf-8")
    return path


def test_each_rate_stands_under_its_name_with_and_without_the_membership(forbear, loan):
    ended = forbear("rate", loan)
    assert (ended.code, ended.err) == (0, "")
    assert (
        "cost 2299.00 CNY" in ended.flat
        and "Unit-period: month, 12 in a year; the first instalment comes after 1 of them." in ended.flat
    )
    assert "instalments alone 50.47 % 41.56 % 3.46 % 41.56 % 50.47 %" in ended.flat
    assert "with fees, insurance, membership 53.71 % 43.77 % 3.65 % 43.77 % 53.71 %" in ended.flat


def test_the_caps_are_told_with_what_they_are_worth_and_how_certain_they_are(forbear, loan):
    flat = forbear("rate", loan).flat
    assert "cn-24 24 % a year, simple 1038.40 CNY 1194.33 CNY" in flat
    assert "It does not become void by itself. For: licensed financial institutions, small-loan companies" in flat
    assert "Seen in a secondary text only: check it before relying on it." in flat
    assert "This is arithmetic, not advice" in flat
    assert "One more cap is known but was not checked" in forbear("rate", loan, "--lender", "private").flat
    private = forbear("rate", loan, "--lender", "private", "--unchecked").flat
    assert "cn-private 12 % a year, simple" in private and "last known value was used" in private


def test_the_same_is_told_in_chinese(forbear, loan):
    flat = forbear("rate", loan, "--lang", "zh", "--each").flat
    for word in (
        "欧盟公式",
        "年化，单利",
        "年化，复利",
        "超出部分",
        "仅见于二手资料",
        "不是法律意见",
        "其中费用",
        "适用于：持牌金融机构、",
    ):
        assert word in flat


def test_every_payment_is_listed_where_asked(forbear, loan):
    assert "2025-12-01 950.00 CNY 331.96 CNY 182.02 CNY 149.94 CNY" in forbear("rate", loan, "--each").flat


def test_the_answer_for_programs_has_texts_and_no_floats(forbear, loan):
    answer = json.loads(forbear("rate", loan, "--json").out, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert [one["counted"] for one in answer["rates"]] == [
        ["instalment"],
        ["instalment", "fee", "insurance", "membership"],
    ]
    assert answer["caps"][0]["above"] == "1038.40 CNY" and len(answer["caps"][0]["payments"]) == 13


def test_a_place_that_is_not_known_and_one_that_is_not_given_are_told_apart(forbear, loan):
    assert "Forbear has no cap for a loan of this place" in forbear("rate", loan, "--place", "FR").flat
    loan.write_text(LOAN.replace('place = "CN"', ""), encoding="utf-8")
    assert "No place was given: add --place CN" in forbear("rate", loan).flat


def test_a_lender_that_does_not_exist_is_refused_with_the_nearest(forbear, loan):
    ended = forbear("rate", loan, "--lender", "privat")
    assert ended.code == 1 and "there is no lender 'privat'. Did you mean 'private'?" in ended.err
