"""Offers for letters: from one plan over all debts, so that no two letters promise the same money."""

from __future__ import annotations

from forbear.calendar import Day
from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.plan.debts import Debts
from forbear.plan.offers import Offer, Offers, offers_of
from forbear.plan.strategies import follow, means_of, named


def offers(asked: Asked, strategy: str = "one_platform", even: bool = False, until: Day | None = None) -> Offers:
    """The offers of the plan that the budget carries, to every creditor in its currency."""
    debts = _in_currency(asked)
    means = means_of(asked.budget, max(debt.as_of for debt in debts.all))
    return offers_of(follow(debts, means, named(strategy)), until=until, even=even)


def offer_for(asked: Asked, found: Offers) -> Offer:
    """The first offer for a debt that the letter is about; raises InputError where the plan has nothing for it."""
    wanted = [debt.name for debt in asked.debts]
    for offer in found.offers:
        if offer.debt in wanted:
            return offer
    why = "the budget leaves nothing for it, and what cannot be kept is not offered"
    hint = "Ask for a pause instead: forbear letter hardship-request"
    what = "the plan has no payment for it"
    raise InputError(Problem(", ".join(wanted), what, why=why, hint=hint, code="offer-none"))


def _in_currency(asked: Asked) -> Debts:
    currency = asked.budget.currency
    found = asked.every_debt.by_currency().get(currency)
    if found is None:
        what = f"the budget is in {currency}, and no debt is"
        raise InputError(Problem("budget", what, why="a plan changes no money", hint="Give both in one currency",
                                 code="currencies-mixed"))  # fmt: skip
    return found
