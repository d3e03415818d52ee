import csv
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections import Counter

import pytest
from rich.progress import Progress

from forbear.audit import export
from forbear.audit.assemble import Log
from forbear.audit.intake.base import Options
from forbear.cli.audit import gather_marks, judge_with_progress, read_with_progress
from forbear.report.words import Words
from forbear.rules import catalog
from tests.support.html_text import text_of
from tests.support.logs import AGENCY, call, calls, sms, smses, write

WRITTEN = {"report.html", "findings.csv", "findings.jsonl", "rejected.jsonl"}
NIGHT = call("2026-03-05T22:17:00+08:00", kind="3", duration="0")
DAY = call("2026-03-06T10:02:00+08:00")
STRANGER = call("2026-03-06T12:00:00+08:00", "+861000009001")
BROKEN = DAY.replace('date="', 'date="x')
MARKS = f"""
[debtor]
zones = ["Asia/Shanghai"]
place = {{ country = "CN" }}
reachable = true

[[collector]]
name = "Agency X"
creditor = "Bank Y"
numbers = ["{AGENCY}"]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a phone's backup, marks and the log of a sister."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "calls.xml", calls(NIGHT, DAY, STRANGER, BROKEN))
    write(tmp_path / "quiet.xml", calls(DAY, STRANGER))
    write(tmp_path / "sister.xml", smses(sms("2026-03-06T10:20:00+08:00", body="您的姐姐的借款已逾期，请转告其还款。")))
    write(tmp_path / "marks.toml", MARKS)
    return tmp_path


@pytest.fixture
def audit(forbear, folder):
    """Audit a log of that folder by the standard of 2025."""

    def run(log="calls.xml", *words):
        return forbear("audit", log, "--marks", "marks.toml", "--rules", "cn-gbt-45251-2025", *words)

    return run


def findings(folder):
    return [json.loads(line) for line in (folder / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_audit_that_finds_something_ends_with_three_and_shows_it(audit):
    ended = audit()
    assert (ended.code, ended.err) == (3, "")
    assert "2 contacts by collectors were judged. 1 contact goes against at least one rule (1 finding)." in ended.flat
    assert "1 row from an unmarked number was dropped before anything was stored." in ended.flat
    assert "1 row could not be read: see rejected.jsonl." in ended.flat
    assert "cn-gbt-45251-2025/hours published standard 1 GB/T 45251-2025, 5.3, collection time" in ended.flat
    assert "1 2026-03-05 22:17 Agency X → debtor (telephone call) cn-gbt-45251-2025: hours" in ended.flat
    assert "This informs; it is no legal advice." in ended.flat
    assert ended.last == "Report: audit/report.html"


def test_an_audit_that_finds_nothing_ends_with_zero(audit):
    ended = audit("quiet.xml")
    assert ended.code == 0
    assert "No contact was found to go against a rule of the rulebooks used." in ended.flat


def test_an_audit_writes_the_report_and_the_findings_in_all_three_forms(audit, folder):
    audit("calls.xml", "--out", "new/folder")
    written = folder / "new" / "folder"
    assert {path.name for path in written.iterdir()} == WRITTEN
    (finding,) = findings(written)
    assert (finding["number"], finding["rule"], finding["rows"]) == (1, "hours", ["calls.xml:3"])
    (row,) = csv.DictReader((written / "findings.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["number"], row["rulebook"], row["rule"]) == ("1", "cn-gbt-45251-2025", "hours")
    (rejected,) = (written / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(rejected)["where"].startswith("calls.xml")
    report = text_of((written / "report.html").read_text(encoding="utf-8"))
    assert "1 contact goes against at least one rule" in report
    assert finding["says"]["en"] in report


def test_report_and_table_are_in_the_language_asked_for(audit, folder):
    ended = audit("calls.xml", "--lang", "zh")
    assert "共判定催收方发起的联系 2 次。1 次联系不符合至少一条规则（1 项发现）。" in ended.out
    assert "来自未标记号码的 1 行在存储之前已丢弃。1 行无法读取，见 rejected.jsonl。" in ended.out
    assert ended.last == "报告：audit/report.html"
    assert 'lang="zh-Hans"' in (folder / "audit" / "report.html").read_text(encoding="utf-8")


def test_the_log_of_another_person_shows_that_the_address_book_was_used(audit):
    ended = audit("calls.xml", "--log", "sister:relative:sister.xml")
    assert ended.code == 3
    assert "Agency X → sister (text message)" in ended.flat
    assert "1 person who does not owe the debts was contacted 1 time." in ended.flat


def test_a_number_can_be_marked_without_its_country_where_the_region_is_known(forbear, folder):
    local = AGENCY.removeprefix("+86")
    words = ("audit", "calls.xml", "--zone", "Asia/Shanghai", "--rules", "cn-gbt-45251-2025", "--region", "CN")
    ended = forbear(*words, "--collector", f"{local}=Agency X")
    assert ended.code == 3
    assert "2 contacts by collectors were judged." in ended.flat


def test_numbers_are_masked_on_the_screen_and_in_every_file_unless_asked_otherwise(forbear, folder):
    words = ("audit", "calls.xml", "--zone", "Asia/Shanghai", "--rules", "cn-gbt-45251-2025")
    marked = ("--collector", f"{AGENCY}={AGENCY}")
    said = forbear(*words, *marked).out
    texts = [said, *((folder / "audit" / name).read_text(encoding="utf-8") for name in sorted(WRITTEN))]
    assert [AGENCY[1:] in text for text in texts] == [False] * 5
    said = forbear(*words, *marked, "--unmasked").out
    texts = [said, *((folder / "audit" / name).read_text(encoding="utf-8") for name in ("report.html", "findings.csv"))]
    assert [AGENCY[1:] in text for text in texts] == [True] * 3


def test_an_audit_that_fails_leaves_the_one_before_as_it_was(audit, folder):
    audit()
    before = {path.name: path.read_bytes() for path in (folder / "audit").iterdir()}
    ended = audit("no-such.xml")
    assert ended.code == 1
    assert {path.name: path.read_bytes() for path in (folder / "audit").iterdir()} == before


def test_a_disk_that_is_full_leaves_no_half_of_a_file(audit, folder, monkeypatch):
    audit()
    before = {path.name: path.read_bytes() for path in (folder / "audit").iterdir()}

    def full(handle, *_, **__):
        os.close(handle)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.os, "fdopen", full)
    ended = audit()
    assert ended.code == 1
    assert "audit/findings.jsonl: the file cannot be written. No space left on device." in ended.err
    assert {path.name: path.read_bytes() for path in (folder / "audit").iterdir()} == before


def test_a_folder_that_is_a_file_is_told_before_anything_is_lost(audit, folder):
    write(folder / "audit", "mine")
    ended = audit()
    assert ended.code == 1
    assert "the file cannot be written" in ended.err
    assert (folder / "audit").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["cals.xml", "--place", "CN"], "✗ cals.xml: there is no such file. Did you mean 'calls.xml'?"),
        (["calls.xml"], "✗ no rulebook was chosen. Name rulebooks with --rules ID"),
        (["calls.xml", "--place", "XX"], "✗ --place: there is no place 'XX'. Write the ISO code of a country"),
        (["calls.xml", "--rules", "cn-cba-2062"], "Did you mean 'cn-cba-2026'?"),
        (["calls.xml", "--place", "CN"], "no number is marked as a collector's."),
        (["calls.xml", "--place", "CN", "--collector", f"{AGENCY}=A"], "✗ the debtor's time zone is not known."),
        (["calls.xml", "--place", "CN", "--collector", "Agency X"], "this marks no number."),
        (["calls.xml", "--place", "CN", "--marks", "mark.toml"], "Did you mean 'marks.toml'?"),
        (["calls.xml", "--place", "CN", "--log", "sister.xml"], "Write it like sister:relative:sister.xml."),
        (["calls.xml", "--place", "CN", "--log", "a:relativ:sister.xml"], "is no role. Did you mean 'relative'?"),
        (["calls.xml", "--place", "CN", "--date-order", "ydm"], "'ydm' is not one of 'dmy', 'mdy', 'ymd'."),
        (["calls.xml", "--place", "CN", "--map", "twilio-cals"], "Did you mean 'twilio-calls'?"),
        (["marks.toml", "--place", "CN"], "this is no log format that is known."),
    ],
)  # fmt: skip
def test_what_cannot_be_audited_is_told_in_a_sentence_and_nothing_is_written(forbear, folder, words, sentence):
    ended = forbear("audit", *words)
    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    assert not (folder / "audit").exists()


def on_a_terminal(*words):
    """What a command writes to a terminal of 80 columns, its controls taken out."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    start = [sys.executable, "-c", "from forbear.cli.main import run; run()", *words]
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(
        start, stdin=theirs, stdout=theirs, stderr=theirs, env={**environment, "TERM": "xterm-256color"}
    ) as process:
        os.close(theirs)
        said = b""
        while chunk := _read(ours):
            said += chunk
    os.close(ours)
    return process.returncode, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", said.decode())


