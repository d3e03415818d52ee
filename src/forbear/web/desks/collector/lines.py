"""A row of a portfolio's file as the facts of one debt, or every reason why it cannot be taken in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from forbear.audit.intake.base import normal_number
from forbear.calendar import zone_named
from forbear.errors import RecordError
from forbear.labels import words_of
from forbear.money import Money, decimals_of
from forbear.places import Place, shipped
from forbear.plan.reading import NICKNAMES
from forbear.vocabulary import VALUES

LONGEST_ID = 100
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?(?:\s.*)?")
_IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}|\d{3}-\d{2}-\d{4}")
_MOBILE = re.compile(r"\+.*|1[3-9]\d{9}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NOT_IN_AMOUNTS = re.compile(r"[,，\s￥¥$€£元]|CNY|RMB|USD|GBP|EUR")


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for rows that say nothing of their own: place, time zone, currency, the day of the balances."""

    place: str
    zone: str
    currency: str
    as_of: date


@dataclass(slots=True)
class Line:
    """One row that can be taken in: who owes, and one debt of hers in the fields of ``plan/fields.toml``."""

    line: int
    customer: str
    person: dict[str, Any]
    debt: dict[str, Any]
    facts: dict[str, Any]
    due_minor: int
    since: date | None
    told: date | None
    contact: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row is not taken in: the column's field and a word for the reason."""

    field: str
    why: str


class _Reader:
    """Reads the fields of one row and collects what is wrong with them."""

    def __init__(self, row: Mapping[str, str], usual: Usual) -> None:
        self.row, self.usual = row, usual
        self.wrong: list[Wrong] = []

    def read(self, name: str, how: Callable[[str], Any], why: str, default: Any = None) -> Any:
        """A field as ``how`` reads it; where it cannot, that is remembered as ``why``."""
        text = self.row.get(name)
        if text is None:
            return default
        try:
            found = how(text)
        except (ValueError, ArithmeticError, RecordError):
            found = None
        if found is None:
            self.wrong.append(Wrong(name, why))
        return found

    def must(self, *names: str) -> None:
        """These fields may not be empty."""
        self.wrong += [Wrong(name, "empty") for name in names if name not in self.row]


def line_of(number: int, row: Mapping[str, str], usual: Usual) -> Line | list[Wrong]:
    """A row read; every fault where it has one."""
    reader = _Reader(row, usual)
    reader.must("customer", "name", "debt", "creditor", "due")
    customer = reader.read("customer", _pseudonym, "personal")
    debt_id = reader.read("debt", _identifier, "too-long")
    currency = reader.read("currency", _currency, "currency", usual.currency)
    if currency not in (None, usual.currency):
        reader.wrong.append(Wrong("currency", "other-currency"))
    place = reader.read("place", _place, "place", usual.place)
    person = _person(reader, place or usual.place)
    since = _since(reader)
    debt, due = _debt(reader, str(debt_id), currency or usual.currency, since)
    facts = _facts(reader, str(debt_id), since)
    told = reader.read("told", _past(usual.as_of), "day")
    contact = _contact(reader, place or usual.place)
    if reader.wrong:
        return reader.wrong
    return Line(number, customer, person, debt, facts, due, since, told, contact)


def _person(reader: _Reader, place: str) -> dict[str, Any]:
    region = place.partition("-")[0]
    usual = (reader.usual.zone,) if place == reader.usual.place else shipped().zones(shipped().read(place))
    zone = reader.read("zone", _zone, "zone")
    return {
        "name": reader.row.get("name", "")[:LONGEST_ID],
        "language": reader.read("language", lambda text: text[:20], "language", ""),
        "place": place,
        "zones": [zone] if zone else list(usual),
        "phone": reader.read("phone", lambda text: _phone(text, region), "phone", ""),
        "email": reader.read("email", lambda text: text if _EMAIL.fullmatch(text) else None, "email", ""),
        "post": reader.row.get("post", "")[:300],
    }


