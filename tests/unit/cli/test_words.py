import io
import json

import pytest

from forbear.labels import words_of
from forbear.words import CATEGORIES
from forbear.words.reading import REASONS

TEXT = "You still owe us money."


def test_the_words_of_a_file_are_listed_with_their_row(forbear, tmp_path):
    file = tmp_path / "messages.txt"
    file.write_text(f"Lunch is at noon\n\n{TEXT}\n", encoding="utf-8")
    ended = forbear("words", file, "--direction", "outbound")
    assert (ended.code, ended.err) == (3, "")
    assert "3 discloses the debt: existence says so You still owe us en-debt" in ended.flat
    assert "2 messages were read. 1 says something to look at." in ended.flat


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jsonl", json.dumps({"text": TEXT})), ("a.csv", f"when,text\n1,{TEXT}\n"), ("a.txt", TEXT)],
)
def test_each_form_of_file_is_read(forbear, tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    (line,) = [
        json.loads(line)
        for line in forbear("words", tmp_path / name, "--direction", "outbound", "--json").out.splitlines()
    ]
    assert line["findings"][0]["quote"] == "You still owe us"
    assert line["content"]["disclosure"] == "existence_of_debt"


def test_lines_come_from_standard_input_and_the_table_speaks_chinese(forbear, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("请尽快还款。\n"))
    ended = forbear("words", "-", "--lang", "zh")
    assert ended.code == 3
    assert "透露债务" in ended.out


def test_nothing_found_ends_well(forbear, tmp_path):
    (tmp_path / "a.txt").write_text("See you at noon", encoding="utf-8")
    ended = forbear("words", tmp_path / "a.txt")
    assert (ended.code, "Nothing was found." in ended.out) == (0, True)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", '{"txt": "x"}', "line 1: there is no text under 'text'. Did you mean 'txt'?"),
        ("a.jsonl", "{", "line 1: this is no JSON."),
        ("a.csv", "when,body\n1,x\n", "there is no text under 'text'. Name it with --column; there are: when, body."),
    ],
)
def test_a_file_without_texts_is_refused_with_what_to_do(forbear, tmp_path, name, content, told):
    (tmp_path / name).write_text(content, encoding="utf-8")
    ended = forbear("words", tmp_path / name)
    assert ended.code == 1
    assert told in ended.err


def test_every_category_kind_and_reason_has_words():
    assert set(words_of("said")) == set(CATEGORIES)
    assert set(words_of("said_kind")) == {kind for kinds in CATEGORIES.values() for kind in kinds}
    assert set(words_of("said_reason")) == set(REASONS)
