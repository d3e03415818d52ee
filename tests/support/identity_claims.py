"""A few claims on a connection of its own, and the steps up to a table."""

from __future__ import annotations

import duckdb

from forbear.creditfile.identity import ledger
from forbear.creditfile.identity.claims import Claim, take_in
from forbear.creditfile.identity.normalise import normalise
from forbear.creditfile.identity.screen import collapse, screen
from forbear.creditfile.identity.settings import shipped

SETTINGS = shipped()
WANG, LI = "11010519491231002X", "440524188001010014"
"""Two numbers past the check of ``cn-ric``, from its published examples."""


def claim(claim_id: str, **said: str) -> Claim:
    """A claim; a number without a kind is one that its issuer stands for."""
    if said.get("id_number"):
        said.setdefault("id_kind", "national")
    return Claim(claim_id, **said)


def screened(*claims: Claim) -> duckdb.DuckDBPyConnection:
    """A connection with ``screened`` and ``node``."""
    connection = duckdb.connect()
    take_in(connection, claims)
    ledger.lay_sides(connection)
    normalise(connection, SETTINGS)
    screen(connection, SETTINGS)
    collapse(connection)
    return connection


def linked_by(connection, number: str) -> list[str]:
    """The claims that keep a number for linking."""
    found = connection.execute("SELECT claim_id FROM screened WHERE id_number = ? ORDER BY 1", [number]).fetchall()
    return [row[0] for row in found]


def doubts(connection) -> list[tuple[str, ...]]:
    """Claim, kind and what is told of each doubt, in order."""
    return connection.execute("SELECT claim_id, kind, told, other FROM doubt ORDER BY ALL").fetchall()
