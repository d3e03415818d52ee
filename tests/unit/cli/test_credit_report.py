"""``forbear credit report``, ``explain``, ``verify`` and ``sample``."""

import gzip
import json
import shutil

import pytest

from forbear.creditfile.rights.consents import give
from forbear.creditfile.rights.records import Rights
from tests.support.credit_sample import SAMPLE, YULAN, folder

DAY = ("--as-of", "2026-06-05", "--zone", "Asia/Shanghai")
CARD = ("--card", SAMPLE / "card.toml")
NOW = 1_780_000_000_000_000


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A copy of the sample, in which looks may be recorded."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder(), tmp_path / "store")
    return tmp_path / "store"


def test_a_person_gets_the_whole_file_and_the_look_is_on_record(forbear, store, tmp_path):
    done = forbear("credit", "report", store, "--person", YULAN, *DAY, *CARD, "--out", "out", "--lang", "zh")
    assert done.code == 0, done.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{YULAN}.person.json", f"{YULAN}.person.zh.html", f"{YULAN}.person.zh.pdf"}
    document = json.loads((tmp_path / "out" / f"{YULAN}.person.json").read_text(encoding="utf-8"))
    assert document["decision"]["answer"] == "reject"
    with Rights(store) as rights:
        kinds = [(one.kind, one.person) for one in rights.entries()]
    assert kinds == [("look", YULAN), ("given", YULAN)]
    again = forbear("credit", "report", store, "--person", YULAN, *DAY, "--out", "again", "--json")
    assert again.code == 0
    document = json.loads((tmp_path / "again" / f"{YULAN}.person.json").read_text(encoding="utf-8"))
    assert len(document["rights"]["looks"]) == 1


def test_a_lender_without_a_consent_is_refused_and_gets_nothing(forbear, store, tmp_path):
    asked = ("credit", "report", store, "--person", YULAN, *DAY, "--view", "lender", "--place", "CN", "--json")
    refused = forbear(*asked, "--asker", "Qinghe", "--purpose", "application", "--out", "out")
    assert refused.code == 2
    assert "refused" in refused.out
    assert not (tmp_path / "out").exists()
    with Rights(store, write=True) as rights, rights.writing() as writing:
        give(writing, NOW, YULAN, "Qinghe", "application", ["application"], 739_000, where="contract 3")
    wide = forbear(*asked, "--asker", "Qinghe", "--purpose", "application", "--out", "out")
    assert wide.code == 2
    scope = ("--scope", "application")
    given = forbear(*asked, "--asker", "Qinghe", "--purpose", "application", *scope, "--out", "out")
    assert given.code == 0, given.out + given.err
    document = json.loads((tmp_path / "out" / f"{YULAN}.lender.json").read_text(encoding="utf-8"))
    assert {one["section"] for one in document["statements"]} == {"header", "applications"}


def test_who_looks_must_be_said_and_of_whom(forbear, store):
    assert "--asker" in forbear("credit", "report", store, "--person", YULAN, "--view", "lender", "--out", "out").err
    assert "--person" in forbear("credit", "report", store, "--out", "out").err
    assert "no such person" in forbear("credit", "report", store, "--person", "P00000099", *DAY, "--out", "out").err


def test_everybody_is_written_as_json_lines_and_no_look_is_recorded(forbear, store, tmp_path):
    done = forbear("credit", "report", store, "--all", *DAY, *CARD, "--out", "all")
    assert done.code == 0, done.err
    with gzip.open(tmp_path / "all" / "part-00001.jsonl.gz", "rt", encoding="utf-8") as lines:
        people = [json.loads(line)["person"]["person_id"] for line in lines]
    assert people == [f"P{number:08}" for number in range(1, 5)]
    assert not (store / "rights.db").exists()
    again = forbear("credit", "report", store, "--all", *DAY, *CARD, "--out", "all")
    assert "0 documents" in again.out
    other = forbear("credit", "report", store, "--all", "--as-of", "2026-06-06", "--out", "all")
    assert "another day" in other.err


def test_a_statement_is_taken_back_to_file_and_line(forbear, store):
    whole = forbear("credit", "explain", store, "--person", YULAN, *DAY, *CARD)
    assert whole.code == 0, whole.err
    assert "Refused" in whole.out
    assert "applications.applications_90" in whole.out
    name = "late.months.清河示例银行:QH-L-77"
    one = forbear("credit", "explain", store, "--person", YULAN, *DAY, "--statement", name)
    assert "qinghe-2026-03-correction.jsonl" in one.flat
    assert "account_month:清河示例银行:QH-L-77/2026-03" in one.flat
    missing = forbear("credit", "explain", store, "--person", YULAN, *DAY, "--statement", name[:-1])
    assert name in missing.err


def test_a_report_is_verified_alone_and_against_its_store(forbear, store, tmp_path):
    forbear("credit", "report", store, "--person", YULAN, *DAY, *CARD, "--out", "out", "--json")
    file = tmp_path / "out" / f"{YULAN}.person.json"
    good = forbear("credit", "verify", file, "--store", store, *CARD)
    assert good.code == 0, good.out + good.err
    otherwise = forbear("credit", "verify", file, "--store", store)
    assert otherwise.code == 3
    document = json.loads(file.read_text(encoding="utf-8"))
    document["decision"]["score"] = [99, 99]
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    changed = forbear("credit", "verify", file)
    assert (changed.code, "changed" in changed.out) == (3, True)
    file.write_text("[]", encoding="utf-8")
    assert "no report" in forbear("credit", "verify", file).err


def test_a_view_that_leaves_something_out_says_that_it_cannot_be_checked(forbear, store, tmp_path):
    asked = ("--view", "lender", "--asker", "Qinghe", "--purpose", "review", "--place", "US", "--basis", "1681b")
    done = forbear("credit", "report", store, "--person", YULAN, *DAY, *asked, "--out", "out", "--json")
    assert done.code == 0, done.out + done.err
    said = forbear("credit", "verify", tmp_path / "out" / f"{YULAN}.lender.json")
    assert (said.code, "leaves something out" in said.out) == (3, True)


def test_the_sample_is_written_out(forbear, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert forbear("credit", "sample").code == 0
    assert (tmp_path / "sample" / "deliveries.csv").is_file()
