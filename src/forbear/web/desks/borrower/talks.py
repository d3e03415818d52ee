"""What is said about each debt and what is paid: one document in the form of the files of ``forbear offer``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from forbear.calendar import Day, local_day
from forbear.errors import Problem, RecordError
from forbear.letters.asked import Asked
from forbear.letters.kinds import all_kinds
from forbear.letters.offered import in_currency, means_for, offers
from forbear.plan.judge import Judgement, Table, judge
from forbear.plan.negotiation import MOVES, SAID
from forbear.plan.offers import Offer, ceilings, outcome
from forbear.plan.rounding import digits
from forbear.plan.strategies import named
from forbear.plan.talks import Negotiation, Talks, due_records
from forbear.plan.terms import Terms
from forbear.plan.tracking import Status, Told, follow
from forbear.report.words import Words
from forbear.web.desks.borrower import documents, money, planning, writing
from forbear.web.desks.borrower.models import Case
from forbear.web.ledger import gates

TALKS = money.TALKS
SAYS, PAYS = "negotiation", "made"
KEPT_IN_MEMORY = 32
FINEST = 12
MOST = 2_000
"""So many things that were said, and so many payments, are kept."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Their terms beside ours, and what could be paid at most for ours: for the borrower alone."""

    found: Judgement
    is_ours_said: bool
    spare: int


def today(case: Case) -> Day:
    """The day by the clock of the case."""
    return local_day(gates.now(), documents.record(case, documents.ABOUT, {}).get("zone", "UTC"))


def names(case: Case) -> list[str]:
    """Every debt that is owed or was talked about, by name."""
    owed = [str(row["name"]) for row in money.rows(case, money.DEBTS)]
    return list(dict.fromkeys([*owed, *(str(one["debt"]) for one in raw(case)[SAYS])]))


def raw(case: Case) -> dict[str, list[dict[str, Any]]]:
    """The document as it is kept."""
    found = money.raw(case, TALKS)
    return {part: list(found.get(part, [])) for part in (SAYS, PAYS)}


def talks_in(case: Case) -> Talks | None:
    """Offers, answers and payments as ``forbear offer`` reads them; None where there are none. Raises RecordError."""
    found = money.raw(case, TALKS)
    return money.talks_of_raw(found) if found.get(SAYS) or found.get(PAYS) else None


def about(case: Case, debt: str) -> Negotiation | None:
    """What was said of one debt."""
    found = talks_in(case)
    return next((one for one in found.all if one.debt == debt), None) if found else None


def status(case: Case, debt: str, day: Day) -> Status | None:
    """Where one negotiation stands on a day; None where nothing was said."""
    talks, said = talks_in(case), about(case, debt)
    if talks is None or said is None or not any(one.day <= day for one in said.told):
        return None
    return follow(said.told, [one for one in talks.made if one.debt == debt], day, said.promise)


def may_say(found: Status | None) -> tuple[str, ...]:
    """What somebody can say now."""
    return ("propose", "counter") if found is None else tuple(one for one in MOVES[found.state] if one in SAID)


def say_event(case: Case, debt: str, event: Mapping[str, Any], seen: int) -> None:
    """Write down what somebody said; raises RecordError where it cannot follow, or where it is from tomorrow."""
    _check_room(raw(case)[SAYS])
    if date.fromisoformat(str(event["day"])).toordinal() > today(case):
        raise RecordError(Problem("", "nobody has said this yet", code="talk-tomorrow"))

    def change(found: dict[str, Any]) -> dict[str, Any]:
        rows = [dict(one) for one in found.get(SAYS, [])]
        row = next((one for one in rows if one["debt"] == debt), None)
        if row is None:
            rows.append({"debt": debt, "creditor": creditor(case, debt), "event": [dict(event)]})
        else:
            row["event"] = [*row["event"], dict(event)]
        return _whole(case, found) | {SAYS: rows}

    money.change(case, TALKS, change, seen)


def take_back(case: Case, debt: str, seen: int) -> None:
    """Undo what was written down last about a debt."""

    def change(found: dict[str, Any]) -> dict[str, Any]:
        rows = [dict(one) for one in found.get(SAYS, [])]
        row = next((one for one in rows if one["debt"] == debt), None)
        if row is None:
            raise IndexError(debt)
        row["event"] = row["event"][:-1]
        return found | {SAYS: [one for one in rows if one["event"]]}

    money.change(case, TALKS, change, seen)


