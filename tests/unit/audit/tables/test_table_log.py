"""A log in the form of tables that cannot be judged as it stands is refused with a sentence that says where and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from forbear.audit.tables.buckets import _back_over_midnight, share_out
from forbear.audit.tables.database import Database, check_memory, faults_told
from forbear.audit.tables.judge import applies
from forbear.audit.tables.log import FILES, is_log, open_log
from forbear.audit.tables.programs import Programs, wider
from forbear.audit.tables.sweep import Sweep, sweep
from forbear.audit.tables.telling import judged
from forbear.calendar import HOUR
from forbear.engine.relational.tables import Profile
from forbear.errors import InputError
from forbear.events import Event, History, Parties
from forbear.rules import catalog
from tests.support.one_database import connected
from tests.support.table_logs import made_up, save, written

START = 1_780_000_000_000_000
CONTACT = {
    "channel": "call",
    "direction": "outbound",
    "collector": "X",
    "person": "lin",
    "role": "debtor",
    "debts": ["L1"],
}


def event(seq: int = 1, **changes) -> dict[str, object]:
    return (
        {"debtor": "lin", "seq": seq, "at": START + seq, "known_at": START + seq, "kind": "contact"} | CONTACT | changes
    )


def debtor(**changes) -> dict[str, object]:
    return {"debtor": "lin", "id": "lin", "zones": ["America/New_York"]} | changes


def laid(folder: Path, events: list, debtors: list, **others: list) -> Path:
    for table, rows in {"events": events, "debtors": debtors, **others}.items():
        save(folder / "log", table, rows)
    return folder / "log"


def audited(log: Path, **more) -> None:
    sweep(Sweep(log, [catalog.get("us-ma")], memory="1GB", **more), log.parent / "out", lambda figures, part: None)


@pytest.mark.parametrize("events, others, words", [
    ([event(channel="cal")], {}, r"events, column 'channel': 'cal' is no word of the .* mean 'call'\?"),
    ([event(kind="kontact")], {}, r"column 'kind': 'kontact' .* Did you mean 'contact'\?"),
    ([event(), event(2, known_at=START)], {}, r"event 2 of debtor 'lin' does not come after the one before"),
    ([event(), event(1)], {}, r"event 1 of debtor 'lin' does not come after.*every number once"),
    ([event(role=None)], {}, r"event 1 of debtor 'lin' \(contact\) lacks 'role'.*'nulls'"),
    ([event(), event(2, kind="hold")], {}, r"event 2 of debtor 'lin' \(hold\) lacks 'hold'"),
    ([event(debtor="yan")], {}, r"debtors\.parquet: debtor 'yan' is missing"),
    ([event()], {"debts": [{"debtor": "lin", "id": "L1"}] * 2}, r"debts\.parquet: 'L1' of debtor 'lin' stands twice"),
    ([event()], {"people": [{"debtor": "lin", "id": "p", "role": "frend"}]}, r"people\.parquet.* 'frend'"),
    ([event()], {"collectors": [{"debtor": "lin", "id": "X", "kind": "credtor"}]}, r"'credtor' .* mean 'creditor'"),
    ([event()], {"debtors": [debtor(zone_sources=["guess"])]}, r"debtors\.parquet, column 'zone_sources'"),
    ([event()], {"debtors": [debtor(zones=["America/New_Yrok"])]}, r"America/New_Yrok"),
])  # fmt: skip
def test_rows_that_would_be_judged_wrongly_are_refused(tmp_path, events, others, words):
    tables = {"debtors": [debtor()], **others}
    with pytest.raises(InputError, match=words):
        audited(laid(tmp_path, events, **tables))
    assert not (tmp_path / "out").exists()


def rewritten(path: Path, select: str, where: str = "") -> None:
    with connected() as db:
        db.execute(f"CREATE TEMP TABLE t AS SELECT * FROM '{path}'")
        db.execute(f"COPY (SELECT {select} FROM t {where}) TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize("table, select, words", [
    ("events", "* RENAME (channel AS chanel)", r"events: unknown column 'chanel'\. Did you mean 'channel'\?"),
    ("events", "* EXCLUDE seq", r"there is no column 'seq'"),
    ("debtors", "* RENAME (id AS ID_of)", r"there is no column 'id'"),
])  # fmt: skip
def test_columns_that_are_missing_or_not_known_are_named(tmp_path, table, select, words):
    log = laid(tmp_path, [event()], [debtor()])
    rewritten(next((log / FILES[table]).glob("*")) if table == "events" else log / FILES[table], select)
    with pytest.raises(InputError, match=words):
        audited(log)


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_broken_parquet_file_is_told_in_one_sentence_with_its_name(tmp_path, where):
    log = made_up(tmp_path / "log", 3_000)
    path = next((log / "events").glob("*.parquet"))
    content = path.read_bytes()
    broken = content[: len(content) // 2] if where == "head" else content[:4] + b"\xff" * 60_000 + content[60_004:]
    path.write_bytes(broken)
    with pytest.raises(InputError) as caught:
        audited(log)
    assert len(caught.value.problems) == 1
    assert "cannot be read" in str(caught.value) and "\n" not in str(caught.value)
    assert ("part-00000.parquet" in str(caught.value)) == (where == "head")
    assert [each.name for each in tmp_path.iterdir()] == ["log"]


def test_a_log_without_events_is_refused(tmp_path):
    log = laid(tmp_path, [event()], [debtor()])
    rewritten(next((log / "events").glob("*")), "*", "WHERE FALSE")
    with pytest.raises(InputError, match="the log holds no event"):
        audited(log)
    shutil.rmtree(log / "events")
    (log / "events").mkdir()
    with pytest.raises(InputError, match="there is no events with Parquet files in it"):
        audited(log)


def test_only_a_folder_with_events_and_debtors_is_a_log(tmp_path):
    log = laid(tmp_path, [event()], [debtor()])
    assert is_log(log)
    assert not is_log(tmp_path) and not is_log(log / "debtors.parquet")


def test_a_log_may_lack_tables_columns_and_facts(tmp_path):
    bare = event(debts=None) | {"nulls": ["debts"]}
    log = laid(tmp_path, [{key: value for key, value in bare.items() if value is not None}], [debtor()])
    audited(log)
    assert (tmp_path / "out" / "summary.parquet").is_file()


def test_facts_stated_as_not_known_are_read_as_the_scalar_engine_reads_them(tmp_path):
    facts = {key: tuple(value) if isinstance(value, list) else value for key, value in CONTACT.items()}
    events = [
        Event(seq, START + seq * HOUR, "contact", facts | {"outcome": None}, START + seq * HOUR) for seq in (1, 2, 3)
    ]
    parties = Parties({"X": {"id": "X"}}, {"id": "lin", "zones": ("America/New_York",), "kind": None})
    log = written(tmp_path / "log", {"lin": History(parties, events)})
    books = [catalog.get("us-reg-f")]
    figures = sweep(Sweep(log, books, memory="1GB"), tmp_path / "out", lambda figures, part: None)
    with Database("1GB", tmp_path) as db:
        open_log(db, log)
        scalar = {contact: verdict.answer for contact, verdict in judged(db, [("lin", 1)], books, drafts=False)}
    assert scalar == {("lin", 1): "unknown"}
    assert figures.counts.undecided > 0 and figures.differing == []


@pytest.mark.parametrize("text", ["lots", "4", "0GB", "-1GB", "4 apples"])
def test_a_size_of_memory_that_is_none_is_told(text):
    with pytest.raises(InputError, match=r"--memory: .* is no size of memory.*4GB"):
        check_memory(text)


def test_a_full_disk_that_the_database_meets_is_told_as_that(tmp_path):
    with pytest.raises(InputError, match="the disk is full"), faults_told(tmp_path, "1GB"), duckdb.connect() as db:
        db.execute("COPY (SELECT range FROM range(100000)) TO '/dev/full' (FORMAT csv)")


def test_no_bucket_is_larger_than_asked_for_unless_one_debtor_is(tmp_path):
    log = made_up(tmp_path / "log", 2_000)
    with Database("1GB", tmp_path) as db:
        open_log(db, log)
        shares = share_out(db, 300)
        largest = db.rows("SELECT max(n) FROM (SELECT count(*) AS n FROM log_events GROUP BY debtor)")[0][0]
        events = db.rows("SELECT count(*), count(DISTINCT debtor) FROM log_events")[0]
    assert len(shares.buckets) > 4
    assert max(bucket.events for bucket in shares.buckets) <= 300 + largest
    assert (shares.events, shares.debtors) == events
    assert all(one.high < other.low for one, other in zip(shares.buckets, shares.buckets[1:], strict=False))


def test_however_little_memory_there_is_debtors_are_shared_out(tmp_path):
    log = made_up(tmp_path / "log", 500)
    with Database("1GB", tmp_path) as db:
        open_log(db, log)
        db.memory = "1KB"
        shares = share_out(db)
    assert (len(shares.buckets), shares.at_once) == (1, 1)


def test_a_program_is_written_once_for_all_buckets_that_promise_the_same():
    programs = Programs([catalog.get("us-ma")])
    narrow = Profile(nulls=False, zones=1, late=False, apart=False)
    first = programs.written(narrow)
    assert programs.written(narrow) is first
    assert programs.written(Profile(nulls=False, zones=2, late=False, apart=False)) is not first
    assert programs.profile == wider(narrow, Profile(nulls=False, zones=2, late=False, apart=False))


@pytest.mark.parametrize("start, offsets, back", [
    (0, (0, -HOUR), False),  # at midnight back to 23:00: no moment of a day comes after one of the next
    (HOUR, (0, -HOUR), False),  # at 1:00 back to midnight
    (HOUR // 2, (0, -HOUR), True),  # at 0:30 back to 23:30 of the day before
    (2 * HOUR, (-HOUR, 0), False),  # forward
])  # fmt: skip
def test_a_clock_that_goes_back_over_midnight_is_noticed(start, offsets, back):
    before, after = ({"start": start, "offset": offset} for offset in offsets)
    assert _back_over_midnight(before, after) == back


@pytest.mark.parametrize("place, judged_", [
    ({}, True), ({"place.country": "US"}, True), ({"place.country": "US", "place.state": "MA"}, True),
    ({"place.country": "US", "place.state": "NY"}, False), ({"place.country": "CN"}, False),
])  # fmt: skip
def test_a_rulebook_judges_those_who_live_in_its_place_or_no_one_knows_where(place, judged_):
    assert applies(catalog.get("us-ma"), place) == judged_
