"""``forbear audit`` of a folder of tables."""

from __future__ import annotations

import pytest

from forbear.cli.audit_tables import is_for_tables
from forbear.cli.choosing import Engine
from tests.support.html_text import text_of
from tests.support.table_logs import made_up


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("tables") / "log", 1_200, violations=100_000)


@pytest.mark.parametrize("lang, words", [("en", "go against at least one rule"), ("zh", "不符合至少一条规则")])
def test_an_audit_leaves_a_dashboard_and_says_how_many_contacts_are_refused(forbear, log, tmp_path, lang, words):
    out = tmp_path / "out"
    result = forbear("audit", str(log), "--rules", "us-reg-f", "--out", str(out), "--lang", lang, "--engine", "duckdb")
    assert result.code == 3, result.err
    assert words in result.out and str(out / "dashboard.html") in result.out
    page = text_of((out / "dashboard.html").read_text(encoding="utf-8"))
    assert words in page
    assert list(out.rglob("verdicts/month=*/contacts.parquet"))
    assert list((out / "rows" / "rules" / "us-reg-f").glob("*.html"))


def test_without_a_violation_the_exit_code_says_so(forbear, tmp_path):
    log = made_up(tmp_path / "log", 300, violations=0)
    result = forbear("audit", str(log), "--rules", "us-ma", "--out", str(tmp_path / "out"), "--memory", "1GB")
    assert result.code == 0, result.err


def test_explain_prints_statements_that_run_in_order_and_writes_nothing(forbear, log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = forbear("audit", str(log), "--rules", "us-ma", "--explain")
    assert result.code == 0
    assert 'CREATE TEMP TABLE "contacts_base" AS ' in result.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words, told", [
    (["{log}", "--engine", "scalar"], "the scalar engine judges one debtor's log"),
    (["{log}", "{log}"], "stands alone"),
    (["missing.csv", "--engine", "duckdb"], "reads a log in the form of tables"),
    (["missing.csv", "--engine", "spark"], "reads a log in the form of tables"),
    (["{log}", "--memory", "much"], "--memory: 'much' is no size of memory"),
])  # fmt: skip
def test_what_cannot_be_done_is_said(forbear, log, tmp_path, words, told):
    given = [word.format(log=log) for word in words]
    result = forbear("audit", *given, "--rules", "us-ma", "--out", str(tmp_path / "out"))
    assert result.code == 1
    assert told in result.err
    assert list(tmp_path.iterdir()) == []


TABLE = """when,agent,customer,result
2026-06-01 09:10,X,1001,conversation
2026-06-01 22:10,X,1001,conversation
2026-06-01 22:10,X,1002,perhaps
"""
MAP = """
[columns]
at = "when"
collector = "agent"
person = "customer"
outcome = "result"
[constants]
channel = "call"
direction = "outbound"
role = "debtor"
[collector]
kind = "third-party-collector"
[debtor]
zones = ["America/New_York"]
[debt]
purpose = "consumer"
"""


def test_a_table_of_contacts_is_taken_in_and_audited_and_its_bad_rows_stand_beside_the_result(forbear, tmp_path):
    (tmp_path / "calls.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    words = ["--map", tmp_path / "map.toml", "--zone", "America/New_York", "--engine", "duckdb"]
    result = forbear("audit", tmp_path / "calls.csv", *words, "--rules", "us-reg-f", "--out", tmp_path / "out")
    assert result.code == 3, result.err
    assert "1 row could not be read: see rejected.parquet." in result.err
    assert "2 contacts were judged. 1 contact goes against at least one rule (50.0" in result.out
    assert (tmp_path / "out" / "rejected.parquet").is_file()
    assert {path.name for path in (tmp_path / "out" / "log").iterdir()} >= {
        "events",
        "debtors.parquet",
        "sources.parquet",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls.csv", "map.toml", "out"]


@pytest.mark.parametrize("engine, size, mapped, tables", [
    ("auto", 2_000_000_000, True, True), ("auto", 10_000, True, False), ("auto", 2_000_000_000, False, False),
    ("duckdb", 10_000, True, True), ("spark", 10_000, True, True), ("scalar", 2_000_000_000, True, False),
])  # fmt: skip
def test_a_table_goes_to_the_engine_that_was_named_or_that_its_size_calls_for(tmp_path, engine, size, mapped, tables):
    path = tmp_path / "calls.csv"
    with path.open("wb") as stream:
        stream.truncate(size)
    assert is_for_tables([path], Engine(engine), mapped) == tables
