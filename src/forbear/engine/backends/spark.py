"""Spark: the same programs beyond DuckDB. Needs Java 17 and the extra ``forbear[spark]``.

Programs run on a local Spark. It talks to nobody: its parts find one another on the loopback alone. What Java and Spark
say on the way goes to a file in the scratch folder, which is read only where Spark does not start.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forbear.engine.backends.spark_words import for_spark
from forbear.engine.relational.sql import sql_type
from forbear.engine.relational.writer import Query, text, tree
from forbear.errors import Problem, SetupError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

DIALECT = "spark"

_ALWAYS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.lightweightPlanChangeValidation": "false",
    "spark.sql.constraintPropagation.enabled": "false",  # else a union of what was laid down fails: key not found
    "spark.sql.maxPlanStringLength": "100",  # of plans that nobody looks at
}
"""Settings for every session."""

_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",  # a place that a list has not is NULL
    "spark.sql.legacy.sizeOfNull": "false",  # and so is the size of no list
}
"""Settings without which a program means something else."""

_SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Sizes are multiplied from join to join, and what counts as large is moved about: these tables count as nothing.
    "spark.sql.sources.fileCompressionFactor": "1.0E-12",
    # Most of the time goes into planning, in code that runs a few times each: it is not worth polishing.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmn768m",
}
"""Settings for some thousands of rows: nothing is moved, and no code made for what is over in a blink."""

_LARGE = {
    # Rows that lie by debtor meet where they lie, whatever else a join or a group compares.
    "spark.sql.requireAllClusterKeysForCoPartition": "false",
    "spark.sql.optimizer.runtime.bloomFilter.enabled": "false",  # it reads everything twice to move less
    "spark.sql.sources.bucketing.autoBucketedScan.enabled": "false",
    "spark.sql.maxConcurrentOutputFileWriters": "1000",  # else rows are sorted by the one part that they are of
    "spark.sql.codegen.maxFields": "10000",
    "spark.driver.extraJavaOptions": "-XX:+UseParallelGC -XX:-DontCompileHugeMethods",
}
"""Settings for more: tables lie by debtor in many parts."""


class Spark:
    """A local session, one at a time, with a scratch folder; ``close()`` ends both, and so does the end of Python.

    ``parts``: into how many parts tables are shared out by debtor; one for some thousands of rows.
    """

    numbered = False
    dialect = DIALECT

    def __init__(self, cores: int = 2, parts: int = 1, memory: str = "2g") -> None:
        builder = _builder(cores).config("spark.driver.memory", memory).config("spark.sql.shuffle.partitions", parts)
        for name, value in (_SMALL if parts == 1 else _LARGE).items():
            builder = builder.config(name, value)
        self.parts = parts
        self.scratch = Path(tempfile.mkdtemp(prefix="forbear-spark-"))
        self.session = _start(builder, self.scratch)
        self._name("forbear")
        self.close = weakref.finalize(self, _end, self.session, self.scratch)

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a table of rows; a row that does not fit is an error, and never a row of NULLs."""
        self._name(name)
        path = self.scratch / "rows.json"
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        types = {column: sql_type(kind).sql(DIALECT) for column, kind in columns.items()}
        schema = ", ".join(f"`{column}` {kind}" for column, kind in types.items())
        frame = self.session.read.schema(schema).json(str(path), mode="FAILFAST")
        if self.parts > 1 and "debtor" in columns:
            self._lay(name, frame.repartition(self.parts, "debtor"))
        else:
            frame.coalesce(1).localCheckpoint().createOrReplaceTempView(name)

    def read(self, name: str, paths: Sequence[Path], columns: Mapping[str, str] | None = None) -> None:
        """Make a table of Parquet files, shared out by debtor: of the columns named, those empty that no file has."""
        self._name(name)
        frame = self.session.range(0).toDF("none")
        if paths:
            frame = self.session.read.option("mergeSchema", "true").parquet(*map(str, paths))
        if columns is not None:
            frame = frame.select(*_as_named(frame.columns, columns))
        self._lay(name, frame.repartition(self.parts, "debtor") if self.parts > 1 else frame.coalesce(1))

    def run(self, statements: Iterable[tuple[str, Query]]) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run a program statement by statement: columns and rows of the last. What it laid down is dropped."""
        with self._last_of(statements) as words:
            return self.rows(words)

    def write(self, statements: Iterable[tuple[str, Query]], path: Path, where: str) -> None:
        """Run a program and write those rows of the last statement for which a condition holds, as Parquet files."""
        with self._last_of(statements) as words:
            self.session.sql(words).where(where).write.parquet(str(path))

    @contextmanager
    def _last_of(self, statements: Iterable[tuple[str, Query]]) -> Iterator[str]:
        """The words of the last statement, with the tables that those before it lay down."""
        made = []
        try:
            for name, query in statements:
                words = text(for_spark(tree(query), one_part=self.parts == 1), DIALECT)
                self._name(name or "last")
                if not name:
                    yield words
                    return
                self._lay(name, self.session.sql(words))
                made.append(name)
        finally:
            for name in made:
                self._drop(name)
        raise ValueError("a program without a last statement")

    def _lay(self, name: str, frame: DataFrame) -> None:
        """Lay a table down at once: a plan that holds all plans before it would grow beyond bounds."""
        if self.parts == 1:
            frame.localCheckpoint().createOrReplaceTempView(name)
        else:  # by columns: of some fifty, most statements read three
            self._drop(name)
            frame.write.bucketBy(self.parts, "debtor").format("parquet").saveAsTable(name)

    def _drop(self, name: str) -> None:
        if self.parts == 1:
            self.session.catalog.dropTempView(name)
        else:
            self.session.sql(f"DROP TABLE IF EXISTS `{name}`")

    def stages(self) -> Iterator[tuple[str, int, float]]:
        """What each stage was for, how many bytes it wrote for others to read, and its seconds of CPU."""
        context: Any = self.session.sparkContext
        of_any = context._jvm.java.util.ArrayList()
        no_shares = context._gateway.new_array(context._jvm.double, 0)
        stages = context._jsc.sc().statusStore().stageList(of_any, False, False, no_shares, of_any)
        for stage in (stages.apply(place) for place in range(stages.size())):
            yield stage.name(), stage.shuffleWriteBytes(), stage.executorCpuTime() / 1_000_000_000

    def seconds(self) -> float:
        """Seconds of CPU that Java has taken: for stages, and for planning, compiling and tidying up."""
        java: Any = self.session.sparkContext._jvm
        return int(java.java.lang.ProcessHandle.current().info().totalCpuDuration().get().toMillis()) / 1000

    def rows(self, query: str) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """The columns and rows of a query."""
        frame = self.session.sql(query)
        return list(frame.columns), [tuple(row) for row in frame.collect()]

    def _name(self, work: str) -> None:
        """What stages to come go by; else each of their steps looks through the stack for a name of its own."""
        for name in ("callSite.short", "callSite.long"):
            self.session.sparkContext.setLocalProperty(name, work)


def _as_named(there: Sequence[str], wanted: Mapping[str, str]) -> Iterator[Column]:
    """Columns of certain names and types."""
    from pyspark.sql.functions import col, lit

    for name, kind in wanted.items():
        value = col(f"`{name}`") if name in there else lit(None)
        yield value.cast(sql_type(kind).sql(DIALECT)).alias(name)


def java_is_there() -> bool:
    """Is there a Java that PySpark would start?"""
    home = os.environ.get("JAVA_HOME")
    return shutil.which(str(Path(home, "bin", "java")) if home else "java") is not None


def _builder(cores: int) -> SparkSession.Builder:
    if not java_is_there():
        raise _no_setup("there is no Java on this machine", hint="Install Java 17 (Debian: openjdk-17-jre-headless)")
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise _no_setup("PySpark is not installed", hint="Install it: pip install 'forbear[spark]'") from None
    return SparkSession.builder.master(f"local[{cores}]").appName("forbear")


def _start(builder: SparkSession.Builder, scratch: Path) -> SparkSession:
    from pyspark.errors import PySparkRuntimeError

    places = {"spark.local.dir": str(scratch), "spark.sql.warehouse.dir": str(scratch / "warehouse")}
    for name, value in {**_ALWAYS, **_MEANING, **places}.items():
        builder = builder.config(name, value)
    log = scratch / "spark.log"
    try:
        with _standard_error_to(log):
            return builder.getOrCreate()
    except PySparkRuntimeError:
        why = f"it said: {_fault(log.read_text(encoding='utf-8', errors='replace').splitlines())}"
        shutil.rmtree(scratch, ignore_errors=True)
        raise _no_setup("Spark did not start", why, "It needs Java 17; java -version says which one is found") from None


def _fault(lines: Sequence[str]) -> str:
    """The line that says what went wrong: the first with an error, else the first."""
    errors = (line for line in lines if "error" in line.lower() or "exception" in line.lower())
    return next(errors, lines[0] if lines else "nothing").strip()


def _end(session: SparkSession, scratch: Path) -> None:
    session.stop()
    shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _standard_error_to(path: Path) -> Iterator[None]:
    """What is started meanwhile writes its errors to a file for as long as it runs."""
    own = os.dup(2)
    with path.open("wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)


def _no_setup(what: str, why: str = "", hint: str = "") -> SetupError:
    return SetupError(Problem("--engine spark", what, why, f"{hint}, or use --engine duckdb", code="spark-missing"))
