"""What fuzzing found, and what it would have to find: every parser answers each of these files in its own words.

``make fuzz`` searches for more; see scripts/fuzz.py, whose parsers these are.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from forbear.audit.intake import FORMATS
from forbear.errors import ForbearError
from scripts.fuzz import NAMES, targets

KEPT = sorted(path for path in (Path(__file__).resolve().parent / "fuzz_corpus").rglob("*") if path.is_file())


def test_every_parser_is_fuzzed_and_has_kept_files():
    assert sorted(targets()) == sorted(NAMES) == sorted({path.parent.name for path in KEPT})


def test_every_format_is_among_the_parsers():
    formats = {module.__name__.rpartition(".")[2] for module in FORMATS}
    assert formats <= {"table" if name.startswith("table_") else name for name in NAMES}


@pytest.mark.parametrize("kept", [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in KEPT])
def test_a_file_that_fuzzing_kept_is_read_or_refused_in_words(tmp_path, kept):
    target = targets()[kept.parent.name]
    path = tmp_path / target.file
    path.write_bytes(kept.read_bytes())
    assert _said(target.parse, path) != "\n"


def _said(parse, path):
    """The sentences of a refusal, each on its line; anything but a refusal of Forbear's own fails the test."""
    try:
        parse(path)
    except ForbearError as error:
        return f"{error}\n"
    return ""
