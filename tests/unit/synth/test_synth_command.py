"""``forbear synth`` on the command line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from forbear.cli.main import app_with
from forbear.errors import InputError
from tests.unit.synth.tables import answer_key, events

RUN = CliRunner()


def test_the_command_makes_the_log_and_says_where_and_how_much(tmp_path):
    folder = tmp_path / "log"
    words = ["synth", "--contacts", "1200", "--seed", "5", "--place", "us", "--violations", "0.1", "--out", str(folder)]
    result = RUN.invoke(app_with("synth"), words)
    assert result.exit_code == 0, result.output
    found = events(folder)
    debtors = len({row["debtor"] for row in found})
    planted = len({seq for seq, _, _ in answer_key(folder)})
    assert planted > 20
    assert (
        f"1,200 contacts with {debtors} debtors, {len(found):,} events, {planted} planted violations" in result.output
    )
    assert str(folder / "answer-key.parquet") in result.output


@pytest.mark.parametrize("option, text, words", [
    ("--place", "JP", "no log can be made up for 'JP'"),
    ("--violations", "two", "--violations: 'two' is no number"),
    ("--missing", "nan", "--missing: 'nan' is no number"),
])  # fmt: skip
def test_an_option_that_cannot_be_used_is_told_by_its_name(tmp_path, option, text, words):
    given = {"--contacts": "10", "--place": "US", "--out": str(tmp_path / "log")} | {option: text}
    result = RUN.invoke(app_with("synth"), ["synth", *(part for pair in given.items() for part in pair)])
    assert isinstance(result.exception, InputError)
    assert words in str(result.exception)
    assert list(tmp_path.iterdir()) == []
