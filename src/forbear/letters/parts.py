"""Tables that several letters share: a budget, payments to come, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from forbear.calendar import Day
from forbear.letters.blocks import Table
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.budget import Budget
    from forbear.plan.debts import Debt
    from forbear.plan.terms import Terms

_HEADS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "budget": {"en": ("Each month", "Amount"), "zh": ("每月", "金额")},
    "payments": {"en": ("Day", "Payment"), "zh": ("日期", "还款金额")},
}
_BUDGET = {
    "income": {"en": "Comes in, in all", "zh": "收入合计"},
    "outgoing": {"en": "Goes out, in all", "zh": "支出合计"},
    "reserve": {"en": "Put aside for what cannot be foreseen", "zh": "应急储备"},
    "left": {"en": "Left for all debts", "zh": "可用于全部债务"},
}
MOST_PAYMENTS = 12
"""So many payments stand one by one; runs of equal ones are drawn together where there are more."""


def budget_table(budget: Budget, words: Words) -> Table:
    """What comes in and goes out each month, with totals; what is left is for all debts together."""
    lang, currency = words.lang, budget.currency
    rows: list[tuple[str, str]] = []
    for name, kinds in (("income", ("income",)), ("outgoing", ("fixed", "flexible", "priority_debt"))):
        rows += [(line.name, words.money(line.monthly, currency)) for line in budget.lines if line.kind in kinds]
        rows.append((_BUDGET[name][lang], words.money(budget.total(*kinds), currency)))
    rows += [(_BUDGET["reserve"][lang], words.money(budget.reserve, currency))] if budget.reserve else []
    rows.append((_BUDGET["left"][lang], words.money(budget.left, currency)))
    return Table(_HEADS["budget"][lang], tuple(rows), frozenset({1}), strong=_totals(rows, lang))


def payments_table(terms: Terms, words: Words) -> Table:
    """The payments of terms: each, or where there are many, runs of equal monthly ones."""
    head = _HEADS["payments"][words.lang]
    if len(terms.dues) <= MOST_PAYMENTS:
        rows = [(words.day(due.day), words.money(due.amount, terms.currency)) for due in terms.dues]
    else:
        rows = [(_span(run.first, run.last, run.count, words), words.money(run.amount, terms.currency))
                for run in terms.runs()]  # fmt: skip
    return Table(head, tuple(rows), frozenset({1}))


def named(debts: Sequence[Debt], words: Words) -> str:
    """The names of debts as a list in a sentence."""
    return words.listed([debt.name for debt in debts])


def _totals(rows: Sequence[tuple[str, str]], lang: str) -> frozenset[int]:
    totals = {_BUDGET[name][lang] for name in ("income", "outgoing", "left")}
    return frozenset(at for at, row in enumerate(rows) if row[0] in totals)


def _span(first: Day, last: Day, count: int, words: Words) -> str:
    if count == 1:
        return words.day(first)
    if words.lang == "zh":
        return f"{words.day(first)}至{words.day(last)}，共{count}期，每期"
    return f"{count} payments, {words.day(first)} to {words.day(last)}, each"
