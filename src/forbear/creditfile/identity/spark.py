"""The pairs scored by Spark instead of DuckDB: for more nodes than one machine scores. The weights come from elsewhere.

A model of Splink's that was trained on DuckDB does not load on Spark (its SQL is DuckDB's); its weights do.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import sqlglot
from splink import Linker
from sqlglot import exp

from forbear.creditfile.identity import model
from forbear.creditfile.identity.database import Connection
from forbear.creditfile.identity.learning import quiet
from forbear.creditfile.identity.link import Looked, keep_edges
from forbear.creditfile.identity.settings import COLUMNS, Settings
from forbear.engine.backends.spark import Spark


def score(spark: Spark, connection: Connection, settings: Settings, looked: Looked) -> None:
    """``node`` → ``edge`` on Spark, by the rules and weights of ``looked``; nodes and edges cross over as Parquet."""
    nodes, edges = spark.scratch / "node.parquet", spark.scratch / "edge.parquet"
    connection.execute(f"COPY (SELECT * EXCLUDE (claims, sides) FROM node) TO '{nodes}'")
    usable = [name for name in COLUMNS if name not in looked.unusable]
    with quiet():
        linker = _linker(spark, nodes, model.creator(settings, usable, looked.rules, looked.weights))
        found = linker.inference.predict(threshold_match_weight=0).physical_name
    spark.session.table(found).write.mode("overwrite").parquet(str(edges))
    keep_edges(connection, f"read_parquet('{edges}/*.parquet')", model.compared(settings, usable))


def _linker(spark: Spark, nodes: Path, creator: Any) -> Linker:
    from splink.backends.spark import SparkAPI, similarity_jar_location

    class Api(SparkAPI):
        """Splink writes Spark's SQL by a class that a compiled sqlglot refuses; what it changes is done here."""

        def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
            return (
                sqlglot.parse_one(sql, dialect="spark")
                .transform(_double)
                .sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
            )

    spark.session.sql(f"ADD JAR '{similarity_jar_location()}'")
    spark.session.sparkContext.setCheckpointDir(str(spark.scratch / "checkpoint"))
    made: Any = Api
    api = made(spark_session=spark.session, break_lineage_method="parquet", num_partitions_on_repartition=spark.parts)
    frame = api.register(spark.session.read.parquet(str(nodes)), dataset_display_name="nodes")
    return Linker(frame, creator, log_level=logging.ERROR)


def _double(node: exp.Expression) -> exp.Expression:
    """A number written out as a double; else Spark would take it for a decimal, which holds too few places."""
    literal = isinstance(node, exp.Cast) and node.is_type("double") and isinstance(node.this, exp.Literal)
    return exp.Var(this=f"{node.name}D") if literal and node.name != "Infinity" else node
