"""When each row leaves a person's file by itself, by the law of a place; what is over its time is no longer counted.

``rights/retention.py`` says which rules there are. Nothing is said, and nothing taken out, where no place is named.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

import duckdb

from forbear.creditfile.rights import ageing, retention
from forbear.creditfile.tables import tables
from forbear.engine.backends.safely import literal

_COPIED = """
INSERT INTO counted_{table} SELECT * REPLACE (?::VARCHAR AS person_id) FROM counted_{table}
WHERE person_id = ? AND "row" NOT IN (SELECT "row" FROM row_deleted_on WHERE day <= ?)
"""


def lay(connection: duckdb.DuckDBPyConnection, place: str, as_of: date) -> None:
    """Make ``row_deleted_on`` from the rows of people, and take out of them those that are gone on that day."""
    ageing.lay(connection, retention.rules(place, as_of.toordinal()))
    for name in tables():
        connection.execute(
            f'DELETE FROM counted_{name} WHERE "row" IN (SELECT "row" FROM row_deleted_on WHERE day <= ?)', [as_of]
        )


@contextmanager
def ahead(
    connection: duckdb.DuckDBPyConnection, person: str, as_of: date, last: date
) -> Iterator[Callable[[date], str]]:
    """Under which name somebody stands on each later day: on each day on which a row leaves she gets one without it.

    For nobody outside: the names are gone again afterwards. ``lay`` was done before.
    """
    query = "SELECT DISTINCT day FROM row_deleted_on WHERE person_id = ? AND day > ? AND day <= ? ORDER BY day"
    days = [day for (day,) in connection.execute(query, [person, as_of, last]).fetchall()]
    names = [f"{person} {day}" for day in days]
    try:
        for day, name in zip(days, names, strict=True):
            for table in tables():
                connection.execute(_COPIED.format(table=table), [name, person, day])
        yield lambda day: [person, *names][bisect_right(days, day)]
    finally:
        for table in tables() if names else ():
            connection.execute(f"DELETE FROM counted_{table} WHERE list_contains(?::VARCHAR[], person_id)", [names])


class Leaves:
    """When the rows of people leave, told of as many as are asked for while the connection is busy with other things.

    What ``lay`` found is laid down in a folder of its own, which goes with this.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, place: str, as_of: date) -> None:
        self._place, self._as_of = place, as_of
        self._law = {rule.id: rule for rule in retention.rules(place, as_of.toordinal())}
        folder = mkdtemp(prefix="forbear-")
        finalize(self, rmtree, folder, ignore_errors=True)
        file = literal(str(Path(folder, "leaves.parquet")))
        connection.execute(f'COPY (FROM row_deleted_on ORDER BY person_id, day, "row") TO {file} (FORMAT parquet)')
        self._days = duckdb.connect()
        asked = "person_id IN (SELECT unnest(?::VARCHAR[])) AND person_id BETWEEN ? AND ?"
        self._query = f"SELECT * FROM {file} WHERE {asked}"

    def told(self, people: Sequence[str]) -> dict[str, dict[str, Any]]:
        """For each person as JSON: the rows that stay with their last day over, those that are gone, and the rules.

        ``rows`` and ``gone``: row → ``on``, the first day without it, and ``rule``.
        """
        rows: dict[str, list[tuple[str, date, str]]] = {person: [] for person in people}
        asked = [list(people), min(people, default=""), max(people, default="")]
        for person, *one in self._days.execute(self._query, asked).fetchall():
            rows[person].append((one[0], one[1], one[2]))
        return {person: self._told(found) for person, found in rows.items()}

    def _told(self, rows: Sequence[tuple[str, date, str]]) -> dict[str, Any]:
        there: dict[str, dict[str, Any]] = {"rows": {}, "gone": {}}
        for row, day, rule in sorted(rows, key=lambda one: (one[1], one[0])):
            there["gone" if day <= self._as_of else "rows"][row] = {"on": day.isoformat(), "rule": rule}
        names = sorted({rule for _, _, rule in rows})
        return {"place": self._place, **there, "rules": {name: _said(self._law[name]) for name in names}}


def _said(rule: retention.Retention) -> dict[str, Any]:
    """A rule as it is told, with how firm it is."""
    return {
        "says": dict(rule.says), "cite": rule.cite, "source": rule.source, "seen": rule.seen.isoformat(),
        "force": rule.force, "confidence": rule.confidence,
    }  # fmt: skip
