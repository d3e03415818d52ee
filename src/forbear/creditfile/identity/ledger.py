"""The table ``person_ledger``: acts are added at its end and never changed."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.creditfile.identity.database import Connection, lay, rows, run
from forbear.creditfile.identity.people import DECIDED, Act, bonds, sides

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
    return kept(connection, "person_ledger")


def kept(connection: Connection, table: str) -> list[Act]:
    """All acts of a ledger that is there, in order."""
    found = rows(connection, f"SELECT {', '.join(_COLUMNS)} FROM {table} ORDER BY seq")
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
    """``side_of``: the claims that an undone merge or a decision keeps apart; ``bond``: those that one keeps together.

    Gives back the number of the last act.
    """
    _make(connection)
    query = "SELECT coalesce(max(seq), 0), count(*) FILTER (undoes > 0 OR kind IN (?, ?)) FROM person_ledger"
    ((last, decided),) = rows(connection, query, DECIDED)
    acts = read(connection) if decided else []
    found = list(sides(acts))
    claims, merges, which = list(zip(*found, strict=True)) or [(), (), ()]
    lay(connection, "apart", {"claim_id": ("VARCHAR", claims), "merge": ("BIGINT", merges), "side": ("INT", which)})
    run(connection, "apart")
    ones, others = list(zip(*bonds(acts), strict=True)) or [(), ()]
    lay(connection, "bond", {"one": ("VARCHAR", ones), "another": ("VARCHAR", others)})
    return int(last)
