"""What of errors, terms and talks is said on pages, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from forbear.calendar import Day
from forbear.errors import InputError
from forbear.plan.terms import Terms
from forbear.plan.tracking import Status
from forbear.report.words import Words
from forbear.web.desks.shared.texts import language, words

COMING = ("proposed", "countered")


def errors(error: InputError) -> list[str]:
    """What is wrong, each sentence once."""
    found = (words().known(f"arrangements.problem.{one.code}", str(one)) for one in error.problems)
    return list(dict.fromkeys(found))


def terms(found: Terms) -> dict[str, Any]:
    """Terms in words: runs of equal payments, the sum, and what is given up."""
    said, plan = words(), Words(language())
    return {
        "runs": [
            plan("offer.run", n=run.count, amount=said.money(run.amount, found.currency), first=said.day(run.first))
            for run in found.runs()
        ],
        "total": said.money(found.total, found.currency),
        "last": said.day(found.last),
        "count": len(found.dues),
        "gives": [plan(f"offer.asks_{name}") for name in found.concessions],
    }


def state(name: str) -> str:
    """A state of talks in words."""
    return words()(f"arrangements.state.{name}")


def steps(status: Status) -> list[dict[str, Any]]:
    """What happened to an offer, step by step."""
    said = words()
    return [
        {
            "day": said.day(one.day), "event": said(f"arrangements.event.{one.event}"), "state": state(one.state),
            "amount": said.money(one.amount, status.terms.currency) if one.amount else "",
        }
        for one in status.steps
    ]  # fmt: skip


def coming(status: Status) -> str:
    """What comes next: a payment, or an answer."""
    said = words()
    if status.until is not None:
        return said("arrangements.deal.answer_by", day=said.day(status.until))
    if status.coming is None:
        return ""
    amount = said.money(status.coming.amount, status.terms.currency)
    return said("arrangements.deal.coming", amount=amount, day=said.day(status.coming.day))


def day_or_none(day: Day | None) -> str:
    """A day, or nothing."""
    return "" if day is None else words().day(day)


def listed(lines: Iterable[str]) -> str:
    """Sentences one after the other."""
    return words().joined(lines)


def date_of(day: Day) -> str:
    """A day as fields of forms have it."""
    return date.fromordinal(day).isoformat()
