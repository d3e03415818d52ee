"""What Spark is told of how to join, so that no row is moved or sorted for it."""

from __future__ import annotations

from sqlglot import exp

from forbear.engine.backends.spark_words import for_spark

JOINS = (
    "SELECT q.at FROM contacts AS q JOIN shelf AS e ON e.debtor = q.debtor AND e.seq < q.cut "
    "LEFT JOIN zone_days AS w ON w.zone = q.z1"
)


def told(one_part: bool) -> str:
    query = exp.select("p.at").from_("pairs AS p").with_("pairs", as_=JOINS)
    return for_spark(query, one_part).sql("spark")


def test_in_parts_zones_go_to_the_rows_and_all_else_is_looked_up_by_hash() -> None:
    words = told(one_part=False)
    assert "SELECT /*+ SHUFFLE_HASH(`e`), BROADCAST(`w`) */ q.at" in words
    assert words.count("/*+") == 1


def test_in_one_part_an_inner_join_stays_there() -> None:
    assert "SELECT /*+ COALESCE(1) */ q.at" in told(one_part=True)