def pay(case: Case, payment: Mapping[str, Any], seen: int) -> None:
    """Write down a payment that was made; raises RecordError where it lies in the future."""
    _check_room(raw(case)[PAYS])
    if date.fromisoformat(str(payment["day"])).toordinal() > today(case):
        raise RecordError(Problem("", "this payment lies in the future", code="payment-tomorrow"))
    money.change(case, TALKS, lambda found: _whole(case, found) | {PAYS: [*found.get(PAYS, []), dict(payment)]}, seen)


def unpay(case: Case, at: int, seen: int) -> None:
    """Take a payment out again."""

    def change(found: dict[str, Any]) -> dict[str, Any]:
        rows = list(found.get(PAYS, []))
        rows.pop(at)
        return found | {PAYS: rows}

    money.change(case, TALKS, change, seen)


def plan_offer(case: Case, debt: str, day: Day) -> Terms | None:
    """What the plan offers for a debt, with all that is agreed kept; None where it has nothing for it."""
    found = offers(_asked(case, day))
    return next((one.terms for one in found.offers if one.debt == debt), None)


def propose(terms: Terms, day: Day, until: Day | None = None) -> dict[str, Any]:
    """Terms as what was proposed on a day."""
    record: dict[str, Any] = {"day": date.fromordinal(day).isoformat(), "event": "propose"}
    record |= {"until": date.fromordinal(until).isoformat()} if until else {}
    record |= {key: True for key in ("frozen", "waives_rest") if getattr(terms, key)}
    if terms.rate is not None:
        record |= {"rate": _percent(terms.rate.yearly), "rate_per": "year"}
    return record | {"due": due_records(terms)}


def _percent(value: Fraction) -> str:
    return f"{digits(value * 100, FINEST):f}".rstrip("0").rstrip(".")


def weighed(case: Case, debt: str, day: Day) -> Weighed | None:
    """Their last terms, judged; None where they named none, or debts or budget are missing. Raises InputError.

    The last few are kept in memory: the page of a debt is looked at more than once.
    """
    kinds = (money.DEBTS, money.BUDGET, TALKS)
    return _weighed(case.pk, tuple(documents.version(case, kind) for kind in kinds), debt, day)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _weighed(pk: UUID, _versions: tuple[int, ...], debt: str, day: Day) -> Weighed | None:
    case = Case.objects.get(pk=pk)
    said = about(case, debt)
    theirs = _last(said, "counter", day) if said else None
    if theirs is None or money.debts_in(case) is None or money.budget_in(case) is None:
        return None
    mine = _last(said, "propose", day) if said else None
    ours = mine or plan_offer(case, debt, day)
    if ours is None:
        return None
    asked = _asked(case, day)
    table = _table(case, asked, debt, day)
    debt_owed = in_currency(asked)[debt]
    offer = Offer(debt_owed.creditor, debt_owed.owed, ours, outcome(debt_owed, ours)[0])
    spare = ceilings([offer], table.room)[0].spare
    return Weighed(judge(table, ours, theirs), mine is not None, spare)


def _table(case: Case, asked: Asked, debt: str, day: Day) -> Table:
    talks = talks_in(case)
    bound = talks.begun(day).standing(day) if talks else {}
    standing = tuple(terms for name, terms in bound.items() if name != debt and name in _owed(asked))
    return Table(in_currency(asked), means_for(asked), named(planning.PLAIN), standing)


def _owed(asked: Asked) -> set[str]:
    return {one.name for one in in_currency(asked).all}


def _asked(case: Case, day: Day) -> Asked:
    """A question of letters, so that a page and a letter reckon alike."""
    desk = writing.case_of(case)
    debts = desk.debts.all if desk.debts else ()
    return Asked(all_kinds()["counter_offer_answer"], desk, Words("en"), day, None, tuple(debts))


def _last(said: Negotiation, event: str, day: Day) -> Terms | None:
    found: Sequence[Told] = [one for one in said.told if one.event == event and one.day <= day]
    return found[-1].terms if found else None


def creditor(case: Case, debt: str) -> str:
    """Who is owed a debt."""
    row = next((one for one in money.rows(case, money.DEBTS) if one["name"] == debt), {})
    return str(row.get("creditor") or debt)


def _check_room(rows: Sequence[Mapping[str, Any]]) -> None:
    """So much was said and paid at most; raises RecordError."""
    if sum(max(1, len(one.get("event", ()))) for one in rows) >= MOST:
        raise RecordError(Problem("", f"more than {MOST} entries are not kept", code="list-full"))


def _whole(case: Case, found: Mapping[str, Any]) -> dict[str, Any]:
    """The document with what it cannot be without."""
    currency = found.get("currency") or money.basics(case)["currency"]
    return {"currency": currency, SAYS: found.get(SAYS, []), PAYS: found.get(PAYS, [])}
