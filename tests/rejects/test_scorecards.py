"""Bad scorecards, one fault each: the sound one with a piece replaced, and all that is said of it.

After a change of words: ``pytest tests/rejects tests/golden --update-golden``.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from forbear.creditfile.decision.cards import load, read
from forbear.errors import InputError

HERE = Path(__file__).resolve().parent
SOUND = (HERE / "sound_scorecard.toml").read_text(encoding="utf-8")
CASES = tomllib.loads((HERE / "scorecards.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_bad_card_is_refused_with_the_sentences_of_its_fault(name, request):
    case = CASES[name]
    assert SOUND.count(case["instead_of"]) == 1, "the sound card does not hold this piece once"
    with pytest.raises(InputError) as refused:
        read(SOUND.replace(case["instead_of"], case["stands"]).encode(), "card.toml")
    said = [str(problem) for problem in refused.value.problems]
    if request.config.getoption("--update-golden", default=False):
        _keep(name, said)
        return
    assert said == case["says"]


def test_the_card_that_the_bad_ones_are_made_of_is_sound():
    assert [figure.name for figure in read(SOUND.encode(), "card.toml").figures] == [
        "applications_90d",
        "owed",
        "savings",
    ]


def test_a_card_that_is_not_there_or_no_toml_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(InputError, match=r"this scorecard cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"odd\.toml: this is no TOML"):
        load(tmp_path / "odd.toml")


def _keep(name: str, said: list[str]) -> None:
    kept = tomllib.loads((HERE / "scorecards.toml").read_text(encoding="utf-8"))
    kept[name]["says"] = said
    texts = []
    for each, case in kept.items():
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in case.items()]
        texts.append("\n".join([f"[{each}]", *lines]))
    (HERE / "scorecards.toml").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
