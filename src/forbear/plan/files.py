"""Debts from TOML, JSON and CSV; every fault of a file is told at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import StringIO
from itertools import pairwise
from pathlib import Path

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.plan.checks import Values, check_debt, out_of_order, rate_of, too_large
from forbear.plan.debts import NO_INTEREST, PARTS, Debt, Debts, Late, Minimum, Settlement, Spell
from forbear.plan.reading import NO_CURRENCY, Problems, Raw, load, parse, read_currency, read_table, text_of

AS_THEY_STAND = (
    "kind", "interest", "fees", "arrears", "rounding", "due", "method", "instalment", "instalments_left",
    "flat_fee_if_repaid_early", "accelerated", "received", "opened", "secured", "court", "credit_reporting",
)  # fmt: skip
"""The fields that a debt takes over unchanged."""


def read_debts(path: Path) -> Debts:
    """The debts of a file, by its ending: ``.toml``, ``.json`` or ``.csv``."""
    if path.suffix == ".csv":
        return debts_of_csv(text_of(path), str(path))
    return debts_of(load(path), str(path))


def debts_of_text(text: str, name: str) -> Debts:
    """The debts of a text in the form that ``name`` ends with."""
    return debts_of_csv(text, name) if name.endswith(".csv") else debts_of(parse(text, name), name)


def debts_of_csv(text: str, name: str) -> Debts:
    """One debt a row; empty cells are left out. Inner tables (promotions, offers) need TOML or JSON."""
    kept = list(_rows(text, name))
    return debts_of({"debt": kept}, name, lambda place: f"{name}, line {place + 2}")


def _rows(text: str, name: str) -> Iterator[Raw]:
    rows = csv.DictReader(StringIO(text), strict=True)
    try:
        for number, row in enumerate(rows, 2):
            if row.pop(None, None):
                hint = "Put amounts with commas in quotes, or write them without"
                raise RecordError(
                    Problem(f"{name}, line {number}", "it has more cells than columns", hint=hint, code="file-broken")
                )
            yield {key: cell for key, cell in row.items() if cell not in (None, "")}
    except csv.Error as error:
        raise RecordError(
            Problem(name, f"this cannot be read: {error}", hint="Check the quotes", code="file-broken")
        ) from None


def debts_of(raw: Raw, name: str, place: Callable[[int], str] | None = None) -> Debts:
    """The debts of the tables of a file; raises RecordError with every problem."""
    problems: Problems = []
    whole = read_table(raw, "debts", NO_CURRENCY, name, problems)
    found = whole["debt"] or ()
    if not found and not problems:
        problems.append(Problem(name, "there is no debt in it", hint="Begin one with [[debt]]", code="file-empty"))
    said = {key: value for key, value in raw.items() if key in ("as_of", "currency")}
    debts = [
        _debt({**said, **one}, place(at) if place else _where(name, at, one), problems) for at, one in enumerate(found)
    ]
    problems += _twice(debts, name)
    if problems:
        raise RecordError(problems)
    return Debts(tuple(debts))


def _where(name: str, at: int, raw: Raw) -> str:
    return f"{name}, debt {at + 1}" + (f" ({raw['name']})" if raw.get("name") else "")


def _twice(debts: list[Debt], name: str) -> Problems:
    try:
        Debts(tuple(debt for debt in debts if debt.name))
    except RecordError as error:
        return [replace(one, where=f"{name}, {one.where}") for one in error.problems]
    return []


def _debt(raw: Raw, where: str, problems: Problems) -> Debt:
    """One debt; faults are added to ``problems`` and leave something harmless in its place."""
    currency = read_currency(raw.get("currency"), f"{where}, field 'currency'", problems)
    before = len(problems)
    values = read_table(raw, "debt", currency, where, problems)
    if len(problems) == before:
        check_debt(values, where, problems)
    spells = sorted(
        (*_promotions(values, currency, where, problems), *_freezes(values, currency, where, problems)), key=_first_day
    )
    problems += [_overlap(one, other, where) for one, other in pairwise(spells) if other.first <= one.last]
    daily = (values["accrual"] or ("monthly" if values["kind"] == "instalment" else "daily")) == "daily"
    revolving = values["kind"] == "revolving"
    as_of = values["as_of"] or 1
    found = Debt(
        name=values["name"] or "",
        creditor=values["creditor"] or values["name"] or "",
        currency=currency,
        as_of=as_of,
        principal=values["principal"] or 0,
        rate=rate_of(values, "rate"),
        accrual="daily" if daily else "monthly",
        day_count=values["day_count"] or ("actual_365" if daily else "equal_months"),
        interest_on_interest=revolving if values["interest_on_interest"] is None else values["interest_on_interest"],
        due_day=values["due_day"] or date.fromordinal(values["due"] or as_of).day,
        original=values["original"] or values["principal"],
        flat_fee=values["flat_fee"] or Fraction(0),
        minimum=_minimum(values),
        late=_late(values),
        spells=tuple(spells),
        settlements=_settlements(values, currency, where, problems),
        allocation=values["allocation"] or PARTS,
        **{key: values[key] for key in AS_THEY_STAND},
    )
    return replace(found, arrears=found.owed) if found.called_in and not problems else found


def _first_day(spell: Spell) -> Day:
    return spell.first


def _overlap(one: Spell, other: Spell, where: str) -> Problem:
    what = f"one spell lasts until {show_day(one.last)}, the next begins on {show_day(other.first)}"
    why = "both say what the rate is on the days between"
    return Problem(
        f"{where}, promotion and frozen",
        what,
        why=why,
        hint="Let each end before the next begins",
        code="spells-overlap",
    )


def _minimum(values: Values) -> Minimum:
    return Minimum(
        part=values["minimum_percent"] or Fraction(0),
        floor=values["minimum_floor"] or 0,
        plus_interest=bool(values["minimum_plus_interest"]),
        plus_fees=bool(values["minimum_plus_fees"]),
    )


def _late(values: Values) -> Late:
    return Late(
        grace_days=values["grace_days"] or 0,
        fee=values["late_fee"] or 0,
        fee_part=values["late_fee_percent"] or Fraction(0),
        fee_cap=values["late_fee_cap"],
        rate=rate_of(values, "overdue_rate"),
        interest_cap=values["overdue_interest_cap"],
    )


def _promotions(values: Values, currency: str, where: str, problems: Problems) -> list[Spell]:
    read = [
        read_table(one, "promotion", currency, f"{where}, promotion", problems) for one in values["promotion"] or ()
    ]
    return [Spell(*_days(one, f"{where}, promotion", problems), rate_of(one, "rate")) for one in read]


def _freezes(values: Values, currency: str, where: str, problems: Problems) -> list[Spell]:
    read = [read_table(one, "frozen", currency, f"{where}, frozen", problems) for one in values["frozen"] or ()]
    return [Spell(*_days(one, f"{where}, frozen", problems), NO_INTEREST, freezes=True) for one in read]


def _settlements(values: Values, currency: str, where: str, problems: Problems) -> tuple[Settlement, ...]:
    read = [
        read_table(one, "settlement", currency, f"{where}, settlement", problems) for one in values["settlement"] or ()
    ]
    for one in read:
        if one["last"] and values["as_of"] and one["last"] < values["as_of"]:
            problems.append(out_of_order(f"{where}, settlement", "last", one["last"], "as_of", values["as_of"]))
        problems += too_large(f"{where}, settlement", "amount", one["amount"], values)
    return tuple(Settlement(one["amount"] or 0, one["last"] or 1) for one in read)


def _days(one: Values, where: str, problems: Problems) -> tuple[Day, Day]:
    if one["first"] and one["last"] and one["last"] < one["first"]:
        problems.append(out_of_order(where, "last", one["last"], "first", one["first"]))
    return one["first"] or 1, one["last"] or 1
