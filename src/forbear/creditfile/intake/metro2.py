"""Metro 2 into rows of ours: the account, its month, the months before, and who is said to owe it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forbear.creditfile.intake.laid import Book, Cells, Laid, Torn, lay_book
from forbear.creditfile.intake.mapping import FileMap
from forbear.creditfile.intake.metro2_records import Reader, Record, layout

if TYPE_CHECKING:
    from forbear.creditfile.store import Store

_PEOPLE = ("J1", "J2")
_ROLES = {"2": "joint", "3": "joint", "5": "guarantor", "7": "guarantor"}
"""By the ECOA code: joint, authorised user, co-maker, maker; every other is the debtor."""
_USER = "3"


def lay(store: Store, path: Path, mapped: FileMap, folder: Path) -> Laid:
    """Lay a Metro 2 file out; a record that contradicts the format is kept aside, a file that does is refused."""
    return lay_book(store, path, Metro2(mapped.currency), folder)


@dataclass(slots=True)
class Metro2(Book):
    """The records of a file of this format."""

    def rows(self, path: Path) -> Iterator[Cells]:
        """The rows of every record of a file."""
        for record in Reader(path):
            self.texts.append((record.number, record.text))
            base = fields("base", record.text)
            wrong = _wrong(base)
            if wrong:
                self.torn.append(Torn(record.number, record.text, wrong))
            else:
                yield from _record(record, base, self.currency)


def fields(kind: str, text: str) -> dict[str, str]:
    """The fields of a base or segment that hold something; dates as YYYY-MM-DD, where they are dates at all."""
    found = {}
    for name, place in layout()[kind].items():
        if isinstance(place, list):
            start, length, form = place
            found[name] = _field(text[start : start + length], form)
    return {name: value for name, value in found.items() if value}


def _field(raw: str, form: str) -> str:
    value = raw if form == "raw" else raw.strip()
    if form == "date" and value.isdigit():
        return f"{value[4:]}-{value[:2]}-{value[2:4]}" if value.strip("0") else ""
    if form == "digits":
        return "" if not value.strip("0") or not value.strip("9") else value
    if form in ("money", "amount"):
        number = value.lstrip("0")
        return number or ("0" if value and form == "money" else "")
    return value


def _wrong(base: Mapping[str, str]) -> str:
    """Why a record is kept aside; empty where nothing speaks against it."""
    status, rating = base.get("status", ""), base.get("rating", "")
    if status not in layout()["status"]:
        return f"there is no account status {status!r}"
    needs = layout()["rating"]["needed_with"]
    if (status in needs) != bool(rating):
        return f"a payment rating must stand with the status {', '.join(needs)} and with no other; here it is {status}"
    if rating and not isinstance(layout()["rating"].get(rating), list):
        return f"there is no payment rating {rating!r}"
    strange = set(base.get("history", "")) - set(layout()["history"]) - set(layout()["nothing"]["signs"])
    return f"the payment history holds {', '.join(sorted(map(repr, strange)))}" if strange else ""


def _record(record: Record, base: Mapping[str, str], currency: str) -> Iterator[Cells]:
    account, as_of = base.get("account", ""), base.get("as_of", "")
    shared = {"account": account, "as_of": as_of} | ({"correction": "true"} if base.get("correction") == "1" else {})
    money = {"currency": currency}
    yield Cells("account", record.number, shared | money | _account(base, record))
    if base["status"] in layout()["withdrawn"]["statuses"]:
        return
    yield Cells("account_month", record.number, shared | money | _month(base))
    for month, sign in _history(base):
        code, *late = layout()["history"][sign]
        told = {"month": month, "source": "history", "status": code, "code": sign}
        yield Cells("account_month", record.number, shared | told | _late(late))
    yield from _people(record, base, shared)


def _account(base: Mapping[str, str], record: Record) -> dict[str, str]:
    status, revolving = base["status"], base.get("portfolio") in ("C", "O", "R")
    cells = {
        "subject": base.get("account"),
        "product": layout()["portfolio"].get(base.get("portfolio", ""), "other"),
        "product_code": f"{base.get('portfolio', '')}{base.get('type', '')}",
        "opened": base.get("opened"), "closed": base.get("closed"),
        "close_code": status if base.get("closed") else None,
        "close_reason": layout()["closed"].get(status) if base.get("closed") else None,
        "credit_limit": base.get("limit"), "principal": None if revolving else base.get("highest"),
        "term_months": _term(base), "history": base.get("history", "").rstrip(), "first_late": base.get("first_late"),
        "comment_code": base.get("comment"), "dispute_code": base.get("compliance"),
        "withdrawn": "true" if status in layout()["withdrawn"]["statuses"] else None,
    }  # fmt: skip
    for kind, text in record.segments:
        cells |= _of_segment(kind, fields(kind, text)) if kind in ("K1", "K2", "L1") else {}
    return {name: value for name, value in cells.items() if value}


def _term(base: Mapping[str, str]) -> str | None:
    """Months; a mortgage states years, and words such as REV state none."""
    terms = base.get("terms", "")
    if not terms.isdigit() or not int(terms):
        return None
    return str(int(terms) * 12) if base.get("portfolio") == "M" else str(int(terms))


def _of_segment(kind: str, segment: Mapping[str, str]) -> dict[str, str | None]:
    if kind == "K1":
        return {"original_creditor": segment.get("original_creditor")}
    if kind == "K2":
        name = {"1": "bought_from", "2": "sold_to"}.get(segment.get("indicator", ""))
        return {name: segment.get("name")} if name else {}
    return {"renamed_to": segment.get("account")} if segment.get("indicator") in ("1", "3") else {}


def _month(base: Mapping[str, str]) -> dict[str, str]:
    status, *late = layout()["status"][base["status"]]
    if base.get("rating"):
        late = layout()["rating"][base["rating"]]
    told = {name: base[name] for name in ("balance", "due", "paid", "overdue") if name in base}
    code = base["status"] + base.get("rating", "")
    return {"month": base.get("as_of", ""), "source": "own", "status": status, "code": code} | _late(late) | told


def _late(late: Sequence[int]) -> dict[str, str]:
    return {name: str(days) for name, days in zip(("days_late_from", "days_late_to"), late, strict=False)}


def _history(base: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Month and sign of the look back; signs that speak of no month are left out."""
    as_of = base.get("as_of", "")
    if not as_of[:4].isdigit() or not as_of[5:7].isdigit():
        return
    months = int(as_of[:4]) * 12 + int(as_of[5:7]) - 1
    for back, sign in enumerate(base.get("history", ""), 1):
        if sign not in layout()["nothing"]["signs"]:
            year, month = divmod(months - back, 12)
            yield f"{year:04}-{month + 1:02}", sign


