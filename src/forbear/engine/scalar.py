"""The definition: one contact, its history, the rulebooks → a verdict with every reason.

Read aloud: a rulebook speaks where it is in force on the contact's local day and its scope holds. A
rule speaks where its condition holds and none of its exceptions does; where a fact is missing that could
change this, it is undecided. One refusal refuses; what is undecided is not allowed.
Everything else in Forbear that judges contacts is compared with this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from forbear.calendar import Instant
from forbear.engine.compile import Compiled, CompiledRule
from forbear.engine.frame import Frame, Run
from forbear.engine.logic import Truth, all_of, any_of, negate
from forbear.engine.sentences import reason_for
from forbear.engine.verdict import Answer, Reading, Reason, Verdict
from forbear.events import Event, Facts, History, Parties
from forbear.rules.format import Rulebook, book_applies

END_OF_ORDER = 1 << 62

Scoped = Sequence[tuple[str | None, Truth]]
Laid = tuple[Rulebook, Parties]
"""A rulebook, and the parties by which it is read."""


@lru_cache(maxsize=256)
def _compiled(sha256: str, book_id: str) -> list[Compiled]:
    return []


def compiled(book: Rulebook) -> Compiled:
    """A rulebook as closures, made once per text."""
    slot = _compiled(book.sha256, book.id)
    if not slot or slot[0].book is not book:
        slot[:] = [Compiled(book)]
    return slot[0]


class Judge:
    """The rulebooks laid over one history; asks about many contacts are cheap.

    ``reading`` says how what is not known is read: ``strict`` (the gate), ``listed`` (the audit) or
    ``in-order`` (case files, whose silence means that all is well). ``drafts`` applies draft rules too.
    ``laid`` are rulebooks over the same events with other parties: as they were, or as they may be.
    """

    def __init__(
        self,
        books: Iterable[Rulebook],
        history: History,
        reading: Reading,
        drafts: bool = False,
        laid: Iterable[Laid] = (),
    ) -> None:
        self.reading: Reading = reading
        self.drafts = drafts
        self.runs = [
            Run(compiled(book), history, reading == "in-order", drafts, parties)
            for book, parties in (*((book, history.parties) for book in books), *laid)
            if book_applies(book.status, drafts)
        ]
        self._twice = len({id(run.book) for run in self.runs}) < len(self.runs)

    def decide(self, facts: Facts, at: Instant, seq: int = END_OF_ORDER) -> Verdict:
        """The verdict on a contact with ``facts`` at an instant, given the events before (``at``, ``seq``)."""
        return self.decide_at(facts, at, (at, seq))

    def decide_event(self, contact: Event) -> Verdict:
        """The verdict on a contact that happened, with what was known before it."""
        return self.decide_at(contact.facts, contact.at, contact.order)

    def decide_at(self, facts: Facts, at: Instant, cut: tuple[Instant, int]) -> Verdict:
        """The verdict as if the contact were made at ``at``, with the events before ``cut`` in view."""
        reasons: list[Reason] = []
        unknowns: list[Reason] = []
        used: dict[str, str] = {}
        for run in self.runs:
            frame = Frame(run, facts, at, cut)
            if run.book.book.in_force.covers(frame.today):
                scoped = scope_of(frame)
                if scoped:
                    used[run.book.book.id] = run.book.book.sha256
                    self._speak(frame, scoped, reasons, unknowns)
        if self._twice:
            reasons, unknowns = _once(reasons), _once(unknowns)
        return _verdict(self.reading, at, reasons, unknowns, used)

    def _speak(self, frame: Frame, scoped: Scoped, reasons: list[Reason], unknowns: list[Reason]) -> None:
        debt, lone = scoped[0][0], len(scoped) == 1
        for rule in frame.run.book.guards.left(frame, self.drafts):
            frame.debt = debt
            if (lone or not rule.debt_scoped) and rule.when(frame) is False:
                continue  # most rules are about something else
            truth, debts = judge(rule, frame, scoped)
            if truth is True:
                reasons.append(reason_for(rule, frame, debts))
            elif truth is not False and self.reading != "in-order" and rule.rule.effect != "note":
                unknowns.append(reason_for(rule, frame, debts, truth))


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    """Each reason once: a rulebook that is laid twice may say the same for both."""
    return [reason for place, reason in enumerate(reasons) if reason not in reasons[:place]]


def scope_of(frame: Frame) -> Scoped:
    """The debts of the contact on which the rulebook speaks (or may), each with that truth."""
    debts = frame.facts.get("debts")
    scope = frame.run.book.scope
    found: list[tuple[str | None, Truth]] = []
    for debt in debts if isinstance(debts, tuple) and debts else (None,):
        frame.debt = debt  # type: ignore[assignment]
        truth = scope(frame)
        if truth is not False:
            found.append((debt, truth))  # type: ignore[arg-type]
    return found


def judge(rule: CompiledRule, frame: Frame, scoped: Scoped) -> tuple[Truth, tuple[str, ...]]:
    """Does a rule speak, and on which debts?"""
    if rule.debt_scoped and len(scoped) > 1:
        return _judge_each(rule, frame, scoped)
    frame.debt = scoped[0][0]
    when = rule.when(frame)
    if when is False:
        return False, ()
    in_scope = scoped[0][1] if len(scoped) == 1 else any_of(truth for _, truth in scoped)
    return _effective(rule, frame, when, in_scope), _named(scoped)


def _judge_each(rule: CompiledRule, frame: Frame, scoped: Scoped) -> tuple[Truth, tuple[str, ...]]:
    """Ask once for each debt: the rule speaks where it speaks on one."""
    truths: list[tuple[str | None, Truth]] = []
    for debt, in_scope in scoped:
        frame.debt = debt
        when = rule.when(frame)
        if when is not False:
            truths.append((debt, _effective(rule, frame, when, in_scope)))
    truth = any_of(truth for _, truth in truths)
    alike = [pair for pair in truths if pair[1] is not False and (pair[1] is True) == (truth is True)]
    return truth, _named(alike)


def _named(scoped: Scoped) -> tuple[str, ...]:
    return tuple(debt for debt, _ in scoped if debt is not None)


def _effective(rule: CompiledRule, frame: Frame, when: Truth, in_scope: Truth) -> Truth:
    """In scope, the condition holds (or may), and no exception does."""
    off = frame.run.off
    exempt = any_of(
        test(frame)
        for exemption, test in rule.exemptions
        if exemption.status not in off and exemption.in_force.covers(frame.today)
    )
    return all_of([in_scope, when, negate(exempt)])


def _verdict(
    reading: Reading, at: Instant, reasons: list[Reason], unknowns: list[Reason], used: Mapping[str, str]
) -> Verdict:
    speaking = tuple(reason for reason in reasons if reason.effect != "note")
    return Verdict(
        answer=_answer({reason.effect for reason in speaking}, bool(unknowns)),
        reading=reading,
        at=at,
        reasons=speaking,
        unknowns=tuple(unknowns),
        notes=tuple(reason for reason in reasons if reason.effect == "note"),
        rulebooks=used,
    )


def _answer(effects: set[str], undecided: bool) -> Answer:
    """A refusal beats all else; what is undecided beats a review; silence allows."""
    if "refuse" in effects:
        return "refuse"
    if undecided:
        return "unknown"
    return "review" if "review" in effects else "allow"
