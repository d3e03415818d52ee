"""What the pages of an account and of one arrangement say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.calendar import Day
from forbear.letters.kinds import Kind
from forbear.plan.negotiation import STANDING, TALKS
from forbear.web.desks.arrangements import agreements, deals, ledger, letterbox, told
from forbear.web.desks.arrangements.accounts import debts_in, name_of, names_of
from forbear.web.desks.arrangements.balances import Balance, agreed_terms, balance_of
from forbear.web.desks.arrangements.instalments import WORDS, Came, came
from forbear.web.desks.arrangements.judging import Judged
from forbear.web.desks.arrangements.ledger import Paid
from forbear.web.desks.arrangements.models import Arrangement
from forbear.web.desks.arrangements.pictures import strip
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.texts import language, say, words

AGAIN = ("counter", "propose", "amend")
"""What is said with other payments."""


def account_shown(one: Account) -> dict[str, Any]:
    """What the page of an account says."""
    today, records = ledger.today_of(one), ledger.records(one)
    paid = ledger.payments_in(records, ledger.zone_of(one))
    arrangements = list(Arrangement.objects.filter(account=one).order_by("-made_at"))
    agreed = agreed_terms(one, paid, today)
    names, said = names_of(one), words()
    owed = [balance_of(debt, paid, agreed.get(debt.name), today) for debt in debts_in(one).all]
    holds = ledger.holds_in(records)
    return {
        "account": one, "who": name_of(one), "today": today,
        "debts": [_debt_shown(each, names, holds) for each in owed],
        "deals": [_deal_row(each, paid, today, names) for each in arrangements],
        "payments": [_payment_shown(each, owed, names) for each in reversed(paid)],
        "how": [line for each in owed[:1] for line in each.reckoned(language())],
        "stated": said.day(one.stated.stated_on) if hasattr(one, "stated") else "",
        "kinds": [_kind_shown(kind) for kind in letterbox.kinds_for(one)],
        "papers": one.papers.order_by("-made_at")[:5],
    }  # fmt: skip


def deal_shown(one: Arrangement, its: Account) -> dict[str, Any]:
    """What the page of an arrangement says."""
    today, paid = ledger.today_of(its), paid_of(its)
    status = deals.status_of(one, ledger.counted(paid, one.debt), today)
    rows = came_of(one, paid, today)
    debt = debts_in(its)[one.debt]
    talks = status.state in TALKS and not one.ended
    judged = deals.judged_now(one, today) if talks else None
    says = agreements.may_be_said(status.state) if not one.ended else ()
    said = words()
    return {
        "deal": one, "account": its, "who": name_of(its), "status": status, "today": today, "came": rows,
        "name": names_of(its).get(one.debt, one.debt), "state": told.state(one.ended or status.state),
        "terms": told.terms(status.terms), "steps": told.steps(status), "coming": told.coming(status),
        "instalments": [_instalment_shown(each, today, one.currency) for each in rows],
        "paid": said.money(status.paid, one.currency), "is_talks": talks, "says": says,
        "missing": said.money(status.missing, one.currency) if status.missing else "",
        "judged": None if judged is None else _judged_shown(judged, one.currency),
        "may_breach": status.state == "broken" and not one.ended, "may_end": status.state in STANDING and not one.ended,
        "again": [event for event in AGAIN if event in says],
        **_measure(one), "strip": _strip(rows, today, one.currency),
        "how": balance_of(debt, paid, status.terms if one.kind == deals.PLAN else None, today).reckoned(language()),
    }  # fmt: skip


def _kind_shown(kind: Kind) -> dict[str, str]:
    return {"name": kind.name, "title": kind.title[language()], "says": kind.says[language()]}


def came_of(one: Arrangement, paid: list[Paid], today: Day) -> list[Came]:
    """The payments of an arrangement one by one: those agreed last, else those on the table."""
    about = agreements.negotiation_of(one.talks)
    agreed = agreements.accepted_of(about.told, today)
    if agreed is None:
        terms = deals.status_of(one, (), today).terms
        return came(terms, about.promise, (), today, today, today)
    return came(agreed[0], about.promise, ledger.counted(paid, one.debt), agreed[1], agreed[2], today)


def _measure(one: Arrangement) -> dict[str, object]:
    promise = agreements.negotiation_of(one.talks).promise
    return {"grace_days": promise.grace_days, "part": str(promise.part * 100)}


def _strip(rows: list[Came], today: Day, currency: str) -> dict[str, Any]:
    said = words()
    counts = {word: sum(each.on(today) == word for each in rows) for word in WORDS}
    told_counts = [say(f"arrangements.strip.{word}", n=n) for word, n in counts.items() if n]
    marks = []
    for each in rows:
        word = each.on(today)
        text = say("arrangements.strip.one", day=said.day(each.day), amount=said.money(each.amount, currency),
                   word=say(f"arrangements.came.{word}"))  # fmt: skip
        marks.append((word, text))
    return strip(marks, said.listed(told_counts))


def _deal_row(one: Arrangement, paid: list[Paid], today: Day, names: dict[str, str]) -> dict[str, Any]:
    status = deals.status_of(one, ledger.counted(paid, one.debt), today)
    return {
        "deal": one, "name": names.get(one.debt, one.debt), "state": told.state(one.ended or status.state),
        "mark": one.ended or status.state, "terms": told.terms(status.terms),
        "coming": "" if one.ended else told.coming(status),
        "missing": words().money(status.missing, one.currency) if status.missing and not one.ended else "",
    }  # fmt: skip


def _debt_shown(one: Balance, names: dict[str, str], holds: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    said = words()
    standing = [kind for kind in ("paid", "settled", "workout") if (kind, one.debt.name) in holds]
    return {
        "id": one.debt.name, "name": names.get(one.debt.name, one.debt.name),
        "creditor": one.debt.creditor, "as_of": said.day(one.debt.as_of),
        "then": said.money(one.debt.owed, one.debt.currency), "owed": said.money(one.owed, one.debt.currency),
        "over": said.money(one.over, one.debt.currency) if one.over else "",
        "holds": [said.label("hold", kind) for kind in standing],
    }  # fmt: skip


def _payment_shown(one: Paid, owed: list[Balance], names: dict[str, str]) -> dict[str, Any]:
    said = words()
    entry = next((each.entries.get(one.seq) for each in owed if each.debt.name == one.debt), None)
    parts = (
        () if entry is None else (("fees", entry.fees), ("interest", entry.interest), ("principal", entry.principal))
    )
    debt = next((each.debt for each in owed if each.debt.name == one.debt), None)
    return {
        "seq": one.seq, "day": said.day(one.day), "name": names.get(one.debt, one.debt),
        "amount": said.money(one.amount, one.currency), "undone": one.undone,
        "parts": [
            (say(f"arrangements.part.{name}"), said.money(amount, one.currency)) for name, amount in parts if amount
        ],
        "balance": "" if entry is None else said.money(entry.balance, one.currency),
        "before": bool(debt and one.day <= debt.as_of and one.counts),
    }  # fmt: skip


def _instalment_shown(one: Came, today: Day, currency: str) -> dict[str, Any]:
    said, word = words(), one.on(today)
    return {
        "number": one.number, "day": said.day(one.day), "amount": said.money(one.amount, currency), "word": word,
        "says": say(f"arrangements.came.{word}"), "covered": said.money(one.covered, currency) if one.covered else "",
        "met": told.day_or_none(one.met_on), "is_today": one.day == today,
    }  # fmt: skip


def _judged_shown(judged: Judged, currency: str) -> dict[str, Any]:
    said, sums = words(), judged.sums
    wrong = [say(f"arrangements.problem.{name}") for name in judged.wrong if name != "does-not-fit"]
    if sums is None:
        return {"fits": judged.fits, "wrong": wrong, "may_be_agreed": judged.may_be_agreed}
    return {
        "may_be_agreed": judged.may_be_agreed, "fits": judged.fits, "wrong": wrong,
        "charges": said.money(sums.interest + sums.fees, currency),
        "waived": said.money(sums.waived, currency) if sums.waived else "",
        "closing": said.money(sums.closing, currency) if sums.closing else "",
    }  # fmt: skip


def paid_of(its: Account) -> list[Paid]:
    """The payments of an account."""
    return ledger.payments_in(ledger.records(its), ledger.zone_of(its))
