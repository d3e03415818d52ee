"""The payments of one plan that treats all creditors alike, and the addressee's place among them."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.offered import offers, offers_for, standing
from forbear.letters.parts import budget_table, named
from forbear.letters.paying import payments_of, shares_table


def build(asked: Asked) -> Content:
    """The offers to the addressee beside those to all others."""
    words, debts = asked.words, asked.every_debt
    found = offers(asked, "pro_rata", asked.options["even"], asked.options["until"])
    mine = offers_for(asked, found)
    names = {one.debt for one in mine}
    about = [debt for debt in asked.debts if debt.name in names]
    currency, each = about[0].currency, sum(one.terms.dues[0].amount for one in found.offers)
    return Content(
        values={
            "debts": named(about, words),
            "owed": words.money(sum(debt.owed for debt in about), currency),
            "as_of": words.day(max(debt.as_of for debt in about)),
            "left": words.money(max(0, asked.budget.left), currency),
            "each": words.money(each, currency) if asked.options["even"] and each < asked.budget.left else "",
            "total": words.money(sum(one.terms.total for one in mine), currency),
            "frozen": any(one.terms.frozen for one in mine),
            "waives_rest": any(one.terms.waives_rest for one in mine),
            "others": len({one.creditor for one in found.offers} - {one.creditor for one in mine}),
            "agreed": len({debts[name].creditor for name in standing(asked)}),
            "ends": "" if found.without else words.day(max(one.terms.last for one in found.offers)),
            "until": asked.options["until"],
        },
        tables={
            "shares": shares_table(found.offers, names, debts, words, asked.options["name_creditors"]),
            "payments": payments_of(mine, words),
            "budget": budget_table(asked.budget, words),
        },
    )
