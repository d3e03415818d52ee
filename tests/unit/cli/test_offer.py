import json
import re

import pytest

from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "how-to" / "negotiate-a-plan.md").read_text(encoding="utf-8")
FILES = ("debts.toml", "budget.toml", "talks.toml", "lender.toml")


@pytest.fixture
def case(tmp_path):
    """The files of the how-to page, and what they stand for on the command line."""
    for name in FILES:
        text = re.search(rf"`{name}`:\n\n```toml\n(.*?)```", PAGE, re.DOTALL)[1]
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def given(case, *words):
    return [str(case / word) if word in FILES else word for word in words]


def changed(case, name, old, new):
    path = case / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


MAKE = ("offer", "make", "debts.toml", "--budget", "budget.toml", "--until", "2026-12-05", "--out")
ABOUT = ("offer", "judge", "debts.toml", "talks.toml", "--budget", "budget.toml", "--debt")
JUDGE = (*ABOUT, "Card", "--on", "2026-12-01")
STATUS = ("offer", "status", "talks.toml", "--on")
REPLAN = ("offer", "replan", "debts.toml", "talks.toml", "--budget", "budget.toml", "--on", "2026-12-24")
OPTIONS = ("offer", "options", "debts.toml", "--debt", "Quick Cash", "--rate", "9", "--longer", "36", "--redate", "28")
LENDER = ("offer", "value", "debts.toml", "talks.toml", "--assume", "lender.toml", "--debt", "Card")
VALUE = (*LENDER, "--on", "2026-11-21")


def test_each_creditor_gets_a_file_of_its_own_and_none_holds_the_private_ceiling(forbear, case):
    out = case / "offers"
    ended = forbear(*given(case, *MAKE, out))
    assert ended.code == 0 and "For you alone: do not show" in ended.flat
    private = json.loads((out / "private.json").read_text())["each_payment_could_be_higher_by"]
    assert private == {"Quick Cash": "0.00 CNY", "Card": "263.43 CNY"}
    shown = {path.name: path.read_text() for path in out.iterdir() if path.name != "private.json"}
    assert sorted(shown) == ["offer-1.json", "offer-2.json", "talks.json"]
    assert not any("263.43" in text or "higher" in text for text in shown.values())
    assert "Card" not in shown["offer-1.json"] and "Quick Cash" not in shown["offer-2.json"]


def test_what_was_made_can_be_gone_on_with(forbear, case):
    forbear(*given(case, *MAKE, case / "offers"))
    ended = forbear("offer", "status", case / "offers" / "talks.json", "--on", "2026-12-06")
    assert ended.code == 0 and "Card expired" in ended.flat and "no answer in time" in ended.flat


def test_a_counter_offer_that_does_not_fit_is_refused_with_an_answer(forbear, case):
    ended = forbear(*given(case, *JUDGE))
    assert ended.code == 2 and "does not fit: by 2027-03-20, 3533.36 CNY are missing" in ended.flat
    assert "asks for: no more interest or late charges" in ended.flat


def test_a_counter_offer_that_fits_ends_well(forbear, case):
    changed(
        case,
        "talks.toml",
        "day = 2026-12-20, amount = 883.34, count = 36",
        "day = 2027-04-20, amount = 883.34, count = 36",
    )
    ended = forbear(*given(case, *JUDGE, "--longest", "24"))
    assert ended.code == 0 and "Answer: accept." in ended.flat
    assert "It has 36 instalments; the limit given is 24." in ended.flat and "costs 9350.76 CNY less" in ended.flat


def test_a_counter_offer_that_has_expired_is_judged_and_said_to_be_gone(forbear, case):
    late = forbear(*given(case, *ABOUT, "Card", "--on", "2027-01-01"))
    assert "The counter-offer is no longer on the table: expired." in late.flat
    assert "no longer on the table" not in forbear(*given(case, *JUDGE)).flat


def test_where_each_offer_stands_is_told_with_its_steps(forbear, case):
    assert forbear(*given(case, *STATUS, "2026-12-23")).code == 0
    ended = forbear(*given(case, *STATUS, "2026-12-24"))
    assert ended.code == 3 and "Quick Cash partly kept 1000.00 CNY 600.00 CNY 600.00 CNY 2026-12-20" in ended.flat
    assert "2026-12-24 only a part came in time partly kept 600.00 CNY" in ended.flat


def test_a_new_plan_says_what_moved_and_what_comes_next(forbear, case):
    ended = forbear(*given(case, *REPLAN), "--in-hand", "600")
    assert ended.code == 0 and "1000.00 CNY due on 2026-12-20 came 2 days late" in ended.flat
    assert "600.00 CNY of what was due on 2026-12-20 has not come" in ended.flat
    assert "What comes next" in ended.flat and "Quick Cash 2026-12-24 600.00 CNY" in ended.flat
    short = forbear(*given(case, *REPLAN))
    assert short.code == 2 and "By 2027-01-20, 600.00 CNY are missing for what is promised" in short.flat


def test_a_budget_that_does_not_carry_the_debts_gets_no_day(forbear, case):
    changed(case, "budget.toml", "amount = 6200", "amount = 4700")
    changed(case, "talks.toml", 'event = "accept"', 'event = "refuse"')
    ended = forbear(*given(case, *REPLAN))
    assert ended.code == 2 and "With this money the debts do not end. No day is given." in ended.flat
    assert "All debts were to end" not in ended.flat


