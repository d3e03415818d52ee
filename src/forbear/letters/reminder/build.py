"""What is owed comes from the debts of the case; nothing is asked for that does not stand there."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.blocks import Table
from forbear.letters.make import Content

_HEAD = {"en": ("Creditor", "Debt", "Overdue", "Open in all"), "zh": ("债权人", "债务", "已逾期", "尚欠合计")}


def build(asked: Asked) -> Content:
    """One row for each debt."""
    words = asked.words
    rows = tuple(
        (debt.creditor, debt.name, words.money(debt.arrears, debt.currency), words.money(debt.owed, debt.currency))
        for debt in asked.debts
    )
    creditors = [one for one in dict.fromkeys(debt.creditor for debt in asked.debts) if one]
    return Content(
        values={
            "as_of": words.day(max(debt.as_of for debt in asked.debts)),
            "creditors": words.listed(creditors),
            "for_others": bool(creditors) and asked.case.me.name not in creditors,
        },
        tables={"debts": Table(_HEAD[asked.lang], rows, frozenset({2, 3}))},
    )
