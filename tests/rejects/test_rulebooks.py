"""Bad rulebooks, one mistake each: every one is refused, in the words of its first lines (``# error: …``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from forbear.errors import RulebookError
from forbear.rules.load import load

HERE = Path(__file__).resolve().parent
BAD = sorted((HERE / "rulebooks").iterdir())


def _expected(path: Path) -> list[str]:
    head = path / "book.toml" if path.is_dir() else path
    lines = head.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("# error: ") for line in lines if line.startswith("# error: ")]


def test_the_rulebook_from_which_the_bad_ones_were_made_is_sound() -> None:
    assert load(HERE / "sound_rulebook.toml").id == "sample"
    assert load(HERE / "sound_duties.toml").id == "sample"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in BAD])
def test_a_bad_rulebook_is_refused_in_words_that_name_its_mistake(path: Path) -> None:
    words = _expected(path)
    with pytest.raises(RulebookError) as caught:
        load(path)
    said = str(caught.value)
    assert (bool(words), [each for each in words if each not in said]) == (True, []), said
