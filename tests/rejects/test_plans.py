"""Bad debts, budgets and loans, one fault each, through the command line: every sentence stands in ``case.toml`` whole.

``exit`` is how it ends, ``says`` all that stands on standard error. After a change of words:
``pytest tests/rejects tests/golden --update-golden``.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.unit.cli.conftest import forbear  # noqa: F401 a fixture

HERE = Path(__file__).resolve().parent
CASES = sorted(path for path in (HERE / "plans").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", [pytest.param(path, id=path.name) for path in CASES])
def test_a_bad_file_of_a_plan_ends_in_the_sentence_of_its_fault(forbear, tmp_path, monkeypatch, folder, request):  # noqa: F811
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    ended = forbear(*case["arguments"])
    said = [line.lstrip("✗! ") for line in ended.err.splitlines()]
    if request.config.getoption("--update-golden", default=False):
        case = {**case, "exit": ended.code, "says": said}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in case.items()]
        (folder / "case.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert (ended.code, said) == (case["exit"], case["says"])
    assert said and (ended.code == 1) == (ended.out == "")
