"""The table ``person_ledger``: acts are added at its end and never changed."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.creditfile.identity.database import Connection, lay, rows, run
from forbear.creditfile.identity.people import Act, sides

_COLUMNS = {
    "seq": "BIGINT", "run": "VARCHAR", "kind": "VARCHAR", "person": "VARCHAR", "other": "VARCHAR",
    "claims": "VARCHAR[]", "one": "VARCHAR", "another": "VARCHAR", "weight": "BIGINT", "undoes": "BIGINT",
}  # fmt: skip


def _make(connection: Connection) -> None:
    made = ", ".join(f"{name} {kind} NOT NULL" for name, kind in _COLUMNS.items())
    connection.execute(f"CREATE TABLE IF NOT EXISTS person_ledger ({made})")


def read(connection: Connection) -> list[Act]:
    """All acts, in order; makes the table where there is none."""
    _make(connection)
    found = rows(connection, f"SELECT {', '.join(_COLUMNS)} FROM person_ledger ORDER BY seq")
    return [
        Act(seq, day, kind, person, other, tuple(claims), *cause)
        for seq, day, kind, person, other, claims, *cause in found
    ]


def add(connection: Connection, acts: Sequence[Act]) -> None:
    """Write acts at the end."""
    columns = {name: (kind, [getattr(act, name) for act in acts]) for name, kind in _COLUMNS.items()}
    columns["claims"] = ("VARCHAR[]", [list(act.claims) for act in acts])
    lay(connection, "person_ledger_new", columns)
    connection.execute("INSERT INTO person_ledger SELECT * FROM person_ledger_new")
    connection.execute("DROP TABLE person_ledger_new")


def lay_sides(connection: Connection) -> int:
    """``side_of``: the claims that an undone merge keeps apart. The number of the last act."""
    _make(connection)
    ((last, undone),) = rows(
        connection, "SELECT coalesce(max(seq), 0), count(*) FILTER (undoes > 0) FROM person_ledger"
    )
    found = list(sides(read(connection))) if undone else []
    claims, merges, which = list(zip(*found, strict=True)) or [(), (), ()]
    lay(connection, "apart", {"claim_id": ("VARCHAR", claims), "merge": ("BIGINT", merges), "side": ("INT", which)})
    run(connection, "apart")
    return int(last)
