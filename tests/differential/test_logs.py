"""Same answers on whole logs: what an audit of tables asks for, whose programs pass over what cannot matter.

The records by chance of ``test_duckdb`` are full of holes, so that little can be passed over; a made-up log has few,
and is judged by the program for just what it holds. Every contact that the scalar engine does not plainly allow must
come out with the same clauses, and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from forbear.audit.tables.buckets import lay_zones, margin_of, share_out
from forbear.audit.tables.database import Database
from forbear.audit.tables.history import histories
from forbear.audit.tables.laying import laid_profile, lay_tables
from forbear.audit.tables.log import open_log
from forbear.audit.tables.programs import TERMS
from forbear.engine.relational.program import Program, keys_read
from forbear.engine.scalar import Judge, compiled
from forbear.engine.verdict import Reason
from forbear.rules.catalog import all_books, get
from forbear.rules.format import Rulebook
from tests.support import amount
from tests.support.amount import in_turn
from tests.support.table_logs import made_up

EVERYBODY = "TRUE"
PLAIN = """debtor IN (SELECT debtor FROM log_events GROUP BY debtor
  HAVING bool_and(kind NOT IN ('hold', 'wish', 'consent', 'located') AND (kind <> 'contact' OR len(debts) = 1)))"""
"""Debtors for whom a program is at its shortest."""

ALL = replace(TERMS, drafts=True)
"""Rulebooks that are drafts are compared too."""

Said = dict[tuple[str, int], tuple[str, frozenset[str], frozenset[str]]]

PLACES = ("US", "CN", "GB")
FORMS = (("everybody", EVERYBODY), ("plain", PLAIN))


def judged() -> Iterator[Any]:
    """Each log with the rulebooks of its place, for everybody or by turns for plain debtors; others by turns, with one
    log. ``make thorough``: those of the place for everybody and for plain debtors.
    """
    for number, place in enumerate(PLACES):
        for turn, book in enumerate(all_books()):
            own = book.place.get("country") == place
            for name, which in in_turn(FORMS, 2, turn % 3 // 2) if own else (FORMS[turn // 2 % 2],):
                if own or turn % (len(PLACES) if amount.ALL else 2 * len(PLACES)) == number:
                    yield pytest.param(place, book, which, id=f"{place}-{book.id}-{name}")


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """The log of a place, made when it is first asked for and open until the end."""
    with ExitStack() as opened:

        @cache
        def log(place: str) -> Database:
            folder = tmp_path_factory.mktemp("log")
            db = opened.enter_context(Database("2GB", folder / "spill"))
            open_log(db, made_up(folder / "log", 1_500, place=place, seed=5, violations=150_000))
            return db

        yield log


@pytest.mark.parametrize(("place", "book", "which"), [*judged()])
def test_every_contact_of_a_log_has_the_same_clauses_by_both_engines(
    logs: Callable[[str], Database], place: str, book: Rulebook, which: str
) -> None:
    log = logs(place)
    unbroken = lay_zones(log, share_out(log), margin_of([book]))
    lay_tables(log, which, keys_read(compiled(book), ALL))
    assert set_based(log, book, unbroken) == scalar(log, book)


@pytest.mark.parametrize("place", PLACES)
def test_the_logs_break_several_clauses_of_the_law_of_their_place(logs: Callable[[str], Database], place: str) -> None:
    log, name = logs(place), {"US": "us-reg-f", "CN": "cn-gbt-45251-2025", "GB": "uk-conc"}[place]
    book = get(name)
    lay_tables(log, EVERYBODY, keys_read(compiled(book), ALL))
    found = [clause for _, spoke, _ in scalar(log, book).values() for clause in spoke]
    assert len(found) > 100 and len(set(found)) >= 5


def set_based(db: Database, book: Rulebook, unbroken: bool) -> Said:
    program = Program(compiled(book), laid_profile(db, unbroken), ALL)
    _, rows = db.engine.run(program.verdicts())
    names = [speaker.rule.id for speaker in program.rules]
    return {
        (debtor, abs(qid)): (verdict, _of_bits(names, spoke), _of_bits(names, undecided))
        for debtor, qid, _, verdict, spoke, undecided in rows
        if verdict != "allow"
    }


def _of_bits(names: list[str], bits: int) -> frozenset[str]:
    return frozenset(name for place, name in enumerate(names) if bits >> place & 1)


def scalar(db: Database, book: Rulebook) -> Said:
    found: Said = {}
    for debtor, history in histories(db, [row[0] for row in db.rows("SELECT debtor FROM debtors")]):
        judge = Judge([book], history, "listed", drafts=True)
        for event in history.of_kind("contact").events:
            if event.facts.get("direction") == "outbound":
                verdict = judge.decide_event(event)
                if verdict.answer != "allow":
                    found[debtor, event.seq] = (verdict.answer, _clauses(verdict.reasons), _clauses(verdict.unknowns))
    return found


def _clauses(reasons: Iterable[Reason]) -> frozenset[str]:
    return frozenset(reason.clause for reason in reasons)
