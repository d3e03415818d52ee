"""The whole of Regulation F on Spark, over a log in the form of tables: contacts per second, and what was moved.

    python benchmarks/cluster.py LOG [--cores 2] [--parts 16] [--memory 8g] [--engine spark]

``--engine duckdb`` runs the same program there; both print how many contacts it refuses, which must be the same.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from time import perf_counter, process_time

from sqlglot import exp

from forbear.audit.tables.log import FILES
from forbear.audit.tables.programs import TERMS
from forbear.engine.backends.duckdb import DuckDB
from forbear.engine.backends.spark import Spark
from forbear.engine.relational.loading import MARGIN
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.program import Program
from forbear.engine.relational.rows import columns, zone_days, zone_offsets
from forbear.engine.relational.sql import col
from forbear.engine.relational.tables import PARTIES
from forbear.engine.relational.writer import Query, Statement, text
from forbear.engine.scalar import compiled
from forbear.rules.catalog import get

BOOK = get("us-reg-f")
MOST_SHOWN = 8
MEGABYTE = 1_000_000
Engine = Spark | DuckDB


def main() -> int:
    chosen = _arguments()
    started = perf_counter()
    engine = open_spark(chosen) if chosen.engine == "spark" else open_duckdb(chosen)
    program = program_for(engine)
    laid = perf_counter()
    contacts = one(engine, "SELECT count(*) FROM events WHERE kind = 'contact' AND direction = 'outbound'")
    begun = perf_counter()
    refused = engine.run(counting(program.verdicts()))[1][0][0]
    took = perf_counter() - begun
    print(f"{contacts:,} contacts, {chosen.cores} cores: started, read and shared out in {laid - started:.0f} s,")
    print(f"judged in {took:.0f} s, {contacts / took:,.0f} contacts a second; {refused:,} refused")
    print(f"{engine.seconds() if isinstance(engine, Spark) else process_time():,.0f} s of CPU in all")
    if isinstance(engine, Spark):
        told_of_stages(engine)
        engine.close()
    return 0


def open_spark(chosen: argparse.Namespace) -> Spark:
    """A session with the tables of the log, shared out by debtor."""
    spark = Spark(chosen.cores, chosen.parts, chosen.memory)
    for table, place in FILES.items():
        spark.read(table, [chosen.log / place])
    return spark


def open_duckdb(chosen: argparse.Namespace) -> DuckDB:
    """A database with the tables of the log."""
    engine = DuckDB(chosen.memory.upper() + "B", threads=chosen.cores)
    for table, place in FILES.items():
        path = chosen.log / place
        files = str(path / "*.parquet") if path.is_dir() else str(path)
        engine.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet(?)", [files])
    return engine


def program_for(engine: Engine) -> Program:
    """The tables of zones are laid beside the log, and the program written for what it holds."""
    ends = exp.select(exp.Min(this=col("e", "at")), exp.Max(this=col("e", "known_at"))).from_("events AS e")
    first, last = engine.rows(text(ends, engine.dialect))[1][0]
    have = {table: set(engine.rows(f"SELECT * FROM {table} LIMIT 0")[0]) for table in FILES}
    zones = set(zones_in(engine, have))
    engine.load("zone_offsets", columns()["zone_offsets"], zone_offsets(zones, first - MARGIN, last + MARGIN))
    engine.load("zone_days", columns()["zone_days"], zone_days(zones, first - MARGIN, last + MARGIN))
    parties = {party: have[table] for party, table in PARTIES.items()}
    profile = profile_of(
        lambda query: engine.rows(text(query, engine.dialect))[1], have["events"], parties, apart=False, unbroken=False
    )
    return Program(compiled(BOOK), replace(profile, numbered=engine.numbered), TERMS)


def zones_in(engine: Engine, have: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Every zone that the log speaks of."""
    for table, column in (("debtors", "zones"), ("people", "zones"), ("events", "zone")):
        if column in have[table]:
            rows = engine.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")[1]
            yield from chain.from_iterable(row if column == "zone" else row[0] for row in rows)


def counting(statements: Iterable[tuple[str, Statement]]) -> Iterator[tuple[str, Query]]:
    """The program with its answers kept in a table, and the refusals counted at the end."""
    for name, query in statements:
        yield name or "verdicts", query
    yield "", exp.select("count(*)").from_("verdicts").where("verdict = 'refuse'")


def one(engine: Engine, query: str) -> int:
    """The one number that a query gives."""
    return int(engine.rows(query)[1][0][0])


def told_of_stages(spark: Spark) -> None:
    """Print what Spark kept of its stages: bytes moved, and the statements that took longest."""
    moved: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    for name, written, took in spark.stages():
        moved[name] += written
        seconds[name] += took
    sharing = sum(moved[table] for table in FILES) / MEGABYTE
    later = sum(moved.values()) / MEGABYTE - sharing
    print(f"{sum(seconds.values()):,.0f} s of it in stages; moved at first {sharing:,.1f} MB, later {later:,.1f} MB")
    for name, took in sorted(seconds.items(), key=lambda one: -one[1])[:MOST_SHOWN]:
        print(f"   {name:<28}{took:>8.1f} s of CPU {moved[name] / MEGABYTE:>10,.1f} MB moved")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path, help="a log in the form of tables")
    parser.add_argument("--engine", choices=("spark", "duckdb"), default="spark")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--parts", type=int, default=16, help="into how many parts debtors are shared out")
    parser.add_argument("--memory", default="8g")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
