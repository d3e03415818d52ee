"""A log in the form of tables: a folder with events and parties as Parquet, under the names of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from forbear.audit.tables.database import Database
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.engine.relational.rows import columns
from forbear.engine.relational.tables import EVENT_BASE, NULLS
from forbear.errors import Problem, RecordError, nearest
from forbear.vocabulary import REQUIRED_KEYS

FILES = {
    "events": "events",
    "debtors": "debtors.parquet",
    "people": "people.parquet",
    "debts": "debts.parquet",
    "collectors": "collectors.parquet",
}
"""Table → its file, or the folder of its files; every table but the first two may be absent."""

_NEEDED = {"events": EVENT_BASE, "debtors": ("debtor", "id")}
_PARTY = ("debtor", "id")
READ_HERE: Mapping[str, tuple[str, ...]] = {
    "events": (*REQUIRED_KEYS["contact"], "disclosure", "address_source",
               "zone"),
    "debtors": ("zones", "place.country", "place.state"),
    "people": ("liable_for", "zones"),
    "collectors": ("name",),
}  # fmt: skip
"""Columns that the queries of this package read: where a table has none, they are laid beside it, empty."""


def is_log(path: Path) -> bool:
    """Is this a folder with a log in the form of tables?"""
    return path.is_dir() and (path / FILES["debtors"]).is_file() and (path / FILES["events"]).is_dir()


def open_log(db: Database, folder: Path) -> None:
    """Lay the tables out as views ``log_events`` and so on; raises RecordError with every fault of their columns."""
    problems: list[Problem] = []
    for table in FILES:
        paths = files_of(folder, table)
        have = _columns(db, paths, problems)
        problems += _column_faults(table, folder, have)
        if not problems:
            db.connection.execute(f"CREATE VIEW log_{table} AS SELECT {_select(table, have)} {_from(table, paths)}")
    if problems:
        raise RecordError(problems)


def files_of(folder: Path, table: str) -> list[Path]:
    """The Parquet files of a table; raises RecordError where it must be there and is not."""
    place = folder / FILES[table]
    found = sorted(place.glob("*.parquet")) if place.is_dir() else [place] if place.is_file() else []
    if not found and table in _NEEDED:
        what = f"there is no {FILES[table]} with Parquet files in it" if table == "events" else "this file is missing"
        hint = "A log in the form of tables is what forbear synth writes"
        raise RecordError(Problem(str(place), what, hint=hint, code="table-missing"))
    return found


def _columns(db: Database, paths: Sequence[Path], problems: list[Problem]) -> dict[str, str]:
    """Column → type over all files, each opened once: a broken one is named."""
    found: dict[str, str] = {}
    for path in paths:
        try:
            rows = db.rows(f"DESCRIBE SELECT * FROM read_parquet({literal(exactly(path))})")
        except duckdb.Error as error:
            why = str(error).splitlines()[0].split("Error: ", 1)[-1][:160]
            problems.append(
                Problem(str(path), "this Parquet file cannot be read", why, "Write or export it again", "parquet")
            )
        else:
            found |= {row[0]: row[1] for row in rows}
    return found


def _column_faults(table: str, folder: Path, have: Mapping[str, str]) -> Iterator[Problem]:
    known, where = columns()[table], str(folder / FILES[table])
    if not have and table not in _NEEDED:
        return
    for column in have:
        if column not in known:
            hint = nearest(column, known) or "Columns are the keys of the vocabulary (src/forbear/vocabulary.py)"
            yield Problem(where, f"unknown column {column!r}", hint=hint, code="column-unknown")
    for column in _NEEDED.get(table, _PARTY):
        if have and column not in have:
            hint = nearest(column, have) or f"Its columns: {', '.join(have)}"
            yield Problem(where, f"there is no column {column!r}", hint=hint, code="column-missing")


def _select(table: str, have: Mapping[str, str]) -> str:
    types = columns()[table]
    wanted = dict.fromkeys([*(have or _PARTY), *READ_HERE.get(table, ()), NULLS])
    shown = {name: quoted(name) if name in have else "NULL" for name in wanted}
    return ", ".join(f"CAST({value} AS {duck_type(types[name])}) AS {quoted(name)}" for name, value in shown.items())


def _from(table: str, paths: Sequence[Path]) -> str:
    if not paths:
        return "WHERE FALSE"
    return f"FROM read_parquet({literal([exactly(path) for path in paths])}, union_by_name = TRUE)"


def duck_type(kind: str) -> str:
    """``ARRAY<VARCHAR>`` as DuckDB writes it."""
    return f"{kind.removeprefix('ARRAY<').removesuffix('>')}[]" if kind.startswith("ARRAY<") else kind
