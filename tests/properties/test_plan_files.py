"""Whatever stands in a file of the plan, it is read or refused in sentences; nothing crashes."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.errors import RecordError
from forbear.plan.budgets import budget_of
from forbear.plan.files import debts_of, debts_of_csv
from forbear.plan.loans import loan_of, true_rates
from forbear.plan.reading import parse
from forbear.plan.statement import statement_of
from forbear.plan.statement_written import reckoned_record
from tests.support.amount import examples

DEBTS = {
    "as_of": "2026-11-26", "currency": "CNY",
    "debt": [{"name": "A", "principal": "100.5", "rate": 24, "instalments_left": 3, "late_fee": 5,
              "promotion": [{"first": "2026-12-01", "last": "2026-12-31", "rate": 0}],
              "settlement": [{"amount": 60, "last": "2027-01-01"}]}],
}  # fmt: skip
LOAN = {
    "currency": "CNY", "advance": [{"day": "2026-01-01", "amount": 900}],
    "payment": [{"day": "2026-02-01", "amount": "85", "count": 12}, {"day": "2026-01-01", "amount": 9, "is": "fee"}],
}  # fmt: skip
BUDGET = {
    "currency": "GBP", "reserve": 5, "line": [{"name": "Pay", "kind": "income", "amount": 400, "every": "week"}],
    "dated": [{"name": "Bonus", "day": "2027-01-01", "amount": 5}],
}  # fmt: skip
STATEMENT = {
    "monthly-income": {"earnings": {"other-earnings": {"monthly-amount": 5, "notes": "x"}}, "total-monthly-income": 5},
    "monthly-outgoings": {"fixed-costs": {"home-contents": {"rent": {"monthly-amount": 3}}}},
    "savings": {"savings-contribution": 1}, "overview": {"debt-admin-fee": 0},
    "debts": {"priority-debts": [{"creditor": "A", "amount-owed": 5, "repayment-offer": 1}]},
}  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=9),
    st.sampled_from(["1e999999999", "1e-999999999", "NaN", "0", "12.34", "2026-02-30", "9999-12-31", "0001-01-01"]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def _places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*path, key))


@st.composite
def spoilt(draw, record):
    """The record with something else in one to three places."""
    record = copy.deepcopy(record)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from([place for place in _places(record) if place]))
        inside = record
        for step in path:
            inside = inside[step]
        inside[last] = draw(ANYTHING)
    return record


READERS = {
    "debts": (DEBTS, lambda raw: debts_of(raw, "f")),
    "loan": (LOAN, lambda raw: true_rates(loan_of(raw, "f"))),
    "budget": (BUDGET, lambda raw: budget_of(raw, "f").misfits),
    "statement": (STATEMENT, lambda raw: reckoned_record(statement_of(raw, "f"))),
}


@pytest.mark.parametrize("name", READERS)
def test_a_sound_file_is_read(name):
    record, read = READERS[name]
    assert read(parse(json.dumps(record), "f.json")) is not None


@pytest.mark.parametrize("name", READERS)
@examples(150)
@given(data=st.data())
def test_a_spoilt_file_is_read_or_refused_in_sentences(name, data):
    record, read = READERS[name]
    text = json.dumps(data.draw(spoilt(record)))
    assert _told(lambda: read(parse(text, "f.json")))


@examples(80)
@given(st.text(max_size=60) | st.text('name,"\n0.9', max_size=60))
def test_any_text_as_rows_of_debts_is_read_or_refused_in_sentences(text):
    assert _told(lambda: debts_of_csv(text, "f.csv"))


def _told(read):
    """Was it read, or was every fault told in words? Any other error goes through."""
    try:
        read()
    except RecordError as error:
        return bool(error.problems) and all(problem.what for problem in error.problems)
    return True