def test_the_options_and_the_lenders_view_say_what_they_rest_on(forbear, case):
    options = forbear(*given(case, *OPTIONS)).flat
    assert "contract as it stands" in options and "nothing paid" in options and "pause, interest frozen" in options
    value = forbear(*given(case, *VALUE)).flat
    assert "What this assumes; other assumptions give other answers" in value and "chance of 98.00 %" in value


@pytest.mark.parametrize(
    "command, words",
    [
        (MAKE, ("还款方案（可出示）", "仅供本人：请勿出示", "已写入")),
        (JUDGE, ("超出承受能力", "停计利息和逾期费用", "改提以下方案")),
        ((*STATUS, "2026-12-24"), ("部分履约", "到期只还了一部分")),
        (REPLAN, ("应还的1000.00 CNY迟到2天", "尚缺600.00 CNY", "接下来的还款")),
        (OPTIONS, ("暂停还款，继续计息", "欠款并入本金", "不还款")),
        (VALUE, ("以下为假设", "每月1.00 %", "才与该方案相当")),
    ],
)
def test_the_same_is_told_in_chinese(forbear, case, command, words):
    last = [case / "offers"] if command is MAKE else []
    flat = forbear(*given(case, *command, *last), "--lang", "zh").flat
    assert [word for word in words if word not in flat] == []


@pytest.mark.parametrize("command", [MAKE, JUDGE, (*STATUS, "2026-12-24"), REPLAN, OPTIONS, VALUE])
def test_the_answer_for_programs_has_texts_and_no_floats(forbear, case, command):
    last = [case / "offers"] if command is MAKE else []
    ended = forbear(*given(case, *command, *last), "--json")
    assert json.loads(ended.out, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert "263.43" not in ended.out


@pytest.mark.parametrize(
    "command, words",
    [
        ((*ABOUT, "Crd", "--on", "2026-12-01"), "nothing is said about debt 'Crd'. Did you mean 'Card'?"),
        (
            (*ABOUT, "Card", "--on", "1 Dec"),
            "--on: '1 Dec' is not a day. Days that can be read",
        ),
        ((*ABOUT, "Card", "--on", "2026-11-27"), "there is no counter-offer up to 2026-11-27"),
        ((*JUDGE, "--longest", "-1"), "--longest: -1 is no number of instalments. Write 60, or 0 for none"),
        ((*JUDGE, "--strategy", "snow"), "'snow' is none"),
        ((*STATUS, "2026-11-01"), "nothing was proposed up to 2026-11-01"),
        (("offer", "options", "debts.toml", "--debt", "Crd"), "there is no debt 'Crd'. Did you mean 'Card'?"),
        ((*REPLAN, "--in-hand", "-5"), "--in-hand: -5 is less than nothing"),
        ((*REPLAN, "--in-hand", "6,00"), "'6,00' is not an amount in CNY"),
        ((*OPTIONS, "--rate", "x"), "'x' is not a rate in percent a year"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_to_do(forbear, case, command, words):
    ended = forbear(*given(case, *command))
    assert ended.code == 1 and words in " ".join(ended.err.split())


@pytest.mark.parametrize(
    "old, new, words",
    [
        ('event = "counter"', 'event = "countr"', "'countr' is not one of its words. Did you mean 'counter'?"),
        ("grace_days = 3", "grace_dys = 3", "there is no field 'grace_dys'. Did you mean 'grace_days'?"),
        ("until = 2026-12-31", "until = 2026-11-01", "'until' (2026-11-01) lies before 'day' (2026-11-28)"),
        ("amount = 883.34", "amount = -1", "amounts are never negative here"),
        ("amount = 883.34", "amount = 0", "or one of them is nothing"),
        ('debt = "Card"', 'debt = "Quick Cash"', "two negotiations are about debt 'Quick Cash'"),
        ('event = "accept"', 'event = "refuse"\n\n[[negotiation.event]]\nday = 2026-11-26\nevent = "accept"',
         "'accept' on 2026-11-26 cannot follow: the offer is refused then"),
        ('currency = "CNY"', 'currency = "CNX"', "there is no currency 'CNX'"),
    ],
)  # fmt: skip
def test_a_fault_in_the_record_of_talks_is_told(forbear, case, old, new, words):
    changed(case, "talks.toml", old, new)
    ended = forbear(*given(case, *STATUS, "2026-12-24"))
    assert ended.code == 1 and words in " ".join(ended.err.split()).replace("Amounts", "amounts")


def test_a_payment_to_a_debt_that_does_not_exist_stops_the_new_plan(forbear, case):
    changed(case, "talks.toml", 'debt = "Quick Cash"\namount', 'debt = "Quik Cash"\namount')
    ended = forbear(*given(case, *REPLAN))
    assert ended.code == 1 and "there is no debt 'Quik Cash'. Payments are booked by name. Did you mean" in ended.err


def test_a_budget_in_another_currency_is_refused(forbear, case):
    changed(case, "budget.toml", "CNY", "USD")
    ended = forbear(*given(case, *MAKE, case / "offers"))
    assert ended.code == 1 and "none of the debts is in USD. Money is not changed" in ended.err


def test_a_chance_above_certainty_is_refused(forbear, case):
    changed(case, "lender.toml", "keeps = 98", "keeps = 198")
    ended = forbear(*given(case, *VALUE))
    assert ended.code == 1 and "it is more than certain. Write a chance from 0 to 100 percent" in ended.err
