"""Spark with tables in parts, as on a cluster, for the few rows of a test."""

from __future__ import annotations

from forbear.engine.backends.spark import Spark

NO_CODE = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
"""Code that is made for a plan is not worth its making where the rows are over in a blink."""


def spark_in_parts(parts: int = 3) -> Spark:
    """A session whose tables lie in so many parts; to be closed."""
    spark = Spark(parts=parts)
    for name, value in NO_CODE.items():
        spark.session.conf.set(name, value)
    return spark
