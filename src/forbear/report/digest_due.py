"""What asks for an answer by some day: letters that came, times that the law lets run, offers, payments agreed upon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from forbear.calendar import Day
from forbear.engine.duties import Standing
from forbear.plan.debts import Debts
from forbear.plan.negotiation import STANDING, TALKS
from forbear.plan.talks import Negotiation, Talks
from forbear.plan.tracking import Status, follow
from forbear.report.words import Words

GRAVE = ("court", "notice")
"""Letters that are shown for as long as they are known, their day passed or not."""

RUNNING = ("lasts", "wait")
"""Kinds of duties whose running time is one for the debtor: to dispute, to answer before something may be done."""

CLAIM = "issue_claim"


class Letter(Protocol):
    """A letter that came: of kind ``court``, ``notice``, ``offer`` or ``other``, and by when it asks for an answer."""

    @property
    def sender(self) -> str:
        """Who wrote it."""
        ...

    @property
    def kind(self) -> str:
        """``court``, ``notice``, ``offer`` or ``other``."""
        ...

    @property
    def came(self) -> Day | None:
        """When it came."""
        ...

    @property
    def answer_by(self) -> Day | None:
        """The day by which it asks for an answer."""
        ...

    @property
    def about(self) -> str:
        """What it is about."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to answer: of which kind, by which day (None where none is known), in words, and is that day over?"""

    kind: str
    day: Day | None
    title: str
    says: str
    passed: bool = False

    @property
    def pressing(self) -> tuple[bool, bool, Day, str]:
        """For sorting: a court without a day first, then by day, then what has none."""
        unknown = self.day is None
        return not (unknown and self.kind == "court"), unknown, self.day or 0, self.title


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a digest is about, both included."""

    first: Day
    last: Day


def asked_for(
    letters: Iterable[Letter], standings: Iterable[Standing], talks: Talks | None, debts: Debts | None, days: Days,
    words: Words,
) -> tuple[Asked, ...]:  # fmt: skip
    """All that asks for an answer, the most pressing first."""
    found = [
        *_letters(letters, days, words),
        *_times(standings, words),
        *_offers(talks, days, words),
        *_settlements(debts, days, words),
    ]
    known = dict.fromkeys(replace(one, passed=one.day is not None and one.day < days.last) for one in found)
    return tuple(sorted(known, key=lambda one: one.pressing))


def statuses(talks: Talks | None, day: Day) -> Iterator[tuple[Negotiation, Status]]:
    """Where each negotiation that has begun stands on a day."""
    for one in talks.all if talks else ():
        if any(told.day <= day for told in one.told):
            made = [paid for paid in talks.made if paid.debt == one.debt] if talks else []
            yield one, follow(one.told, made, day, one.promise)


def late_for_you(standings: Iterable[Standing], words: Words) -> tuple[str, ...]:
    """What a collector had to do and has not done in time, in words."""
    found = (each.says[words.lang] for each in standings if each.kind == "do" and each.state == "late")
    return tuple(dict.fromkeys(found))


def _letters(letters: Iterable[Letter], days: Days, words: Words) -> Iterator[Asked]:
    for one in letters:
        if one.came is not None and one.came > days.last:
            continue
        if one.answer_by is not None and one.answer_by < days.first and one.kind not in GRAVE:
            continue
        passed = one.answer_by is not None and one.answer_by < days.last
        about = words("digest.about", about=one.about) if one.about else ""
        came = words("digest.came", day=words.day(one.came)) if one.came else ""
        advice = words("digest.passed") if passed else words(f"digest.letter_{one.kind}")
        title = words(f"digest.title_{one.kind}", who=one.sender)
        yield Asked(one.kind, one.answer_by, title, words.joined([about, came, advice]))


def _times(standings: Iterable[Standing], words: Words) -> Iterator[Asked]:
    for each in standings:
        if each.state == "running" and each.due is not None and (each.kind in RUNNING or each.act == CLAIM):
            title = words("digest.title_time", who=each.collector or each.debt)
            cite = words("digest.cite", cite=words.cite(each.cite), force=words.label("force", each.force))
            yield Asked("time", each.due, title, words.joined([each.says[words.lang], cite]))


def _offers(talks: Talks | None, days: Days, words: Words) -> Iterator[Asked]:
    for one, status in statuses(talks, days.last):
        if status.state in TALKS:
            kind = "offer" if status.state == "countered" else "waits"
            yield Asked(kind, status.until, words(f"digest.title_{kind}", who=one.creditor), words(f"digest.{kind}"))
        if status.state in STANDING:
            yield from _agreed(one, status, words)


def _agreed(one: Negotiation, status: Status, words: Words) -> Iterator[Asked]:
    currency = status.terms.currency
    if status.missing:
        amount = words.money(status.missing, currency)
        yield Asked("missing", None, words("digest.title_missing", who=one.creditor, amount=amount),
                    words("digest.missing"))  # fmt: skip
    if status.coming is not None:
        amount = words.money(status.coming.amount, currency)
        title = words("digest.title_payment", who=one.creditor, amount=amount)
        yield Asked("payment", status.coming.day, title, words("digest.payment"))


def _settlements(debts: Debts | None, days: Days, words: Words) -> Iterator[Asked]:
    for debt in debts.all if debts else ():
        for one in debt.settlements:
            if one.last >= days.first:
                amount = words.money(one.amount, debt.currency)
                title = words("digest.title_settlement", who=debt.creditor or debt.name, amount=amount)
                yield Asked("settlement", one.last, title, words("digest.settlement"))


def dated(asked: Sequence[Asked], last: Day) -> tuple[Asked, ...]:
    """Those whose day is known and has not passed: for a calendar."""
    return tuple(one for one in asked if one.day is not None and one.day >= last)
