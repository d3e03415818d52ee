"""Bad deliveries, one fault each, through the command line: refused, kept aside or marked, listed, and nothing lost.

``exit`` is how it ends, ``says`` all that stands on standard error, ``out`` all lines of the answer. After a change
of words: ``pytest tests/rejects tests/golden --update-golden``.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.unit.cli.conftest import forbear  # noqa: F401 a fixture

HERE = Path(__file__).resolve().parent
CASES = sorted(path for path in (HERE / "credit").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", [pytest.param(path, id=path.name) for path in CASES])
def test_a_bad_delivery_ends_in_the_sentences_of_its_fault(forbear, tmp_path, monkeypatch, folder, request):  # noqa: F811
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    ended = forbear("credit", "ingest", *case["arguments"], "--into", "store", "--received", "2026-03-01")
    said = [line.lstrip("✗! ") for line in ended.err.splitlines()]
    shown = [" ".join(line.split()) for line in ended.out.splitlines() if line.strip() and not line.startswith("─")]
    if request.config.getoption("--update-golden", default=False):
        case = {**case, "exit": ended.code, "says": said, "out": shown}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in case.items()]
        (folder / "case.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert (ended.code, said, shown) == (case["exit"], case["says"], case["out"])
    assert said or len(shown) > 2
