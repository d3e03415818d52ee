"""Offers and promises in words, as ``forbear offer`` says them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forbear.calendar import Day
from forbear.plan.judge import Effect, Side
from forbear.plan.negotiation import END, STANDING, TALKS
from forbear.plan.terms import Due, Terms
from forbear.plan.tracking import Status
from forbear.report.words import Words
from forbear.web.desks.borrower.talks import Weighed

BADGES = {
    "broken": "refuse", "partly_kept": "review", "refused": "unknown", "expired": "unknown", "countered": "review",
    "kept": "allow", "cured": "allow", "accepted": "allow", END: "allow",
}  # fmt: skip
MOST_RUNS = 12
HEADS = {"paid": "total"}
"""What the text of a row is called where it is not its name."""


def card(found: Status | None, words: Words) -> dict[str, Any]:
    """Where a negotiation stands, in a few words."""
    if found is None:
        return {"state": "", "badge": "", "next": "", "missing": "", "paid": ""}
    currency = found.terms.currency
    coming = at(found.coming, currency, words) if found.coming else ""
    if found.state in TALKS and found.until is not None:
        coming = words("offer.answer_by", day=words.day(found.until))
    return {
        "state": words(f"offer.state_{found.state}"),
        "badge": BADGES.get(found.state, "unknown"),
        "next": coming,
        "missing": words.money(found.missing, currency) if found.missing else "",
        "paid": words.money(found.paid, currency) if found.state in (*STANDING, END) else "",
    }


def at(due: Due, currency: str, words: Words) -> str:
    """``1,300.00 CNY · 3 June 2026``."""
    return f"{words.money(due.amount, currency)} · {words.day(due.day)}"


def lines(terms: Terms, words: Words) -> list[str]:
    """The payments of terms, equal ones drawn together, and what is asked for them."""
    runs = terms.runs()
    told = [
        words("offer.run", amount=words.money(run.amount, terms.currency), first=words.day(run.first), n=run.count)
        for run in runs[:MOST_RUNS]
    ]
    more = sum(run.count for run in runs[MOST_RUNS:])
    return [*told, *([words("offer.more", n=more, last=words.day(terms.last))] if more else [])]


def asks(terms: Terms, words: Words) -> str:
    """What the creditor gives up."""
    found = [words(f"offer.asks_{name}") for name in terms.concessions]
    return words.listed(found) if found else words("offer.asks_nothing")


def steps(found: Status, words: Words) -> list[dict[str, str]]:
    """What happened, the newest first."""
    currency = found.terms.currency
    return [
        {
            "day": words.day(one.day),
            "event": words(f"offer.event_{one.event}"),
            "state": words(f"offer.state_{one.state}"),
            "amount": words.money(one.amount, currency) if one.amount else "",
        }
        for one in reversed(found.steps)
    ]


def judgement(made: Weighed, creditor: str, words: Words) -> dict[str, Any]:
    """Does it fit, what does it cost, what to answer; and what is for the borrower alone."""
    found, currency = made.found, made.found.theirs.terms.currency
    key, values = ("offer.fits", {}) if found.short is None else ("offer.short", _short(found.short, currency, words))
    change = found.change
    cost = ""
    if change is not None:
        way = "same_cost" if not change else "dearer" if change > 0 else "cheaper"
        cost = words(f"offer.{way}", amount=words.money(abs(change), currency))
    answer = found.terms if found.answer == "counter" else None
    return {
        "fits": found.fits,
        "told": words(key, creditor=creditor, **values),
        "cost": cost,
        "rows": list(_sides(found.ours, found.theirs, words)),
        "effects": [_effect(one, currency, words) for one in found.effects],
        "answer": words(f"offer.answer_{found.answer}"),
        "answer_lines": lines(answer, words) if answer else [],
        "answer_asks": asks(answer, words) if answer else "",
        "spare": words.money(made.spare, currency),
        "is_ours_said": made.is_ours_said,
    }


def _short(due: Due, currency: str, words: Words) -> dict[str, str]:
    return {"day": words.day(due.day), "amount": words.money(due.amount, currency)}


def _sides(ours: Side, theirs: Side, words: Words) -> Iterator[tuple[str, list[str], list[str]]]:
    for name in ("payments", "paid", "asks", "charges", "waived", "left", "all_debts"):
        yield words(f"offer.{HEADS.get(name, name)}"), _cell(ours, name, words), _cell(theirs, name, words)


def _cell(side: Side, name: str, words: Words) -> list[str]:
    if name == "payments":
        return lines(side.terms, words)
    if name == "asks":
        return [asks(side.terms, words)]
    return [_total(side, words) if name == "all_debts" else words.money(_amount(side, name), side.terms.currency)]


def _amount(side: Side, name: str) -> int:
    sums = side.sums
    return {"paid": sums.paid, "charges": sums.interest + sums.fees, "waived": sums.waived, "left": sums.closing}[name]


def _total(side: Side, words: Words) -> str:
    return words("offer.no_total") if side.total is None else words.money(side.total, side.terms.currency)


def _effect(one: Effect, currency: str, words: Words) -> dict[str, str]:
    return {
        "debt": one.debt,
        "with_ours": ends(one.closed_before, words),
        "with_theirs": ends(one.closed_after, words),
        "cost_ours": words.money(one.cost_before, currency),
        "cost_theirs": words.money(one.cost_after, currency),
    }


def ends(day: Day | None, words: Words) -> str:
    """The day on which a debt ends."""
    return words("offer.never") if day is None else words.day(day)
