"""The figures of a book on Spark are those of DuckDB, row for row."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forbear.creditfile.features import figures
from forbear.creditfile.features.spark import wide_on_spark
from forbear.engine.backends.spark import java_is_there
from forbear.errors import RulebookError
from forbear.rules import catalog
from tests.support.amount import in_turn
from tests.support.credit_files import File, laid
from tests.support.spark import spark_in_parts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(not java_is_there(), reason="Spark needs Java 17, and there is no Java on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # PySpark's own sockets
]
DAY = date(2026, 6, 1)
BOOK = catalog.credit_book("figures")
PICKED = ("applications_", "lenders_7", "lenders_3", "lenders_9", "refused_", "inquiries_")


def file_of(number: int) -> File:
    """Applications and inquiries of one person, some without an outcome or with a lender of no known kind."""
    rows = {
        "application": [
            {"lender": "ABC"[at * number % 3], "applied_on": DAY - timedelta(at * number % 97 * 5), "row": f"a:{at}",
             "outcome": (None, "refused", "approved")[(at + number) % 3]}
            for at in range(number % 9)
        ],
        "inquiry": [
            {"lender": "A", "inquired_on": DAY - timedelta(at * 50), "row": f"i:{at}",
             "kind": ("application", "review", "own")[at * number % 3]}
            for at in range(number % 5)
        ],
    }  # fmt: skip
    return File(rows, [DAY, DAY - timedelta(40)] if number % 4 == 0 else [DAY])


def test_figures_on_spark_are_those_of_duckdb_row_for_row(tmp_path):
    chosen = in_turn([name for name in BOOK.facts if name.startswith(PICKED)], 2)
    facts = {name: BOOK.facts[name] for name in chosen}
    book = replace(BOOK, facts=facts)
    with laid([file_of(number) for number in range(40)], {"A": "bank", "B": "platform"}) as connection:
        for name in ("look", "lender_kind", "person_application", "person_inquiry"):
            connection.execute(f"COPY (FROM {name}) TO '{tmp_path / name}.parquet'")
        figures(connection, book, cite=False)
        expected = connection.execute("SELECT * FROM figure_wide ORDER BY look_id").fetchall()
    spark = spark_in_parts()
    try:
        found = [tuple(row) for row in wide_on_spark(spark, book, tmp_path).orderBy("look_id").collect()]
        with pytest.raises(RulebookError, match="of accounts or of money"):
            wide_on_spark(spark, BOOK, tmp_path)
        hungry = replace(
            BOOK, facts={name: BOOK.facts[name] for name in ("hungry_lenders_7", "hungry", "customer_here")}
        )
        with pytest.raises(RulebookError, match="reads another fact"):
            wide_on_spark(spark, hungry, tmp_path)
    finally:
        spark.close()
    assert found == expected
    assert len(facts) > 10 and any(any(row[2:]) for row in expected)
