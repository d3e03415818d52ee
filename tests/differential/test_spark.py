"""The same programs on Spark: published cases, worked examples and records by chance, judged as the scalar engine does.

Spark plans a program for seconds and runs it in a blink, so that all records of a rulebook are judged in one program.
Those of ``us-reg-f`` and ``uk-conc`` take as long as all others: ``scripts/differential.py --engine spark`` runs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from forbear.engine.backends.spark import Spark, java_is_there
from forbear.engine.examples import Case, read_cases
from forbear.engine.relational.cases import run_cases
from forbear.engine.relational.tables import Profile
from forbear.rules.catalog import get
from tests.support.amount import in_turn
from tests.support.records_of_book import CASES, records_near, worked
from tests.support.two_engines import differences, free_dates, none_differ

IN_ORDER = ("cn-gbt-45251-2025", "uk-breathing-space", "cn-convention-2018", "us-ma", "cn-cba-2026")
LISTED = ("cn-convention-2018", "uk-breathing-space", "cn-gbt-45251-2025")
"""Where what is missing is told, a program is twice as long."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(not java_is_there(), reason="Spark needs Java 17, and there is no Java on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # PySpark's own sockets
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    backend = Spark()
    yield backend
    backend.close()
    assert not backend.scratch.exists()


def test_names_with_dots_and_marks_and_what_is_missing_come_back_as_they_were(spark: Spark) -> None:
    kinds = {"a.b": "VARCHAR", "a.b?": "ARRAY<VARCHAR>", "a^": "BIGINT", "a!": "BOOLEAN", "sum": "DECIMAL(18, 2)"}
    rows = [{"a.b": "不", "a.b?": ["x"], "a^": 2**62, "sum": "0.10"}, {"a!": False}]
    spark.load("odd", kinds, rows)
    names, found = spark.rows("SELECT odd.*, `a.b?`[1], size(`a.b?`) FROM odd ORDER BY `a^` DESC")
    assert names[:5] == list(kinds)
    assert found == [
        ("不", ["x"], 2**62, None, Decimal("0.10"), None, 1),
        (None, None, None, False, None, None, None),
    ]


def test_a_row_that_does_not_fit_is_an_error_and_never_a_row_of_nulls(spark: Spark) -> None:
    from py4j.protocol import Py4JJavaError

    with pytest.raises(Py4JJavaError, match="MALFORMED_RECORD"):
        spark.load("odd", {"n": "BIGINT"}, [{"n": "twelve"}])


def test_cases_pass_on_spark(spark: Spark) -> None:
    cases = [case for case in read_cases(CASES / "cn-convention-2018.jsonl") if isinstance(case, Case)]
    failed = [outcome.case.id for outcome in run_cases(spark, cases, get) if not outcome.passed]
    assert cases and not failed


@pytest.mark.parametrize("name", in_turn(IN_ORDER, len(IN_ORDER)))
def test_cases_examples_and_contacts_by_chance_are_judged_alike(spark: Spark, name: str) -> None:
    book = get(name)
    records = [*worked(book), *records_near(book, 21, 100, 3)]
    none_differ(differences(spark, book, records, True, Profile(numbered=False), doubts=False))


@pytest.mark.parametrize("name", in_turn(LISTED, len(LISTED)))
def test_contacts_of_a_log_are_judged_alike_and_lack_the_same(spark: Spark, name: str) -> None:
    book = get(name)
    none_differ(differences(spark, book, records_near(book, 21, 100, 0), in_order=False, of_log=True))


def test_free_dates_are_the_same(spark: Spark) -> None:
    book = get("uk-breathing-space")
    found = free_dates(spark, [book], list(worked(book)), True, Profile(numbered=False), rounds=())
    assert [freed for freed in found if not freed.alike] == []
    assert sum(freed.expected is not None for freed in found if freed.told) >= 15
