"""One table of a file to typed values by ``fields.toml``, with every fault as a sentence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from forbear.calendar import Day
from forbear.errors import Problem, RecordError, nearest
from forbear.money import CURRENCIES, Money
from forbear.plan.fields import Field, tables

Problems = list[Problem]
Raw = Mapping[str, Any]

OFTEN = ("CNY", "USD", "EUR", "GBP", "JPY", "KRW", "INR", "IDR", "PHP", "THB", "VND", "HKD", "AUD", "BRL", "MXN", "KES")
NICKNAMES = {
    "RMB": "CNY",
    "YUAN": "CNY",
    "CNH": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "POUND": "GBP",
    "YEN": "JPY",
    "$": "USD",
}

NO_CURRENCY = ""
FIRST_YEAR, LAST_YEAR = 1900, 2200
FINEST = 12
LARGEST = 10**12
"""Main units above which an amount is taken for a slip of the hand."""


class UnreadableError(ValueError):
    """A value that is not what its field asks for: why, and what to write instead."""

    def __init__(self, why: str = "", hint: str = "") -> None:
        super().__init__(why)
        self.why, self.hint = why, hint


def parse(text: str, name: str) -> Raw:
    """The tables of a TOML or JSON text; numbers with a point are read exactly."""
    try:
        read = (
            json.loads(text, parse_float=Decimal)
            if name.endswith(".json")
            else tomllib.loads(text, parse_float=Decimal)
        )
    except (ValueError, RecursionError) as error:
        raise RecordError(
            Problem(name, f"this cannot be read: {error}", hint="Check the line", code="file-broken")
        ) from None
    if not isinstance(read, dict):
        raise RecordError(Problem(name, "this is a list", hint="Write an object at the top", code="file-broken"))
    return read


def load(path: Path) -> Raw:
    """The tables of a file of either form; raises RecordError where it is not there or not text."""
    return parse(text_of(path), str(path))


def text_of(path: Path) -> str:
    """The text of a file; raises RecordError where it is not there or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise RecordError(
            Problem(str(path), "there is no such file", hint="Check the path", code="file-missing")
        ) from None
    except UnicodeDecodeError:
        raise RecordError(
            Problem(str(path), "this is no UTF-8 text", hint="Save it as UTF-8", code="file-broken")
        ) from None


def read_currency(raw: Any, where: str, problems: Problems) -> str:
    """A currency code; none (``NO_CURRENCY``), with a problem added, where it is missing or none."""
    code = raw.strip().upper() if isinstance(raw, str) else ""
    if code in CURRENCIES:
        return code
    what = "the currency is missing" if raw in (None, "") else f"there is no currency {raw!r}"
    hint = _nearest_currency(code) if code else ""
    problems.append(Problem(where, what, why="amounts of different currencies are never added",
                            hint=hint or "Write an ISO 4217 code such as CNY", code="currency-unknown"))  # fmt: skip
    return NO_CURRENCY


def _nearest_currency(code: str) -> str:
    """A common name, two letters in the wrong order, or the nearest code; what is often used comes first."""
    swapped = (one for one in (*OFTEN, *sorted(CURRENCIES)) if sorted(one) == sorted(code))
    found = NICKNAMES.get(code) or next(swapped, "")
    return f"Did you mean {found!r}?" if found else nearest(code, OFTEN) or nearest(code, sorted(CURRENCIES))


def read_table(
    raw: Raw, name: str, currency: str, where: str, problems: Problems, package: str = "forbear.plan"
) -> dict[str, Any]:
    """The fields of one table, typed; a faulty one is None, with a problem added. Inner tables stay as they are."""
    known = tables(package)[name].fields
    for key in raw:
        if key not in known:
            hint = nearest(key, known) or f"Known fields: {', '.join(known)}"
            problems.append(Problem(where, f"there is no field {key!r}", hint=hint, code="field-unknown"))
    return {field.name: _read_field(raw, field, currency, where, problems) for field in known.values()}


