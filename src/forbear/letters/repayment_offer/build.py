"""The payments come from the plan: what is offered to all creditors together is never more than the budget leaves."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.offered import offer_for, offers
from forbear.letters.parts import budget_table, payments_table


def build(asked: Asked) -> Content:
    """The first of the addressee's debts for which the plan has payments."""
    words, until = asked.words, asked.options["until"]
    offer = offer_for(asked, offers(asked, asked.options["strategy"], asked.options["even"], until))
    debt = next(debt for debt in asked.debts if debt.name == offer.debt)
    others = {one.creditor for one in asked.every_debt.all} - {debt.creditor}
    return Content(
        values={
            "debts": debt.name,
            "owed": words.money(debt.owed, debt.currency),
            "as_of": words.day(debt.as_of),
            "total": words.money(offer.terms.total, debt.currency),
            "frozen": offer.terms.frozen,
            "waives_rest": offer.terms.waives_rest,
            "until": words.day(until) if until else "",
            "others": len(others),
        },
        tables={"payments": payments_table(offer.terms, words), "budget": budget_table(asked.budget, words)},
    )