def _people(record: Record, base: Mapping[str, str], shared: Mapping[str, str]) -> Iterator[Cells]:
    employer = next((fields("N1", text).get("employer") for kind, text in record.segments if kind == "N1"), None)
    found = [("", {**base, **({"employer": employer} if employer else {})})]
    others = [(kind, fields(kind, text)) for kind, text in record.segments if kind in _PEOPLE]
    home = {
        name: base[name] for name in ("address", "address_2", "city", "region", "postcode", "country") if name in base
    }
    found += [(f"{kind}-{place}", (home | one) if kind == "J1" else one) for place, (kind, one) in enumerate(others, 1)]
    for tag, person in found:
        subject = "/".join(filter(None, (shared["account"], tag)))
        yield Cells("identity_claim", record.number, {**shared, "subject": subject, **_person(person, tag)})


def _person(person: Mapping[str, str], tag: str) -> dict[str, str]:
    role = _ROLES.get(person.get("ecoa", ""), "joint" if tag else "debtor")
    cells = {
        "role": "other" if person.get("ecoa") == _USER else role if tag or role == "guarantor" else "debtor",
        "id_type": "us.ssn" if person.get("ssn") else None, "id_number": person.get("ssn"),
        "surname": person.get("surname"),
        "given_name": " ".join(filter(None, (person.get("first"), person.get("middle")))),
        "birth_date": person.get("birth_date"), "phone": person.get("phone"),
        "address": ", ".join(filter(None, (person.get("address"), person.get("address_2")))),
    }  # fmt: skip
    cells |= {name: person.get(name) for name in ("city", "region", "postcode", "country", "employer")}
    return {name: value for name, value in cells.items() if value}
