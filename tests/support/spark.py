"""Spark with tables in parts, as on a cluster, for the few rows of a test."""

from __future__ import annotations

import pytest

from forbear.engine.backends.spark import Spark

NO_CODE = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
"""Code that is made for a plan is not worth its making where the rows are over in a blink."""

QUICK_JAVA = "-XX:TieredStopAtLevel=1"
"""Nor is that Java polishes code that runs a few times: it takes two fifths of all that such a test takes."""


def spark_in_parts(parts: int = 3) -> Spark:
    """A session whose tables lie in so many parts; to be closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", QUICK_JAVA)
        spark = Spark(parts=parts)
    for name, value in NO_CODE.items():
        spark.session.conf.set(name, value)
    return spark
