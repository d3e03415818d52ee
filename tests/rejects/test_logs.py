"""Bad logs, one fault each, through the command line: every one ends in words that say where, what, why and what to do.

Each folder of ``logs`` holds the files of a case and ``case.toml``: what is typed, how it ends, and the words that must
stand on standard error (``says``), on standard output (``out``) or in rejected.jsonl (``rejected``).
"""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from forbear.cli import main
from forbear.errors import ForbearError

HERE = Path(__file__).resolve().parent
CASES = sorted(path for path in (HERE / "logs").iterdir() if path.is_dir())
RULES = "cn-convention-2018"
EXPORTS = ["findings.csv", "findings.jsonl", "rejected.jsonl", "report.html"]


@pytest.fixture
def forbear(tmp_path, monkeypatch, capsys):
    """Run ``forbear WORDS`` in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["forbear", *map(str, words)])
            patch.setattr(sys, "excepthook", sys.__excepthook__)
            code = _ended()
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _ended() -> int:
    """How a command ends, as Python ends it: an error goes to the hook that the program set; a fault fails the test."""
    try:
        main.run()
    except SystemExit as end:
        return int(end.code or 0)
    except (ForbearError, OSError) as error:
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0


def _missing(words, text):
    return [each for each in words if each not in text]


@pytest.mark.parametrize("folder", [pytest.param(path, id=path.name) for path in CASES])
def test_a_bad_log_ends_in_words_that_name_its_fault(forbear, tmp_path, folder):
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    code, out, err = forbear("audit", *case["arguments"], "--rules", case.get("rules", RULES), "--out", "out")
    assert (code, _missing(case.get("says", ()), err)) == (case["exit"], []), err
    assert _missing(case.get("out", ()), out) == []
    assert "Traceback" not in out + err
    assert "fault of Forbear" not in err
    made = sorted(path.name for path in (tmp_path / "out").iterdir()) if (tmp_path / "out").exists() else []
    assert made == (EXPORTS if case["exit"] != 1 else [])
    if "rejected" in case:
        rejected = (tmp_path / "out" / "rejected.jsonl").read_text(encoding="utf-8")
        assert _missing(case["rejected"], rejected) == [], rejected


def test_the_sentence_about_a_bad_log_names_its_file_as_it_was_typed(forbear, tmp_path):
    shutil.copytree(HERE / "logs" / "entity-bomb", tmp_path / "a folder")
    _, _, err = forbear("audit", "a folder/phone.xml", "--marks", "a folder/marks.toml", "--rules", RULES)
    assert "a folder/phone.xml: " in err


@pytest.fixture
def sound(tmp_path):
    """A log that is read without a fault, in the folder of the run, and the words that audit it."""
    shutil.copytree(HERE / "logs" / "fewer-rows-than-stated", tmp_path, dirs_exist_ok=True)
    return ["audit", "phone.xml", "--marks", "marks.toml", "--rules", RULES]


@pytest.mark.parametrize("out", ["phone.xml", "phone.xml/out", "/dev/null/out"])
def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(forbear, tmp_path, sound, out):
    before = sorted(path.name for path in tmp_path.iterdir())
    code, _, err = forbear(*sound, "--out", out)
    assert (code, _missing([out, "cannot be written", "Name a folder that you may write to"], err)) == (1, [])
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_disk_that_fills_up_costs_no_file_that_was_there_and_leaves_none_half_written(tmp_path, sound):
    folder = tmp_path / "out"
    folder.mkdir()
    for name in EXPORTS:
        (folder / name).write_text("of the last run", encoding="utf-8")
    program = [sys.executable, "-c", "from forbear.cli.main import run; run()", *sound, "--out", "out"]
    ended = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=_small_disk,
                           env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})  # fmt: skip
    assert ended.returncode == 1
    assert _missing(["out/report.html", "cannot be written"], ended.stderr) == []
    assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in folder.iterdir()) == EXPORTS
    assert (folder / "report.html").read_text(encoding="utf-8") == "of the last run"


def _small_disk():
    """No file may grow beyond 20,000 bytes: the exports fit, the report does not."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_with_debug_the_traceback_is_shown(forbear, sound):
    code, _, err = forbear("--debug", *sound, "--out", "phone.xml")
    assert code == 1
    assert "Traceback" in err
    assert "InputError" in err


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx"])
def test_no_cell_of_the_exported_table_is_a_formula(forbear, tmp_path, name):
    rows = [["at", "channel", "direction", "collector", "person", "role", "outcome"]]
    rows += [["2026-03-01 10:00", "call", "outbound", name + "agency", name + "wei", "friend", "no_answer"]]
    with (tmp_path / "log.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    code, _, _ = forbear(
        "audit", "log.csv", "--map", "contacts", "--zone", "Asia/Shanghai", "--rules", RULES, "--out", "out"
    )
    assert code == 3
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)] == []
    assert any(cell.startswith("'") and "wei" in cell for cell in cells) is (not name.startswith("\t"))
    assert all(
        json.loads(line) for line in (tmp_path / "out" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    )
