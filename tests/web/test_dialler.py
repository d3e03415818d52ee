"""The page about diallers and the files of the example are the same."""

from pathlib import Path

from tests.house.tree import ROOT
from tests.unit.cli.test_how_to import blocks


def test_the_files_of_the_example_are_those_of_the_page():
    page = {name: text for _, text, name in blocks(ROOT / "docs" / "how-to" / "connect-a-dialler.md") if name}
    files = {path.name: path.read_text(encoding="utf-8") for path in Path(ROOT, "examples", "dialler").iterdir()}
    assert page == files
