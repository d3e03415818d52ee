"""PBoC-like reports into rows of ours: accounts with their months, inquiries, and what is said of the person.

Every account, inquiry and statement about the person is a record of its own, numbered through the file; one that
cannot be read is kept aside, and the others are taken.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forbear.creditfile.intake.laid import Book, Cells, Laid, Torn, lay_book
from forbear.creditfile.intake.mapping import FileMap
from forbear.creditfile.intake.pboc_reports import cell, codes, reports, units_of

if TYPE_CHECKING:
    from forbear.creditfile.store import Store

Unit = Mapping[str, Any]


def lay(store: Store, path: Path, mapped: FileMap, folder: Path) -> Laid:
    """Lay a file of reports out."""
    return lay_book(store, path, Reports(mapped.currency), folder)


@dataclass(slots=True)
class _Head:
    """Whom a report is about, and the day for which it speaks."""

    subject: str
    as_of: str
    person: Mapping[str, str]


@dataclass(slots=True)
class Reports(Book):
    """The records of a file of this format."""

    def rows(self, path: Path) -> Iterator[Cells]:
        """The rows of every report of a file."""
        for report in reports(path):
            head = _head(report)
            number = self._number({"PA01": next(units_of(report, "PA01"))})
            if not head.subject or not head.as_of:
                self.torn.append(
                    Torn(number, self.texts[-1][1], "the head does not say whom it is about, or of which day")
                )
                continue
            yield from self._people(report, head, number)
            for unit in units_of(report, "PD01"):
                yield from self._account(unit, head)
            seen: Counter[str] = Counter()
            for unit in units_of(report, "PH01"):
                yield self._inquiry(unit, head, seen)

    def _number(self, unit: Unit) -> int:
        self.texts.append((len(self.texts) + 1, json.dumps(unit, ensure_ascii=False)))
        return len(self.texts)

    def _people(self, report: Unit, head: _Head, number: int) -> Iterator[Cells]:
        yield Cells("identity_claim", number, {**_claim(head), **_about(report)})
        for unit in units_of(report, "PB01BH"):
            phone, day = cell(unit, "PB01BQ01"), cell(unit, "PB01BR01")
            if phone:
                told = {**_claim(head, f"phone {phone}", day), "phone": phone}
                yield Cells("identity_claim", self._number(unit), told)
        for unit in units_of(report, "PB03"):
            address, day = cell(unit, "PB030Q01"), cell(unit, "PB030R01")
            if address:
                told = {**_claim(head, f"address {address}", day), "address": address}
                yield Cells("identity_claim", self._number(unit), told | _filled(phone=cell(unit, "PB030Q02")))
        for unit in units_of(report, "PB04"):
            employer, day = cell(unit, "PB040Q01"), cell(unit, "PB040R02")
            if employer:
                told = {**_claim(head, f"employer {employer}", day), "employer": employer}
                yield Cells("identity_claim", self._number(unit), told)

    def _account(self, unit: Unit, head: _Head) -> Iterator[Cells]:
        number = self._number(unit)
        wrong = _wrong(unit)
        if wrong:
            self.torn.append(Torn(number, self.texts[-1][1], wrong))
            return
        shared = {"account": f"{head.subject}/{cell(unit, 'PD01AI01')}", "as_of": head.as_of}
        money = {"currency": cell(unit, "PD01AD04") or self.currency}
        yield Cells("account", number, shared | money | {"subject": head.subject} | _opened(unit) | _closed(unit))
        months = _months(unit)
        if cell(unit, "PD01CR01"):
            yield Cells("account_month", number, shared | money | _own(unit, months))
        for month, (sign, overdue) in months.items():
            told = {"month": month, "source": "history", "code": sign, **_repay(sign)}
            yield Cells("account_month", number, shared | told | (money | {"overdue": overdue} if overdue else {}))

    def _inquiry(self, unit: Unit, head: _Head, seen: Counter[str]) -> Cells:
        day, who, why = (cell(unit, name) for name in ("PH010R01", "PH010Q02", "PH010Q03"))
        name = f"{head.subject}/{day}/{who}/{why}"
        seen[name] += 1
        told = _filled(asked_by=who, asker_code=cell(unit, "PH010D01"), reason_code=why)
        told |= {"inquiry": f"{name}/{seen[name]}", "subject": head.subject, "inquired_on": day}
        return Cells("inquiry", self._number(unit), {**told, "kind": codes()["inquiry"].get(why, "unknown")})


def _filled(**cells: str) -> dict[str, str]:
    return {name: value for name, value in cells.items() if value}


def _head(report: Unit) -> _Head:
    head = next(units_of(report, "PA01"))
    kind, number = cell(head, "PA01BD01"), cell(head, "PA01BI01")
    person = _filled(id_number=number, name=cell(head, "PA01BQ01"))
    if number:
        person["id_type"] = codes()["id"].get(kind, f"pboc.{kind}")
    return _Head(number, cell(head, "PA01AR01")[:10], person)


def _claim(head: _Head, claim: str = "", day: str = "") -> dict[str, str]:
    whose = {"subject": head.subject, "role": "debtor", "as_of": day or head.as_of}
    return {**head.person, **whose, **_filled(claim=claim)}


def _about(report: Unit) -> dict[str, str]:
    unit = next(units_of(report, "PB01"), {})
    return _filled(
        birth_date=cell(unit, "PB01AR01"), email=cell(unit, "PB01AQ01"), address=cell(unit, "PB01AQ02")
    )  # fmt: skip


def _wrong(unit: Unit) -> str:
    """Why an account is kept aside; empty where nothing speaks against it."""
    kind, state = cell(unit, "PD01AD01"), cell(unit, "PD01BD01")
    if kind not in codes()["product"]:
        return f"there is no class of account {kind!r}"
    if not cell(unit, "PD01AI01"):
        return "the account has no number"
    if state and state not in codes()["state"][kind]:
        return f"there is no state {state!r} of accounts of the class {kind}"
    strange = {sign for sign, _ in _months(unit).values()} - set(codes()["repay"])
    if strange:
        return f"the months hold {', '.join(sorted(map(repr, strange)))}"
    apart = [month for month, sign in _two_years(unit).items() if _five_years(unit).get(month, (sign, ""))[0] != sign]
    return f"the five years and the 24 months differ about {', '.join(sorted(apart))}" if apart else ""


def _opened(unit: Unit) -> dict[str, str]:
    kind = cell(unit, "PD01AD01")
    monthly = cell(unit, "PD01AD06") == codes()["monthly"]["frequency"]
    return _filled(
        product=codes()["product"][kind], product_code="/".join(filter(None, (kind, cell(unit, "PD01AD03")))),
        opened=cell(unit, "PD01AR01"), principal=cell(unit, "PD01AJ01"), credit_limit=cell(unit, "PD01AJ02"),
        term_months=cell(unit, "PD01AS01") if monthly else "",
    )  # fmt: skip


def _closed(unit: Unit) -> dict[str, str]:
    day, state = cell(unit, "PD01BR01"), cell(unit, "PD01BD01")
    if not day:
        return {}
    status = codes()["state"][cell(unit, "PD01AD01")].get(state, "unknown")
    return _filled(closed=day, close_code=state, close_reason=codes()["ended"].get(status, "other"))


def _five_years(unit: Unit) -> dict[str, tuple[str, str]]:
    return {
        cell(one, "PD01ER03"): (cell(one, "PD01ED01"), cell(one, "PD01EJ01"))
        for one in units_of(unit, "PD01EH")
        if cell(one, "PD01ER03") and cell(one, "PD01ED01")
    }


def _two_years(unit: Unit) -> dict[str, str]:
    return {
        cell(one, "PD01DR03"): cell(one, "PD01DD01")
        for one in units_of(unit, "PD01DH")
        if cell(one, "PD01DR03") and cell(one, "PD01DD01")
    }


def _months(unit: Unit) -> dict[str, tuple[str, str]]:
    """Month → sign and overdue amount; what the two tables both hold stands once."""
    return {month: (sign, "") for month, sign in _two_years(unit).items()} | _five_years(unit)


def _repay(sign: str) -> dict[str, str]:
    status, *late = codes()["repay"][sign]
    days = zip(("days_late_from", "days_late_to"), map(str, late), strict=False)
    return {"status": status, **dict(days)}


def _own(unit: Unit, months: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    month, state = cell(unit, "PD01CR01"), cell(unit, "PD01CD01") or cell(unit, "PD01BD01")
    sign = months.get(month, ("", ""))[0]
    told = _repay(sign) if sign else {"status": codes()["state"][cell(unit, "PD01AD01")].get(state, "unknown")}
    amounts = _filled(
        balance=cell(unit, "PD01CJ01"), due=cell(unit, "PD01CJ04"), paid=cell(unit, "PD01CJ05"),
        overdue=cell(unit, "PD01CJ06"), payments_late=cell(unit, "PD01CS02"), code=sign or state,
    )  # fmt: skip
    return {"month": month, "source": "own", **told, **amounts}
