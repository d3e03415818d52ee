"""Offers for letters: from one plan over all debts, so that no two letters promise the same money."""

from __future__ import annotations

from forbear.calendar import Day, show_day
from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.plan.debts import Debts
from forbear.plan.judge import HORIZON
from forbear.plan.offers import Offer, Offers, offers_of
from forbear.plan.room import Room
from forbear.plan.strategies import Means, follow, means_of, named
from forbear.plan.terms import Terms


def offers(asked: Asked, strategy: str = "one_platform", even: bool = False, until: Day | None = None) -> Offers:
    """The offers of the plan that the budget carries, to every creditor in its currency.

    What is agreed already is kept: those debts get no other offer, and their payments are saved for first. No payment
    lies before the letter.
    """
    debts, bound = in_currency(asked), standing(asked)
    means = means_for(asked)
    rest = Debts(tuple(debt for debt in debts.all if debt.name not in bound))
    if not rest.all:
        return Offers((), ())
    free = Room.of(means, debts).with_terms(bound.values()).rest(HORIZON) if bound else means
    return offers_of(follow(rest, free, named(strategy)), until=until, even=even)


def offer_for(asked: Asked, found: Offers) -> Offer:
    """The first offer for a debt that the letter is about; raises InputError where the plan has nothing for it."""
    return offers_for(asked, found)[0]


def offers_for(asked: Asked, found: Offers) -> tuple[Offer, ...]:
    """The offers for the debts that the letter is about; raises InputError where the plan has nothing for them."""
    wanted = [debt.name for debt in asked.debts]
    made = tuple(offer for offer in found.offers if offer.debt in wanted)
    if made:
        return made
    bound = [name for name in wanted if name in standing(asked)]
    if bound:
        hint = "Ask them to confirm it: forbear letter confirm-agreement"
        raise InputError(Problem(", ".join(bound), "an agreement stands for it", hint=hint, code="offer-agreed"))
    why = "the budget leaves nothing for it, and what cannot be kept is not offered"
    hint = "Ask for a pause instead: forbear letter hardship-request"
    what = "the plan has no payment for it"
    raise InputError(Problem(", ".join(wanted), what, why=why, hint=hint, code="offer-none"))


def not_past(terms: Terms, day: Day) -> Terms:
    """The terms; raises InputError where their first payment lies before the letter."""
    first = terms.dues[0].day
    if first < day:
        what = f"its first payment lies on {show_day(first)}, before the day of the letter"
        hint = "Plan anew with `forbear offer replan`, or write --on with the day on which you answered"
        raise InputError(Problem(f"debt {terms.debt!r}", what, hint=hint, code="days-out-of-order"))
    return terms


def standing(asked: Asked) -> dict[str, Terms]:
    """What is agreed and binds on the day of the letter, by debt."""
    talks = asked.case.talks
    return {} if talks is None else talks.begun(asked.day).standing(asked.day)


def means_for(asked: Asked) -> Means:
    """The money that the budget leaves from the day of the letter on: what came before may be spent.

    Balances of a later day begin later.
    """
    return means_of(asked.budget, max(asked.day, *(debt.as_of for debt in in_currency(asked).all)))


def in_currency(asked: Asked) -> Debts:
    """The debts in the currency of the budget; raises InputError where there are none."""
    currency = asked.budget.currency
    found = asked.every_debt.by_currency().get(currency)
    if found is None:
        what = f"the budget is in {currency}, and no debt is"
        raise InputError(Problem("budget", what, why="a plan changes no money", hint="Give both in one currency",
                                 code="currencies-mixed"))  # fmt: skip
    return found
