"""Did they act rightly? Every contact that a collector began, judged by what was known just before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from forbear.audit.result import Finding, Judged, Undetermined
from forbear.engine.free import rule_free_at
from forbear.engine.scalar import Judge
from forbear.engine.verdict import Reason
from forbear.events import Event, History
from forbear.rules.format import Rulebook

Progress = Callable[[int], None]
JudgeOf = Callable[[Event], Judge]


def begun_by_collectors(history: History) -> list[Event]:
    """The contacts to judge, in order: outbound ones."""
    shelf = history.of_kind("contact")
    return [event for event in shelf.events if event.facts.get("direction") == "outbound"]


class Sweep:
    """A run over one history; ``listed``: what cannot be decided is listed, not assumed.

    ``judge_of`` says who judges a contact where that is not the same for all: parties and places change.
    """

    def __init__(
        self, books: Iterable[Rulebook], history: History, drafts: bool = False, judge_of: JudgeOf | None = None
    ) -> None:
        self.history = history
        self.judge_of = judge_of or _always(Judge(books, history, "listed", drafts))

    def judged(self, progress: Progress = lambda count: None) -> list[Judged]:
        """The verdict on each contact; ``progress`` is called with how many were judged since the last call."""
        found: list[Judged] = []
        for number, contact in enumerate(begun_by_collectors(self.history), start=1):
            found.append(Judged(contact, self.judge_of(contact).decide_event(contact)))
            if number % 256 == 0:
                progress(256)
        progress(len(found) % 256)
        return found

    def findings(self, judged: Sequence[Judged]) -> list[Finding]:
        """One finding for each reason on each contact, numbered in order of time."""
        by_seq = {event.seq: event for event in self.history}
        pairs = [(each.contact, reason) for each in judged for reason in each.verdict.reasons]
        return [
            Finding(
                number=number,
                contact=contact,
                reason=reason,
                rows=(*(by_seq[seq] for seq in reason.rows), contact),
                free_at=rule_free_at(self.judge_of(contact), reason, contact.facts, contact.at, contact.order),
            )
            for number, (contact, reason) in enumerate(pairs, start=1)
        ]


def _always(judge: Judge) -> JudgeOf:
    return lambda contact: judge


def undetermined(judged: Sequence[Judged]) -> list[Undetermined]:
    """What could not be decided, one entry for each rule and set of missing facts, most contacts first."""
    groups: dict[tuple[str, str, tuple[str, ...]], tuple[Reason, list[Event]]] = {}
    for each in judged:
        for reason in each.verdict.unknowns:
            key = (reason.rulebook, reason.clause, reason.missing)
            groups.setdefault(key, (reason, []))[1].append(each.contact)
    entries = [Undetermined(reason, missing, tuple(contacts)) for (_, _, missing), (reason, contacts) in groups.items()]
    return sorted(entries, key=lambda entry: (-len(entry.contacts), entry.reason.name, entry.missing))
