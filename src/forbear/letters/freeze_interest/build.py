"""The payments of the plan, what of them interest would take, and what a freeze would make of them."""

from __future__ import annotations

from dataclasses import replace

from forbear.calendar import Day
from forbear.letters.asked import Asked
from forbear.letters.blocks import Table
from forbear.letters.make import Content
from forbear.letters.offered import offer_for, offers
from forbear.letters.parts import payments_table
from forbear.letters.paying import paid_table
from forbear.plan.debts import Debt
from forbear.plan.months import add_months
from forbear.plan.offers import outcome
from forbear.plan.schedule import Payment
from forbear.plan.terms import Terms


def build(asked: Asked) -> Content:
    """What is paid with interest running, and with none."""
    words, months = asked.words, asked.options["months"]
    offer = offer_for(asked, offers(asked, asked.options["strategy"], asked.options["even"]))
    debt = next(one for one in asked.debts if one.name == offer.debt)
    plain = replace(offer.terms, frozen=False, waives_rest=False)
    stopped, needed = outcome(debt, replace(plain, frozen=True))
    terms = replace(plain, frozen=True, dues=needed)
    until = add_months(asked.day, months) if months else terms.last
    shown = _up_to(terms, until)
    running, _ = outcome(debt, replace(shown, frozen=False))
    money = {
        "owed": debt.owed, "charges": running.interest + running.fees, "left": running.closing,
        "open": stopped.closing, "total": shown.total, **_paid(asked, debt),
    }  # fmt: skip
    return Content(
        values={
            **{name: words.money(amount, debt.currency) if amount else "" for name, amount in money.items()},
            "debts": debt.name,
            "as_of": words.day(debt.as_of),
            "months": months or 0,
            "until": words.day(until),
            "last": words.day(shown.last),
            "since": asked.options["paid_since"],
            "whole": shown == terms and not stopped.closing,
            "made": bool(_made(asked, debt)),
        },
        tables={"payments": payments_table(shown, words), "paid": _paid_table(asked, debt)},
    )


def _up_to(terms: Terms, day: Day) -> Terms:
    """The payments up to a day; the first one at least."""
    kept = tuple(due for due in terms.dues if due.day <= day)
    return replace(terms, dues=kept or terms.dues[:1])


def _made(asked: Asked, debt: Debt) -> list[Payment]:
    """The payments of the talks up to the day of the letter, unless the writer says the sum herself."""
    made = asked.case.talks.made if asked.case.talks and asked.options["paid"] is None else ()
    return [one for one in made if one.debt == debt.name and one.day <= asked.day]


def _paid(asked: Asked, debt: Debt) -> dict[str, int]:
    said, made = asked.options["paid"], sum(one.amount for one in _made(asked, debt))
    return {"paid": said if said is not None else made}


def _paid_table(asked: Asked, debt: Debt) -> Table:
    return paid_table(_made(asked, debt), debt.currency, asked.words)
