"""What is owed and what a month leaves: documents in the JSON form of the files of ``forbear plan``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from forbear.calendar import Day
from forbear.errors import Problem, RecordError
from forbear.plan.budgets import BudgetFile, budget_of
from forbear.plan.caps import Held, held_against
from forbear.plan.debts import Debts
from forbear.plan.files import debts_of
from forbear.plan.loans import EXTRAS, Loan, TrueRates, loan_of, true_rates
from forbear.plan.talks import Talks, talks_of
from forbear.plan.tracking import follow
from forbear.web.desks.borrower import documents
from forbear.web.desks.borrower.models import Case

DEBTS, BUDGET, LOANS, CLOSED, TALKS = "debts", "budget", "loans", "closed", "talks"
GONE = "gone"
"""The row that was taken out last."""
ROWS = {DEBTS: "debt", BUDGET: "line", LOANS: "loan", CLOSED: "closed"}
"""Under which key the rows of a document stand."""
USUAL = {"CN": "CNY", "US": "USD", "GB": "GBP", "KR": "KRW", "JP": "JPY", "PH": "PHP", "IN": "INR", "AU": "AUD"}
NAMES = {DEBTS: "debts.json", BUDGET: "budget.json", TALKS: "talks.json"}
Raw = dict[str, Any]


def raw(case: Case, kind: str) -> Raw:
    """A document as it is kept; numbers are texts or exact."""
    text = documents.text(case, kind)
    return parsed(text) if text else {}


def parsed(text: str) -> Raw:
    """The text of a document, numbers exact."""
    return dict(json.loads(text, parse_float=Decimal))


def rows(case: Case, kind: str) -> list[Raw]:
    """The rows of a document."""
    return list(raw(case, kind).get(ROWS[kind], []))


def basics(case: Case) -> Raw:
    """Currency, the day of the balances, what is put aside: as said, or as is usual at the place."""
    country = str(documents.record(case, documents.ABOUT, {}).get("place", "")).partition("-")[0]
    debts, budget = raw(case, DEBTS), raw(case, BUDGET)
    currency = debts.get("currency") or budget.get("currency") or USUAL.get(country, "")
    return {"currency": currency, "as_of": debts.get("as_of", ""), "reserve": budget.get("reserve", "0")}


def set_basics(case: Case, currency: str, as_of: date, reserve: str) -> None:
    """Say them; raises RecordError where what is there does not fit them."""
    with transaction.atomic():
        change(case, DEBTS, lambda found: found | {"currency": currency, "as_of": as_of.isoformat()})
        change(case, BUDGET, lambda found: found | {"currency": currency, "reserve": reserve})


def put_row(case: Case, kind: str, row: Mapping[str, Any], at: int | None, seen: int) -> None:
    """Put a row in place of the one ``at``, or at the end.

    Raises RecordError where it cannot be, or where somebody changed the document since it was ``seen``.
    """

    def replaced(found: Raw) -> Raw:
        kept = list(found.get(ROWS[kind], []))
        if at is None:
            kept.append(dict(row))
        else:
            kept[at] = {**kept[at], **row}
            kept[at] = {key: value for key, value in kept[at].items() if value not in ("", None)}
        return found | {ROWS[kind]: kept}

    change(case, kind, replaced, seen)


def drop_row(case: Case, kind: str, at: int, seen: int) -> Raw:
    """Take a row out; the row, which can be put back until another is taken out."""
    gone: list[Raw] = []

    def replaced(found: Raw) -> Raw:
        kept = list(found.get(ROWS[kind], []))
        gone.append(kept.pop(at))
        return found | {ROWS[kind]: kept}

    with transaction.atomic():
        change(case, kind, replaced, seen)
        documents.write(
            case, GONE, json.dumps({"kind": kind, "at": at, "row": gone[0]}, ensure_ascii=False, default=str)
        )
    return gone[0]


def gone(case: Case) -> Raw:
    """What was taken out last, with where it stood; empty where nothing was."""
    return raw(case, GONE)


def put_back(case: Case) -> None:
    """Put back what was taken out last; raises RecordError where it does not fit any more."""
    found = gone(case)
    if not found:
        raise RecordError(Problem("", "this row is gone", code="changed-meanwhile"))
    kind, name = found["kind"], found["row"].get("name")

    def back(now: Raw) -> Raw:
        kept = list(now.get(ROWS[kind], []))
        kept.insert(found["at"], found["row"])
        return now | {ROWS[kind]: kept}

    with transaction.atomic():
        change(case, kind, back)
        if kind == DEBTS:
            kept = [one for one in rows(case, CLOSED) if one["name"] != name]
            change(case, CLOSED, lambda now: now | {ROWS[CLOSED]: kept})
        documents.drop(case, GONE)


def close_debt(case: Case, at: int, seen: int, today: date) -> None:
    """A debt is paid off: it moves to those that are closed."""
    with transaction.atomic():
        gone = drop_row(case, DEBTS, at, seen)
        row = {"name": gone["name"], "day": today.isoformat()}
        put_row(case, CLOSED, row, None, documents.version(case, CLOSED))


def debts_in(case: Case) -> Debts | None:
    """The debts as the plan reads them; None where there are none. Raises RecordError."""
    found = raw(case, DEBTS)
    return debts_of(found, NAMES[DEBTS]) if found.get("debt") else None


def budget_in(case: Case) -> BudgetFile | None:
    """The budget as the plan reads it; None where no line is there. Raises RecordError."""
    found = raw(case, BUDGET)
    return budget_of(found, NAMES[BUDGET]) if found.get("line") else None


def rate_told(row: Mapping[str, Any]) -> tuple[Loan, list[TrueRates], tuple[Held, ...]]:
    """A loan, its true rates with and without what is no instalment, and what lies above the caps of its place."""
    loan = loan_of(dict(row), str(row.get("name", "loan")))
    rates = [true_rates(loan, ())] if loan.counted(("instalment",)) else []
    if loan.counted(EXTRAS) or not rates:
        rates.append(true_rates(loan))
    return loan, rates, held_against(loan)


def talks_of_raw(found: Raw) -> Talks:
    """Offers, answers and payments as ``forbear offer`` reads them; raises RecordError."""
    return talks_of(found, NAMES[TALKS])


def check_talks(found: Raw) -> None:
    """Raises RecordError where they cannot be read, or where something was said that could not be said then."""
    read = talks_of_raw(found)
    for one in read.all:
        follow(one.told, [paid for paid in read.made if paid.debt == one.debt], one.told[-1].day, one.promise)


def day_of(text: str) -> Day:
    """A kept day as a whole day number."""
    return date.fromisoformat(text).toordinal()


def change(case: Case, kind: str, by: Callable[[Raw], Raw], seen: int | None = None) -> None:
    """Change a document in one step; raises RecordError where it cannot be, or was changed since it was ``seen``."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        if seen is not None and documents.version(case, kind) != seen:
            raise RecordError(Problem("", "this was changed meanwhile", code="changed-meanwhile"))
        try:
            made = by(raw(case, kind))
        except IndexError:
            raise RecordError(Problem("", "this row is gone", code="changed-meanwhile")) from None
        check(kind, made)
        documents.write(case, kind, json.dumps(made, ensure_ascii=False, default=str))


def check(kind: str, made: Raw) -> None:
    """Raises RecordError where the plan could not read it."""
    if kind == DEBTS and made.get("debt"):
        debts_of(made, NAMES[DEBTS])
    elif kind == BUDGET and any(line.get("kind") == "income" for line in made.get("line", [])):
        budget_of(made, NAMES[BUDGET])
    elif kind == TALKS:
        check_talks(made)
    elif kind == LOANS:
        for row in made.get("loan", []):
            rate_told(row)
