"""DuckDB: the embedded engine. A memory limit and a folder to spill to are always set."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from forbear.engine.relational.sql import sql_type
from forbear.engine.relational.writer import Query, text

DIALECT = "duckdb"
OUR_FAULT = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.InternalException)
"""Faults of a query, whatever the tables hold."""


class DuckDB:
    """A connection of its own."""

    numbered = True
    dialect = DIALECT

    def __init__(self, memory: str = "4GB", spill: Path | None = None, threads: int | None = None) -> None:
        config: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": False}
        if threads:
            config["threads"] = threads
        if spill is not None:
            config["temp_directory"] = str(spill)
        self.connection = duckdb.connect(":memory:", config=config)
        # where Python runs no file of its own, as in a pool of processes, DuckDB draws a bar into whatever is printed
        self.connection.execute("SET enable_progress_bar = false")

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a table of rows."""
        types = {column: sql_type(kind).sql(DIALECT) for column, kind in columns.items()}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.json"
            path.write_text(json.dumps(list(rows), ensure_ascii=False), encoding="utf-8")
            shape = "{" + ", ".join(f"'{_quoted(column)}': '{kind}'" for column, kind in types.items()) + "}"
            given = f"read_json(?, format='array', columns={shape})"
            # The names are those of our own tables and columns, never a user's.
            self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM {given}', [str(path)])  # noqa: S608

    def run(self, statements: Iterable[tuple[str, Query]]) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run a program statement by statement: columns and rows of the last. What it laid down is dropped."""
        made: dict[str, None] = {}
        try:
            for name, query in statements:
                if not name:
                    return self.rows(text(query, DIALECT))
                self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {text(query, DIALECT)}')
                made[name] = None
        finally:
            for name in made:
                self.connection.execute(f'DROP TABLE "{name}"')
        raise ValueError("a program without a last statement")

    def rows(self, query: str) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """The columns and rows of a query."""
        cursor = self.connection.execute(query)
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


def _quoted(name: str) -> str:
    return name.replace("'", "''")
