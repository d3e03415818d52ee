"""One command, a letter to each creditor: what cannot be written is told, and the others are written."""

import shutil

from tests.support.letters import SAMPLE


def test_of_many_letters_those_that_may_not_be_written_are_told_and_the_others_written(forbear, tmp_path):
    case = shutil.copytree(SAMPLE, tmp_path / "case") / "case-talks.toml"
    words = ["--case", case, "--on", "2026-04-20", "--format", "txt", "--out", tmp_path / "out"]
    ended = forbear("letter", "pro-rata-offer", *words)
    letters = [one.name for one in (tmp_path / "out").glob("*.txt") if "notes" not in one.name]
    assert ended.code == 0 and len(letters) == 5 and not [name for name in letters if "Yueguang" in name]
    assert "Yueguang Loans: an agreement stands for it" in ended.err
