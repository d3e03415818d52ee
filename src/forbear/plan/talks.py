"""Offers and what became of them, from TOML or JSON and back; every fault of a file is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError, nearest
from forbear.money import Money
from forbear.plan.checks import rate_of
from forbear.plan.lender import Assumptions
from forbear.plan.months import LAST_DAY, add_months
from forbear.plan.negotiation import END, STANDING
from forbear.plan.offers import Offer
from forbear.plan.reading import Problems, Raw, load, read_currency, read_table
from forbear.plan.schedule import Payment
from forbear.plan.terms import Due, Run, Terms
from forbear.plan.tracking import Promise, Status, Told, follow


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What was said about one debt, and how a promise about it is measured."""

    debt: str
    creditor: str
    promise: Promise
    told: tuple[Told, ...]

    def latest(self, event: str, day: Day) -> Terms:
        """The last terms that were told by ``event`` up to a day; raises RecordError where there are none."""
        found = [one.terms for one in self.told if one.event == event and one.day <= day and one.terms]
        if not found:
            raise RecordError(_nothing(self.debt, event, day))
        return found[-1]


@dataclass(frozen=True, slots=True)
class Talks:
    """All negotiations of a file, and what was really paid."""

    currency: str
    all: tuple[Negotiation, ...]
    made: tuple[Payment, ...]

    def __getitem__(self, name: str) -> Negotiation:
        found = [one for one in self.all if one.debt == name]
        if not found:
            names = [one.debt for one in self.all]
            hint = nearest(name, names) or f"Debts in it: {', '.join(names)}"
            raise RecordError(Problem("--debt", f"nothing is said about debt {name!r}", hint=hint, code="debt-unknown"))
        return found[0]

    def on_the_table(self, name: str, day: Day) -> Terms:
        """The terms for a debt that were told last up to a day."""
        one = self[name]
        return follow(one.told, (), day, one.promise).terms

    def begun(self, day: Day) -> Talks:
        """Only the negotiations in which something was said up to a day."""
        return replace(self, all=tuple(one for one in self.all if any(told.day <= day for told in one.told)))

    def standing(self, day: Day) -> dict[str, Terms]:
        """The terms that bind on a day: a promise that is broken has fallen, and the contract holds again."""
        bind = {*STANDING, END} - {"broken"}
        return {name: one.terms for name, one in self.status(day).items() if one.state in bind}

    def status(self, day: Day) -> Mapping[str, Status]:
        """Where each offer stands on a day, by debt."""
        return {
            one.debt: follow(one.told, [paid for paid in self.made if paid.debt == one.debt], day, one.promise)
            for one in self.all
        }


def read_talks(path: Path) -> Talks:
    """The negotiations of a file."""
    return talks_of(load(path), str(path))


def talks_of(raw: Raw, name: str) -> Talks:
    """The negotiations of the tables of a file; raises RecordError with every problem."""
    problems: Problems = []
    currency = read_currency(raw.get("currency"), f"{name}, field 'currency'", problems)
    whole = read_table(raw, "talks", currency, name, problems)
    found = [_negotiation(one, currency, name, at, problems) for at, one in enumerate(whole["negotiation"] or (), 1)]
    made = [
        read_table(one, "made", currency, f"{name}, made {at}", problems)
        for at, one in enumerate(whole["made"] or (), 1)
    ]
    names = [one.debt for one in found]
    problems += [_twice(name, one) for one in sorted({one for one in names if one and names.count(one) > 1})]
    if problems:
        raise RecordError(problems)
    paid = (Payment(one["day"], one["debt"], one["amount"], one["settles"]) for one in made)
    return Talks(currency, tuple(found), tuple(sorted(paid, key=lambda one: one.day)))


def _negotiation(raw: Raw, currency: str, name: str, at: int, problems: Problems) -> Negotiation:
    where = f"{name}, negotiation {at}" + (f" ({raw['debt']})" if raw.get("debt") else "")
    values = read_table(raw, "negotiation", currency, where, problems)
    debt = values["debt"] or ""
    told = [
        _told(one, debt, currency, f"{where}, event {number}", problems)
        for number, one in enumerate(values["event"] or (), 1)
    ]
    promise = Promise(values["grace_days"] or 0, values["partial_percent"] or Promise().part)
    return Negotiation(debt, values["creditor"] or debt, promise, tuple(sorted(told, key=lambda one: one.day)))


