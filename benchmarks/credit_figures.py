"""Figures of everybody's applications: by a book, by a query written by hand, and the mere reading of the columns.

    python benchmarks/creditfile.py --figures [--most 20000000] [--memory 2GB] [--threads 2]

Made-up applications (written by SQL, always the same), 25 a person, to 400 lenders, a fiftieth of them without an
outcome and a tenth of the lenders of no known kind; everybody is looked at on one day. Six windows of five measures:
applications, those refused, different lenders, banks among them, micro lenders among them. Where an outcome or a kind
is not known a figure has two ends, in the query by hand too; both must say the same of everybody. The applications lie
in a database file; each size runs in a process of its own, which reports its peak memory.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter, process_time

import duckdb

from forbear.creditfile.features import figures
from forbear.creditfile.features.spark import wide_on_spark
from forbear.creditfile.tables import PLACED, SQL_TYPES, tables
from forbear.engine.backends.spark import Spark
from forbear.rules.format import Rulebook
from forbear.rules.load import load_texts

SIZES = (1_000_000, 10_000_000, 20_000_000)
A_PERSON, LENDERS = 25, 400
WINDOWS = (7, 15, 30, 90, 180, 365)
DAY = "2026-06-01"
OUT = Path(__file__).with_name("out") / "figures"

HEAD = """
format = 1
id = "windows"
subject = "credit"
title = { en = "Windows", zh = "窗口" }
covers = "six windows of five measures, for the benchmark"
status = "partial"
[source.us]
title = "made up"
confidence = "house"
"""
MEASURES = {
    "applications": 'count = "application"',
    "refused": 'count = "application"\nwhere = "outcome == \'refused\'"',
    "lenders": 'distinct = "application"\nof = "lender"',
    "banks": 'distinct = "application"\nof = "lender"\nwhere = "lender_kind == \'bank\'"',
    "micro": 'distinct = "application"\nof = "lender"\nwhere = "lender_kind == \'micro_loan\'"',
}
EXAMPLE = """
[example_base]
person = { id = "P" }
ask = { as_of = 2026-06-01 }
[[example]]
name = "one refused by a lender of each kind"
tests = []
ask = {}
events = [
  { kind = "application", lender = "A", lender_kind = "bank", applied_on = 2026-05-31, outcome = "refused" },
  { kind = "application", lender = "B", lender_kind = "micro_loan", applied_on = 2026-05-30, outcome = "refused" },
]
expect.verdict = "allow"
[example.expect.figures]
"""

MADE = """
CREATE TABLE application AS
SELECT
    'P' || lpad((hash(i * 5) % {people})::VARCHAR, 8, '0') AS person_id,
    'application:L' || (floor({lenders} * pow((hash(i * 5 + 1) % 1000000) / 1e6, 2)))::INT || ':' || i AS "row",
    split_part("row", ':', 2) AS lender, i::VARCHAR AS application,
    DATE '{day}' - (hash(i * 5 + 2) % 730)::INT AS applied_on,
    ['approved', 'refused', 'refused', 'withdrawn'][(1 + hash(i * 5 + 4) % 4)::INT] AS said,
    CASE WHEN hash(i * 5 + 3) % 50 <> 0 THEN said END AS outcome,
    1000 * (1 + hash(i * 5 + 3) % 90)::BIGINT AS amount, 'CNY' AS currency, 'f' || i % 500 AS delivery, i AS line
