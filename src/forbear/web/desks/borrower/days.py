"""Every day that asks for something: answers awaited and owed, promised payments, disputes; as a list and a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from forbear.calendar import Day
from forbear.letters.kinds import all_kinds
from forbear.plan.negotiation import STANDING, TALKS
from forbear.report.ical import calendar_file, day_entry
from forbear.report.words import Words
from forbear.web.desks.borrower import digests, disputes, documents, talks, writing
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.shared.texts import say

PROMISES = 24
"""So many promised payments of one debt stand on the list."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One day: what is on it, and where one reads more."""

    day: Day
    kind: str
    title: str
    says: str
    link: str


def dated(case: Case, words: Words, today: Day) -> list[Dated]:
    """All of them, the earliest first."""
    found = [*_letters(case, words), *_came(case, words), *_talks(case, words, today), *_disputes(case, words)]
    return sorted(found, key=lambda one: (one.day, one.title))


def calendar(case: Case, words: Words, today: Day) -> str:
    """The days from today on as a calendar file; each keeps its id, so that it is replaced and never doubled."""
    lines: list[str] = []
    for one in dated(case, words, today):
        if one.day >= today:
            lines += day_entry(one.day, today, one.title, one.says, f"{case.pk}|{one.kind}|{one.title}|{one.day}")
    return calendar_file("Days", lines)


def _letters(case: Case, words: Words) -> Iterator[Dated]:
    for one in documents.record(case, writing.LETTERS, []):
        if one["answer_by"]:
            title = words("letter.follow_up_entry", title=all_kinds()[one["kind"]].title[words.lang], to=one["to"])
            link = reverse("letter", args=[case.pk, one["number"]])
            yield Dated(
                one["answer_by"], "answer", title, words("letter.follow_up_told", day=words.day(one["day"])), link
            )


def _came(case: Case, words: Words) -> Iterator[Dated]:
    for one in digests.came_in(case):
        if one.answer_by is not None:
            title = words("letter.answer_due", sender=one.sender, about=one.about or say(f"borrower.came.{one.kind}"))
            yield Dated(one.answer_by, "came", title, words(f"digest.letter_{one.kind}"), "")


def _talks(case: Case, words: Words, today: Day) -> Iterator[Dated]:
    found = talks.talks_in(case)
    every = talks.names(case)
    for name, status in (found.begun(today).status(today) if found else {}).items():
        link = reverse("case-offer", args=[case.pk, every.index(name)])
        creditor, currency = found[name].creditor if found else name, status.terms.currency
        if status.state in TALKS and status.until is not None:
            key = "offer" if status.state == "countered" else "waits"
            yield Dated(status.until, key, words(f"digest.title_{key}", who=creditor), words(f"digest.{key}"), link)
        if status.state in STANDING and status.coming is not None:
            first = status.coming
            later = ((one.day, one.amount) for one in status.terms.dues if one.day > first.day)
            dues = [(first.day, first.amount), *later]
            for day, amount in dues[:PROMISES]:
                title = words("digest.title_payment", who=creditor, amount=words.money(amount, currency))
                yield Dated(day, "payment", title, words("digest.payment"), link)


def _disputes(case: Case, words: Words) -> Iterator[Dated]:
    for clock in disputes.running(case):
        if clock.standing.due is not None and clock.standing.state in ("running", "due", "late"):
            title = say("borrower.dispute.dated", n=clock.dispute)
            link = reverse("case-dispute", args=[case.pk, clock.dispute])
            yield Dated(clock.standing.due, "dispute", title, clock.standing.says[words.lang], link)


def rows(found: list[Dated], words: Words, today: Day) -> list[dict[str, Any]]:
    """The list in words."""
    return [
        {"day": words.day(one.day), "kind": one.kind, "title": one.title, "says": one.says, "link": one.link,
         "is_over": one.day < today}
        for one in found
    ]  # fmt: skip
