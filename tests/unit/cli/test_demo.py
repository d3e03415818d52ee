"""The shipped sample has a planted answer key, written from its story and not by the engine: the audit finds it."""

import json
import re
import shlex
from collections import defaultdict
from importlib.resources import files

import pytest

from forbear.audit.bombing import thresholds
from forbear.cli.console import Exit
from scripts import make_sample
from tests.house.tree import ROOT

SAMPLE = files("forbear").joinpath("sample")
KEY = json.loads(SAMPLE.joinpath("answer-key.json").read_text(encoding="utf-8"))


@pytest.fixture
def demo(forbear, tmp_path):
    """The demonstration, and the folder that it wrote."""
    return forbear("demo", "--out", tmp_path), tmp_path


def found(folder):
    """What an audit found, in the form of the answer key."""
    rules = defaultdict(set)
    for line in (folder / "findings.jsonl").read_text(encoding="utf-8").splitlines():
        finding = json.loads(line)
        contact = finding["contact"]
        rules[finding["at"], contact["person"], contact["channel"]].add(f"{finding['rulebook']}/{finding['rule']}")
    return [
        {"at": at, "person": person, "channel": channel, "rules": sorted(names)}
        for (at, person, channel), names in sorted(rules.items())
    ]


def test_the_audit_of_the_sample_finds_exactly_the_answer_key(demo):
    ended, folder = demo
    assert ended.code == Exit.FINDINGS
    assert found(folder) == KEY["findings"]


def test_the_bombing_that_was_planted_is_told_with_its_numbers(demo):
    key, said = KEY["bombing"], demo[0].flat
    assert key["level"] == "bombing"
    assert f"The address book was bombed, by our own measure: {key['people_reached']} people" in said
    for signal, words in (
        ("people_reached", "who were contacted"),
        ("contacts_to_one_person", "Contacts with one and the same person who owes nothing"),
        ("told_of_debt", "were told about the debt"),
        ("burst_people", "Different people contacted within 24 hours"),
    ):
        assert f"{words}: {key[signal]} (signal from {thresholds()['bombing'][signal]})." in said


def test_the_shipped_sample_is_what_its_script_makes():
    by_hand = {"budget.toml", "debts.toml", "loan.toml", "talks.toml", "case.toml", "case-talks.toml"}
    made, written = make_sample.files(), by_hand  # what plans and letters are made from
    assert {one.name for one in SAMPLE.iterdir() if one.is_file()} == {*made, *written}
    assert [name for name, text in made.items() if SAMPLE.joinpath(name).read_text(encoding="utf-8") != text] == []


def test_the_demonstration_shows_the_command_that_does_the_same_by_hand(demo, forbear, tmp_path):
    ended, folder = demo
    program, *words = shlex.split(ended.out.splitlines()[0])
    again = forbear(*words[:-1], tmp_path / "again")
    assert (program, words[-1], again.code) == ("forbear", str(folder), Exit.FINDINGS)
    assert (tmp_path / "again" / "findings.csv").read_bytes() == (folder / "findings.csv").read_bytes()


def test_the_demonstration_speaks_chinese_too(forbear, tmp_path):
    ended = forbear("demo", "--out", tmp_path, "--lang", "zh")
    assert ended.code == Exit.FINDINGS
    assert "按本软件自设的标准，通讯录遭到轰炸：3 人不欠这些债务，却被联系了 9 次。" in ended.out


def test_the_readme_shows_what_the_demonstration_says(demo):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert [line for line in shown.splitlines() if line not in demo[0].flat] == []