FROM range({count}) AS r(i)
"""
LOOK = """
SELECT row_number() OVER (ORDER BY person_id) AS look_id, person_id, DATE '{day}' AS as_of
FROM (SELECT DISTINCT person_id FROM application)
"""
READ = "SELECT sum(hash(person_id, lender, applied_on, outcome)) FROM application"
KINDS = """
SELECT 'L' || i AS lender, ['bank', 'micro_loan', 'consumer_finance', 'platform'][(1 + i % 4)::INT] AS kind
FROM range({lenders}) AS r(i) WHERE i % 10 <> 9
"""


def by_hand() -> str:
    """The query by hand, in two levels: each lender of a person once, with its kind, then each person."""
    first, second = [], []
    for days in WINDOWS:
        seen = f"applied_on > as_of - {days}"
        first += [
            f"count(*) FILTER ({seen})::USMALLINT AS n{days}",
            f"count(*) FILTER ({seen} AND outcome = 'refused')::USMALLINT AS r{days}",
            f"count(*) FILTER ({seen} AND outcome IS NULL)::USMALLINT AS u{days}",
        ]
        some = f"n{days} > 0"
        second += [
            f"sum(n{days})::BIGINT AS applications_{days}",
            f"sum(r{days})::BIGINT AS refused_{days}_low", f"sum(r{days} + u{days})::BIGINT AS refused_{days}_high",
            f"count(*) FILTER ({some}) AS lenders_{days}",
            *(
                f"count(*) FILTER ({some} AND {kind}) AS {name}_{days}_{end}"
                for name, word in (("banks", "bank"), ("micro", "micro_loan"))
                for end, kind in (("low", f"kind = '{word}'"), ("high", f"(kind = '{word}' OR kind IS NULL)"))
            ),
        ]  # fmt: skip
    return f"""
    SELECT look_id, {", ".join(second)} FROM (
        SELECT look_id, lender, {", ".join(first)} FROM person_application JOIN look USING (person_id)
        WHERE applied_on <= as_of GROUP BY look_id, lender
    ) LEFT JOIN lender_kind USING (lender) GROUP BY look_id
    """


def book() -> Rulebook:
    """The same figures as a rulebook."""
    facts = (
        f'[fact.{name}_{days}]\ncite = "us"\n{body}\ndays = {days}\nsays = {{ en = "{name}", zh = "数" }}\n'
        for name, body in MEASURES.items()
        for days in WINDOWS
    )
    wanted = (f"{name}_{days} = {1 if name in ('banks', 'micro') else 2}\n" for name in MEASURES for days in WINDOWS)
    return load_texts("windows", {"windows.toml": "".join([HEAD, *facts, EXAMPLE, *wanted])})


def columns() -> Iterator[str]:
    """The figures as columns, in one order."""
    for name in MEASURES:
        for days in WINDOWS:
            in_doubt = name in ("refused", "banks", "micro")
            yield from (f"{name}_{days}_low", f"{name}_{days}_high") if in_doubt else (f"{name}_{days}",)


def main(most: int, memory: str, threads: int) -> None:
    """Measure size after size and print a line for each."""
    print("applications    people    read s  by hand s    ours s  CPU s: read  by hand   ours  times hand  peak GB")
    before = None
    for size in (size for size in SIZES if size <= most):
        shutil.rmtree(OUT, ignore_errors=True)
        try:
            given = [str(size), memory, str(threads)]
            run = subprocess.run([sys.executable, __file__, *given], check=True, stdout=subprocess.PIPE, text=True)
            found = json.loads(run.stdout)
        finally:
            shutil.rmtree(OUT, ignore_errors=True)
        say(size, found)
        if before:
            more = [found["ours"][at] / before[1]["ours"][at] for at in (0, 1)]
            print(f"  {size / before[0]:.0f} times as many: {more[0]:.1f} times as long, {more[1]:.1f} times the CPU")
        before = size, found


def say(size: int, found: Mapping[str, list[float]]) -> None:
    """A line of the table."""
    (read, read_cpu), (hand, hand_cpu), (ours, ours_cpu) = (found[name] for name in ("read", "hand", "ours"))
    print(
        f"{size:12,} {found['people'][0]:9,} {read:9.1f} {hand:10.1f} {ours:9.1f} {read_cpu:12.1f} {hand_cpu:8.1f} "
        f"{ours_cpu:6.1f} {ours / hand:11.2f} {found['peak'][0]:8.1f}", flush=True,
    )  # fmt: skip


def measure(count: int, memory: str, threads: int) -> Mapping[str, list[float]]:
    """One size: seconds and CPU seconds of each, people, peak memory in GB. Stops where the answers differ."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / "applications.duckdb"
    with duckdb.connect(str(path), config={"memory_limit": "6GB"}) as making:
        lay_applications(making, count)
    config = {"memory_limit": memory, "threads": threads, "temp_directory": str(OUT / "spill")}
    with duckdb.connect(str(path), read_only=True, config=config) as connection:
        people = lay_relations(connection)
        took = {
            "read": timed(lambda: connection.execute(READ)),
            "hand": timed(lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE hand AS {by_hand()}")),
            "ours": timed(lambda: figures(connection, book(), cite=False)),
        }  # fmt: skip
        check(connection)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {**took, "people": [people], "peak": [peak]}


def lay_applications(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Made-up applications in a table of their own."""
    people = max(count // A_PERSON, 1)
    connection.execute(MADE.format(people=people, lenders=LENDERS, count=count, day=DAY))


def lay_relations(connection: duckdb.DuckDBPyConnection) -> int:
    """The relations that figures read, as a store leaves them; gives how many people there are."""
    known = {name for name, *_ in connection.execute("DESCRIBE application").fetchall()}
    types = {name: SQL_TYPES[column.type] for name, column in tables()["application"].columns.items()}
    types |= {name: SQL_TYPES[kind] for name, (kind, _) in PLACED.items()}
    own = ", ".join(f'"{name}"' if name in known else f'NULL::{kind} AS "{name}"' for name, kind in types.items())
    connection.execute(f'CREATE TEMP VIEW person_application AS SELECT person_id, "row", {own} FROM application')
    connection.execute(f"CREATE TEMP TABLE look AS {LOOK.format(day=DAY)}")
    connection.execute(f"CREATE TEMP TABLE lender_kind AS {KINDS.format(lenders=LENDERS)}")
    ((people,),) = connection.execute("SELECT count(*) FROM look").fetchall()
    return people


def in_passes(count: int, memory: str, threads: int, passes: int) -> None:
    """The same figures share by share of the people, by a hash of each, compared with the query by hand over all."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    config = {"memory_limit": memory, "threads": threads, "temp_directory": str(OUT / "spill")}
    with duckdb.connect(str(OUT / "applications.duckdb"), config=config) as connection:
        lay_applications(connection, count)
        lay_relations(connection)
        connection.execute("CREATE TEMP TABLE everybody AS FROM look")
        for share in range(passes):
            chosen = f"SELECT * FROM everybody WHERE hash(person_id) % {passes} = {share}"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE look AS {chosen}")
            wall, cpu = timed(lambda: figures(connection, book(), cite=False))
            make = "INSERT INTO found" if share else "CREATE TEMP TABLE found AS"
            connection.execute(f"{make} FROM figure_wide")
            print(f"  share {share + 1} of {passes}: {wall:.1f} s, {cpu:.1f} s of CPU", flush=True)
        connection.execute("CREATE OR REPLACE TEMP TABLE figure_wide AS FROM found")
        connection.execute("CREATE OR REPLACE TEMP TABLE look AS FROM everybody")
        connection.execute(f"CREATE TEMP TABLE hand AS {by_hand()}")
        check(connection)
    shutil.rmtree(OUT, ignore_errors=True)
    print(f"{count:,} applications: all shares together say what the query by hand says")


def on_spark(count: int, threads: int) -> None:
    """The same figures on Spark with so many cores, compared with DuckDB's; what each stage moved."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with duckdb.connect(config={"memory_limit": "3GB", "threads": threads}) as connection:
        lay_applications(connection, count)
        people = lay_relations(connection)
        for name in ("look", "lender_kind", "person_application"):
            connection.execute(f"COPY (FROM {name}) TO '{OUT / name}.parquet'")
        size = sum(path.stat().st_size for path in OUT.iterdir())
        listed = ", ".join(["look_id", *columns()])
        took = timed(lambda: figures(connection, book(), cite=False))
        spark = Spark(cores=threads, parts=8, memory="3g")
        try:
            wall = timed(lambda: wide_on_spark(spark, book(), OUT).write.parquet(str(OUT / "found")))
            moved = sum(written for _, written, _ in spark.stages())
            busy = sum(seconds for _, _, seconds in spark.stages())
        finally:
            spark.close()
        there = f"(SELECT {listed} FROM read_parquet('{OUT / 'found' / '*.parquet'}'))"
        ((apart, rows),) = connection.execute(
            f"SELECT count(*), (SELECT count(*) FROM {there}) "
            f"FROM (SELECT {listed} FROM figure_wide EXCEPT FROM {there})"
        ).fetchall()
    shutil.rmtree(OUT, ignore_errors=True)
    print(f"{count:,} applications of {people:,} people, {size / count:.0f} bytes a row as Parquet, {threads} cores")
    print(f"  DuckDB {took[0]:.1f} s ({took[1]:.1f} s of CPU)")
    print(f"  Spark  {wall[0]:.1f} s ({busy:.1f} s of its cores), {moved / count:.0f} bytes moved for each row")
    print(f"  people with other figures: {apart + abs(rows - people)}")


def timed(work: Callable[[], object]) -> list[float]:
    """Seconds by the watch, and of all cores."""
    wall, cpu = perf_counter(), process_time()
    work()
    return [perf_counter() - wall, process_time() - cpu]


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Both must say the same of everybody."""
    listed = ", ".join(["look_id", *columns()])
    both = f"(SELECT {listed} FROM hand), (SELECT {listed} FROM figure_wide)"
    one, other = both.split("), (")
    for a, b in ((one + ")", "(" + other), ("(" + other, one + ")")):
        ((apart,),) = connection.execute(f"SELECT count(*) FROM ({a} EXCEPT {b})").fetchall()
        if apart:
            sys.exit(f"by hand and ours differ for {apart} people")


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
