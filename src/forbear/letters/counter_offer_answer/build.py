"""What the talks and the budget give for an answer: never more than there is room for, and never the ceiling itself.

What is missing on the worst day is left out too: with it a creditor could reckon the highest payment.
"""

from __future__ import annotations

from typing import Any

from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.offered import in_currency, means_for, not_past, offer_for, offers, standing
from forbear.letters.parts import payments_table
from forbear.letters.talked import concessions_of, countered, last_told, needed_of, terms_of
from forbear.plan.judge import Judgement, Side, Table, checked, judge
from forbear.plan.strategies import named
from forbear.plan.talks import Negotiation
from forbear.plan.terms import Terms


def build(asked: Asked) -> Content:
    """Judge their terms beside ours, and say what comes of it."""
    debt, about, status = countered(asked)
    theirs = about.latest("counter", asked.day)
    table = _table(asked, debt.name)
    found = judge(table, _ours(asked, about), theirs)
    answer, terms = _answer(asked, table, found)
    words = asked.words
    mine, said = last_told(about, "propose", asked.day), last_told(about, "counter", asked.day)
    needed = needed_of(debt, terms)
    return Content(
        values={
            **concessions_of(terms), **_figures(asked, found),
            "answer": answer,
            "debts": debt.name,
            "total": words.money(terms.total, debt.currency),
            "needed": "" if needed is None else words.money(needed, debt.currency),
            "their_day": words.day(said.day) if said else "",
            "our_day": words.day(mine.day) if mine else "",
            "expired": status.state == "expired",
            "their_until": words.day(said.until) if said and said.until else "",
        },
        tables={"theirs": payments_table(theirs, words), "answer": payments_table(terms, words)},
    )  # fmt: skip


def _table(asked: Asked, name: str) -> Table:
    bound = tuple(terms for debt, terms in standing(asked).items() if debt != name)
    return Table(in_currency(asked), means_for(asked), named(asked.options["strategy"]), bound)


def _ours(asked: Asked, about: Negotiation) -> Terms:
    """What we proposed; where they spoke first, what the plan offers."""
    said = terms_of(about, "propose", asked.day)
    return said or offer_for(asked, offers(asked, asked.options["strategy"])).terms


def _answer(asked: Asked, table: Table, found: Judgement) -> tuple[str, Terms]:
    if asked.options["answer"] == "accept":
        return "accept", not_past(checked(found.theirs.terms, table.room), asked.day)
    if found.terms is None:
        not_past(found.theirs.terms, asked.day)
        why = "neither their payments nor those that you offered can be kept"
        hint = "Plan anew with `forbear offer replan`, or ask for a pause: forbear letter hardship-request"
        what = "there is nothing that could be answered"
        raise InputError(Problem(found.theirs.terms.debt, what, why=why, hint=hint, code="offer-none"))
    return found.answer, not_past(found.terms, asked.day)


def _figures(asked: Asked, found: Judgement) -> dict[str, Any]:
    """The reason: what their highest payment takes of a month, or what their terms cost beside ours."""
    words, budget, theirs = asked.words, asked.budget, found.theirs.terms
    highest = max(theirs.dues, key=lambda due: due.amount)
    creditors = {debt.creditor for debt in in_currency(asked).all if debt.owed}
    return {
        "fits": found.fits,
        "income": words.money(budget.total("income"), budget.currency),
        "outgoings": words.money(budget.outgoings + budget.reserve, budget.currency),
        "left": words.money(max(0, budget.left), budget.currency),
        "others": max(0, len(creditors) - 1),
        "highest": words.money(highest.amount, theirs.currency),
        "highest_day": words.day(highest.day),
        "their_cost": words.money(max(0, found.theirs.cost), theirs.currency),
        "our_cost": words.money(max(0, found.ours.cost), theirs.currency),
        "dearer": _ended(found.theirs) and _ended(found.ours) and found.theirs.cost > found.ours.cost,
    }


def _ended(side: Side) -> bool:
    return not side.sums.closing
