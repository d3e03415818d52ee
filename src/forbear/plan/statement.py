"""The UK Standard Financial Statement: read in both its JSON forms, reckoned again, and written.

In the data entry form every line is an amount with notes; in the summary form most sections stand as one total.
Printed totals are kept beside those that the lines give.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear.errors import Problem, RecordError, nearest
from forbear.money import Money
from forbear.plan.budget import Budget, Line, Misfit
from forbear.plan.reading import Problems, Raw, load

CURRENCY = "GBP"
PARTS = ("monthly-income", "monthly-outgoings")
PEOPLE = ("dependent-children-under-16", "dependent-children-16-18", "other-dependents", "non-dependents")
AMOUNT = "monthly-amount"


@dataclass(frozen=True, slots=True)
class Total:
    """A total: as printed (None where it is not), from the lines, and from the printed totals just below it."""

    name: str
    printed: int | None
    reckoned: int
    from_printed: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it was read: ``raw`` keeps everything; lines are by their path, totals in the form's order."""

    raw: Raw
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    savings: int
    offers: int

    def __getitem__(self, name: str) -> Total:
        return next(total for total in self.totals if total.name == name)

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """The printed totals that the lines do not give."""
        wrong = (one for one in self.totals if one.printed is not None and one.printed != one.reckoned)
        return tuple(Misfit(one.name, one.printed or 0, one.reckoned) for one in wrong)

    def budget(self) -> Budget:
        """The budget that the lines give; what is saved each month is its reserve."""
        said = {key: self.raw.get(key) for key in PEOPLE}
        people = {key: count for key, count in said.items() if isinstance(count, int)}
        return Budget(CURRENCY, self.lines, dependants=people, reserve=self.savings)


@cache
def categories() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Part → section → lines, of the data entry form."""
    text = files("forbear.plan").joinpath("statement.toml").read_text(encoding="utf-8")
    return {part: {name: tuple(lines) for name, lines in rows.items()} for part, rows in tomllib.loads(text).items()}


def read_statement(path: Path) -> Statement:
    """The statement of a JSON file, in either form."""
    return statement_of(load(path), str(path))


def statement_of(raw: Raw, name: str) -> Statement:
    """The statement of the tables of a file; raises RecordError with every amount that is none."""
    problems: Problems = []
    missing = [part for part in PARTS if not isinstance(raw.get(part), dict)]
    if missing:
        hint = "A Standard Financial Statement has monthly-income and monthly-outgoings"
        raise RecordError(Problem(name, f"{', '.join(missing)} is missing", hint=hint, code="field-missing"))
    found = [_walk(raw[part], part, part, name, problems) for part in PARTS]
    overview, debts = (_inner(raw, key, name, problems) for key in ("overview", "debts"))
    savings = _amount(_first(raw, "savings-contribution"), f"{name}, savings-contribution", problems) or 0
    fee = _amount(_first(raw, "debt-admin-fee"), f"{name}, debt-admin-fee", problems) or 0
    priority = _each(debts, "priority-debts")
    offers = [_amount(one.get("repayment-offer"), f"{name}, priority-debts", problems) or 0 for one in priority]
    owed = {kind: _owed(debts, kind, name, problems) for kind in ("priority-debts", "non-priority-debts")}
    sections = [total for _, totals in found for total in totals]
    shown = {
        key: _amount(value, f"{name}, {key}", problems) for key, value in {**debts, **overview}.items() if _plain(value)
    }
    if problems:
        raise RecordError(problems)
    totals = [*sections, *_derived(sections, shown, savings + fee, sum(offers), owed)]
    lines = tuple(line for some, _ in found for line in some)
    return Statement(raw, lines, tuple(totals), savings, sum(offers))


def _plain(value: Any) -> bool:
    return value is None or (isinstance(value, (int, str, Decimal)) and not isinstance(value, bool))


def _first(raw: Raw, key: str) -> Any:
    places = (raw.get(name) for name in ("overview", "savings", "debts"))
    return next((one[key] for one in places if isinstance(one, dict) and one.get(key) is not None), None)


def _inner(raw: Raw, key: str, name: str, problems: Problems) -> Raw:
    value = raw.get(key) or {}
    if isinstance(value, dict):
        return value
    problems.append(Problem(f"{name}, {key}", "this is no table", hint="Write its lines by name", code="value-invalid"))
    return {}


def _each(debts: Raw, kind: str) -> list[Raw]:
    found = debts.get(kind)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _owed(debts: Raw, kind: str, name: str, problems: Problems) -> int:
    return sum(_amount(one.get("amount-owed"), f"{name}, {kind}", problems) or 0 for one in _each(debts, kind))


def _walk(section: Raw, name: str, path: str, where: str, problems: Problems) -> tuple[list[Line], list[Total]]:
    """The lines and the totals of a section and of those in it; its own total comes last."""
    lines: list[Line] = []
    totals: list[Total] = []
    printed, from_printed = None, 0
    for key, value in section.items():
        at = f"{path}/{key}"
        if key in (f"total-{name}", f"total-{name}s"):
            printed = _amount(value, f"{where}, {at}", problems)
        elif isinstance(value, dict) and AMOUNT not in value:
            inner = _walk(value, key, at, where, problems)
            lines, totals = lines + inner[0], totals + inner[1]
            last = inner[1][-1]
            from_printed += last.reckoned if last.printed is None else last.printed
        else:
            new = list(_lines_at(key, value, at, where, problems))
            lines += new
            from_printed += sum(line.amount for line in new)
    totals.append(Total(f"total-{name}", printed, sum(line.amount for line in lines), from_printed))
    return lines, totals


def _lines_at(key: str, value: Any, path: str, where: str, problems: Problems) -> Iterator[Line]:
    if not _known(path):
        hint = nearest(key, sorted(_names()))
        problems.append(
            Problem(f"{where}, {path}", "there is no such line in the statement", hint=hint, code="field-unknown")
        )
        return
    kind = "income" if path.startswith("monthly-income") else "fixed" if "/fixed-costs/" in path else "flexible"
    for one in value if isinstance(value, list) else [value]:
        amount = _amount(one.get(AMOUNT) if isinstance(one, dict) else one, f"{where}, {path}", problems)
        notes = str(one.get("notes") or "") if isinstance(one, dict) else ""
        if amount:
            yield Line(key, kind, amount, category=path, notes=notes)


@cache
def _names() -> frozenset[str]:
    return frozenset(line for part in categories().values() for lines in part.values() for line in lines)


def _known(path: str) -> bool:
    """A line of the data entry form, or a section's total standing as a line of the summary form."""
    key = path.rsplit("/", 1)[-1]
    section = key.removeprefix("total-")
    return key in _names() or any(section in (name, f"{name}s") for part in categories().values() for name in part)


