"""The letters about paying: shares, agreements that stand, ceilings that nobody sees, figures that add up."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.errors import InputError
from forbear.letters.asked import Asked, ask, everybody
from forbear.letters.kinds import kind_named
from forbear.letters.make import write
from forbear.letters.offered import offers, standing
from forbear.money import Money
from forbear.report.words import Words
from tests.support.letters import case_at

TALKS = "case-talks.toml"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def asked(kind: str, to: str, on: str, case: str = "case.toml", lang: str = "en", place: str = "", **options) -> Asked:
    return ask(kind_named(kind), case_at(case, place), Words(lang), day(on), to, options=options)


def cells(letter, head):
    table = next(block.table for block in letter.body if block.table and block.table.head[0] == head)
    return table.rows


# -- an offer to many -------------------------------------------------------------------------------------------------


def test_each_creditor_gets_a_letter_and_all_of_them_show_the_same_shares():
    letters = [
        write(one)
        for one in everybody(kind_named("pro-rata-offer"), case_at("case.toml"), Words("en"), day("2026-04-02"))
    ]
    assert len(letters) == 6 and len({one.to.name for one in letters}) == 6
    assert len({tuple(sorted(row[1:] for row in cells(one, "Creditor"))) for one in letters}) == 1


def test_shares_are_what_the_first_payments_are_of_all_that_is_paid_and_add_up():
    *rows, whole = cells(write(asked("pro-rata-offer", "Lanjing", "2026-04-02")), "Creditor")
    paid = [Money.parse(row[3].removesuffix(" CNY").replace(",", ""), "CNY").amount_minor for row in rows]
    assert whole[3] == "3,500.00 CNY" and sum(paid) == 350_000
    assert rows[0][0].startswith("You") and rows[0][2] == f"{round(paid[0] * 100 / 350_000, 1)} %"


def test_what_is_agreed_already_is_saved_for_first_and_offered_to_nobody_else():
    with_talks = asked("pro-rata-offer", "Lanjing", "2026-04-20", TALKS)
    assert list(standing(with_talks)) == ["Yueguang Loans"] and "Yueguang Loans" not in {
        one.debt for one in offers(with_talks, "pro_rata").offers
    }
    before = asked("pro-rata-offer", "Lanjing", "2026-04-15", TALKS)
    assert not standing(before) and len(offers(before, "pro_rata").offers) == 6


def test_a_creditor_with_an_agreement_gets_no_other_offer():
    with pytest.raises(InputError) as refused:
        write(asked("pro-rata-offer", "Yueguang", "2026-04-20", TALKS))
    assert [one.code for one in refused.value.problems] == ["offer-agreed"]
