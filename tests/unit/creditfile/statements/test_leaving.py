"""By the law of a place each row leaves the file on a day of its own; what is over its time is counted nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from forbear.creditfile.decision import cards
from forbear.creditfile.statements.chain import lay_rows
from forbear.creditfile.statements.leaving import ahead
from forbear.creditfile.statements.making import By, made, rebuilt
from forbear.creditfile.store import Store
from forbear.errors import RecordError
from tests.support import credit_sample

MONTHS = {f"account_month:清河示例银行:QH-L-77/2026-0{month}" for month in (2, 3)}
"""The two late months of the sample: paid on 2 April 2026, so that in China they go five years after."""
ENTRY = "list_entry:白云示例消费金融:BY-N-7"


@cache
def document(place: str, day: date) -> dict[str, Any]:
    """Made once for all who read it, and nobody changes it."""
    with Store(credit_sample.folder()) as store:
        (found,) = made(store, replace(credit_sample.ASKED, as_of=day, place=place), credit_sample.by())
    return json.loads(found.text)


def cited(told: dict[str, Any]) -> set[str]:
    return {row for one in told["statements"] for row in [*one["rows"], *one.get("left_out", [])]}


def test_each_row_that_goes_by_itself_is_told_with_its_day_and_the_rule() -> None:
    leaving = document("CN", date(2026, 6, 5))["rights"]["leaving"]
    assert {row: (one["on"], one["rule"]) for row, one in leaving["rows"].items()} == {
        **dict.fromkeys(MONTHS, ("2031-04-02", "cn-months")), ENTRY: ("2028-04-11", "own-end"),
    }  # fmt: skip
    assert leaving["gone"] == {} and set(leaving["rules"]) == {"cn-months", "own-end"}
    rule = leaving["rules"]["cn-months"]
    assert "art. 16" in rule["cite"] and (rule["force"], rule["confidence"]) == ("duty", "seen")


@pytest.mark.parametrize(("day", "there"), [(date(2031, 4, 1), True), (date(2031, 4, 2), False)])
def test_a_row_is_counted_until_its_time_is_over_and_nowhere_after(day: date, there: bool) -> None:
    told = document("CN", day)
    late = [one for one in told["statements"] if (one["section"], one["code"]) == ("late", "months")]
    assert (cited(told) >= MONTHS) is there and (set(told["evidence"]) >= MONTHS) is there
    assert bool(late) is there
    assert (set(told["rights"]["leaving"]["gone"]) >= MONTHS) is not there


def test_without_a_place_nothing_is_said_and_nothing_taken_out() -> None:
    told = document("", date(2031, 4, 2))
    assert "leaving" not in told.get("rights", {}) and "place" not in told["report"]
    assert cited(told) >= MONTHS


def test_in_another_place_the_same_row_goes_on_another_day() -> None:
    leaving = document("US", date(2026, 6, 5))["rights"]["leaving"]
    assert {one["on"] for row, one in leaving["rows"].items() if row in MONTHS} == {"2033-03-01", "2033-04-01"}
    assert {one["rule"] for row, one in leaving["rows"].items() if row in MONTHS} == {"us-adverse"}


def test_a_report_by_the_law_of_a_place_is_the_same_when_it_is_made_anew() -> None:
    told = document("CN", date(2031, 4, 2))
    with Store(credit_sample.folder()) as store:
        assert rebuilt(store, told, credit_sample.by()) == told["report"]["sha256"]
        other = {**told, "report": {**told["report"], "place": "US"}}
        assert rebuilt(store, other, credit_sample.by()) != told["report"]["sha256"]


def test_a_place_that_there_is_not_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(RecordError, match="place"):
        document("CM-44", date(2026, 6, 5))


def lasting(tmp_path: Path) -> By:
    """The card of the sample, where the days late of any month cost points."""
    own = tmp_path / "card.toml"
    head, mark, rest = (credit_sample.SAMPLE / "card.toml").read_text(encoding="utf-8").partition("days_late_longest")
    own.write_text(head + mark + rest.replace("reference = 20", "reference = 30", 1), encoding="utf-8")
    return replace(credit_sample.by(), card=cards.load(own))


@pytest.mark.parametrize(("place", "day"), [("", None), ("CN", date(2031, 4, 2))])
def test_what_time_alone_changes_counts_the_day_on_which_a_row_leaves_the_file(
    tmp_path: Path, place: str, day: date | None
) -> None:
    asked = replace(credit_sample.ASKED, as_of=date(2031, 3, 20), place=place)
    with Store(credit_sample.folder()) as store:
        (found,) = made(store, asked, lasting(tmp_path))
        told = json.loads(found.text)
    (item,) = (one for one in told["decision"]["ageing"]["items"] if one["name"] == "days_late_longest")
    out = None if day is None else (day - date(1970, 1, 1)).days
    assert (item["out"], item["moves"]) == (out, [] if out is None else [[out, 30]])
    assert cited(told) >= MONTHS


def test_working_out_what_time_alone_does_leaves_the_rows_as_they_were() -> None:
    with Store(credit_sample.folder()) as store:
        lay_rows(store, replace(credit_sample.ASKED, as_of=date(2031, 3, 20), place="CN"))
        query = "SELECT person_id, count(*) FROM person_account_month GROUP BY 1 ORDER BY 1"
        before = store.rows(query)
        with ahead(store.connection, credit_sample.YULAN, date(2031, 3, 20), date(2032, 4, 1)) as named_on:
            assert len({named_on(date(2031, 4, day)) for day in (1, 2, 3)}) == 2
            assert len(store.rows(query)) == len(before) + 1
        assert store.rows(query) == before


def test_of_everybody_each_is_told_the_days_that_she_is_told_alone() -> None:
    asked = replace(credit_sample.ASKED, as_of=date(2031, 4, 2), place="CN", people=())
    with Store(credit_sample.folder()) as store:
        found = {one.person: json.loads(one.text) for one in made(store, asked, credit_sample.by())}
    assert len(found) > 1
    alone = document("CN", date(2031, 4, 2))
    assert found[credit_sample.YULAN]["rights"]["leaving"] == alone["rights"]["leaving"]
    assert all(one["rights"]["leaving"]["place"] == "CN" for one in found.values())
