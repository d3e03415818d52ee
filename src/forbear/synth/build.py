"""Make a log: debtors in chunks, each worked out, sorted and written; then the parties, the key and what was made.

Everything about a debtor follows from the seed and the debtor's number, so that the size of a chunk changes only how
much memory is used. A folder is written under a temporary name and renamed when it is whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import duckdb

from forbear import __version__
from forbear.calendar import show_day
from forbear.errors import InputError, Problem
from forbear.rules import catalog
from forbear.synth.columns import names, projection
from forbear.synth.place import Place
from forbear.synth.rows import FIRST_DAY, LAST_DAY
from forbear.synth.tables import lay_out, sql

Progress = Callable[[int], None]

CHUNK = 1_000_000
"""About how many contacts are worked out at a time."""
MEMORY = "2GB"
MILLION = 1_000_000
MOST_CONTACTS, MOST_VIOLATIONS = 500 * MILLION, Decimal("0.2")
LEAST_SIZE, AVERAGE_SIZE = 4, 59
"""Of the contacts of a debtor (``size_of`` in ``sql/macros.sql``)."""
STEPS = ("debtors", "tracks", "cells", "contacts", "events", "sorted", "parties")
PARTIES = ("debtors", "people", "debts", "collectors", "answer-key")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What log to make. ``violations`` and ``missing`` are parts per million of contacts and of facts."""

    place: Place
    contacts: int
    seed: int
    violations: int = 20_000
    missing: int = 0
    chunk: int = CHUNK


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, as ``synth.json`` tells it."""

    place: str
    seed: int
    contacts: int
    events: int
    debtors: int
    planted: int
    violations_per_million: int
    missing_per_million: int
    first_day: str
    last_day: str
    version: str
    duckdb: str
    rulebooks: dict[str, str]


def make(wanted: Wanted, folder: Path, progress: Progress = lambda count: None) -> Made:
    """Make the log in ``folder``; ``progress`` is called with how many contacts were written since the last call."""
    _check(wanted, folder)
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        made = _write(wanted, partial, progress)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except (RuntimeError, duckdb.InterruptException) as error:
        if "interrupted" in str(error).lower():  # so DuckDB tells that somebody pressed Ctrl-C
            raise KeyboardInterrupt from error
        raise
    except duckdb.Error as error:
        raise InputError(
            Problem(str(folder), "the log cannot be written", why=str(error).partition("\n")[0],
                    hint="Free space on the disk, or name another folder with --out", code="log-unwritable")
        ) from error  # fmt: skip
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return made


def _check(wanted: Wanted, folder: Path) -> None:
    problems = [
        _out_of_range("--contacts", wanted.contacts, 1, MOST_CONTACTS),
        _out_of_range("--violations", Decimal(wanted.violations) / MILLION, 0, MOST_VIOLATIONS),
        _out_of_range("--missing", Decimal(wanted.missing) / MILLION, 0, 1),
    ]
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problems.append(
            Problem(str(folder), "there is something of that name already", why="a log is never laid over another",
                    hint="Name another folder with --out, or remove this one", code="output-exists")
        )  # fmt: skip
    found = [problem for problem in problems if problem is not None]
    if found:
        raise InputError(found)


def _out_of_range(option: str, value: int | Decimal, least: int, most: int | Decimal) -> Problem | None:
    if least <= value <= most:
        return None
    return Problem(option, f"{value} is out of range", hint=f"Give {least} to {most}", code="number-out-of-range")


def _write(wanted: Wanted, folder: Path, progress: Progress) -> Made:
    for name in ("events", *PARTIES):
        (folder / name).mkdir(parents=True)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")}) as db:
        lay_out(db, wanted.place)
        _set(db, seed=f"{_mixed(wanted.seed)}::UBIGINT", rate=wanted.violations, base=0)
        debtors = _share_out(db, wanted.contacts)
        events = 0
        for part, (low, high) in enumerate(_chunks(debtors, wanted.chunk)):
            _set(db, low=low, high=high, base=events)
            counted, contacts = _write_chunk(db, wanted, folder, part)
            events += counted
            progress(contacts)
        planted = _join_parts(db, folder)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    made = _made(wanted, events, debtors, planted)
    (folder / "synth.json").write_text(json.dumps(asdict(made), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return made


def _set(db: duckdb.DuckDBPyConnection, **values: int | str) -> None:
    for name, value in values.items():
        db.execute(f"SET VARIABLE {name} = {value}")


def _mixed(seed: int) -> int:
    """64 bits from a seed, so that neighbouring seeds have nothing in common."""
    return int.from_bytes(sha256(f"forbear synth {seed}".encode()).digest()[:8], "big")


def _share_out(db: duckdb.DuckDBPyConnection, contacts: int) -> int:
    """How many debtors have so many contacts in all; the last of them has what is left."""
    most = min(contacts // LEAST_SIZE + 2, contacts // 40 + 1000)
    last, reached, size = db.execute(
        "SELECT * FROM (SELECT d, sum(size_of(d)) OVER (ORDER BY d) AS reached, size_of(d) FROM range(1, ?) AS r(d)) "
        "WHERE reached >= ? ORDER BY d LIMIT 1",
        [most + 1, contacts],
    ).fetchall()[0]
    _set(db, last=last, last_size=contacts - (reached - size))
    return int(last)


def _chunks(debtors: int, contacts: int) -> Iterator[tuple[int, int]]:
    step = max(1, contacts // AVERAGE_SIZE)
    for low in range(1, debtors + 1, step):
        yield low, min(low + step, debtors + 1)


def _write_chunk(db: duckdb.DuckDBPyConnection, wanted: Wanted, folder: Path, part: int) -> tuple[int, int]:
    """Work out and write some debtors; how many events they have, and how many contacts."""
    for step in STEPS:
        db.execute(sql(step))
    found = db.table("sorted")
    _save(found.project(projection(wanted.place, wanted.missing)), folder / "events" / f"part-{part:05}.parquet")
    for name in PARTIES:
        keys = wanted.place["parties"].get(name)
        rows = db.view(name.replace("-", "_"))
        _save(rows.project(names(["debtor", *keys])) if keys else rows, folder / name / f"{part:05}.parquet")
    events, contacts = found.aggregate("count(*), count(*) FILTER (spec = 0)").fetchall()[0]
    return int(events), int(contacts)


def _save(rows: duckdb.DuckDBPyRelation, path: Path) -> None:
    rows.write_parquet(str(path), compression="zstd")


def _join_parts(db: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """One file each of the parties and of the answer key; how many contacts were planted."""
    for name in PARTIES:
        _save(db.read_parquet(str(folder / name / "*.parquet")), folder / f"{name}.parquet")
        shutil.rmtree(folder / name)
    key = db.read_parquet(str(folder / "answer-key.parquet"))
    return int(key.aggregate("count(DISTINCT seq)").fetchall()[0][0])


def _made(wanted: Wanted, events: int, debtors: int, planted: int) -> Made:
    return Made(
        place=wanted.place.name,
        seed=wanted.seed,
        contacts=wanted.contacts,
        events=events,
        debtors=debtors,
        planted=planted,
        violations_per_million=wanted.violations,
        missing_per_million=wanted.missing,
        first_day=show_day(FIRST_DAY),
        last_day=show_day(LAST_DAY),
        version=__version__,
        duckdb=duckdb.__version__,
        rulebooks={name: catalog.get(name).sha256 for name in wanted.place.rulebooks},
    )