def _amount(raw: Any, where: str, problems: Problems) -> int | None:
    if raw in (None, ""):
        return None
    try:
        return Money.parse(str(raw), CURRENCY).amount_minor
    except RecordError as error:
        problems.extend(Problem(where, one.what, one.why, one.hint, one.code) for one in error.problems)
        return None


def _derived(
    sections: list[Total], shown: Mapping[str, int | None], set_aside: int, offers: int, owed: Mapping[str, int]
) -> Iterator[Total]:
    """The totals of the overview: what is left, and what of it is there for each kind of debt."""
    income, outgoings = (next(one for one in sections if one.name == f"total-{part}") for part in PARTS)

    def used(total: Total) -> int:
        return total.from_printed if total.printed is None else total.printed

    left = income.reckoned - outgoings.reckoned
    yield Total("income-minus-outgoings", shown.get("income-minus-outgoings"), left, used(income) - used(outgoings))
    name = "total-available-for-priority-debts"
    priority = Total(name, shown.get(name), left - set_aside, used(income) - used(outgoings) - set_aside)
    yield priority
    name = "total-available-for-non-priority-debts"
    yield Total(name, shown.get(name), priority.reckoned - offers, used(priority) - offers)
    yield Total("total-priority-debt-offers", shown.get("total-priority-debt-offers"), offers, offers)
    for kind, amount in owed.items():
        yield Total(f"total-{kind}", shown.get(f"total-{kind}"), amount, amount)


def reckoned_record(statement: Statement) -> dict[str, Any]:
    """The statement as a record again, with every total that it prints reckoned from its lines."""
    record = copy.deepcopy(dict(statement.raw))
    reckoned = {total.name: total.reckoned for total in statement.totals}
    _replace(record, reckoned)
    return record


def _replace(table: dict[str, Any], reckoned: Mapping[str, int]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _replace(value, reckoned)
        elif key in reckoned:
            table[key] = _main_units(reckoned[key])


def record_of(budget: Budget) -> dict[str, Any]:
    """A budget as a data entry form, with its totals; raises RecordError where a line names no path of the form."""
    paths = {line: full_path(line.category) for line in budget.lines}
    problems = [_no_path(line) for line, path in paths.items() if not path]
    if problems:
        raise RecordError(problems)
    record: dict[str, Any] = {part: {} for part in PARTS}
    for line, path in paths.items():
        *steps, name = path.split("/")
        place = record
        for step in steps:
            place = place.setdefault(step, {})
        so_far = place.get(name, {}).get(AMOUNT, 0)
        place[name] = {AMOUNT: so_far + _main_units(line.monthly), "notes": line.notes}
    income, outgoings = (_add_totals(record[part], part) for part in PARTS)
    record["overview"] = {
        "total-monthly-income": income,
        "total-monthly-outgoings": outgoings,
        "income-minus-outgoings": income - outgoings,
        "savings-contribution": _main_units(budget.reserve),
        "total-available-for-priority-debts": income - outgoings - _main_units(budget.reserve),
    }
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


def _add_totals(section: dict[str, Any], name: str) -> Decimal:
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
