"""The judging itself on Spark: what each rulebook says of each contact lies in Parquet files, and the rest of the audit
(counts, first rows, bombing, pages) is made of them and of the log as ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forbear.audit.tables.buckets import Shares
from forbear.audit.tables.database import Database, check_memory
from forbear.audit.tables.judge import BucketJudge, insert_judged, stated_profile
from forbear.audit.tables.log import FILES, files_of
from forbear.audit.tables.programs import Programs, Written
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.engine.backends.spark import Spark
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.program import Program
from forbear.engine.relational.rows import columns
from forbear.engine.relational.tables import PARTIES, Profile
from forbear.engine.relational.writer import text
from forbear.engine.scalar import compiled

ZONES = ("zone_offsets", "zone_days", "place_days")
SMALL = 100_000
"""So many events or fewer are judged in one part: nothing is moved, and no code made."""
PART = 250_000
"""About how many events lie in one part of more."""
LEAST_MEGABYTES = 1024


@dataclass(frozen=True, slots=True)
class Said:
    """What Spark found: the clauses of each rulebook, and the folder with a folder of Parquet files for each."""

    written: Sequence[Written]
    folder: Path


class SparkJudge(BucketJudge):
    """Puts beside the contacts of a bucket what Spark found."""

    def __init__(self, db: Database, programs: Programs, shares: Shares, said: Said) -> None:
        super().__init__(db, programs, shares, unbroken=False)
        self.said = said

    def written(self) -> Sequence[Written]:
        """The clauses; there is nothing left to run."""
        return self.said.written

    def ask(self, number: int, written: Written) -> None:
        """Take the answers about this bucket's debtors."""
        files = literal(exactly(self.said.folder / str(number)) + "/*.parquet")
        insert_judged(self.db, number, written.book, f"SELECT * FROM read_parquet({files})")


def judge_on_spark(db: Database, folder: Path, programs: Programs, shares: Shares, unbroken: bool, out: Path) -> Said:
    """Judge a whole log by every rulebook into ``out``; its views and zones are laid out in ``db`` already.

    Raises SetupError where there is no Spark.
    """
    cores, megabytes = os.cpu_count() or 1, max(LEAST_MEGABYTES, check_memory(db.memory) // 1_000_000)
    spark = Spark(cores, parts_of(shares.events, cores), f"{megabytes}m")
    try:
        _read_log(spark, db, folder)
        profile = stated_profile(_profile(spark, db, unbroken), shares)
        return Said(list(_judged(spark, programs, profile, out)), out)
    finally:
        spark.close()


def parts_of(events: int, cores: int) -> int:
    """Into how many parts debtors are shared out."""
    return 1 if events <= SMALL else max(2 * cores, -(-events // PART))


def _judged(spark: Spark, programs: Programs, profile: Profile, out: Path) -> Iterator[Written]:
    for number, book in enumerate(programs.books):
        program = Program(compiled(book), profile, programs.terms)
        spark.write(program.verdicts(), out / str(number), "verdict <> 'allow'")
        yield Written(book, (), program.rules)


def _read_log(spark: Spark, db: Database, folder: Path) -> None:
    """The tables of the log as the database sees them, and those of the zones and places."""
    for table in FILES:
        types = {name: columns()[table][name] for name in db.columns(f"log_{table}")}
        spark.read(table, files_of(folder, table), types)
    for table in ZONES:
        names = columns()[table]
        found = db.rows(f"SELECT {', '.join(map(quoted, names))} FROM {table}")
        spark.load(table, names, (dict(zip(names, row, strict=True)) for row in found))


def _profile(spark: Spark, db: Database, unbroken: bool) -> Profile:
    parties = {party: set(db.columns(f"log_{table}")) for party, table in PARTIES.items()}
    found = profile_of(
        lambda query: spark.rows(text(query, spark.dialect))[1],
        db.columns("log_events"), parties, apart=False, unbroken=unbroken,
    )  # fmt: skip
    return replace(found, numbered=spark.numbered)
