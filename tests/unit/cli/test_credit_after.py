"""``forbear credit alerts``, ``statement`` and ``again``: what follows from looks and disputes."""

import json
import shutil
import sys

import pytest

from forbear.cli import main
from forbear.creditfile.rights.consents import give
from forbear.creditfile.rights.records import Rights
from tests.support.credit_sample import SAMPLE, YULAN, folder

DAY = ("--as-of", "2026-06-05", "--zone", "Asia/Shanghai")
BY = ("--card", SAMPLE / "card.toml", "--policy", "policy-sample")
ENTRY = "list_entry:白云示例消费金融:BY-N-7"
NOW = 1_780_000_000_000_000


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A copy of the sample, in which Qinghe may look at everything."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder(), tmp_path / "store")
    allowed(tmp_path / "store")
    return tmp_path / "store"


def allowed(store):
    with Rights(store, write=True) as rights, rights.writing() as writing:
        give(writing, NOW, YULAN, "Qinghe", "application", ["all"], 739_000, where="contract 3")


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A folder with the sample after the look of Qinghe, and the report that it was given; made once, and copied."""
    made = tmp_path_factory.mktemp("looked")
    shutil.copytree(folder(), made / "store")
    allowed(made / "store")
    asked = ("--view", "lender", "--asker", "Qinghe", "--purpose", "application", "--place", "CN")
    out = ("--json", "--out", made / "out")
    words = ("credit", "report", made / "store", "--person", YULAN, *DAY, *BY, *asked, *out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["forbear", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.run()
    assert not ended.value.code
    return made


@pytest.fixture
def looked(given, store):
    """Qinghe has looked and was given a report with its decision."""
    shutil.copytree(given / "store", store, dirs_exist_ok=True)
    return json.loads((given / "out" / f"{YULAN}.lender.json").read_text(encoding="utf-8"))


def dispute(forbear, store, row, *steps):
    """Contest a row and move the dispute on; what the last step says."""
    forbear("credit", "dispute", store, YULAN, "--row", row, "--reason", "Not mine.", "--place", "CN")
    with Rights(store) as rights:
        number = [one for one in rights.entries(YULAN, ["dispute"]) if one.body["step"] == "opened"][-1].seq
    for step in steps:
        done = forbear("credit", "dispute", store, "--number", str(number), *step)
        assert done.code == 0, done.out + done.err
    return done


def test_a_message_waits_until_somebody_says_that_it_was_sent(forbear, store, looked):
    (told,) = json.loads(forbear("credit", "alerts", store, "--json").out)
    assert told["person"] == YULAN and "Qinghe was given your credit file" in told["sms"]["en"]
    assert "查询了您的信用档案" in forbear("credit", "alerts", store, YULAN, "--lang", "zh").out
    assert forbear("credit", "alerts", store, "P00000009").out.strip() == "No message waits to be sent."
    refused = forbear("credit", "alerts", store, "--sent", str(told["number"]))
    assert refused.code == 1 and "--channel sms" in refused.err
    done = forbear("credit", "alerts", store, "--sent", str(told["number"]), "--channel", "sms")
    assert done.code == 0 and done.out.strip() == "No message waits to be sent."


def test_whoever_was_given_a_row_that_is_taken_out_is_listed(forbear, store, looked):
    done = dispute(forbear, store, ENTRY, ("--step", "deleted"), ("--step", "told"))
    assert f"Told: Qinghe, who was given report {looked['report']['number']}." in done.out
    (notice,) = json.loads(forbear("credit", "dispute", store, YULAN, "--json").out)["notices"]
    assert notice["rows"] == [ENTRY] and "Please do not use it" in notice["text"]["en"]


def test_what_was_decided_with_a_row_that_is_out_of_the_file_is_decided_again(forbear, store, looked):
    assert looked["decision"]["answer"] == "reject"
    asked = ("credit", "again", store, YULAN, *BY, "--zone", "Asia/Shanghai")
    before = forbear(*asked)
    assert before.code == 0 and "No decision comes out otherwise" in before.out
    for row in [row for row in looked["evidence"] if row.startswith("application:")]:
        dispute(forbear, store, row, ("--step", "deleted"), ("--step", "told"))
    done = forbear(*asked, "--json")
    number = looked["report"]["number"]
    assert done.code == 3
    assert json.loads(done.out) == [{"asker": "Qinghe", "report": number, "before": "reject", "after": "undecided"}]
    shown = forbear(*asked, "--lang", "zh").out
    assert number in shown and "拒绝" in shown and "未定" in shown


def test_words_of_the_person_stand_beside_a_row_on_every_copy(forbear, store):
    done = forbear("credit", "statement", store, YULAN, "--row", ENTRY, "--words", "I was in hospital.")
    assert done.code == 0 and "beside one row" in done.out
    forbear("credit", "report", store, "--person", YULAN, *DAY, "--json", "--out", "out")
    document = json.loads((store.parent / "out" / f"{YULAN}.person.json").read_text(encoding="utf-8"))
    assert document["rights"]["marks"][ENTRY]["statement"] == "I was in hospital."
    refused = forbear("credit", "statement", store, YULAN, "--row", ENTRY, "--words", " ")
    assert refused.code == 1 and "it is empty" in refused.err
