"""Spark: for more contacts than one machine judges. Needs Java 17 and the extra ``forbear[spark]``.

Programs run on a local Spark unless one is running already. It talks to nobody: its parts find one another on the loopback alone. What it
says goes to a file in its scratch folder, which is read only where it does not start.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlglot import exp

from forbear.engine.relational.sql import lit, minus
from forbear.engine.relational.writer import text
from forbear.errors import Problem, SetupError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

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
