"""The people brought in line with what a run found: plain clusters in SQL, tangled ones by ``people``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forbear.creditfile.identity.database import Connection, lay, rows, run
from forbear.creditfile.identity.guard import Edge
from forbear.creditfile.identity.people import Causes, Found, drafts

_COLUMNS = {
    "first": "VARCHAR", "turn": "INTEGER", "kind": "VARCHAR", "person": "VARCHAR", "other": "VARCHAR",
    "claims": "VARCHAR[]", "one": "VARCHAR", "another": "VARCHAR", "weight": "BIGINT",
}  # fmt: skip


def settle(connection: Connection, day: str) -> None:
    """``cluster_of``, ``joined`` and ``refused`` → ``person_of``, and new entries of ``person_ledger``."""
    run(connection, "parts")
    made = list(zip(*_tangled(connection), strict=True)) or [()] * len(_COLUMNS)
    laid = {name: (kind, values) for (name, kind), values in zip(_COLUMNS.items(), made, strict=True)}
    lay(connection, "act_of_tangled", laid)
    run(connection, "settled", run=day)


def _tangled(connection: Connection) -> Iterator[tuple[Any, ...]]:
    clusters: dict[str, str] = dict(
        rows(connection, "SELECT claim_id, cluster FROM found SEMI JOIN tangled USING (cluster)")
    )
    if not clusters:
        return
    people = "SELECT person FROM before JOIN found USING (claim_id) SEMI JOIN tangled USING (cluster)"
    before: dict[str, str] = dict(rows(connection, f"SELECT claim_id, person FROM before WHERE person IN ({people})"))
    for first, acts in drafts(before, Found(clusters, _causes(connection))):
        for turn, act in enumerate(acts):
            yield first, turn, act.kind, act.person, act.other, list(act.claims), act.one, act.another, act.weight


def _causes(connection: Connection) -> Causes:
    """The edges in and between tangled clusters."""
    nodes = "SELECT unique_id FROM cluster_of SEMI JOIN tangled USING (cluster)"
    within = f"one IN ({nodes}) AND other IN ({nodes})"
    node_of: dict[str, str] = dict(
        rows(connection, f"SELECT unnest(claims), unique_id FROM node WHERE unique_id IN ({nodes})")
    )
    joined, refused = (
        [
            Edge(row[0], row[1], row[2], {})
            for row in rows(connection, f"SELECT one, other, weight FROM {table} WHERE {within} ORDER BY ALL")
        ]
        for table in ("joined", "refused")
    )
    return Causes(node_of, joined, refused)
