"""The answers of ``forbear offer`` for programs: amounts as texts in main units with their currency, no floats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from forbear.calendar import Day, show_day
from forbear.money import Money

if TYPE_CHECKING:
    from forbear.plan.hardship import Cost
    from forbear.plan.judge import Effect, Judgement, Side
    from forbear.plan.lender import Assumptions, Worth
    from forbear.plan.offers import Ceiling
    from forbear.plan.replan import Move, Replanned, Whole
    from forbear.plan.schedule import Sums
    from forbear.plan.terms import Due, Terms
    from forbear.plan.tracking import Status

Record = dict[str, Any]


def private(ceilings: Iterable[Ceiling]) -> Record:
    """What is for the borrower alone."""
    return {
        "show_to": "nobody but the person who owes, and whoever advises them",
        "each_payment_could_be_higher_by": {one.debt: _money(one.spare, one.currency) for one in ceilings},
    }


def judged(found: Judgement) -> Record:
    """A judgement."""
    currency = found.ours.terms.currency
    return {
        "debt": found.ours.terms.debt,
        "fits": found.fits,
        "short": _due(found.short, currency),
        "ours": _side(found.ours),
        "theirs": _side(found.theirs),
        "change": None if found.change is None else _money(found.change, currency),
        "others": [_effect(one, currency) for one in found.effects],
        "beyond_limits": [one.code for one in found.beyond],
        "answer": found.answer,
        "answer_terms": None if found.terms is None else _terms(found.terms),
    }


def status(debt: str, found: Status) -> Record:
    """Where one offer stands."""
    currency = found.terms.currency
    return {
        "debt": debt,
        "state": found.state,
        "day": show_day(found.day),
        "terms": _terms(found.terms),
        "paid": _money(found.paid, currency),
        "aside": _money(found.aside, currency),
        "missing": _money(found.missing, currency),
        "next": _due(found.coming, currency),
        "until": _day(found.until),
        "steps": [
            {"day": show_day(one.day), "event": one.event, "state": one.state, "amount": _money(one.amount, currency)}
            for one in found.steps
        ],
    }


def replanned(found: Replanned) -> Record:
    """What moved, and what follows."""
    currency = found.after.schedule.debts.all[0].currency
    return {
        "day": show_day(found.day),
        "moves": [_move(one, currency) for one in found.moves],
        "before": _whole(found.before, currency),
        "after": _whole(found.after, currency),
        "change": None if None in (found.before.ends, found.after.ends) else _money(found.change, currency),
        "payments": [
            {"day": show_day(one.day), "debt": one.debt, "amount": _money(one.amount, currency)}
            for one in sorted(found.after.coming, key=lambda one: (one.day, one.debt))
        ],
    }


def cost(found: Cost, currency: str) -> Record:
    """What an option costs."""
    first = found.first
    return {
        "option": found.name,
        "first": None if first is None else {"day": show_day(first.day), "amount": _money(first.amount, currency)},
        "highest": _money(found.highest, currency),
        "payments": len(found.payments),
        "closed_on": _day(found.closed_on),
        **_sums(found.sums, currency),
    }


def worth(found: Worth, assumed: Assumptions, currency: str) -> Record:
    """The lender's view, with what it assumes."""
    values = ("nominal", "present", "expected", "holding_out", "sale")
    return {
        "assumptions": {
            name: _money(one, currency) if name == "cost" else percent(one) if isinstance(one, Fraction) else one
            for name, one in asdict(assumed).items()
        },
        **{name: _money(getattr(found, name), currency) for name in values},
        "break_even": percent(found.break_even),
        "better": found.better,
    }


def percent(part: Fraction) -> str:
    """A part as percent with two decimals."""
    from forbear.plan.rounding import digits

    return f"{digits(part * 100, 2)} %"


def _side(side: Side) -> Record:
    total = None if side.total is None else _money(side.total, side.terms.currency)
    return {"terms": _terms(side.terms), **_sums(side.sums, side.terms.currency), "cost_of_all_debts": total}


def _effect(one: Effect, currency: str) -> Record:
    return {
        "debt": one.debt,
        "cost_before": _money(one.cost_before, currency),
        "cost_after": _money(one.cost_after, currency),
        "closed_before": _day(one.closed_before),
        "closed_after": _day(one.closed_after),
    }


def _move(one: Move, currency: str) -> Record:
    found = {"kind": one.kind, "debt": one.debt, "day": show_day(one.day), "amount": _money(one.amount, currency)}
    return {**found, **({"days": one.days} if one.days else {}), **({"other": one.other} if one.other else {})}


def _whole(whole: Whole, currency: str) -> Record:
    ends = whole.ends
    closed = {name: _day(day) for name, day in whole.schedule.closed_on.items()}
    cost_of_all = None if ends is None else _money(whole.cost, currency)
    return {"ends": _day(ends), "cost": cost_of_all, "short": _due(whole.short, currency), "closed": closed}


def _terms(terms: Terms) -> Record:
    from forbear.plan.talks import due_records

    return {"asks": list(terms.concessions), "total": _money(terms.total, terms.currency), "due": due_records(terms)}


def _sums(sums: Sums, currency: str) -> Record:
    return {name: _money(amount, currency) for name, amount in asdict(sums).items()}


def _due(due: Due | None, currency: str) -> Record | None:
    return None if due is None else {"day": show_day(due.day), "amount": _money(due.amount, currency)}


def _day(day: Day | None) -> str | None:
    return None if day is None else show_day(day)


def _money(amount: int, currency: str) -> str:
    return str(Money(amount, currency))
