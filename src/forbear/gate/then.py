"""Contacts that were made, judged by where the debtor lived as far as was known then, not by where she lives now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from forbear.engine.scalar import Judge
from forbear.events import Event, History, Parties
from forbear.gate.case import Case
from forbear.gate.choosing import Books, Chosen
from forbear.rules.format import Rulebook


class Then:
    """The judges of a case's contacts, one for each time in which the same parties were on record.

    ``history`` is the case's, or what of it somebody may see. What is not known is listed, as in an audit.
    """

    def __init__(self, case: Case, books: Books, history: History | None = None) -> None:
        self.history = case.history() if history is None else history
        self.every = books
        self._since, known = zip(*(case.known or [((0, 0), case.parties)]), strict=True)
        self._parties: Sequence[Parties] = [_filled(parties, case.parties) for parties in known]
        self._chosen: Sequence[Chosen] = [books.of(parties.debtor) for parties in known]
        self._judges: dict[int, Judge] = {}

    def judge_of(self, contact: Event) -> Judge:
        """Who judges a contact: the rulebooks of then, by the parties that were on record just before it."""
        span = self._span(contact)
        if span not in self._judges:
            laid = self._chosen[span].laid(self._parties[span])
            self._judges[span] = Judge((), self.history, "listed", laid=laid)
        return self._judges[span]

    def books(self) -> list[Rulebook]:
        """The rulebooks that judge any of the contacts, and those that would judge one today."""
        spans = {self._span(event) for event in self.history.of_kind("contact").events} | {len(self._chosen) - 1}
        chosen = {id(book) for span in spans for book in self._chosen[span].books}
        return [book for book in self.every if id(book) in chosen]

    def _span(self, contact: Event) -> int:
        """What was on record before a contact; of one from before anything was, the first that was stated."""
        return max(bisect_left(self._since, contact.order) - 1, 0)


def _filled(then: Parties, now: Parties) -> Parties:
    """The parties of then; of debts, people and collectors of which nothing was on record, what is now."""
    return replace(
        then,
        collectors={**now.collectors, **then.collectors},
        people={**now.people, **then.people},
        debts={**now.debts, **then.debts},
    )
