"""One database for all comparisons of a process, and one to read files with: to open one takes as long as a short test.

The days of zones and places are the same each time, and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from forbear.engine.backends.duckdb import DuckDB

Spans = dict[Any, tuple[Any, ...]]
"""Of each zone or place, how many rows there are, the first and the last."""
KEPT = {"zone_offsets": ("zone",), "zone_days": ("zone",), "place_days": ("country", "state")}
"""Tables of which more than is asked for does no harm: rows of a zone or place that nobody is in are never joined."""


class OneDatabase(DuckDB):
    """One thread: tables of some thousand rows gain nothing from more, and tests run side by side.

    A kept table is a view of the one for the same years, as few records reach back further than the others.
    """

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.kept: dict[str, list[Spans]] = {}

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a table; of one that is kept, only what is not yet there."""
        if name not in KEPT:
            super().load(name, columns, rows)
            return
        parts = {key: list(part) for key, part in groupby(rows, itemgetter(*KEPT[name]))}
        spans = {key: (len(part), *part[0].values(), *part[-1].values()) for key, part in parts.items()}
        kept = self.kept.setdefault(name, [])
        place = next((place for place, other in enumerate(kept) if _of_the_same_years(other, spans)), len(kept))
        table = f"{name} {place}"
        if place == len(kept):
            kept.append({})
            super().load(table, columns, ())
        if more := [row for key, part in parts.items() if key not in kept[place] for row in part]:
            super().load("more", columns, more)
            self.connection.execute(f'INSERT INTO "{table}" FROM more')
        kept[place] |= spans
        self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM "{table}"')


def _of_the_same_years(kept: Spans, spans: Spans) -> bool:
    shared = kept.keys() & spans.keys()
    return (bool(shared) or not spans) and all(kept[key] == spans[key] for key in shared)


@cache
def one_database() -> OneDatabase:
    """That of this process."""
    return OneDatabase()


def connected() -> duckdb.DuckDBPyConnection:
    """A connection to read or write files with, to be closed; what is laid down over it is temporary and its own."""
    return _reader().cursor()


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """Nothing is remembered of a file: a test may write it anew."""
    return duckdb.connect(config={"enable_external_file_cache": False})
