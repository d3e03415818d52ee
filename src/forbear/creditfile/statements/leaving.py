"""When each row leaves a person's file by itself, by the law of a place; what is over its time is no longer counted.

``rights/retention.py`` says which rules there are. Nothing is said, and nothing taken out, where no place is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import duckdb

from forbear.creditfile.rights import ageing, retention
from forbear.creditfile.tables import tables


def lay(connection: duckdb.DuckDBPyConnection, place: str, as_of: date) -> None:
    """Make ``row_deleted_on`` from the rows of people, and take out of them those that are gone on that day."""
    ageing.lay(connection, retention.rules(place, as_of.toordinal()))
    for name in tables():
        connection.execute(
            f'DELETE FROM counted_{name} WHERE "row" IN (SELECT "row" FROM row_deleted_on WHERE day <= ?)', [as_of]
        )


def told(
    connection: duckdb.DuckDBPyConnection, people: Iterable[str], place: str, as_of: date
) -> dict[str, Mapping[str, Any]]:
    """For each person as JSON: the rows that stay with their last day over, those that are gone, and the rules.

    ``rows`` and ``gone``: row → ``on``, the first day without it, and ``rule``.
    """
    query = 'SELECT "row", day, rule FROM row_deleted_on WHERE person_id = ? ORDER BY day, "row"'
    law = {rule.id: rule for rule in retention.rules(place, as_of.toordinal())}
    found: dict[str, Mapping[str, Any]] = {}
    for person in people:
        rows = connection.execute(query, [person]).fetchall()
        named = {row: {"on": day.isoformat(), "rule": rule} for row, day, rule in rows}
        over = {row for row, day, _ in rows if day <= as_of}
        found[person] = {
            "place": place,
            "rows": {row: one for row, one in named.items() if row not in over},
            "gone": {row: one for row, one in named.items() if row in over},
            "rules": {name: _said(law[name]) for name in sorted({rule for _, _, rule in rows})},
        }
    return found


def _said(rule: retention.Retention) -> dict[str, Any]:
    """A rule as it is told, with how firm it is."""
    return {
        "says": dict(rule.says), "cite": rule.cite, "source": rule.source, "seen": rule.seen.isoformat(),
        "force": rule.force, "confidence": rule.confidence,
    }  # fmt: skip
