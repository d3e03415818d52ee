"""``forbear credit consent``, ``looks``, ``dispute``, ``records``, ``split`` and ``rights``, in both languages."""

import json
import sqlite3
from contextlib import closing

import pytest

from forbear.calendar import read_instant
from forbear.creditfile.rights.looks import Question, ask, hand_over
from forbear.creditfile.rights.records import Rights

PERSON = "P00000001"
ROW = "account:Qinghe:77"
MAP = """
[identity_claim.columns]
subject = "who"
as_of = "day"
name = "name"
birth_date = "born"
id_number = "id"
[identity_claim.constants]
id_type = "cn.ric"
"""
CLAIMS = """who,day,name,born,id
1,2026-02-28,王小明,1949-12-31,11010519491231002X
2,2026-02-28,王小明,1949-12-31,11010519491231002X
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def looked(here, forbear):
    """One look with a report, and one that was refused."""
    said = ("--asker", "Qinghe", "--purpose", "application", "--from", "2026-01-01", "--where", "contract 7")
    forbear("credit", "consent", "store", PERSON, *said)
    at, day = read_instant("2026-03-01T12:00:00Z"), 739_676
    with Rights(here / "store", write=True) as rights, rights.writing() as writing:
        look = ask(writing, at, Question(PERSON, "Qinghe", "application", ["account"], day, "CN"))
        hand_over(writing, at, look.number, "R-1", "ab" * 32, [ROW])
        ask(writing, at, Question(PERSON, "Baihe", "review", ["account"], day, "CN"))


def test_a_consent_is_written_down_listed_and_withdrawn(forbear, here):
    said = ("--asker", "Qinghe", "--purpose", "application", "--scope", "account, inquiry", "--from", "2026-01-01")
    ended = forbear("credit", "consent", "store", PERSON, *said, "--to", "2026-12-31", "--where", "contract 7")
    assert ended.code == 0
    assert "an application for credit" in ended.flat and "account, inquiry" in ended.flat
    told = forbear("credit", "consent", "store", PERSON, "--withdraw", "1", "--on", "2026-05-01", "--lang", "zh").flat
    assert "2026-05-01" in told and "信贷申请审批" in told
    assert "没有此人的同意记录。" in forbear("credit", "consent", "store", "P2", "--lang", "zh").flat
    failed = forbear("credit", "consent", "store", PERSON, "--asker", "X", "--purpose", "reviw")
    assert failed.code == 1 and "Did you mean 'review'?" in failed.err
    failed = forbear("credit", "consent", "store", PERSON, "--asker", "X", "--purpose", "review", "--from", "soon")
    assert failed.code == 1 and "--from: 'soon' is no day" in failed.err


def test_a_person_sees_every_look_and_every_refused_one_in_both_languages(forbear, looked):
    en = forbear("credit", "looks", "store", PERSON).flat
    assert "Qinghe, for an application for credit. Report R-1 was given, with one row." in en
    assert "Baihe, for the review of a customer's account: refused." in en
    assert "No consent of the person to Baihe is on record." in en
    zh = forbear("credit", "looks", "store", PERSON, "--lang", "zh").flat
    assert "已提供报告 R-1，含 1 行。" in zh and "没有本人对Baihe的同意记录" in zh
    told = json.loads(forbear("credit", "looks", "store", PERSON, "--json").out)
    assert [one["answer"] for one in told] == ["granted", "refused"]
    assert "Nobody has looked" in forbear("credit", "looks", "store", "P2").flat


def test_a_dispute_is_opened_moved_on_and_listed_with_its_clock(forbear, here):
    said = ("--row", ROW, "--reason", "I paid it.", "--place", "CN", "--on", "2026-03-02")
    ended = forbear("credit", "dispute", "store", PERSON, *said)
    assert ended.code == 3 and "Dispute no. 1 of 2026-03-02, about account:Qinghe:77: received." in ended.flat
    assert "late:" in ended.flat and "by 2026-03-22" in ended.flat and "days late." in ended.flat
    zh = forbear("credit", "dispute", "store", PERSON, "--lang", "zh").flat
    assert "异议第 1 号" in zh and "已受理" in zh and "逾期" in zh
    for step, day in (("asked", "2026-03-03"), ("deleted", "2026-03-09"), ("told", "2026-03-10")):
        ended = forbear("credit", "dispute", "store", "--number", "1", "--step", step, "--on", day)
    assert ended.code == 0 and "deleted" in ended.flat and "on time:" in ended.flat
    told = json.loads(forbear("credit", "dispute", "store", "--json").out)
    assert told["disputes"][0]["state"] == "deleted" and told["clocks"][0]["state"] == "on-time"
    failed = forbear("credit", "dispute", "store", "--number", "1", "--step", "reinserted")
    assert failed.code == 1 and "goes back only after it was certified" in failed.err


def test_records_are_verified_and_what_was_changed_is_named(forbear, looked, here):
    ended = forbear("credit", "records", "store", "--to", "out.jsonl")
    assert ended.code == 0 and "6 records checked." in ended.flat
    end = ended.flat.split("They end at ")[1].strip()
    assert forbear("credit", "records", "out.jsonl", "--head", end).code == 0
    with closing(sqlite3.connect(here / "store" / "rights.db", isolation_level=None)) as connection:
        connection.executescript("DROP TRIGGER record_is_not_changed; UPDATE record SET person = 'P9' WHERE seq = 2")
    ended = forbear("credit", "records", "store")
    assert ended.code == 3 and "No. 2 was changed after it was written." in ended.flat
    assert "第 2 号在写入后被改动。" in forbear("credit", "records", "store", "--lang", "zh").flat
    assert "'soon' is no end of records" in forbear("credit", "records", "store", "--head", "soon").err


def test_everything_of_a_person_is_written_out_and_their_words_can_be_erased(forbear, here):
    forbear("credit", "dispute", "store", PERSON, "--row", ROW, "--reason", "I paid it.", "--on", "2026-03-02")
    told = json.loads(forbear("credit", "rights", "store", PERSON).out)
    assert told["disputes"][0]["reason"] == "I paid it."
    assert "who erases and why" in forbear("credit", "rights", "store", PERSON, "--erase").err
    ended = forbear(
        "credit", "rights", "store", PERSON, "--erase", "--who", "Lin", "--why", "asked for", "--lang", "zh"
    )
    assert ended.code == 0 and "本人所写文字已删除（1 件）" in ended.flat
    assert json.loads(forbear("credit", "rights", "store", PERSON).out)["disputes"][0]["reason"] is None


def test_a_mixed_file_is_parted_and_that_can_be_taken_back(forbear, here):
    (here / "people.toml").write_text(MAP, encoding="utf-8")
    (here / "people.csv").write_text(CLAIMS, encoding="utf-8")
    said = ("--into", "store", "--map", "people.toml", "--lender", "Qinghe", "--licence", "c")
    forbear("credit", "ingest", "people.csv", *said)
    forbear("credit", "link", "store", "--day", "2026-11-26")
    decided = ("--who", "Lin", "--why", "saw both cards")
    ended = forbear("credit", "split", "store", "--claim", "identity_claim:Qinghe:2/", *decided)
    assert ended.code == 0 and "one row with it; it is now P00000002's (entry 2 of the ledger)" in ended.flat
    told = json.loads(forbear("credit", "link", "store", "--json").out)
    assert told["people"] == 2
    zh = forbear("credit", "split", "store", "--undo", "2", *decided, "--lang", "zh").flat
    assert "1 条身份陈述已由 P00000002 移至 P00000001" in zh
    assert json.loads(forbear("credit", "link", "store", "--json").out)["people"] == 1
    assert "it is not said what is to be parted" in forbear("credit", "split", "store", *decided).err
    assert "who: it is empty" in forbear("credit", "split", "store", "--undo", "1").err


def test_what_is_on_record_under_an_id_that_a_person_had_before_is_theirs_too(forbear, here):
    (here / "people.toml").write_text(MAP, encoding="utf-8")
    (here / "people.csv").write_text(CLAIMS + "3,2026-02-28,李娜,1990-01-01,440524199001010018\n", encoding="utf-8")
    said = ("--into", "store", "--map", "people.toml", "--lender", "Qinghe", "--licence", "c")
    forbear("credit", "ingest", "people.csv", *said)
    forbear("credit", "link", "store", "--day", "2026-11-26")
    with Rights(here / "store", write=True) as rights, rights.writing() as writing:
        question = Question("P00000002", "Baihe", "law", ["account"], 739_676, basis="a right")
        ask(writing, read_instant("2026-03-01T12:00:00Z"), question)
    assert "Nobody has looked" in forbear("credit", "looks", "store", PERSON).flat
    decided = ("--who", "Lin", "--why", "one card, two spellings")
    ended = forbear("credit", "split", "store", "--merge", f"{PERSON}, P00000002", *decided)
    assert "One statement of identity moved from P00000002 to P00000001" in ended.flat
    assert "Baihe" in forbear("credit", "looks", "store", PERSON).flat


def test_where_nothing_is_on_record_that_is_said(forbear, here):
    failed = forbear("credit", "looks", "store", PERSON)
    assert failed.code == 1 and "no rights are on record here" in failed.err