def _debt(reader: _Reader, name: str, currency: str, since: date | None) -> tuple[dict[str, Any], int]:
    """A debt as files of debts have it, all of it due, and what is due in minor units."""
    due = reader.read("due", lambda text: _money(text, currency), "amount", 0) or 0
    parts = {key: reader.read(key, lambda text: _money(text, currency), "amount") for key in ("interest", "fees")}
    besides = sum(each or 0 for each in parts.values())
    principal = reader.read("principal", lambda text: _money(text, currency), "amount", due - besides)
    if principal is not None and not reader.wrong and (due <= 0 or principal + besides != due):
        reader.wrong.append(Wrong("due", "sum" if due > 0 else "amount"))
    amounts = {"principal": principal or 0, **parts, "arrears": due}
    debt = {
        "name": name, "creditor": reader.row.get("creditor", "")[:LONGEST_ID], "currency": currency,
        "as_of": reader.usual.as_of.isoformat(), "kind": "single",
        "due": (since or reader.usual.as_of).isoformat(), "accelerated": True,
        "rate": reader.read("rate", _rate, "rate", "0"),
        **{key: _main(value, currency) for key, value in amounts.items() if value is not None},
    }  # fmt: skip
    return debt, due


def _facts(reader: _Reader, name: str, since: date | None) -> dict[str, Any]:
    """What the gate is told of a debt."""
    days = (reader.usual.as_of - since).days if since else None
    found = {
        "id": name,
        "creditor": reader.row.get("creditor", "")[:LONGEST_ID],
        "creditor_kind": reader.read("creditor_kind", _word("creditor_kind"), "word"),
        "product": reader.read("product", _word("product"), "word"),
        "days_past_due": days,
    }
    return {key: value for key, value in found.items() if value is not None}


def _since(reader: _Reader) -> date | None:
    """Since when it is overdue: the day itself, or so many days before the balances."""
    as_of = reader.usual.as_of
    if "since" in reader.row:
        stated: date | None = reader.read("since", _past(as_of), "day")
        return stated
    days = reader.read("days", _count, "count")
    return None if days is None else date.fromordinal(as_of.toordinal() - days)


def _contact(reader: _Reader, place: str) -> dict[str, str]:
    if "contact_name" not in reader.row and "contact_phone" not in reader.row:
        return {}
    reader.must("contact_name", "contact_phone")
    phone = reader.read("contact_phone", lambda text: _phone(text, place.partition("-")[0]), "phone", "")
    return {"name": reader.row.get("contact_name", "")[:LONGEST_ID], "phone": phone or ""}


def _pseudonym(text: str) -> str | None:
    """A customer number that tells nobody who somebody is."""
    if len(text) > LONGEST_ID or _IDENTITY.fullmatch(text) or _MOBILE.fullmatch(text) or "@" in text:
        return None
    return text


def _identifier(text: str) -> str | None:
    return text if len(text) <= LONGEST_ID else None


def _phone(text: str, region: str) -> str | None:
    found = normal_number(text, region)
    return found if found.startswith("+") else None


def _currency(text: str) -> str | None:
    code = NICKNAMES.get(text.upper(), text.upper())
    return code if re.fullmatch(r"[A-Z]{3}", code) else None


def _place(text: str) -> str:
    known = shipped()
    found: Place = known.of({"country": text}) if "-" not in text else known.read(text)
    return (found if found.country else known.read(text)).code


def _zone(text: str) -> str:
    return zone_named(text).key


def _money(text: str, currency: str) -> int:
    return Money.parse(_NOT_IN_AMOUNTS.sub("", text), currency).amount_minor


def _main(minor: int, currency: str) -> str:
    places = decimals_of(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def _rate(text: str) -> str | None:
    try:
        value = Decimal(text.rstrip("%％ "))
    except InvalidOperation:
        return None
    return f"{value.normalize():f}" if value.is_finite() and 0 <= value < 1000 else None


def _past(as_of: date) -> Callable[[str], date | None]:
    def read(text: str) -> date | None:
        found = _DAY.fullmatch(text)
        day = date(*map(int, found.groups())) if found else None
        return day if day is not None and day <= as_of else None

    return read


def _count(text: str) -> int | None:
    found = text.removesuffix("天").removesuffix("days").strip()
    return int(found) if found.isascii() and found.isdecimal() and len(found) <= 5 else None


def _word(kind: str) -> Callable[[str], str | None]:
    """A value of the vocabulary by its own name or by its words in either language."""

    def read(text: str) -> str | None:
        said = text.casefold().replace(" ", "_")
        if said in VALUES[kind]:
            return said
        return next((value for value, names in _names(kind) if text.casefold() in names), None)

    return read


def _names(kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for value, names in words_of(kind).items():
        yield value, tuple(name.casefold() for name in names)
