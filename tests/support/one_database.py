"""One database for all comparisons of a process. The days of zones and places are the same each time, and stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from forbear.engine.backends.duckdb import DuckDB

Rows = list[Mapping[str, Any]]
KEPT = {"zone_offsets": ("zone",), "zone_days": ("zone",), "place_days": ("country", "state")}
"""Tables of which more than is asked for does no harm: rows of a zone or place that nobody is in are never joined."""


class OneDatabase(DuckDB):
    """One thread: tables of some thousand rows gain nothing from more, and tests run side by side."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.kept: dict[str, dict[tuple[str, ...], tuple[Any, ...]]] = {}

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a table; of one that is kept, only what is not yet there."""
        if name not in KEPT:
            super().load(name, columns, rows)
            return
        parts = _parts(rows, KEPT[name])
        spans = {key: (len(part), *part[0].values(), *part[-1].values()) for key, part in parts.items()}
        kept = self.kept.setdefault(name, {})
        if any(kept.get(key, span) != span for key, span in spans.items()) or not kept:
            kept.clear()
            super().load(name, columns, [row for part in parts.values() for row in part])
        elif more := [row for key, part in parts.items() if key not in kept for row in part]:
            super().load("more", columns, more)
            self.connection.execute(f'INSERT INTO "{name}" FROM more')
        kept.update(spans)


def _parts(rows: Iterable[Mapping[str, Any]], by: tuple[str, ...]) -> dict[tuple[str, ...], Rows]:
    parts: dict[tuple[str, ...], Rows] = {}
    for row in rows:
        parts.setdefault(tuple(row[key] for key in by), []).append(row)
    return parts


@cache
def one_database() -> OneDatabase:
    """That of this process."""
    return OneDatabase()
