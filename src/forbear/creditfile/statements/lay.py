"""The relations of a part of the looks laid out in the database, and its pieces of JSON read back in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

import duckdb

from forbear.creditfile import storing
from forbear.creditfile.tables import tables
from forbear.engine.backends.safely import literal

SECTIONS = (
    "header", "identity", "belongs", "figures", "applications", "inquiries", "accounts", "named", "months", "late",
    "doubts", "lists", "rules", "held",
)  # fmt: skip
"""One file of ``sql/`` each, in the order in which a document states them."""
NAMED = "named"
"""The accounts of others in which somebody is named: of one person what the table of accounts is of another."""

OWN_DAY = {
    "application": "applied_on", "inquiry": "inquired_on", "account": "opened",
    "account_month": "month", "identity_claim": "as_of", "list_entry": "listed_on",
}  # fmt: skip
"""The day of a row itself, as for the rulebooks: it counts in a look where this is not later, or not known."""

_AT_ONCE = 2000
Stated = tuple[str, str, int | None, int | None]
"""A figure, its currency, low and high."""


@dataclass(slots=True)
class Laid:
    """What the database says of a look: pieces of a document as JSON, and what the decision is made of.

    ``nth``: its place in the part; ``figures``: figure, currency, low, high; ``rules``: rule, truth (None: undecided).
    """

    nth: int
    look: int
    person: str
    as_of: str
    statements: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)
    figures: list[Stated] = field(default_factory=list)
    rules: list[tuple[str, bool | None]] = field(default_factory=list)
    held: int = 0


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay once on a connection what the statements of every part use."""
    connection.execute(sql("macros"))
    connection.execute(sql("once"))


def part(
    connection: duckdb.DuckDBPyConnection, first: str, last: str, figures: Collection[str] | None = None
) -> list[Laid]:
    """The looks at the people from ``first`` to ``last`` in order; those of which nothing is said come, too.

    ``figures``: those that are asked for beside the document, all where none is named.
    """
    between = {"from": literal(first), "to": literal(last)}
    connection.execute(sql("part", between))
    for table in tables().values():
        connection.execute(sql("at", {"table": table.name, "day": f"p.{OWN_DAY[table.name]}", **between}))
    connection.execute(sql("at", {"table": NAMED, "day": "greatest(p.said_on, p.opened)", **between}))
    connection.execute(sql("heads", {"rows": _rows('lender, "row", received, licence, file, delivery')}))
    looks = _looks(connection, figures)
    _gather(connection, looks)
    return list(looks.values())


def _looks(connection: duckdb.DuckDBPyConnection, figures: Collection[str] | None) -> dict[int, Laid]:
    """The looks of the part with their figures and rules."""
    listed = connection.execute("SELECT look_id, asked, person_id, as_of FROM part_look ORDER BY look_id").fetchall()
    looks = {nth: Laid(nth, look, person, str(as_of)) for nth, look, person, as_of in listed}
    for look, *figure in connection.execute(
        "SELECT look_id, figure, coalesce(currency, ''), low, high FROM part_figure "
        "WHERE $1 IS NULL OR list_contains($1::VARCHAR[], figure) ORDER BY ALL",
        [None if figures is None else sorted(figures)],
    ).fetchall():
        looks[look].figures.append(tuple(figure))
    for look, *rule in connection.execute("SELECT look_id, rule, truth FROM part_spoke ORDER BY ALL").fetchall():
        looks[look].rules.append(tuple(rule))
    for look, held in connection.execute(
        'SELECT look_id, count(DISTINCT "row") FROM part_held GROUP BY look_id'
    ).fetchall():
        looks[look].held = held
    return looks


def _gather(connection: duckdb.DuckDBPyConnection, looks: dict[int, Laid]) -> None:
    """Give each look its pieces: they come in order, and before each part of a document comes nothing."""
    parts = (part for one in looks.values() for part in (one.statements, one.evidence, one.deliveries))
    pieces = connection.execute(_documents()).fetchmany
    part: list[str] = []
    while found := pieces(_AT_ONCE):
        for (text,) in found:
            if text is None:
                part = next(parts)
            else:
                part.append(text)


@cache
def _documents() -> str:
    sections = "\nUNION ALL\n".join(f"({sql(name)})" for name in SECTIONS)
    return sql("documents", {"sections": sections, "rows": _rows('lender, "row", delivery, line, correction, consent')})


@cache
def _rows(columns: str) -> str:
    """All rows of the part under one roof."""
    parts = (
        f'SELECT look_id, {literal(table.name)} AS "table", {columns} FROM at_{table.name}'
        for table in tables().values()
    )
    return " UNION ALL ".join([*parts, f"SELECT DISTINCT look_id, 'account' AS \"table\", {columns} FROM at_{NAMED}"])


def sql(name: str, parts: Mapping[str, str] | None = None) -> str:
    """A text of this package's ``sql/``, each ``/* name */`` filled in."""
    return storing.sql(name, parts, of="statements")
