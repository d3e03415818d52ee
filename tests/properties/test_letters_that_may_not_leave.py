"""Whatever is chosen on the command line: what the check refuses gets out in no form, what gets out says no harm."""

from __future__ import annotations

import contextlib
import shutil
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from forbear.cli import main
from forbear.letters.check import said_in
from tests.support.amount import examples
from tests.support.letters import SAMPLE, pdf_text

COLLECTOR = SAMPLE / "collector"
DAY = "2026-04-02"
HARMLESS = ("Thank you for your letter.", "谢谢您的来信。", "Please write to us when it suits you.")
HARMFUL = (
    "If you do not pay we will come to your home.", "不还款我们就上门。", "We will tell your employer about your debt.",
    "We will take you to court if you do not pay.", "You are a thief and a liar.", "我们会把您的欠款告诉您的同事。",
    "Borrow the money from another app and pay us.", "They said that they will come to your home.",
)  # fmt: skip
STATES = ("recorded=true", "sender_account=company", "envelope.name_indicates_debt_collection=false",
          "address_source=agreed_in_contract", "others_may_hear=false", "technology=manual")  # fmt: skip
REMINDER = "subject: A word\n\n\nDear {{ to.name }},\n\n%s\n\nYours sincerely,\n"
STANDING = [("case-us.toml", "Carl", "reminder"), ("case-gb.toml", "Ruth", "reminder"),
            ("case.toml", "Mei", "agreed-contact-letter"), ("case.toml", "Cousin", "agreed-contact-letter"),
            ("case.toml", "Tao", "location-enquiry")]  # fmt: skip
"""What stands in the way of these is on record, and no choice takes it away: a written request to stop, a breathing
space, a debtor who can be reached, nobody's agreement, a refusal."""


@st.composite
def choices(draw, kind):
    """Options of the command, sensible or not, and perhaps a folder of texts of one's own."""
    chosen = {"hour": str(draw(st.integers(0, 30))), "state": ", ".join(draw(st.sets(st.sampled_from(STATES))))}
    if kind == "reminder":
        chosen |= {"account": "the account that you know", "channel": draw(st.sampled_from(["letter", "email"]))}
        chosen |= draw(st.sampled_from([{}, *({"own_words": one} for one in (*HARMLESS, *HARMFUL))]))
    if kind == "location-enquiry":
        chosen |= {"caller": "Sam Poe", "agency": draw(st.sampled_from(["true", "false"]))}
    return chosen, draw(st.sampled_from([None, *HARMLESS, *HARMFUL])), draw(st.sampled_from(["en", "zh"]))


def run(folder, case, to, kind, drawn, *more):
    """How the command ended, what it said, and every file that it wrote."""
    chosen, own, lang = drawn
    where = Path(shutil.copytree(COLLECTOR, folder / "case"))
    words = ["letter", kind, "--case", str(where / case), "--to", to, "--on", DAY, "--lang", lang, *more]
    words += [
        "--out",
        str(folder / "out"),
        *(part for name, value in chosen.items() for part in ("--set", f"{name}={value}")),
    ]
    if own:
        (folder / "own").mkdir()
        (folder / "own" / f"{kind.replace('-', '_')}.{lang}.txt").write_text(REMINDER % own, encoding="utf-8")
        words += ["--templates", str(folder / "own")]
    code, said = ended(words)
    return code, said, sorted((folder / "out").glob("*")) if (folder / "out").exists() else []


def ended(words):
    """How the command ended, and what it said on both streams."""
    said = StringIO()
    with (
        mock.patch("sys.argv", ["forbear", *words]),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        try:
            main.run()
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


@contextlib.contextmanager
def place():
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("case, to, kind", STANDING, ids=str)
@examples(8)
@given(data=st.data())
def test_what_stands_on_record_against_a_letter_is_got_round_by_no_option(case, to, kind, data):
    with place() as folder:
        code, said, files = run(folder, case, to, kind, data.draw(choices(kind)), "--format", data.draw(st.sampled_from(
            ["txt", "pdf", "docx,html", "txt,pdf,docx,html"])))  # fmt: skip
        assert code == 2, said
        assert files == [] and not (folder / "case" / case).with_suffix(".letters.jsonl").exists()


@examples(25)
@given(drawn=choices("reminder"))
def test_no_file_that_leaves_says_what_a_collector_may_not(drawn):
    with place() as folder:
        code, said, files = run(folder, "case.toml", "Lin", "reminder", drawn)
        assert code == (0 if files else 2), said
        for file in files:
            if file.suffix in READ and not file.name.endswith(".notes.txt"):
                assert said_in(READ[file.suffix](file), "debtor") == []
        harm = drawn[1] in HARMFUL if drawn[1] else drawn[0].get("own_words") in HARMFUL
        assert not (harm and files)


def _docx(file):
    made = Document(BytesIO(file.read_bytes()))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n\n".join([*(one.text for one in made.paragraphs), *cells])


READ = {".txt": lambda file: file.read_text(encoding="utf-8"), ".pdf": lambda file: pdf_text(file.read_bytes()),
        ".docx": _docx}  # fmt: skip


@pytest.mark.parametrize("frame", ["letter.typ", "letter.en.docx"])
def test_a_frame_of_ones_own_that_nothing_reads_is_refused(frame, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / frame).write_bytes(b"PAY NOW OR WE COME TO YOUR HOME")
    drawn = ({"account": "the account that you know"}, None, "en")
    code, said, files = run(tmp_path, "case.toml", "Lin", "reminder", drawn, "--templates", str(tmp_path / "own"))
    assert code == 2 and files == [] and "frame of one's own" in " ".join(said.split())


def test_a_letter_of_a_collector_bears_no_day_to_come(tmp_path):
    drawn = ({"account": "the account that you know"}, None, "en")
    code, said, files = run(tmp_path, "case-gb.toml", "Ruth", "reminder", drawn, "--on", "2200-01-01")
    assert code == 2 and files == [] and "no day to come" in said


def test_a_letter_that_may_go_out_is_written_with_how_it_was_checked(tmp_path):
    drawn = ({"account": "the account that you know"}, None, "en")
    code, said, files = run(tmp_path, "case.toml", "Lin", "reminder", drawn)
    assert code == 0, said
    assert "goes against no rule of" in next(file for file in files if file.name.endswith(".notes.txt")).read_text()
