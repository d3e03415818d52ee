"""The conventions of a schedule in words, printed with it: what comes first, how days and cents are counted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from forbear.plan.debts import Debt
from forbear.plan.schedule import Schedule

NAMED = ("accrual", "day_count", "rounding", "interest_on_interest")


@cache
def _texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("forbear.plan").joinpath("conventions.toml").read_text(encoding="utf-8"))


def text(kind: str, name: object, lang: str) -> str:
    """The words for a named convention in ``en`` or ``zh``."""
    return _texts()[kind][str(name).lower() if isinstance(name, bool) else str(name)][lang]


def conventions(schedule: Schedule, lang: str = "en") -> tuple[str, ...]:
    """The sentences to print with a schedule: its timing, each debt's conventions, and what was checked."""
    timing = text("payment_first", schedule.payment_first, lang)
    debts = (_of_debt(debt, lang) for debt in schedule.debts.all)
    return timing, *debts, text("sentence", "promise", lang)


def _of_debt(debt: Debt, lang: str) -> str:
    named = {kind: text(kind, getattr(debt, kind), lang) for kind in NAMED}
    order = text("sentence", "between", lang).join(text("part", part, lang) for part in debt.allocation)
    return text("sentence", "debt", lang).format(name=debt.name, allocation=order, **named)
