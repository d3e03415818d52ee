"""A table of contacts taken in for an audit: beside the result while it is made, then inside it as ``log/``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.tables.database import Database, faults_told
from forbear.audit.tables.intake import read_table
from forbear.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Taken:
    """The folder in the form of tables, how many rows were read into it, and how many could not be."""

    folder: Path
    read: int
    rejected: int


@contextmanager
def taken_in(path: Path, mapping: ColumnMap, zone: str | None, out: Path, memory: str) -> Iterator[Taken]:
    """The table in the form of tables, under a temporary name beside ``out``, which is gone afterwards."""
    if not path.is_file():
        raise InputError(Problem(str(path), "there is no such file", code="file-missing"))
    folder = out.with_name(f".{out.name}.log")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with faults_told(path, memory), Database(memory, folder / "spill") as db:
            read, rejected = read_table(db, path, mapping, zone, folder)
        shutil.rmtree(folder / "spill", ignore_errors=True)
        yield Taken(folder, read, rejected)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
