"""The UK Standard Financial Statement, written: one that was read with its totals reckoned, or a budget as one."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from forbear.errors import Problem, RecordError, nearest
from forbear.plan.budget import Budget, Line
from forbear.plan.statement import AMOUNT, CURRENCY, PARTS, Statement, categories
from forbear.plan.statement_xml import xml_of

Record = dict[str, Any]


def written(record: Mapping[str, Any]) -> Mapping[str, str]:
    """The two files of a statement by their names."""
    return {"statement.json": _json(record) + "\n", "statement.xml": xml_of(record)}


def _json(value: Any, depth: int = 1) -> str:
    """JSON in which an amount is an exact number."""
    before, after = "\n" + "  " * depth, "\n" + "  " * (depth - 1)
    if isinstance(value, Mapping):
        inner = (f"{before}{json.dumps(key)}: {_json(one, depth + 1)}" for key, one in value.items())
        return "{" + ",".join(inner) + after + "}" if value else "{}"
    if isinstance(value, list):
        return "[" + ",".join(f"{before}{_json(one, depth + 1)}" for one in value) + after + "]" if value else "[]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def reckoned_record(statement: Statement) -> Record:
    """The statement as a record again, with every total that it prints reckoned from its lines."""
    record = copy.deepcopy(dict(statement.raw))
    reckoned = {total.name: total.reckoned for total in statement.totals}
    _replace(record, reckoned)
    return record


def _replace(table: Record, reckoned: Mapping[str, int]) -> None:
    for key, value in table.items():
        name = key if key in reckoned else key.removesuffix("s")
        if isinstance(value, dict):
            _replace(value, reckoned)
        elif name in reckoned:
            table[key] = _main_units(reckoned[name])


def can_be_written(budget: Budget) -> bool:
    """Is it in pounds, and does each of its lines name a line of the form or pay a priority debt?"""
    named = (line.kind == "priority_debt" or full_path(line.category) for line in budget.lines)
    return budget.currency == CURRENCY and bool(budget.lines) and all(named)


def record_of(budget: Budget) -> Record:
    """A budget as a data entry form, with every line of the form and its totals; whom it is about is left to add.

    Raises RecordError where a line names no path of the form.
    """
    offers = [line for line in budget.lines if line.kind == "priority_debt"]
    record = _empty()
    _enter(record, [line for line in budget.lines if line.kind != "priority_debt"])
    income, outgoings = (_add_totals(record[part], part) for part in PARTS)
    reserve, offered = _main_units(budget.reserve), sum((_main_units(one.monthly) for one in offers), Decimal(0))
    available = income - outgoings - reserve
    record["overview"] = {
        "total-monthly-income": income,
        "total-monthly-outgoings": outgoings,
        "income-minus-outgoings": income - outgoings,
        "savings-contribution": reserve,
        "debt-admin-fee": Decimal(0),
        "total-available-for-priority-debts": available,
        "total-available-for-non-priority-debts": available - offered,
    }
    record["savings"] = {"savings-contribution": reserve}
    record["debts"] = {
        "priority-debts": [{"creditor": one.name, "repayment-offer": _main_units(one.monthly)} for one in offers],
        "total-priority-debt-offers": offered,
    }
    return record


def _enter(record: Record, lines: Iterable[Line]) -> None:
    """Put each line into its place; several of one place are added."""
    paths_of = {line: full_path(line.category) for line in lines}
    problems = [_no_path(line) for line, path in paths_of.items() if not path]
    if problems:
        raise RecordError(problems)
    for line, path in paths_of.items():
        place = record
        for step in path.split("/"):
            place = place[step]
        place[AMOUNT] += _main_units(line.monthly)
        place["notes"] = "; ".join(filter(None, (place["notes"], line.notes)))


def _empty() -> Record:
    """Every line of the form with nothing in it."""
    record: Record = {"overview": {}, **{part: {} for part in PARTS}}
    for path in paths():
        place = record
        for step in path.split("/"):
            place = place.setdefault(step, {})
        place |= {AMOUNT: Decimal(0), "notes": ""}
    return record


def full_path(category: str) -> str:
    """The whole path of a line of the form, from ``fixed-costs/utilities/gas`` or the like; empty where none is."""
    if "/" not in category:
        return ""
    return next((path for path in paths() if path == category or path.endswith(f"/{category}")), "")


@cache
def paths() -> tuple[str, ...]:
    """The whole paths of all lines of the data entry form."""
    return tuple(
        f"{'' if part == PARTS[0] else PARTS[1] + '/'}{part}/{section}/{line}"
        for part, sections in categories().items()
        for section, lines in sections.items()
        for line in lines
    )


def _add_totals(section: Record, name: str) -> Decimal:
    """Write the total of a section, and of those in it; gives it back."""
    total = sum((one[AMOUNT] if AMOUNT in one else _add_totals(one, key) for key, one in section.items()), Decimal(0))
    section["total-pensions-insurances" if name == "pensions-insurance" else f"total-{name}"] = total
    return total


def _no_path(line: Line) -> Problem:
    what = f"{line.category!r} is no line of the Standard Financial Statement"
    hint = nearest(line.category, paths()) or "Write a path such as fixed-costs/utilities/gas"
    return Problem(f"line {line.name!r}", what, hint=hint, code="category-unknown")


def _main_units(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)
