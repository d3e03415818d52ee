"""An audit whose contacts Spark judges gives what one on DuckDB gives: tables, figures, and what is told in words."""

from __future__ import annotations

import pytest

from forbear.audit.tables import on_spark
from forbear.audit.tables.sweep import Sweep, sweep
from forbear.engine.backends.spark import java_is_there
from forbear.rules.catalog import get
from tests.support.spark import spark_in_parts
from tests.support.table_logs import made_up
from tests.unit.synth.tables import rows

BOOKS = ("cn-cba-2026", "cn-convention-2018")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(not java_is_there(), reason="Spark needs Java 17, and there is no Java on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # PySpark's own sockets
]


def test_an_audit_on_spark_in_several_parts_gives_what_one_on_duckdb_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(on_spark, "Spark", lambda *_: spark_in_parts())
    log = made_up(tmp_path / "log", 1_500, "CN", violations=100_000, missing=50_000)
    kept = []
    for spark in (False, True):
        out = tmp_path / f"out-{spark}"
        wanted = Sweep(log, [get(book) for book in BOOKS], memory="1GB", bucket_size=1_000, on_spark=spark)
        figures = sweep(wanted, out, lambda figures, part: None)
        kept.append((figures, {path.relative_to(out): rows(path) for path in sorted(out.rglob("*.parquet"))}))
    on_duckdb, on_spark_ = kept
    assert on_duckdb[0].counts.refused > 40 and on_duckdb[0].counts.undecided > 40
    assert on_spark_ == on_duckdb
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "out-False", "out-True"]


def test_small_logs_are_judged_in_one_part_and_larger_ones_in_at_least_two_for_each_core():
    assert on_spark.parts_of(on_spark.SMALL, cores=8) == 1
    assert on_spark.parts_of(on_spark.SMALL + 1, cores=8) == 16
    assert on_spark.parts_of(10 * on_spark.PART, cores=2) == 10
