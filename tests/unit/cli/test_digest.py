import shutil
from importlib.resources import files
from pathlib import Path

import pytest

SAMPLE = Path(str(files("forbear") / "sample"))
LETTER = """
[[letter]]
from = "Example Court"
kind = "court"
came = 2026-03-25
answer_by = 2026-04-09
"""


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(SAMPLE, folder)
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8") + LETTER, encoding="utf-8")
    return path


def test_a_week_becomes_a_page_a_text_and_a_calendar(forbear, case, tmp_path):
    ended = forbear("digest", case, "--week", "--until", "2026-03-29", "--out", tmp_path / "out")
    assert ended.code == 0
    text = (tmp_path / "out" / "digest.txt").read_text(encoding="utf-8")
    assert text.strip() in ended.out
    assert "24 contacts came from 6 firms" in text
    assert "by Thu 9 April 2026: Papers of a court: Example Court" in text
    assert "Worth a look" in text
    assert "an offer (29 Mar)" in text
    assert "12356" in text
    assert "DTSTART;VALUE=DATE:20260409" in (tmp_path / "out" / "digest.ics").read_text(encoding="utf-8")
    page = (tmp_path / "out" / "digest.html").read_text(encoding="utf-8")
    assert "【示例】您可申请分期还款，详情请致电客服。" in page
    assert "晚上一起吃饭吗" not in page


def test_a_day_comes_in_chinese_with_bodies_of_ones_own(forbear, case, tmp_path):
    own = tmp_path / "bodies.toml"
    own.write_text(
        '[[body]]\nid = "cn-12356"\nplace = "CN"\nkind = "crisis"\nname = { en = "Own line", zh = "自己的热线" }\n'
        'does = { en = "Listens.", zh = "倾听。" }\nphones = ["12355"]\n'
        'source = { cite = "own", url = "https://own.example" }\n'
        'seen = 2026-11-26\nconfidence = "seen"\n',
        encoding="utf-8",
    )
    words = ["--day", "--until", "2026-03-26", "--lang", "zh", "--bodies", own, "--out", tmp_path / "out"]
    ended = forbear("digest", case, *words)
    assert "您的一天：2026年3月26日" in ended.out
    assert "通过话" in ended.out
    assert "自己的热线 · 12355" in ended.out


def test_a_case_without_logs_has_a_digest_of_its_letters(forbear, tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(f'place = "GB-ENG"\n{LETTER}', encoding="utf-8")
    ended = forbear("digest", path, "--until", "2026-03-29", "--out", tmp_path / "out")
    assert "There is no log of contacts" in ended.flat
    assert "Papers of a court: Example Court" in ended.flat
    assert "116 123" in ended.flat


def test_a_day_and_a_week_at_once_are_refused(forbear, case, tmp_path):
    ended = forbear("digest", case, "--day", "--week", "--out", tmp_path / "out")
    assert ended.code == 1
    assert "a digest is of a day or of a week" in ended.err