def _told(raw: Raw, debt: str, currency: str, where: str, problems: Problems) -> Told:
    values = read_table(raw, "event", currency, where, problems)
    dues = [
        due
        for number, one in enumerate(values["due"] or (), 1)
        for due in _dues(read_table(one, "due", currency, f"{where}, due {number}", problems))
    ]
    terms = None
    if dues and not problems:
        rate = None if values["rate"] is None else rate_of(values, "rate")
        terms = _kept(
            lambda: Terms(debt, currency, tuple(dues), values["frozen"], rate, values["waives_rest"]), problems
        )
    if values["until"] and values["day"] and values["until"] < values["day"]:
        what = f"'until' ({show_day(values['until'])}) lies before 'day' ({show_day(values['day'])})"
        problems.append(Problem(where, what, hint="Check both dates", code="days-out-of-order"))
    return Told(values["day"] or 1, values["event"] or "propose", terms, values["until"])


def _kept(make: Callable[[], Terms], problems: Problems) -> Terms | None:
    try:
        return make()
    except RecordError as error:
        problems.extend(error.problems)
        return None


def _dues(values: Mapping[str, Any]) -> list[Due]:
    first, count = values["day"], values["count"] or 0
    if first is None or values["amount"] is None:
        return []
    wanted = LAST_DAY if add_months(first, 0, LAST_DAY) == first else date.fromordinal(first).day
    return [Due(add_months(first, at, wanted), values["amount"]) for at in range(count)]


def read_assumptions(path: Path, currency: str) -> Assumptions:
    """What a lender assumes, from a file."""
    problems: Problems = []
    values = read_table(load(path), "assumptions", currency, str(path), problems)
    if values["keeps"] is not None and values["keeps"] > 1:
        hint = "Write a chance from 0 to 100 percent"
        problems.append(Problem(f"{path}, field 'keeps'", "it is more than certain", hint=hint, code="value-invalid"))
    if problems:
        raise RecordError(problems)
    return Assumptions(**values)


def record_of(offers: Iterable[Offer], day: Day, currency: str) -> dict[str, Any]:
    """What creditors may see, as the beginning of a file of negotiations. No ceiling goes in, for none comes in."""
    return {"currency": currency, "negotiation": [_offer_record(one, day) for one in offers]}


def _offer_record(offer: Offer, day: Day) -> dict[str, Any]:
    terms = offer.terms
    event: dict[str, Any] = {"day": show_day(day), "event": "propose"}
    event |= {"until": show_day(offer.until)} if offer.until is not None else {}
    event |= {"frozen": True} if terms.frozen else {}
    event |= {"waives_rest": True} if terms.waives_rest else {}
    event["due"] = due_records(terms)
    shown = {"debt": offer.debt, "creditor": offer.creditor, "owed": amount(offer.owed, terms.currency)}
    return {**shown, "event": [event]}


def due_records(terms: Terms) -> list[dict[str, Any]]:
    """The payments of terms, equal monthly ones drawn together."""
    found = []
    for run in terms.runs():
        dues = [due for due in terms.dues if run.first <= due.day <= run.last]
        regular = _dues({"day": run.first, "amount": run.amount, "count": run.count}) == dues
        runs = [run] if regular else [Run(due.day, due.day, due.amount, 1) for due in dues]
        found += [
            {"day": show_day(one.first), "amount": amount(one.amount, terms.currency), "count": one.count}
            for one in runs
        ]
    return found


def amount(minor: int, currency: str) -> str:
    """An amount in main units without its currency, as the files have it."""
    return str(Money(minor, currency)).removesuffix(f" {currency}")


def _twice(name: str, debt: str) -> Problem:
    what = f"two negotiations are about debt {debt!r}"
    return Problem(name, what, hint="Put all its events into one", code="debt-twice")


def _nothing(debt: str, event: str, day: Day) -> Problem:
    words = {"propose": "nothing was proposed", "counter": "there is no counter-offer"}
    what = f"{words.get(event, event)} up to {show_day(day)}"
    return Problem(f"negotiation about debt {debt!r}", what, hint=f"Add an event {event!r} with its payments",
                   code="offer-missing")  # fmt: skip
