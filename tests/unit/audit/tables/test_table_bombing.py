"""Address-book bombing in SQL says what ``audit/bombing.py`` says, debtor by debtor."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forbear.audit.bombing import find_bombing
from forbear.audit.tables import bombing
from forbear.audit.tables.buckets import share_out
from forbear.audit.tables.database import Database
from forbear.audit.tables.history import histories
from forbear.audit.tables.judge import BucketJudge
from forbear.audit.tables.log import open_log
from forbear.audit.tables.programs import Programs
from forbear.calendar import HOUR
from forbear.events import Event, History, Parties
from tests.support.amount import examples
from tests.support.table_logs import written

START = 1_780_000_000_000_000
COLUMNS = ("level", "signals", "reached", *bombing.SIGNALS)


def by_sql(db: Database) -> dict[str, tuple]:
    """Debtor → level, signals, persons with their counts, and the counts of the signals."""
    judge = BucketJudge(db, Programs([]), share_out(db), unbroken=True)
    judge.load(judge.shares.buckets[0])
    bombing.prepare(db)
    db.run("bombing")
    found = db.rows(f"SELECT debtor, {', '.join(COLUMNS)} FROM audit_bombing")
    return {debtor: (level, sorted(signals), _people(reached), tuple(counts))
            for debtor, level, signals, reached, *counts in found}  # fmt: skip


def _people(reached: list[dict]) -> list[tuple]:
    return sorted(tuple(person[key] for key in ("person", "role", "contacts", "told", "agreed", "from_phone_book"))
                  for person in reached)  # fmt: skip


def by_definition(history: History) -> tuple:
    found = find_bombing(history)
    people = sorted((each.person, each.role, len(each.contacts), each.told_of_debt, each.agreed, each.from_phone_book)
                    for each in found.reached)  # fmt: skip
    return found.level, sorted(found.signals), people, tuple(found.counts[name] for name in bombing.SIGNALS)


def test_every_debtor_of_a_log_has_the_signals_that_the_definition_gives(whole, tmp_path):
    with Database("1GB", tmp_path) as db:
        open_log(db, whole.log)
        found = by_sql(db)
        debtors = [row[0] for row in db.rows("SELECT DISTINCT debtor FROM log_events")]
        expected = {debtor: by_definition(history) for debtor, history in histories(db, debtors)}
    assert {one for one, *_ in found.values()} == {"none", "signs", "bombing"}
    assert {debtor: one for debtor, one in expected.items() if one[2]} == found


def test_the_result_holds_a_row_for_each_debtor_with_an_acquaintance_contacted(whole):
    rows = whole.rows("SELECT debtor, level FROM '{out}/bombing.parquet' ORDER BY debtor")
    assert len(rows) == sum(whole.figures.levels.values()) > 5
    assert [debtor for debtor, _ in rows] == sorted(debtor for debtor, _ in rows)


contacts = st.builds(
    dict,
    person=st.sampled_from(["a", "b", "c", "d"]),
    role=st.sampled_from(["friend", "colleague", "agreed_contact", "address_book_contact", "guarantor", None]),
    address_source=st.sampled_from(["device_address_book", "agreed_in_contract", "skip_trace", None]),
    disclosure=st.sampled_from(["none", "amount", None]),
    direction=st.sampled_from(["outbound", "outbound", "inbound"]),
    collector=st.sampled_from(["X", "Y"]),
    debts=st.sampled_from([("L1",), ("L1", "L2"), ()]),
)
moments = st.tuples(st.integers(0, 72), st.sampled_from([0, 0, 0, 30]))
PEOPLE = {"a": {"id": "a", "liable_for": ("L1",)}, "b": {"id": "b", "liable_for": ("L3",)}, "c": {"id": "c"}}


@examples(25)
@given(found=st.lists(st.tuples(moments, contacts), min_size=1, max_size=25))
def test_chance_histories_have_the_signals_that_the_definition_gives(tmp_path_factory, found):
    folder: Path = tmp_path_factory.mktemp("chance")
    ordered = sorted(found, key=lambda one: one[0][0] + one[0][1])
    events = [
        Event(
            seq=seq,
            at=START + hours * HOUR,
            kind="contact",
            facts={"channel": "call", **{key: value for key, value in facts.items() if value is not None}},
            known_at=START + (hours + late) * HOUR,
        )
        for seq, ((hours, late), facts) in enumerate(ordered, start=1)
    ]
    history = History(Parties({"X": {"id": "X"}}, {"id": "lin"}, PEOPLE), events)
    with Database("1GB", folder / "spill") as db:
        open_log(db, written(folder / "log", {"lin": history}))
        expected = by_definition(history)
        assert by_sql(db) == ({"lin": expected} if expected[2] else {})
