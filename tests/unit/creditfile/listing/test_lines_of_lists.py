"""The line of a blacklist: everything on one line, what is missing said as missing, nothing weak ever printed."""

import re
from datetime import date

import duckdb
import pytest

from forbear.creditfile.listing.lines import known, known_list, lines
from forbear.creditfile.listing.telling import tell, texts
from forbear.money import Money
from tests.support.credit_people import DAY, lay_person_tables

ROW = {
    "person_id": "P1",
    "row": "list_entry:Qinghe:L1",
    "list": "grey list 7",
    "reason": "late",
    "listed_on": date(2025, 2, 1),
    "matched_by": "id",
}
FULL = {
    **ROW,
    "owner": "Qinghe",
    "rule": "90 days late",
    "evidence": "account A-1",
    "matched_by": "id_and_phone",
    "amount": 123_450,
    "currency": "CNY",
    "leave_by": "pay and write to Qinghe",
    "expires_on": date(2027, 2, 1),
}
COURT = {**ROW, "list": "全国失信被执行人名单"}


def line_of(row, as_of=DAY, place="CN", expires=None):
    (found,) = lines_of(row, as_of=as_of, place=place, expires=expires)
    return found


def lines_of(*rows, as_of=DAY, place="CN", expires=None):
    with duckdb.connect() as connection:
        lay_person_tables(connection, list_entry=rows)
        return lines(connection, as_of, place, expires)


def test_all_that_a_list_says_stands_on_one_line_in_both_languages():
    line = line_of(FULL)
    assert line.missing == () and line.amount == Money(123_450, "CNY")
    assert tell(line, "en") == (
        "In force; list: grey list 7; kept by Qinghe; entered on 2025-02-01; because: late; by the rule: 90 days late; "
        "evidence: account A-1; sum in question: 1234.50 CNY; found by the identity number and the telephone; "
        "how to leave it: pay and write to Qinghe; ends by itself on 2027-02-01, says the list."
    )
    assert tell(line, "zh").startswith("仍在名单；名单：grey list 7；管理者：Qinghe；列入日期：2025-02-01；")


def test_what_a_list_does_not_say_is_said_as_missing():
    line = line_of(ROW)
    assert line.missing == ("owner", "rule", "evidence", "amount", "leave_by", "expires_on")
    said = tell(line, "en")
    for part in ("owner", "rule", "evidence", "amount", "leave_by", "expires_on"):
        assert texts()[f"no_{part}"]["en"] in said
    assert "the list does not say how to leave it" in said and "found by the identity number alone" in said
    assert "\n" not in said and "\n" not in tell(line, "zh")


@pytest.mark.parametrize("weak", ["phone", "name", "unknown"])
def test_what_was_found_by_a_telephone_or_a_name_alone_never_comes_out(weak):
    assert lines_of({**ROW, "matched_by": weak}) == []


@pytest.mark.parametrize(
    ("change", "as_of", "state", "ended"),
    [
        ({}, date(2025, 2, 1), "in_force", None),
        ({"expires_on": date(2026, 3, 1)}, date(2026, 3, 1), "in_force", None),
        ({"expires_on": date(2026, 3, 1)}, date(2026, 3, 2), "expired", date(2026, 3, 1)),
        ({"removed_on": date(2026, 3, 1)}, date(2026, 2, 28), "in_force", None),
        ({"removed_on": date(2026, 3, 1)}, date(2026, 3, 1), "removed", date(2026, 3, 1)),
        ({"removed_on": date(2026, 3, 1), "expires_on": date(2026, 1, 1)}, DAY, "removed", date(2026, 3, 1)),
    ],
)
def test_a_line_is_in_force_until_its_day(change, as_of, state, ended):
    line = line_of({**ROW, **change}, as_of)
    assert (line.state, line.ended) == (state, ended)


def test_a_line_that_is_entered_later_is_not_there_yet():
    assert lines_of(ROW, as_of=date(2025, 1, 31)) == []


def test_the_law_of_the_place_is_asked_with_the_name_of_the_list_and_ends_the_line():
    asked = []

    def expires(*given):
        asked.append(given)
        return date(2026, 2, 1), "CN.retention", "article 16"

    line = line_of({**ROW, "removed_on": date(2025, 6, 1)}, expires=expires)
    assert asked == [("CN", "grey list 7", date(2025, 2, 1), date(2025, 6, 1))] and line.state == "removed"
    line = line_of({**COURT, "expires_on": date(2030, 1, 1)}, expires=expires)
    assert asked[-1] == ("CN", "全国失信被执行人名单", date(2025, 2, 1), None)
    assert (line.state, line.ended) == ("expired", date(2026, 2, 1))
    assert "may not be shown from 2026-02-01 on (article 16)" in tell(line, "en")
    assert line_of(ROW, expires=lambda *_: None).by_law is None
    on_the_day = line_of(ROW, date(2026, 2, 1), expires=expires)
    assert (on_the_day.state, line_of(ROW, date(2026, 1, 31), expires=expires).state) == ("expired", "in_force")


def test_a_public_list_is_told_with_what_the_law_says_of_leaving_it():
    line = line_of(COURT)
    assert line.known is not None and line.may_end == date(2027, 2, 1) and line.state == "in_force"
    english, chinese = tell(line, "en"), tell(line, "zh")
    assert (
        "the list does not say how to leave it; by law the court must delete the entry within 3 working days" in english
    )
    assert "two years after the entry (2027-02-01) where the ground is one of items 2 to 6" in english
    assert "期限为二年（至 2027-02-01）" in chinese and "法释〔2017〕7号" in chinese


def test_a_public_list_is_known_only_in_its_own_place():
    assert known_list("Dishonest Judgment Debtors", "CN-44") is not None
    assert known_list("Dishonest Judgment Debtors", "IN") is None and known_list("grey list", "CN") is None


def test_a_term_that_depends_on_the_ground_ends_no_line_by_itself():
    assert line_of({**COURT, "listed_on": date(2017, 6, 1)}).state == "in_force"


def test_every_sentence_of_law_has_a_source_that_was_read_and_both_languages():
    for one in known():
        for cited in (one.leave, one.contest, one.ends):
            assert cited.confidence in ("seen", "secondary") and cited.cite and cited.url and cited.seen_on
            assert re.search(r"[\u4e00-\u9fff]", cited.says["zh"]) and not re.search(
                r"[\u4e00-\u9fff]", cited.says["en"]
            )


@pytest.mark.parametrize("part", texts())
def test_every_part_stands_in_both_languages_with_the_same_values(part):
    english, chinese = texts()[part]["en"], texts()[part]["zh"]
    assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))
