"""The set-based sweep finds what was planted, says what the scalar engine says, and leaves whole results or none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier

import pytest

from forbear.audit.tables import sweep as sweeping
from forbear.audit.tables.database import Database
from forbear.audit.tables.log import open_log
from forbear.audit.tables.sweep import Sweep, explain, sweep
from forbear.audit.tables.telling import judged
from forbear.errors import InputError, Problem
from forbear.rules import catalog
from tests.support.table_logs import made_up
from tests.unit.audit.tables.conftest import BOOKS
from tests.unit.synth.tables import rows

SUMS = "sum(contacts)::BIGINT, sum(refused)::BIGINT, sum(review)::BIGINT, sum(undecided)::BIGINT"


def small(log: Path, book: str = "us-ma", **more) -> Sweep:
    return Sweep(log, [catalog.get(book)], memory="1GB", **more)


def test_exactly_the_planted_contacts_are_refused_for_the_planted_rules(whole):
    found = whole.rows("""SELECT DISTINCT v.debtor, v.seq, v.rulebook, unnest(v.spoke)
                          FROM '{out}/verdicts/*/*.parquet' AS v""")
    key = whole.rows("SELECT debtor, seq, rulebook, rule FROM '{log}/answer-key.parquet'")
    assert len(key) > 300
    assert {row[2] for row in key} == set(BOOKS)
    assert sorted(found) == sorted(key)


@pytest.mark.parametrize("name", ["whole", "holey"])
def test_every_contact_has_the_verdict_and_the_clauses_that_the_scalar_engine_gives(request, name, tmp_path):
    swept = request.getfixturevalue(name)
    kept = "SELECT debtor, seq, rulebook, spoke, undecided FROM '{out}/verdicts/*/*.parquet'"
    found = {row[:3]: (sorted(row[3]), sorted(row[4])) for row in swept.rows(kept)}
    contacts = swept.rows("""SELECT debtor, seq FROM '{log}/events/*.parquet'
                             WHERE kind = 'contact' AND direction = 'outbound'""")
    expected: dict[tuple, tuple[list, list]] = {}
    with Database("1GB", tmp_path) as db:
        open_log(db, swept.log)
        for contact, verdict in judged(db, contacts, [catalog.get(book) for book in BOOKS], drafts=False):
            for place, reasons in enumerate((verdict.reasons, verdict.unknowns)):
                for reason in reasons:
                    expected.setdefault((*contact, reason.rulebook), ([], []))[place].append(reason.clause)
    assert {key: (sorted(spoke), sorted(open_)) for key, (spoke, open_) in expected.items()} == found
    assert any(open_ for _, open_ in found.values()) == (name == "holey")


@pytest.mark.parametrize("name", ["whole", "holey"])
def test_the_summaries_count_what_the_verdicts_hold(request, name):
    swept = request.getfixturevalue(name)
    verdicts = swept.rows("""SELECT count(*), count_if(refused), count_if(open), count_if(NOT open AND NOT refused)
        FROM (SELECT bool_or(verdict = 'refuse') AS refused, NOT refused AND bool_or(verdict = 'unknown') AS open
              FROM '{out}/verdicts/*/*.parquet' GROUP BY debtor, seq)""")[0]
    rates = swept.rows(f"SELECT {SUMS} FROM '{{out}}/rates.parquet'")[0]
    outbound = swept.rows("SELECT count_if(kind = 'contact' AND direction = 'outbound') FROM '{log}/events/*.parquet'")
    assert rates[0] == outbound[0][0]
    assert (rates[1], rates[3], rates[2]) == verdicts[1:]
    hours = swept.rows("SELECT sum(contacts)::BIGINT, sum(refused)::BIGINT FROM '{out}/hours.parquet'")[0]
    assert hours == rates[:2]
    by_rule = dict(swept.rows("SELECT rule, sum(refused)::BIGINT FROM '{out}/summary.parquet' GROUP BY rule"))
    counted = swept.rows("""SELECT r, count(*) FROM (SELECT unnest(spoke) AS r FROM '{out}/verdicts/*/*.parquet')
                            WHERE r IN (SELECT rule FROM '{log}/answer-key.parquet') GROUP BY r""")
    assert {rule: by_rule[rule] for rule, _ in counted} == dict(counted)


def test_weeks_and_hours_are_those_of_the_place_where_the_debtor_is(whole):
    planted = whole.rows("SELECT count(*) FROM '{log}/answer-key.parquet' WHERE rule = 'hours'")[0][0]
    early = whole.rows("SELECT sum(refused)::BIGINT FROM '{out}/hours.parquet' WHERE hour < 8 OR hour >= 21")[0][0]
    assert early >= planted * 3 // 4 > 10  # some debtors may be in two zones, of which the first is shown
    weeks = [row[0] for row in whole.rows("SELECT DISTINCT week FROM '{out}/rates.parquet' ORDER BY week")]
    assert weeks[0] == "2025-W27" and weeks[-1] in ("2026-W25", "2026-W26")
    assert len(weeks) == 51 or len(weeks) == 52


def test_progress_comes_to_all_events(whole):
    assert len(whole.progress) > 2
    assert {total for _, total in whole.progress} == {whole.figures.events}
    assert sum(step for step, _ in whole.progress) == whole.figures.events


def test_how_the_debtors_are_shared_out_and_among_how_many_cores_changes_nothing(tmp_path, monkeypatch):
    log = made_up(tmp_path / "log", 1_500, violations=200_000)
    kept = []
    for size, cores in ((1_000, 1), (1_000, 3), (1_000_000, 1)):
        out = tmp_path / f"out-{size}-{cores}"
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        figures = sweep(small(log, "us-reg-f", bucket_size=size), out, lambda figures, part: None)
        tables = {path.relative_to(out): rows(path) for path in sorted(out.rglob("*.parquet"))}
        kept.append((tables, figures.rows, figures.told))
    assert len(kept[0][0]) > 10
    assert kept[0] == kept[1] == kept[2]


def test_a_bucket_that_fails_breaks_off_those_beside_it_and_leaves_nothing(tmp_path, monkeypatch):
    log, begun = made_up(tmp_path / "log", 1_500), Barrier(3)

    def judge(self, bucket):
        first = self.shares.buckets[:3]
        if bucket in first:
            begun.wait(20)
        if bucket == first[1]:
            raise InputError(Problem("bucket 1", "it fails"))
        self.db.rows("SELECT sum(range) FROM range(1_000_000_000_000)")

    monkeypatch.setattr("os.cpu_count", lambda: 3)
    monkeypatch.setattr("forbear.audit.tables.judge.BucketJudge.judge", judge)
    with pytest.raises(InputError, match="bucket 1: it fails"):
        sweep(small(log, bucket_size=100), tmp_path / "out", lambda figures, part: None)
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_the_first_findings_of_each_rule_are_told_in_words_and_both_engines_say_the_same(whole):
    figures = whole.figures
    assert figures.compared > 50
    assert figures.differing == []
    says = [told.says for (_, rule, _, _), told in figures.told.items() if rule == "hours"]
    assert says and all("21:00" in one["en"] or "08:00" in one["en"] for one in says)


def test_where_the_engines_differ_the_figures_say_so(tmp_path, monkeypatch):
    log = made_up(tmp_path / "log", 400, violations=200_000)
    monkeypatch.setattr("forbear.audit.tables.telling._clauses", lambda verdict: (frozenset(), frozenset()))
    figures = sweep(small(log, "us-reg-f"), tmp_path / "out", lambda figures, part: None)
    assert figures.compared == len(figures.differing) > 0


def test_what_is_not_decided_is_listed_with_what_is_missing(holey):
    undecided = [rule for rule in holey.figures.rules if rule.counts.undecided]
    missing = {name for told in holey.figures.told.values() for name in told.missing}
    assert len(undecided) > 3
    assert "ask.disclosure" in missing or any("disclosure" in name for name in missing)


def test_explain_shows_the_sql_of_every_rulebook_and_writes_nothing(tmp_path):
    log = made_up(tmp_path / "log", 500)
    found = list(explain(small(log)))
    assert {book for book, _, _ in found} == {"us-ma"}
    assert found[-1][1] == "" and "SELECT" in found[-1][2]
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_folder_that_holds_something_is_left_as_it_was(tmp_path):
    log = made_up(tmp_path / "log", 500)
    with pytest.raises(InputError, match=r"something of that name already.*--out"):
        sweep(small(log), log, lambda figures, part: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log"]


def test_a_full_disk_is_told_in_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    log = made_up(tmp_path / "log", 500)
    write = sweeping._write
    monkeypatch.setattr(sweeping, "_write", lambda db, query, path: write(db, query, Path("/dev/full")))
    with pytest.raises(InputError) as caught:
        sweep(small(log), tmp_path / "out", lambda figures, part: None)
    assert "the disk is full" in str(caught.value) and "--out" in str(caught.value)
    assert len(caught.value.problems) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_too_little_memory_is_told_in_one_sentence_and_leaves_nothing(tmp_path):
    log = made_up(tmp_path / "log", 20_000)
    wanted = Sweep(log, [catalog.get("us-ma")], memory="12MB", bucket_size=10**6)
    with pytest.raises(InputError, match=r"--memory: 12MB of memory does not suffice.*--memory 8GB"):
        sweep(wanted, tmp_path / "out", lambda figures, part: None)
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


KILLED = """
import sys
from pathlib import Path
from forbear.audit.tables.sweep import Sweep, sweep
from forbear.rules import catalog
log, out = map(Path, sys.argv[1:])
sweep(Sweep(log, [catalog.get("us-ma")], memory="1GB", bucket_size=100), out, lambda figures, part: None)
"""


def test_a_kill_in_the_middle_leaves_no_result_and_the_next_run_a_whole_one(tmp_path):
    log, out = made_up(tmp_path / "log", 3_000, violations=100_000), tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", KILLED, str(log), str(out)], env=environment) as process:
        written = tmp_path / ".out.part" / "parts" / "verdicts" / "00001.parquet"
        while not written.exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert not out.exists()
    sweep(small(log), out, lambda figures, part: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "out"]
    assert {"summary.parquet", "rates.parquet", "bombing.parquet", "hours.parquet", "verdicts"} == {
        path.name for path in out.iterdir()
    }
