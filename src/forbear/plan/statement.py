"""The UK Standard Financial Statement: read in both its forms, from JSON or XML, and reckoned again.

In the data entry form every line is an amount with notes; in the summary form most sections stand as one total.
Printed totals are kept beside those that the lines give. ``statement_written.py`` writes it.
"""

from __future__ import annotations

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
from forbear.plan.reading import Problems, Raw, load, text_of
from forbear.plan.statement_xml import tables_of_xml

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
    fee: int
    offers: Mapping[str, int]

    def __getitem__(self, name: str) -> Total:
        return next(total for total in self.totals if total.name == name)

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """The printed totals that the lines do not give."""
        wrong = (one for one in self.totals if one.printed is not None and one.printed != one.reckoned)
        return tuple(Misfit(one.name, one.printed or 0, one.reckoned) for one in wrong)

    def budget(self) -> Budget:
        """The budget that the lines give; what it leaves is the form's total available for non-priority debts.

        The fee and the offers to priority debts go out, what is saved is its reserve.
        """
        said = {key: self.raw.get(key) for key in PEOPLE}
        people = {key: count for key, count in said.items() if isinstance(count, int)}
        fee = [Line("debt-admin-fee", "fixed", self.fee, category="debts/debt-admin-fee")] if self.fee else []
        offers = (Line(name, "priority_debt", amount) for name, amount in self.offers.items())
        return Budget(CURRENCY, (*self.lines, *fee, *offers), dependants=people, reserve=self.savings)


@cache
def categories() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Part → section → lines, of the data entry form."""
    text = files("forbear.plan").joinpath("statement.toml").read_text(encoding="utf-8")
    return {part: {name: tuple(lines) for name, lines in rows.items()} for part, rows in tomllib.loads(text).items()}


def is_statement(raw: Raw) -> bool:
    """Are these the tables of a statement?"""
    return any(part in raw for part in PARTS)


def read_statement(path: Path) -> Statement:
    """The statement of a JSON or XML file, in either form."""
    name = str(path)
    return statement_of(tables_of_xml(text_of(path), name) if path.suffix == ".xml" else load(path), name)


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
    offers = _offers(debts, name, problems)
    owed = {kind: _owed(debts, kind, name, problems) for kind in ("priority-debts", "non-priority-debts")}
    sections = [total for _, totals in found for total in totals]
    shown = {
        key: _amount(value, f"{name}, {key}", problems, signed=True)
        for key, value in {**debts, **overview}.items()
        if _plain(value)
    }
    if problems:
        raise RecordError(problems)
    totals = [*sections, *_derived(sections, shown, savings + fee, sum(offers.values()), owed)]
    lines = tuple(line for some, _ in found for line in some)
    return Statement(raw, lines, tuple(totals), savings, fee, offers)


def _plain(value: Any) -> bool:
    return value is None or (isinstance(value, (int, str, Decimal)) and not isinstance(value, bool))


def _first(raw: Raw, key: str) -> Any:
    places = (raw.get(name) for name in ("overview", "savings", "debts"))
    found = next((one[key] for one in places if isinstance(one, dict) and one.get(key) is not None), None)
    return found.get(AMOUNT) if isinstance(found, dict) else found


def _inner(raw: Raw, key: str, name: str, problems: Problems) -> Raw:
    value = raw.get(key) or {}
    if isinstance(value, dict):
        return value
    problems.append(Problem(f"{name}, {key}", "this is no table", hint="Write its lines by name", code="value-invalid"))
    return {}


def _each(debts: Raw, kind: str) -> list[Raw]:
    found = debts.get(kind)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _offers(debts: Raw, name: str, problems: Problems) -> dict[str, int]:
    """What is offered each month to each creditor of a priority debt."""
    found: dict[str, int] = {}
    for at, one in enumerate(_each(debts, "priority-debts"), 1):
        creditor = str(one.get("creditor") or f"priority debt {at}").strip()
        offer = _amount(one.get("repayment-offer"), f"{name}, priority-debts, {creditor}", problems)
        found |= {creditor: found.get(creditor, 0) + offer} if offer else {}
    return found


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
            printed = _amount(value, f"{where}, {at}", problems, signed=True)
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


def _amount(raw: Any, where: str, problems: Problems, signed: bool = False) -> int | None:
    if raw in (None, ""):
        return None
    try:
        found = Money.parse(str(raw), CURRENCY).amount_minor
    except RecordError as error:
        problems.extend(Problem(where, one.what, one.why, one.hint, one.code) for one in error.problems)
        return None
    if found < 0 and not signed:
        hint = (
            "Write it without a sign; what comes in stands under monthly-income, what goes out under monthly-outgoings"
        )
        problems.append(
            Problem(where, f"{raw} is below nought", why="a line has no sign", hint=hint, code="value-invalid")
        )
    return found


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
