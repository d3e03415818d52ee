"""The conventions of a schedule are told in words, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.plan.conventions import conventions, text
from forbear.plan.debts import ACCRUALS, DAY_COUNTS, PARTS, Debts
from forbear.plan.rounding import ROUNDINGS
from forbear.plan.schedule import simulate
from tests.unit.plan.test_schedule import LOAN, month


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_named_convention_has_words_in_both_languages(lang):
    names = {"accrual": ACCRUALS, "day_count": DAY_COUNTS, "rounding": ROUNDINGS, "part": PARTS,
             "payment_first": (True, False), "interest_on_interest": (True, False)}  # fmt: skip
    told = [text(kind, name, lang) for kind, all_names in names.items() for name in all_names]
    assert all(told) and len(set(told)) == len(told)


def test_a_schedule_tells_its_timing_and_the_conventions_of_each_debt():
    debts = Debts((LOAN, replace(LOAN, name="Card", accrual="daily", day_count="actual_360", rounding="down")))
    late, early = (conventions(simulate(debts, [], month(1), payment_first=first)) for first in (False, True))
    assert late[0].startswith("Interest up to and with a day is reckoned before a payment")
    assert early[0].startswith("A payment on a day is booked before")
    assert late[2] == (
        "Card: interest by days, actual days over 360; rounded down; unpaid interest bears none. "
        "A payment settles fees, interest, principal, in this order."
    )
    assert "This was checked." in late[-1]
    chinese = conventions(simulate(debts, [], month(1)), "zh")
    assert "按日计息" in chinese[2] and "费用、利息、本金" in chinese[2]