def _read(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""


@pytest.mark.parametrize(
    ("lang", "steps"), [("en", ["Reading", "Judging", "Writing the report"]), ("zh", ["读取", "判定", "生成报告"])]
)
def test_in_a_terminal_bars_show_how_far_the_reading_and_the_judging_are(folder, lang, steps):
    words = ["calls.xml", "--marks", "marks.toml", "--rules", "cn-gbt-45251-2025", "--lang", lang]
    code, said = on_a_terminal("audit", *words)
    assert code == 3
    assert [
        re.search(rf"{step} +━+ +{done}", said) is not None
        for step, done in zip(steps, ("100%", "100%", ""), strict=True)
    ] == [True] * 3


def test_in_a_terminal_sentences_are_broken_between_words(folder):
    _, said = on_a_terminal("audit", "calls.xml", "--marks", "marks.toml", "--rules", "cn-gbt-45251-2025")
    told = said[said.index("2 contacts by collectors") :].splitlines()
    assert max(map(len, told)) <= 80
    assert [line.rstrip() for line in told[:2]] == [
        "2 contacts by collectors were judged. 1 contact goes against at least one rule",
        "(1 finding).",
    ]


def test_where_nobody_watches_no_bar_is_drawn(audit):
    assert audit().err == ""


class Bar(Progress):
    """A bar that notes by how much each of its tasks was moved."""

    def __init__(self):
        super().__init__(disable=True)
        self.moved = Counter()

    def advance(self, task, count=1):
        self.moved[self.tasks[task].description] += count


def test_the_bars_move_by_the_bytes_read_and_the_contacts_judged(folder):
    bar, words, marks = Bar(), Words("en"), gather_marks(folder / "marks.toml", (), None)
    made = read_with_progress(bar, words, [Log(folder / "calls.xml")], marks, Options(), "CN")
    judge_with_progress(bar, words, made, [catalog.get("cn-gbt-45251-2025")], drafts=False)
    assert bar.moved == {"Reading": (folder / "calls.xml").stat().st_size, "Judging": 2}
