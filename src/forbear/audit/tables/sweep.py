"""The whole sweep: bucket after bucket, then the files of the result, under a temporary name until all are there.

A folder of results holds ``verdicts/month=YYYY-MM/contacts.parquet`` (what is not plainly allowed, by rulebook),
``summary.parquet`` (by collector, rulebook, rule, week), ``rates.parquet`` (all contacts by collector and week),
``hours.parquet``, ``bombing.parquet`` (by debtor), and what the caller adds. Where asked for, each contact has a row in
``contacts.parquet`` (in order of time), ``debtors.parquet`` (by debtor), and ``rows.parquet`` where it is not allowed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from forbear.audit.tables import bombing
from forbear.audit.tables.at_once import judge_all, judges_for
from forbear.audit.tables.buckets import Bucket, lay_zones, margin_of, share_out
from forbear.audit.tables.database import MEMORY, Database, faults_told, sql
from forbear.audit.tables.figures import About, Figures, figures_of
from forbear.audit.tables.judge import BucketJudge
from forbear.audit.tables.log import open_log
from forbear.audit.tables.programs import Programs
from forbear.audit.tables.telling import tell
from forbear.engine.backends.safely import exactly, literal
from forbear.errors import InputError, Problem
from forbear.rules.format import Rulebook

REJECTED = "rejected.parquet"
Progress = Callable[[int, int], None]
"""Called with how many events were judged since the last call, and how many there are in all."""
Dress = Callable[[Figures, Path], None]
"""Adds pages to the folder of results before it gets its name."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What to judge and how: ``page_rows`` rows for each number of a page, of each rule the first ``told`` in words.

    ``keep``: the log moves into the result, as ``log/``, its rejected rows beside it. ``rows``: a row for each contact.
    ``on_spark``: Spark judges, on as many cores as there are.
    """

    folder: Path
    books: Sequence[Rulebook]
    drafts: bool = False
    memory: str = MEMORY
    bucket_size: int | None = None
    page_rows: int = 50
    told: int = 5
    keep: bool = False
    rows: bool = False
    on_spark: bool = False


def sweep(wanted: Sweep, out: Path, dress: Dress, progress: Progress = lambda done, all_: None) -> Figures:
    """Judge a log in the form of tables into ``out``; raises InputError where the log, the disk or the memory fails."""
    with _partial(out) as partial, faults_told(out, wanted.memory):
        with Database(wanted.memory, partial / "spill") as db:
            judges = _prepare(db, wanted, partial)
            shares, books = judges[0].shares, judges[0].programs.books

            def work(judge: BucketJudge, number: int, bucket: Bucket) -> None:
                judge.judge(bucket)
                _keep(judge.db, partial, number, wanted.rows)

            judge_all(judges, work, lambda bucket: progress(bucket.events, shares.events))
            for judge in judges:
                judge.db.run("samples_kept")
            _join(db, partial)
            about = About(wanted.folder.name, shares.first, shares.last, shares.events, shares.debtors)
            figures = tell(db, figures_of(db, about, books), wanted.told, wanted.drafts)
        for scratch in ("spill", "parts", "spark"):
            shutil.rmtree(partial / scratch, ignore_errors=True)
        dress(figures, partial)
        if wanted.keep:
            wanted.folder.rename(partial / "log")
            (partial / "log" / REJECTED).rename(partial / REJECTED)
    return figures


def explain(wanted: Sweep) -> Iterator[tuple[str, str, str]]:
    """Rulebook, table and query of every statement, for the first bucket of the log."""
    with (
        TemporaryDirectory() as scratch,
        faults_told(wanted.folder, wanted.memory),
        Database(wanted.memory, Path(scratch)) as db,
    ):
        judge = _prepare(db, replace(wanted, on_spark=False), Path(scratch))[0]
        for bucket in judge.shares.buckets[:1]:
            judge.load(bucket)
            for written in judge.written():
                yield from ((written.book.id, name, query) for name, query in written.statements)


def _prepare(db: Database, wanted: Sweep, scratch: Path) -> list[BucketJudge]:
    """A judge for each bucket that may be judged at once; Spark has judged everything by then."""
    open_log(db, wanted.folder)
    shares, programs = share_out(db, wanted.bucket_size), Programs(wanted.books, wanted.drafts)
    unbroken = lay_zones(db, shares, margin_of(wanted.books))
    if wanted.on_spark:
        from forbear.audit.tables.on_spark import SparkJudge, judge_on_spark  # an extra: most audits go without

        said = judge_on_spark(db, wanted.folder, programs, shares, unbroken, scratch / "spark")
        judges = judges_for(db, shares.at_once, lambda each: SparkJudge(each, programs, shares, said))
    else:
        judges = judges_for(db, shares.at_once, lambda each: BucketJudge(each, programs, shares, unbroken))
    for judge in judges:
        judge.db.set(page_rows=wanted.page_rows)
        bombing.prepare(judge.db)
    return judges


def _keep(db: Database, partial: Path, number: int, rows: bool) -> None:
    """Write what one bucket gave, and its first rows."""
    db.run("samples")
    db.run("samples_merged")
    db.run("bombing")
    if rows:
        db.run("contact_rows")
    for table in ("verdicts", "bombing", "rows") if rows else ("verdicts", "bombing"):
        path = partial / "parts" / table / f"{number:05}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        db.connection.execute(f"COPY audit_{table} TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def _join(db: Database, partial: Path) -> None:
    """One file of verdicts for each month, one of everything else."""
    for table in ("verdicts", "bombing"):
        parts = literal(exactly(partial / "parts" / table) + "/*.parquet")
        if any((partial / "parts" / table).glob("*.parquet")):
            db.connection.execute(f"CREATE OR REPLACE TEMP VIEW all_{table} AS SELECT * FROM read_parquet({parts})")
        else:
            raise InputError(Problem("", "the log holds no event", hint="Nothing can be judged", code="log-empty"))
    for (month,) in db.rows("SELECT DISTINCT month FROM all_verdicts ORDER BY month"):
        rows = f"SELECT * EXCLUDE month FROM all_verdicts WHERE month = {literal(month)} ORDER BY debtor, seq, rulebook"
        _write(db, rows, partial / "verdicts" / f"month={month}" / "contacts.parquet")
    for name in ("summary", "rates", "hours", "bombing"):
        _write(db, sql(f"all_{name}"), partial / f"{name}.parquet")
    if (partial / "parts" / "rows").is_dir():
        _join_rows(db, partial)


def _join_rows(db: Database, partial: Path) -> None:
    """Each contact once; a page reads the file that lies in the order in which it asks."""
    rows = f"FROM read_parquet({literal(exactly(partial / 'parts' / 'rows') + '/*.parquet')})"
    by_time = 'ORDER BY "at", debtor, seq'
    _write(db, f"{rows} {by_time}", partial / "contacts.parquet")
    _write(db, f"{rows} ORDER BY debtor, seq", partial / "debtors.parquet")
    _write(db, f"{rows} WHERE verdict <> 'allow' {by_time}", partial / "rows.parquet")


def _write(db: Database, query: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    query = query.strip().removesuffix(";")
    db.connection.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


@contextmanager
def _partial(out: Path) -> Iterator[Path]:
    """A folder under a temporary name, which is renamed where all goes well and removed where not."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            Problem(str(out), "there is something of that name already", why="results are never laid over others",
                    hint="Name another folder with --out, or remove this one", code="output-exists")
        )  # fmt: skip
    partial = out.with_name(f".{out.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
        if out.exists():
            out.rmdir()
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
