"""The judgement that asking, using and revoking share: the rulebooks, and what speaks against a contact in no rule."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from forbear.calendar import MINUTE, Instant
from forbear.engine.free import free_at
from forbear.engine.scalar import Judge
from forbear.engine.verdict import Verdict
from forbear.events import Facts, Parties
from forbear.gate.answer import Word
from forbear.gate.asked import Asked
from forbear.gate.case import Case
from forbear.gate.choosing import Books
from forbear.words.reading import Said

SKEW: Instant = 2 * MINUTE
"""How far two clocks may lie apart: that of who records and the gate's, or those of two gates."""

AGAINST = (
    "no-rulebook", "debt-unknown", "collector-unknown", "person-unknown", "role-differs", "text-missing", "clock",
)  # fmt: skip
"""What refuses besides the rules; ``words`` asks a person, and what ``choosing.py`` says only tells."""
WRITTEN = ("sms", "email", "letter", "postcard", "social", "app")
"""The channels whose text must be there before it may go out."""


class Judged(NamedTuple):
    """A contact judged at an instant (``at``), with the events before ``cut``. ``why``: what no rule says."""

    judge: Judge
    at: Instant
    cut: tuple[Instant, int]
    verdict: Verdict
    why: tuple[str, ...]
    said: tuple[Said, ...] = ()

    def questions(self) -> frozenset[str]:
        """What is left to a person: rules by name, and what the words say."""
        rules = {reason.name for reason in self.verdict.reasons if reason.effect == "review"}
        return frozenset(rules | {f"words/{each.category}/{each.kind}" for each in self.said})

    def refused(self) -> bool:
        """May nobody, a person neither, let the contact go out now?"""
        return self.verdict.answer in ("refuse", "unknown") or any(each in AGAINST for each in self.why)

    def allowed(self, approved: Collection[str]) -> bool:
        """May the contact go out, where a person has answered the questions ``approved``?"""
        return not self.refused() and self.questions() <= set(approved)


def judge_contact(case: Case, books: Books, facts: Facts, now: Instant, *, alone: bool) -> Judged:
    """Judge a contact by all that is on record; where it is not ``alone``, open permits count as contacts.

    The rulebooks are those that the gate chooses for the debtor.
    """
    at, cut, chosen = case.now(now), case.cut(now), books.of(case.parties.debtor)
    judge = case.judge(chosen, None if alone else at)
    verdict = judge.decide_at(facts, at, cut)
    silent = () if verdict.rulebooks else ("no-rulebook",)
    why = [*silent, *chosen.why, *_not_as_on_record(case.parties, facts)]
    if case.head.at > now + SKEW:
        why.append("clock")
    return Judged(judge, at, cut, verdict, tuple(why))


def judge_asked(case: Case, books: Books, asked: Asked, now: Instant) -> Judged:
    """Judge a contact that is asked for, and its words: what is written is written before it may go out."""
    judged = judge_contact(case, books, asked.facts, now, alone=False)
    unwritten = asked.facts.get("channel") in WRITTEN and "text_sha256" not in asked.facts
    besides = (*(("text-missing",) if unwritten else ()), *(("words",) if asked.said else ()))
    if not besides:
        return judged
    return judged._replace(why=(*judged.why, *besides), said=asked.said)


def free_from(judged: Judged, facts: Facts) -> Instant | None:
    """From when the contact would be let out or put to a person, if nothing else happens; None where never."""
    if judged.verdict.answer != "refuse" or any(each in AGAINST for each in judged.why):
        return None
    free = free_at(judged.judge, facts, judged.at, judged.cut)
    if free is None or judged.judge.decide_at(facts, free, judged.cut).answer == "unknown":
        return None
    return free


def word_for(judged: Judged, free: Instant | None, approved: Collection[str]) -> Word:
    """The answer for a judgement: what is not known refuses, and so does what no rulebook speaks about."""
    if judged.refused():
        return "refuse" if free is None else "not-now"
    return "allow" if judged.allowed(approved) else "ask-a-person"


def _not_as_on_record(parties: Parties, facts: Facts) -> list[str]:
    """In what a contact is not about the parties that are on record."""
    debts, person = facts.get("debts"), str(facts.get("person"))
    own = "debtor" if person == str(parties.debtor.get("id")) else None
    role = parties.people[person].get("role") if person in parties.people else own
    faults = {
        "debt-unknown": not debts or not isinstance(debts, tuple) or not all(debt in parties.debts for debt in debts),
        "collector-unknown": facts.get("collector") not in parties.collectors,
        "person-unknown": role is None,
        "role-differs": role not in (None, facts.get("role")),
    }
    return [name for name, wrong in faults.items() if wrong]
