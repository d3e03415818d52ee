"""The published cases: every one, about a contact or about a duty, is answered as its source answers it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from forbear.engine.duty_cases import DutyCase, run_duty_case
from forbear.engine.examples import Case, read_cases, run_case
from forbear.rules.catalog import get

FOLDER = Path(__file__).resolve().parent.parent / "cases"
READ = [case for path in sorted(FOLDER.glob("*.jsonl")) for case in read_cases(path)]
CASES = [case for case in READ if isinstance(case, Case)]
DUTY_CASES = [case for case in READ if isinstance(case, DutyCase)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_a_published_case_is_answered_as_its_source_answers(case: Case) -> None:
    assert run_case(case, get).faults == ()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in DUTY_CASES])
def test_a_published_case_about_a_duty_is_answered_as_its_source_answers(case: DutyCase) -> None:
    assert run_duty_case(case, get).faults == ()


def test_every_published_case_asks_something() -> None:
    assert [case.id for case in READ if not isinstance(case, Case | DutyCase)] == []


def test_no_two_cases_share_an_id() -> None:
    names = Counter(case.id for case in READ)
    assert [name for name, times in names.items() if times > 1] == []
