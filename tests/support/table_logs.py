"""Logs in the form of tables for tests: written from histories, or made up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from forbear.audit.tables.log import FILES, duck_type
from forbear.engine.relational.rows import Tables, columns
from forbear.events import History
from forbear.synth.build import Wanted, make
from forbear.synth.place import place_named
from tests.support.one_database import one_database


def made_up(folder: Path, contacts: int, place: str = "US", **more: int) -> Path:
    """A made-up log with planted violations and the answer key."""
    make(Wanted(place_named(place), contacts, seed=more.pop("seed", 3), **more), folder)
    return folder


def written(folder: Path, histories: Mapping[str, History]) -> Path:
    """Histories by debtor as a log in the form of tables."""
    tables = Tables()
    for debtor, history in histories.items():
        tables.add_history(debtor, history)
    for table, rows in tables.rows.items():
        if table in FILES:
            save(folder, table, rows)
    return folder


def save(folder: Path, table: str, rows: list[dict[str, object]]) -> None:
    """One table of a log; only the columns that its rows use."""
    used = {key for row in rows for key in row} | {"debtor", "id"}
    types = {name: duck_type(kind) for name, kind in columns()[table].items() if name in used}
    path = folder / FILES[table]
    path = path / "part-00000.parquet" if table == "events" else path
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = one_database()
    engine.load("made", {name: columns()[table][name] for name in types}, rows)
    engine.connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")
    engine.connection.execute("DROP TABLE made")
