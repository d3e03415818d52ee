"""What ``forbear plan`` is given beside its files: a way of paying, a goal, money that comes once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError, nearest
from forbear.money import Money

if TYPE_CHECKING:
    from forbear.plan.debts import Debts
    from forbear.plan.strategies import Lump, Strategy

PLAIN = "one_platform"
"""The way of paying where none is named."""


def choose(strategy: str, order: Sequence[str], optimum: str, debts: Debts) -> Strategy:
    """The way of paying: by its name, or the debts in the order given; raises RecordError with the nearest name."""
    from forbear.plan.strategies import STRATEGIES, custom

    names = [debt.name for debt in debts.all]
    problems = [_unknown("--order", name, "debt", names) for name in order if name not in names]
    problems += _goal_problems(optimum, bool(strategy or order))
    name = strategy or ("custom" if order else PLAIN)
    if name == "custom" and not order:
        hint = f"Name the debts one by one: --order {names[0]!r} --order ..."
        problems.append(Problem("--strategy custom", "no order is given", hint=hint, code="order-missing"))
    elif name != "custom" and order:
        hint = "Leave one of them out"
        problems.append(Problem("--order", f"the strategy {name!r} has its own order", hint=hint, code="order-twice"))
    elif name != "custom" and name not in STRATEGIES:
        problems.append(_unknown("--strategy", name, "strategy", [*STRATEGIES, "custom"]))
    if problems:
        raise RecordError(problems)
    return custom(order) if name == "custom" else STRATEGIES[name]


def _goal_problems(optimum: str, chosen: bool) -> list[Problem]:
    if not optimum:
        return []
    from forbear.plan.goals import GOALS

    if optimum not in GOALS:
        return [_unknown("--optimum", optimum, "goal", list(GOALS))]
    if chosen:
        what, hint = "the search finds its own way of paying", "Leave out --strategy and --order"
        return [Problem("--optimum", what, hint=hint, code="strategy-twice")]
    return []


def parse_lump(text: str, currency: str, first: Day) -> Lump:
    """``2026-12-20=5000``; raises RecordError where it is no day and amount, or comes before the plan begins."""
    from forbear.plan.strategies import Lump

    day, sign, amount = text.partition("=")
    where = f"--lump {text!r}"
    try:
        found = date.fromisoformat(day.strip()).toordinal() if sign else 0
    except ValueError:
        found = 0
    if not found:
        hint = "Write it like 2026-12-20=5000"
        raise RecordError(Problem(where, "this is no day and amount", hint=hint, code="lump-spec"))
    try:
        money = Money.parse(amount.strip(), currency).amount_minor
    except RecordError as error:
        raise RecordError(replace(one, where=where) for one in error.problems) from None
    if money <= 0 or found < first:
        what = "nothing comes of it" if money <= 0 else f"it comes before the plan begins, on {show_day(first)}"
        hint = "Give an amount above nought" if money <= 0 else "Put it into the balances, or give a later day"
        raise RecordError(Problem(where, what, hint=hint, code="lump-spec"))
    return Lump(found, money)


def _unknown(where: str, name: str, kind: str, known: Sequence[str]) -> Problem:
    hint = nearest(name, known) or f"One of: {', '.join(known)}"
    return Problem(where, f"there is no {kind} {name!r}", hint=hint, code=f"{kind}-unknown")
