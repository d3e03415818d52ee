"""``forbear audit`` of a log in the form of tables: the set-based engine, Parquet files and a dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from forbear.audit.export import write_text_safely
from forbear.audit.intake.mapping import ColumnMap, read_mapping
from forbear.audit.tables.figures import Figures
from forbear.audit.tables.log import is_log
from forbear.audit.tables.sweep import Sweep, explain, sweep
from forbear.audit.tables.take_in import taken_in
from forbear.cli.choosing import Engine
from forbear.cli.console import Exit, complain, err, plain, say
from forbear.errors import InputError, Problem
from forbear.report.words import Words

LARGE = 5_000_000
"""From so many bytes on, some tens of thousands of rows, the set-based engine judges a table, unless told otherwise."""
SET_BASED = (Engine.duckdb, Engine.spark)
TABLES = (".csv", ".csv.gz", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True)
class Shown:
    """How the results are shown."""

    lang: str
    masked: bool


def is_for_tables(logs: Sequence[Path], engine: Engine, mapped: bool = False) -> bool:
    """Is this an audit of tables? Raises InputError where the engine asked for cannot read what was given.

    ``mapped``: there is a mapping for the columns of a table of contacts, and nobody chose one debtor of it.
    """
    tables = [path for path in logs if is_log(path) or (mapped and _is_large(path, engine))]
    if engine in SET_BASED and not tables:
        hint = (
            "Give a folder with events/*.parquet and debtors.parquet, as forbear synth writes it, or a table and --map"
        )
        what = "the set-based engine reads a log in the form of tables"
        raise InputError(Problem(str(logs[0]), what, hint=hint, code="engine"))
    if engine == Engine.scalar and tables:
        hint = "Leave --engine out, or say --engine duckdb"
        what = "the scalar engine judges one debtor's log, and this is a log of many in the form of tables"
        raise InputError(Problem(str(tables[0]), what, hint=hint, code="engine"))
    if tables and len(logs) > 1:
        hint = "Name this folder alone"
        raise InputError(Problem(str(tables[0]), "a log in the form of tables stands alone", hint=hint, code="engine"))
    return bool(tables)


def _is_large(path: Path, engine: Engine) -> bool:
    """Is a table of contacts for the set-based engine, because it was asked for or because of its size?"""
    if engine != Engine.auto:
        return engine in SET_BASED
    return path.is_file() and path.name.lower().endswith(TABLES) and path.stat().st_size >= LARGE


def run_on_tables(
    wanted: Sweep, mapping: str | None, zone: str | None, out: Path, shown: Shown, explained: bool
) -> None:  # fmt: skip
    """Judge a table of contacts or a log in the form of tables, or print by what it would be judged."""
    if mapping and not is_log(wanted.folder):
        audit_mapped(wanted, read_mapping(mapping), zone, out, shown)
    elif explained:
        explain_tables(wanted)
    else:
        audit_tables(wanted, out, shown)


def audit_tables(wanted: Sweep, out: Path, shown: Shown) -> None:
    """Judge the log into ``out``; exit code 3 where something was found."""
    words = Words(shown.lang)
    with _bar() as bar:
        task = bar.add_task(words("dashboard.judging"), total=None)

        def dress(figures: Figures, folder: Path) -> None:
            bar.update(task, description=words("dashboard.writing"), total=None)
            write_pages(figures, folder, shown)

        figures = sweep(wanted, out, dress, lambda done, total: bar.update(task, advance=done, total=total))
    _show(figures, out, words)
    if figures.counts.refused or figures.counts.review:
        raise typer.Exit(Exit.FINDINGS)


def audit_mapped(wanted: Sweep, mapping: ColumnMap, zone: str | None, out: Path, shown: Shown) -> None:
    """Bring a table of contacts into the form of tables first; the rows that could not be read are told."""
    words = Words(shown.lang)
    with taken_in(wanted.folder, mapping, zone, out, wanted.memory) as taken:
        if taken.rejected:
            complain(words("dashboard.rejected", n=taken.rejected), sign="[bold yellow]![/]")
        audit_tables(replace(wanted, folder=taken.folder, keep=True), out, shown)


def explain_tables(wanted: Sweep) -> None:
    """Print the SQL of every rulebook."""
    for book, table, query in explain(wanted):
        plain(f"-- {book}{': ' + table if table else ''}")
        plain(f"CREATE TEMP TABLE {table!r} AS {query};".replace("'", '"', 2) if table else f"{query};")


def write_pages(figures: Figures, folder: Path, shown: Shown) -> None:
    """The dashboard and the pages of rows behind its numbers."""
    from forbear.report.dashboard import pages  # templates and pictures, which no other command needs

    for path, text in pages(figures, shown.lang, shown.masked):
        write_text_safely(folder / path, text)


def _bar() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def _show(figures: Figures, out: Path, words: Words) -> None:
    from forbear.report.dashboard import rate

    counts = figures.counts
    say(words("dashboard.found", contacts=words("summary.contacts", n=counts.contacts), rate=rate(counts),
              refused=words("summary.broken", n=counts.refused),
              undecided=words("summary.contacts", n=counts.undecided)))  # fmt: skip
    if figures.differing:
        complain(words("dashboard.differ", n=len(figures.differing), all=figures.compared))
    say(words("terminal.advice"))
    say(words("dashboard.where", path=out / "dashboard.html"))
