"""Spark with tables in parts by debtor, as on a cluster: the same answers, and nothing moves after the tables lie."""

from __future__ import annotations

import pytest

from forbear.engine.backends.spark import java_is_there
from forbear.rules.catalog import get
from tests.support.records_by_chance import Chance
from tests.support.spark import spark_in_parts
from tests.support.two_engines import differences

pytestmark = [
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(not java_is_there(), reason="Spark needs Java 17, and there is no Java on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # PySpark's own sockets
]


def test_contacts_are_judged_alike_and_rows_move_once_to_lie_by_debtor() -> None:
    book = get("uk-breathing-space")
    chance = Chance(22, [book])
    records = [chance.bent(book, 0) for _ in range(60)]
    spark = spark_in_parts()
    try:
        assert list(differences(spark, book, records, in_order=False, of_log=True)) == []
        stages = list(spark.stages())
    finally:
        spark.close()
    moved = {name for name, written, _ in stages if written and not name.startswith("collect at")}
    assert moved == {"events", "debtors", "people", "debts", "collectors"}
