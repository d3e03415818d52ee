"""The published cases: every one that asks about a contact is answered as its source answers it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from forbear.engine.examples import Case, read_cases, run_case
from forbear.rules.catalog import get

FOLDER = Path(__file__).resolve().parent.parent / "cases"
CASES = [case for path in sorted(FOLDER.glob("*.jsonl")) for case in read_cases(path) if isinstance(case, Case)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_a_published_case_is_answered_as_its_source_answers(case: Case) -> None:
    assert run_case(case, get).faults == ()


def test_no_two_cases_share_an_id() -> None:
    names = Counter(case.id for case in CASES)
    assert [name for name, times in names.items() if times > 1] == []
