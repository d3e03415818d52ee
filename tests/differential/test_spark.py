"""The same programs on Spark: cases and records by chance, judged as the scalar engine judges them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from forbear.engine.backends.spark import Spark
from forbear.engine.examples import Case, read_cases
from forbear.engine.relational.cases import run_cases
from forbear.engine.relational.tables import Profile
from forbear.rules.catalog import get
from tests.support.records_by_chance import Chance
from tests.support.two_engines import differences

CASES = Path(__file__).parents[1] / "cases"
SMALL = ("cn-convention-2018", "uk-breathing-space")
"""Rulebooks whose programs Spark plans in seconds; ``forbear rules test --engine spark`` runs the others."""

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, which is not on this machine"),
    pytest.mark.filterwarnings("ignore"),  # those of PySpark's own sockets
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    backend = Spark()
    yield backend
    backend.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_cases_pass_on_spark(spark: Spark, name: str) -> None:
    cases = [case for case in read_cases(CASES / f"{name}.jsonl") if isinstance(case, Case)]
    failed = [outcome.case.id for outcome in run_cases(spark, cases, get) if not outcome.passed]
    assert cases and not failed


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_contacts_by_chance_are_judged_alike_on_spark(spark: Spark, name: str) -> None:
    book = get(name)
    chance = Chance(21, [book])
    records = [chance.bent(book, 4) for _ in range(60)]
    found = list(differences(spark, book, records, in_order=False, profile=Profile(numbered=False)))
    assert not found, found[0]
