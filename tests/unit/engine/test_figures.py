"""What figures of credit books are worth, and that no other book has any."""

from pathlib import Path

import pytest

from forbear.engine.examples import run_example
from forbear.errors import RulebookError
from forbear.rules.load import load

HEAD = """
format = 1
id = "figures"
subject = "credit"
title = { en = "Figures", zh = "指标" }
covers = "figures, made up"
status = "complete"
[source.us]
title = "a policy"
confidence = "house"
"""
FIGURES = """
[fact.asked]
cite = "us 1"
sum = "application"
of = "amount"
where = "outcome == 'refused'"
says = { en = "Asked for", zh = "申请金额" }
[fact.longest]
cite = "us 2"
most = "account_month"
of = "days_late_from"
where = "status == 'late'"
says = { en = "Longest", zh = "最长逾期" }
[fact.largest]
cite = "us 3"
most = "account"
of = "balance"
where = "is_open"
says = { en = "Largest balance", zh = "最大余额" }
[fact.cures]
cite = "us 4"
sum = "account"
of = "cures"
where = "lender == 'A'"
says = { en = "Cures", zh = "逾期后恢复次数" }
"""
EXAMPLES = """
[[example]]
name = "surely"
tests = []
ask = { as_of = 2026-03-31 }
events = [
  { kind = "application", lender = "A", applied_on = 2026-03-01, outcome = "refused", amount = 500, currency = "CNY" },
  { kind = "application", lender = "A", applied_on = 2026-03-02, outcome = "refused", amount = 200, currency = "CNY" },
  { kind = "application", lender = "B", applied_on = 2026-03-02, outcome = "refused", amount = 90, currency = "USD" },
  { kind = "application", lender = "B", applied_on = 2026-03-02, outcome = "approved", amount = 7, currency = "USD" },
  { kind = "application", lender = "B", applied_on = 2026-04-01, outcome = "refused", amount = 7, currency = "USD" },
  { kind = "account_month", lender = "A", as_of = 2026-02-28, status = "late", days_late_from = 30 },
  { kind = "account_month", lender = "A", as_of = 2026-03-31, status = "late", days_late_from = 60 },
  { kind = "account", lender = "A", opened = 2025-01-01, currency = "CNY", is_open = true, balance = 10, cures = 2 },
  { kind = "account", lender = "A", opened = 2025-01-01, currency = "CNY", is_open = true, balance = 30, cures = 1 },
  { kind = "account", lender = "B", opened = 2025-01-01, currency = "CNY", is_open = false, balance = 50, cures = 5 },
]
expect.verdict = "allow"
expect.figures = { asked = { CNY = 700, USD = 90 }, longest = 60, largest = { CNY = 30 }, cures = 3 }
[[example]]
name = "perhaps"
tests = []
ask = { as_of = 2026-03-31 }
events = [
  { kind = "application", lender = "A", applied_on = 2026-03-01, outcome = "refused", amount = 500, currency = "CNY" },
  { kind = "application", lender = "A", applied_on = 2026-03-02, amount = 200, currency = "CNY" },
  { kind = "application", lender = "A", applied_on = 2026-03-02, amount = -50, currency = "CNY" },
  { kind = "application", lender = "A", applied_on = 2026-03-02, outcome = "refused", amount = 5 },
  { kind = "account_month", lender = "A", as_of = 2026-02-28, status = "late", days_late_from = 30 },
  { kind = "account_month", lender = "A", as_of = 2026-03-31, status = "late" },
  { kind = "account", lender = "A", opened = 2025-01-01, currency = "CNY", is_open = true, balance = 10 },
  { kind = "account", lender = "A", opened = 2025-01-01, currency = "CNY", balance = 40, cures = 4 },
]
expect.verdict = "allow"
[example.expect.figures]
asked = { CNY = { from = 450, to = 700 }, "" = 5 }
longest = "unknown"
largest = { CNY = { from = 10, to = 40 } }
cures = "unknown"
"""


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "figures.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_amounts_stand_by_currency_between_the_two_ends_that_are_possible(written):
    book = load(written(HEAD + FIGURES + EXAMPLES))
    assert [run_example(book, each.record, each.where).faults for each in book.examples] == [(), ()]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("CNY = 700", "CNY = 701", "expected asked = 701 CNY, got 700"),
        ("USD = 90", "EUR = 90", "expected no asked in 'USD', got 90"),
        ("from = 450", "from = 451", "got 450 to 700"),
        ('cures = "unknown"', "cures = 0", "expected cures = 0, got unknown"),
    ],
)
def test_an_example_says_which_figure_differs(written, old, new, told):
    book = load(written(HEAD + FIGURES + EXAMPLES.replace(old, new)))
    faults = [fault for each in book.examples for fault in run_example(book, each.record, each.where).faults]
    assert any(told in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('of = "amount"', 'of = "outcome"', "is neither a whole number nor an amount"),
        ('of = "amount"', 'of = "amuont"', "Did you mean 'amount'?"),
        ('zh = "申请金额"', 'zh = ""', "the text in 'zh' is missing"),
        ('sum = "account"\n', 'sum = "account"\ndays = 30\n', "an account may have no day of opening"),
        ("cures = 3", "cures = 0", "[fact.cures]: has no example in which it is something"),
        ("cures = 3", "cares = 3", "'cares' is no figure of this book"),
        ("outcome == 'refused'", "ask.largest > 5", "an amount in each currency cannot be compared"),
    ],
)
def test_a_faulty_figure_is_refused_with_what_is_wrong(written, old, new, told):
    with pytest.raises(RulebookError) as caught:
        load(written((HEAD + FIGURES + EXAMPLES).replace(old, new)))
    assert told in str(caught.value)


def test_no_book_of_conduct_has_a_sum(written):
    text = HEAD.replace('subject = "credit"\n', "") + FIGURES.replace('"application"', '"payment"')
    with pytest.raises(RulebookError) as caught:
        load(written(text.split("[fact.longest]")[0].replace("outcome == 'refused'", "true")))
    assert "'sum' is for the figures of credit books, and this book judges contacts" in str(caught.value)
