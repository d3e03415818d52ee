"""DuckDB and Spark join the same records: one source of settings, one set of weights, two engines."""

from dataclasses import replace

import duckdb
import pytest

from forbear.creditfile.identity.joining import join
from forbear.creditfile.identity.settings import shipped
from forbear.creditfile.identity.spark import score
from forbear.engine.backends.spark import Spark, java_is_there
from tests.support import identity_sets as sets

pytestmark = [
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(not java_is_there(), reason="Spark needs Java 17, and there is no Java on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # PySpark's own sockets
]
SETTINGS = replace(shipped(), train={**shipped().train, "nodes": 500, "pairs": 50_000})


def clusters(connection):
    join(connection, SETTINGS)
    return connection.execute("SELECT unique_id, cluster FROM cluster_of ORDER BY 1").fetchall()


def test_spark_makes_the_clusters_that_duckdb_makes():
    with duckdb.connect() as connection:
        sets.febrl(connection, "dataset1")
        looked = sets.prepare(connection, SETTINGS)
        expected = clusters(connection)
        connection.execute("ALTER TABLE edge RENAME TO edge_of_duckdb")
        spark = Spark()
        try:
            score(spark, connection, SETTINGS, looked)
        finally:
            spark.close()
        ((edges, apart),) = connection.execute(
            """SELECT count(*), count(*) FILTER (e.weight IS NULL OR d.weight IS NULL)
            FROM edge_of_duckdb AS d FULL JOIN edge AS e USING (one, other)"""
        ).fetchall()
        assert clusters(connection) == expected
    assert looked.weights.learnt and edges > 400 and apart <= 2
