"""A mapping file is checked whole before anything is read, and the nearest name is told."""

import pytest

from forbear.creditfile.intake.mapping import READY, read_mapping
from forbear.errors import InputError

GOOD = """
[account_month.columns]
account = "a"
month = "m"
[account_month.constants]
status = "current"
"""

WRONG = {
    "no TOML": ("[account", "this is no TOML"),
    "no table at all": ("", "the mapping names no table of ours"),
    "a table of another name": ("[acount.columns]\na = 'b'\n", "Did you mean 'account'?"),
    "a part of another name": (GOOD + "[account_month.value]\n", "Did you mean 'values'?"),
    "a column of another name": (GOOD.replace("month = ", "mnoth = "), "Did you mean 'month'?"),
    "a needed column left out": (GOOD.replace('account = "a"', ""), "nothing is named for account_month.account"),
    "a word that is none": (GOOD.replace("current", "curent"), "Did you mean 'current'?"),
    "a word of values that is none": (GOOD + "[account_month.values.status]\nX = 'lat'\n", "Did you mean 'late'?"),
    "values that are no table": (GOOD + "[account_month.values]\nstatus = 'late'\n", "'status' cannot be read"),
    "a column that is no name": (GOOD.replace('"a"', "3"), "'account' cannot be read"),
    "a table that is none": ("account = 3\n" + GOOD, "'account' is no table"),
    "a key of the file that is not read": ("[file]\nformatt = 'table'\n" + GOOD, "Did you mean 'format'?"),
    "a format that is none": ("[file]\nformat = 'metro'\n", "Did you mean 'metro2'?"),
    "a currency that is none": ("[file]\ncurrency = 'RMB'\n" + GOOD, "'RMB' is no currency"),
    "an encoding that is none": ("[file]\nencoding = 'gb18300'\n" + GOOD, "Did you mean 'gb18030'?"),
    "an offset that is none": ("[file]\noffset = '8'\n" + GOOD, "Write it like +08:00"),
    "a pattern without a month": ("[file]\ndates = '%d.%Y'\n" + GOOD, "is no pattern of days"),
}


@pytest.mark.parametrize("text, says", WRONG.values(), ids=WRONG)
def test_a_mapping_with_a_fault_is_refused_with_what_to_write(tmp_path, text, says):
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_mapping(str(path))
    assert says in str(caught.value)


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(GOOD.replace("month = ", "mnoth = ").replace("current", "curent"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_mapping(str(path))
    assert [problem.code for problem in caught.value.problems] == ["column-unknown", "word-unknown", "column-needed"]


def test_a_mapping_that_is_not_there_is_refused_with_the_nearest_ready_one():
    with pytest.raises(InputError, match="Did you mean 'metro2'"):
        read_mapping("metro")


@pytest.mark.parametrize("name", READY)
def test_every_ready_mapping_can_be_read_and_names_its_format(name):
    assert read_mapping(name).format == name