def _read_field(raw: Raw, field: Field, currency: str, where: str, problems: Problems) -> Any:
    value = raw.get(field.name)
    if value is None or value == "":
        value = field.default
    if value is None:
        if field.required:
            problems.append(
                Problem(where, f"{field.name!r} is missing", hint=f"It says: {field.says}", code="field-missing")
            )
        return None
    try:
        return READERS["tables" if field.inner else field.type](value, field, currency)
    except UnreadableError as error:
        what = f"{_shown(value)} is not {KINDS['tables' if field.inner else field.type]}"
        problems.append(
            Problem(f"{where}, field {field.name!r}", what, why=error.why, hint=error.hint, code="value-invalid")
        )
        return None


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, (int, Decimal, date)) and not isinstance(value, bool) else repr(value)


def _text(raw: Any, _field: Field, _currency: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise UnreadableError(hint="Write it in quotes")
    return raw.strip()


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        raise UnreadableError(hint="Write a number such as 12.34")
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise UnreadableError(hint="Write it like 12.34, without thousands separators, signs or units") from None
    if not value.is_finite():
        raise UnreadableError(hint="Write a number such as 12.34")
    return value


def _money(raw: Any, _field: Field, currency: str) -> int:
    value = _number(raw)
    if value < 0:
        raise UnreadableError("amounts are never negative here", "Write it without a sign; leave out what is not there")
    if value >= LARGEST:
        raise UnreadableError(
            "it is a million millions or more", "Check the decimal point; amounts are in main units, not cents"
        )
    try:
        return Money.parse(str(value), currency).amount_minor
    except RecordError as error:
        raise UnreadableError(
            error.problems[0].why, "Round it yourself, and say so to whoever reads the plan"
        ) from None


def _percent(raw: Any, _field: Field, _currency: str) -> Fraction:
    value = _number(raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw)
    if value < 0:
        raise UnreadableError("a rate is never negative here", "Write it without a sign")
    if value >= LARGEST or value.as_tuple().exponent < -FINEST:  # type: ignore[operator]
        raise UnreadableError("no rate is that large or that fine", f"Write at most {FINEST} decimals")
    return Fraction(value) / 100


def _day(raw: Any, _field: Field, _currency: str) -> Day:
    if isinstance(raw, datetime):
        raise UnreadableError("it has a time of day", "Write the day alone, such as 2026-11-26")
    try:
        found = raw if isinstance(raw, date) else date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise UnreadableError("days that can be read two ways are not guessed", "Write it like 2026-11-26") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableError(f"its year lies outside {FIRST_YEAR} to {LAST_YEAR}", "Check the year")
    return found.toordinal()


def _count(raw: Any, _field: Field, _currency: str) -> int:
    value = _number(raw)
    if value != value.to_integral_value() or not 0 <= value <= 10_000:
        raise UnreadableError(hint="Write a whole number from 0 to 10000")
    return int(value)


def _flag(raw: Any, _field: Field, _currency: str) -> bool:
    said = {"true": True, "yes": True, "false": False, "no": False}.get(str(raw).strip().lower())
    if said is None:
        raise UnreadableError(hint="Write true or false")
    return said


def _word(raw: Any, field: Field, _currency: str) -> str:
    if raw not in field.words:
        raise UnreadableError(hint=nearest(str(raw), field.words) or f"Write one of: {', '.join(field.words)}")
    return str(raw)


def _words(raw: Any, field: Field, _currency: str) -> tuple[str, ...]:
    given = raw.split() if isinstance(raw, str) else raw
    if not isinstance(given, list) or sorted(map(str, given)) != sorted(field.words):
        raise UnreadableError(hint=f"Write each of these once, in your order: {', '.join(field.words)}")
    return tuple(given)


def _tables(raw: Any, field: Field, _currency: str) -> tuple[Raw, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise UnreadableError(hint=f"Begin each with [[{field.name}]]")
    return tuple(raw)


READERS: Mapping[str, Callable[[Any, Field, str], Any]] = {
    "text": _text, "money": _money, "percent": _percent, "day": _day, "count": _count,
    "flag": _flag, "word": _word, "words": _words, "tables": _tables,
}  # fmt: skip
KINDS = {
    "text": "a text", "money": "an amount", "percent": "a rate in percent", "day": "a day", "count": "a count",
    "flag": "true or false", "word": "one of its words", "words": "an order of its words", "tables": "a list of tables",
}  # fmt: skip
