"""Spark: for more contacts than one machine judges. Needs Java 17 and the extra ``forbear[spark]``.

Programs run on a local Spark unless one is running already. It talks to nobody: its parts find one another on the
loopback alone.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlglot import exp

from forbear.engine.relational.sql import lit, minus
from forbear.engine.relational.writer import text
from forbear.errors import InputError, Problem

DIALECT = "spark"

_STARTED = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
"""Settings that hold from the start of Spark to its end."""

_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",  # a place that a list has not is NULL
    "spark.sql.legacy.sizeOfNull": "false",  # and so is the size of no list
}
"""Settings without which a program means something else."""

_SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.join.preferSortMergeJoin": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Settings for some thousands of rows: nothing is moved, and no code made for what is over in a blink."""


class Spark:
    """A local session with a scratch folder of its own, which :meth:`close` removes."""

    numbered = False

    def __init__(self) -> None:
        if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
            hint = "Install Java 17 (Debian: openjdk-17-jre-headless), or use --engine duckdb"
            raise InputError(
                Problem("--engine spark", "there is no Java on this machine", hint=hint, code="java-missing")
            )
        from pyspark.sql import SparkSession

        self.scratch = Path(tempfile.mkdtemp(prefix="forbear-spark-"))
        places = {"spark.local.dir": self.scratch, "spark.sql.warehouse.dir": self.scratch / "warehouse"}
        builder = SparkSession.builder.master("local[2]").appName("forbear")
        for name, value in {**_STARTED, **_MEANING, **_SMALL, **places}.items():
            builder = builder.config(name, str(value))
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("OFF")

    def close(self) -> None:
        """End the session."""
        self.session.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a table of rows."""
        path = self.scratch / f"{name}.json"
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        types = {column: exp.DataType.build(kind).sql(DIALECT) for column, kind in columns.items()}
        schema = ", ".join(f"`{column}` {kind}" for column, kind in types.items())
        frame = self.session.read.schema(schema).json(str(path)).coalesce(1)
        frame.localCheckpoint().createOrReplaceTempView(name)

    def run(self, statements: Iterable[tuple[str, exp.Select]]) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run a program statement by statement: columns and rows of the last."""
        for name, query in statements:
            frame = self.session.sql(text(query.transform(_from_nought), DIALECT))
            if not name:
                return list(frame.columns), [tuple(row) for row in frame.collect()]
            frame.localCheckpoint().createOrReplaceTempView(name)
        raise ValueError("a program without a last statement")


def _from_nought(node: exp.Expr) -> exp.Expr:
    """A place in a list that is a column counts from 1 in a program, and from 0 in Spark."""
    if isinstance(node, exp.Bracket) and node.args.get("offset") == 1:
        return exp.Bracket(this=node.this, expressions=[minus(place, lit(1)) for place in node.expressions])
    return node
