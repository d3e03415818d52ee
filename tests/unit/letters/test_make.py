"""What is asked for is checked before a line is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.errors import InputError
from forbear.letters.asked import NeedsError, ask, everybody
from forbear.letters.case import case_of
from forbear.letters.kinds import kind_named
from forbear.letters.make import write
from forbear.letters.shown import text_of
from forbear.report.words import Words
from tests.support.letters import SAMPLE, case_at

OFFER = kind_named("repayment-offer")
DAY = 739_708


def asked(case=None, to="Lanjing", lang="en", **more):
    return ask(OFFER, case or case_at("case.toml"), Words(lang), DAY, to, **more)


def test_all_that_is_missing_is_asked_for_together_with_where_to_find_it():
    with pytest.raises(NeedsError) as needs:
        asked(case_of({"place": "CN"}, SAMPLE / "x.toml"), to="")
    told = [str(problem) for problem in needs.value.problems]
    assert len(told) == 5 and all(one.startswith("still needed: ") for one in told)
    assert any("your full name" in one and "[me]" in one for one in told)
    with pytest.raises(NeedsError, match="还缺：您的姓名"):
        asked(case_of({"place": "CN"}, SAMPLE / "x.toml"), to="", lang="zh")


@pytest.mark.parametrize(
    "more, told",
    [
        ({"to": "Lanjin Loans"}, "--to: nobody in the case is called 'Lanjin Loans'. Did you mean"),
        ({"debts": ["Lanjing Loan"]}, "--debt: there is no debt 'Lanjing Loan'. Did you mean 'Lanjing Loans'"),
        ({"options": {"evn": "1"}}, "--set evn: repayment-offer has no such choice. Did you mean 'even'"),
        ({"options": {"even": "perhaps"}}, "--set even=perhaps: it cannot be used. Write true or false"),
        ({"options": {"until": "1/2/2026"}}, "Days that can be read two ways are not guessed"),
        ({"options": {"strategy": "snowbal"}}, "Did you mean 'snowball'"),
    ],
)
def test_a_name_or_choice_that_there_is_not_is_told_with_the_nearest(more, told):
    with pytest.raises(InputError) as refused:
        asked(**more)
    assert told in str(refused.value).replace("\n", " ")


def test_a_collector_is_written_to_about_the_debts_that_it_collects():
    assert [debt.name for debt in asked(to="Beichen").debts] == ["Lanjing Loans"]


def test_a_debt_for_which_the_budget_leaves_nothing_gets_no_offer(tmp_path):
    lines = ['currency = "CNY"']
    lines += [f'[[line]]\nname = "{kind}"\nkind = "{kind}"\namount = 3000' for kind in ("income", "fixed")]
    (tmp_path / "budget.toml").write_text("\n".join(lines))
    case = replace(case_at("case.toml"), files=case_at("case.toml").files | {"budget": tmp_path / "budget.toml"})
    with pytest.raises(InputError, match="Lanjing Loans: the plan has no payment for it"):
        write(asked(case))


def test_a_kind_for_one_is_written_to_one():
    assert len(everybody(OFFER, case_at("case.toml"), Words("en"), DAY, "Lanjing")) == 1
    with pytest.raises(NeedsError, match="to whom the letter goes"):
        everybody(OFFER, case_at("case.toml"), Words("en"), DAY)


def test_a_text_of_ones_own_is_taken_and_a_broken_one_told(tmp_path):
    (tmp_path / "repayment_offer.en.txt").write_text("subject: Mine\n\n{{ to.name }} gets {{ total }}.")
    assert "Lanjing Example Loans gets 8,246.70 CNY." in text_of(write(asked(), tmp_path))
    for broken in ("subject: Mine\n\n{{ totl }}", "no subject", "subject: a\n\n[table x]", "subject: a\n\n{% if %}"):
        (tmp_path / "repayment_offer.en.txt").write_text(broken)
        with pytest.raises(InputError, match=r"repayment_offer\.en\.txt: it cannot be filled in"):
            write(asked(), tmp_path)
