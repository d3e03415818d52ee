"""A case file: every fault is told at once, nothing is guessed, and no number of a relative has a place in it."""

from __future__ import annotations

import pytest

from forbear.errors import RecordError
from forbear.letters.case import case_of, lines, read_case
from forbear.plan.fields import tables
from tests.support.letters import SAMPLE


def test_the_sample_case_is_read_whole():
    case = read_case(SAMPLE / "case.toml")
    assert (case.place.code, case.me.name, len(case.logs)) == ("CN", "Lin Example", 8)
    assert case.me.address == ("Room 302", "8 Example Road", "Example City")
    assert [one.relation for one in case.people] == ["relative", "friend", "colleague"]
    assert case.debts.owed() == {"CNY": 4779000} and case.budget.left == 350000


def test_what_a_case_does_not_name_is_none():
    case = case_of({"place": "GB"}, SAMPLE / "x.toml")
    assert case.debts is case.budget is case.marks is case.audit is None


def test_every_fault_is_told_at_once(tmp_path):
    raw = {
        "place": "Chna", "debts": "dept.toml", "nme": 1, "me": [],
        "lender": [{"name": "A"}, {"name": "A"}, {"adress": "x"}],
        "log": [{"file": "case.xml", "role": "sistr"}],
    }  # fmt: skip
    (tmp_path / "debts.toml").touch()
    with pytest.raises(RecordError) as refused:
        case_of(raw, tmp_path / "case.toml")
    told = str(refused.value)
    parts = (
        "Did you mean 'CN'", "Did you mean 'debts.toml'", "no field 'nme'", "this is no table", "'A' stands twice",
        "Did you mean 'address'", "'name' is missing", "there is no file", "'sistr' is no role",
    )  # fmt: skip
    for part in parts:
        assert part in told, part


def test_a_relative_has_no_number_and_no_address():
    assert set(tables("forbear.letters")["person"].fields) == {"name", "relation"}
    with pytest.raises(RecordError, match="there is no field 'phone'"):
        case_of({"place": "CN", "person": [{"name": "Mei", "phone": "+861000000001"}]}, SAMPLE / "x.toml")


@pytest.mark.parametrize(
    "text, parts",
    [("a, b，c", ("a", "b", "c")), ("Flat 1, Mill Road\nYork", ("Flat 1, Mill Road", "York")), ("  ", ()), (None, ())],
)
def test_an_address_has_a_line_for_each_part(text, parts):
    assert lines(text) == parts
