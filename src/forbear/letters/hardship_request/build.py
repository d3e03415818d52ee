"""What is asked for, reckoned to its end; its cost beside the contract is shown to the writer alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked, NeedsError, missing_choice
from forbear.letters.blocks import Table
from forbear.letters.make import Content
from forbear.letters.parts import budget_table, payments_table
from forbear.letters.paying import costs_table
from forbear.letters.talked import only_debt
from forbear.plan import hardship
from forbear.plan.debts import Debt, Rate
from forbear.plan.hardship import Cost, Option
from forbear.plan.terms import Due, Terms
from forbear.report.words import Words

LONGEST = 120
"""So many instalments are tried for lower payments."""
MOST_ROWS = 24
"""A longer table of payments is left out."""
NEEDED: Mapping[str, str] = {
    "pause": "months", "pause_frozen": "months", "lower_payments": "amount", "longer_term": "count",
    "lower_rate": "rate", "redate": "due_day",
}  # fmt: skip


def build(asked: Asked) -> Content:
    """The request, and the costs of it, of the contract and of paying nothing."""
    words, debt, want = asked.words, only_debt(asked), asked.options["ask"]
    option = _option(asked, debt)
    unchanged, cost, unpaid = hardship.costs(debt, [option])
    budget = asked.budget if asked.options["show_budget"] else None
    first, payments = cost.first, _payments(cost, debt, words)
    return Content(
        values={
            "ask": want,
            "debts": debt.name,
            "owed": words.money(debt.owed, debt.currency),
            "as_of": words.day(debt.as_of),
            "reason": (asked.options["reason"] or "").rstrip(".。"),
            "months": asked.options["months"] or 0,
            "rate": str(asked.options["rate"] or "").removesuffix("%").strip(),
            "due_day": asked.options["due_day"] or 0,
            "first": words.money(first.amount, debt.currency) if first else "",
            "first_day": words.day(first.day) if first else "",
            "short": payments is not None and len(payments.rows) <= MOST_ROWS,
            "spread": _spreads(debt),
            "before": words.money(unchanged.highest, debt.currency),
            "ends": words.day(cost.closed_on) if cost.closed_on else "",
            "until": asked.options["until"],
            "left": words.money(max(0, budget.left), budget.currency) if budget else "",
        },
        tables={
            **({"payments": payments} if payments else {}),
            "costs": costs_table((unchanged, cost, unpaid), debt.currency, words),
            **({"budget": budget_table(budget, words)} if budget else {}),
        },
    )


def _payments(cost: Cost, debt: Debt, words: Words) -> Table | None:
    """The payments to the end; None where there is none."""
    dues = tuple(Due(one.day, one.amount) for one in cost.payments if one.amount)
    return payments_table(Terms(debt.name, debt.currency, dues), words) if dues and cost.closed_on else None


def _spreads(debt: Debt) -> bool:
    """Are there arrears that lower payments must take in? A debt that is called in has nothing else."""
    return bool(debt.arrears) and not debt.called_in


def _option(asked: Asked, debt: Debt) -> Option:
    want, own = asked.options["ask"], asked.options
    needed = NEEDED[want]
    if own[needed] is None:
        raise NeedsError(missing_choice(asked.kind.options[needed], asked.lang))
    make: Mapping[str, Callable[[], Option]] = {
        "pause": lambda: hardship.pause(debt, own["months"]),
        "pause_frozen": lambda: hardship.pause(debt, own["months"], frozen=True),
        "lower_payments": lambda: _lower(debt, own["amount"]),
        "longer_term": lambda: hardship.longer_term(debt, own["count"]),
        "lower_rate": lambda: hardship.lower_rate(debt, _rate(own["rate"])),
        "redate": lambda: hardship.redate(debt, own["due_day"]),
    }
    return make[want]()


def _lower(debt: Debt, amount: int) -> Option:
    """The shortest longer term whose payments are no higher; raises InputError where none within ``LONGEST`` is."""
    left = 0 if debt.called_in or debt.kind != "instalment" else debt.instalments_left or 0
    for count in range(left + 1, LONGEST + 1):
        option = hardship.capitalise(debt, count) if _spreads(debt) else hardship.longer_term(debt, count)
        cost: Cost = hardship.cost_of(option)
        if cost.closed_on is not None and cost.highest <= amount:
            return option
    what = "such payments do not repay it"
    why = f"interest and fees take too much of them: {LONGEST} instalments are not enough"
    hint = "Ask for a pause without interest instead: --set ask=pause_frozen, or: forbear letter freeze-interest"
    raise InputError(Problem(f"debt {debt.name!r}", what, why=why, hint=hint, code="offer-none"))


def _rate(text: str) -> Rate:
    try:
        percent = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        percent = Decimal(-1)
    if not percent.is_finite() or percent < 0:
        hint = "Write it like 12 or 7.5"
        raise InputError(
            Problem(f"--set rate={text}", "this is no rate in percent a year", hint=hint, code="option-invalid")
        )
    return Rate(Fraction(percent) / 100)
