"""Budgets from files, in the simple form or as a Standard Financial Statement; what does not foot is kept and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forbear.errors import Problem, RecordError
from forbear.plan.budget import Budget, Dated, Line, Misfit, misfits
from forbear.plan.reading import Problems, Raw, load, read_currency, read_table
from forbear.plan.statement import Statement, is_statement, read_statement, statement_of


@dataclass(frozen=True, slots=True)
class BudgetFile:
    """A budget as read, the printed totals that its lines do not give, and the statement where it came as one."""

    budget: Budget
    misfits: tuple[Misfit, ...] = ()
    statement: Statement | None = None


def read_budget(path: Path) -> BudgetFile:
    """The budget of a TOML or JSON file in the simple form, or of a statement in JSON or XML."""
    return _of_statement(read_statement(path)) if path.suffix == ".xml" else budget_of(load(path), str(path))


def _of_statement(statement: Statement) -> BudgetFile:
    return BudgetFile(statement.budget(), statement.misfits, statement)


def budget_of(raw: Raw, name: str) -> BudgetFile:
    """The budget of the tables of a file; raises RecordError with every problem."""
    if is_statement(raw):
        return _of_statement(statement_of(raw, name))
    problems: Problems = []
    currency = read_currency(raw.get("currency"), f"{name}, field 'currency'", problems)
    values = read_table(raw, "budget", currency, name, problems)
    lines, dated = (
        [
            read_table(one, kind, currency, f"{name}, [[{kind}]] {at}{_named(one)}", problems)
            for at, one in enumerate(values[kind] or (), 1)
        ]
        for kind in ("line", "dated")
    )
    if not problems and not any(line["kind"] == "income" for line in lines) and not dated:
        hint = "Add a [[line]] of kind income, or a [[dated]] one; write 0 where there is none"
        problems.append(Problem(name, "there is no income in it", hint=hint, code="income-missing"))
    if problems:
        raise RecordError(problems)
    budget = Budget(
        currency=currency,
        lines=tuple(_line(one) for one in lines),
        dated=tuple(_dated(one) for one in dated),
        dependants={who: values[who] for who in ("adults", "children", "dependants")},
        reserve=values["reserve"],
    )
    printed = {kind: values[f"printed_{kind}"] for kind in ("income", "outgoings")}
    reckoned = {"income": budget.total("income"), "outgoings": budget.outgoings}
    return BudgetFile(budget, misfits({kind: one for kind, one in printed.items() if one is not None}, reckoned))


def _named(raw: Raw) -> str:
    return f" ({raw['name']})" if raw.get("name") else ""


def _line(one: Mapping[str, Any]) -> Line:
    texts = {key: one[key] or "" for key in ("category", "notes")}
    return Line(one["name"], one["kind"], one["amount"], one["every"], **texts)


def _dated(one: Mapping[str, Any]) -> Dated:
    return Dated(one["name"], one["day"], one["amount"] if one["kind"] == "income" else -one["amount"])
