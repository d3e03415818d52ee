"""Public lists of which the law says how one leaves them and when they end."""

import re
from datetime import date

import pytest

from forbear.creditfile.listing.known import known, known_list


def test_a_public_list_is_known_by_its_names_in_both_languages_and_only_in_its_own_place():
    chinese, english = known_list("全国失信被执行人名单", "CN"), known_list("Dishonest Judgment Debtors", "CN-44")
    assert chinese is not None and chinese == english and "法释〔2017〕7号" in chinese.leave.cite
    assert known_list("Dishonest Judgment Debtors", "IN") is None
    assert known_list("grey list", "CN") is None and known_list("失信被执行人", "") is None


@pytest.mark.parametrize(
    ("listed_on", "ends"),
    [(date(2025, 2, 1), date(2027, 2, 1)), (date(2024, 2, 29), date(2026, 2, 28))],
)
def test_the_term_of_an_entry_runs_from_the_day_on_which_it_was_entered(listed_on, ends):
    found = known_list("失信被执行人", "CN")
    assert found is not None and found.may_end(listed_on) == ends


def test_every_sentence_of_law_has_a_source_that_was_read_and_both_languages():
    for one in known():
        for cited in (one.leave, one.contest, one.ends):
            assert cited.confidence in ("seen", "secondary") and cited.cite and cited.url and cited.seen_on
            assert re.search(r"[\u4e00-\u9fff]", cited.says["zh"])
            assert not re.search(r"[\u4e00-\u9fff]", cited.says["en"])
