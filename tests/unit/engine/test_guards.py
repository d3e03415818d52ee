"""What a contact's words and an empty history rule out changes no verdict, on any shipped rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from forbear.engine.examples import Case, read_case
from forbear.engine.frame import Frame
from forbear.engine.guards import Guards
from forbear.engine.scalar import END_OF_ORDER, Judge, compiled
from forbear.engine.verdict import READINGS, Reading, Verdict
from forbear.events import Event, History, contact
from forbear.rules.catalog import any_book, get, paths
from forbear.rules.format import Rulebook

BOOKS = [pytest.param(any_book(name), id=name) for name in sorted(paths())]
AT = 1_780_000_000_000_000


def cases(book: Rulebook) -> Iterator[Case]:
    read = (read_case(one.record, one.where) for one in book.examples)
    return (case for case in read if isinstance(case, Case))


def verdicts(book: Rulebook, case: Case, reading: Reading) -> list[Verdict]:
    """Of the contact of an example, on its history and on one in which nothing happened."""
    histories = (case.history, History(case.history.parties))
    return [
        Judge([book], one, reading, True).decide_at(case.facts, case.at, (case.at, END_OF_ORDER)) for one in histories
    ]


@pytest.mark.parametrize("book", BOOKS)
def test_rules_that_are_not_asked_would_not_have_spoken(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(case, reading) for case in cases(book) for reading in READINGS]
    guarded = [verdicts(book, case, reading) for case, reading in asked]

    def every(_guards: Guards, frame: Frame, drafts: bool) -> Any:
        return frame.run.book.rules_on(frame.today, drafts)

    monkeypatch.setattr(Guards, "left", every)
    assert guarded == [verdicts(book, case, reading) for case, reading in asked]


def test_a_rule_about_earlier_events_is_asked_once_there_is_one() -> None:
    book, case = next(
        (one, case) for one in [get("us-reg-f")] for case in cases(one) if case.facts["channel"] == "call"
    )
    history = History(case.history.parties)
    run = Judge([book], history, "strict").runs[0]

    def left() -> list[str]:
        frame = Frame(run, case.facts, AT, (AT, END_OF_ORDER))
        return [rule.rule.id for rule in compiled(book).guards.left(frame, drafts=False)]

    before = left()
    assert "call-frequency" not in before
    assert len(before) < len(compiled(book).rules)
    history.append(contact(AT - 1, case.facts, 1))
    assert "call-frequency" in left()
    assert "cease" not in left()
    history.append(Event(2, AT - 1, "hold", {"hold": "cease"}, AT - 1))
    assert "cease" in left()
