"""What kind of institution each lender is, from a CSV: what was said stays, the newest word counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from forbear.creditfile.linked.said import read_table
from forbear.creditfile.store import Store, utc
from forbear.creditfile.storing import sql
from forbear.engine.backends.safely import literal
from forbear.errors import Problem, nearest

KINDS = ("bank", "consumer_finance", "micro_loan", "platform", "guarantee", "telecom", "other")
COLUMNS = ("lender", "kind")
_MADE = """CREATE TABLE IF NOT EXISTS lender_said (
    seq BIGINT NOT NULL, received TIMESTAMP NOT NULL, lender VARCHAR NOT NULL, kind VARCHAR NOT NULL)"""


def take(store: Store, path: Path, received: datetime) -> int:
    """Add what a CSV with ``lender`` and ``kind`` says; how many lenders."""
    lines = read_table(path, COLUMNS, _wrong)
    with store.wholly():
        store.connection.execute(_MADE)
        ((last,),) = store.rows("SELECT coalesce(max(seq), 0) FROM lender_said")
        store.connection.executemany(
            "INSERT INTO lender_said VALUES (?, ?, ?, ?)",
            [[last + at, utc(received), line["lender"], line["kind"]] for at, line in enumerate(lines, 1)],
        )
    return len(lines)


def lay(store: Store, until: str) -> None:
    """``lender_kind``: lender and kind; empty where nothing was said."""
    there = store.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'lender_said'")
    none = "SELECT 0 AS seq, NULL::TIMESTAMP AS received, '' AS lender, '' AS kind LIMIT 0"
    store.connection.execute(sql("linked/lenders", {"said": "FROM lender_said" if there else none, "until": until}))


def unnamed(store: Store) -> list[str]:
    """The lenders of the store whose kind nobody said."""
    lay(store, literal("infinity"))
    query = "SELECT DISTINCT lender FROM delivery ANTI JOIN lender_kind USING (lender) ORDER BY lender"
    return [lender for (lender,) in store.rows(query)]


def _wrong(line: Mapping[str, str], where: str) -> Iterator[Problem]:
    if not line["lender"]:
        yield Problem(where, "no lender is named", code="value-missing")
    if line["kind"] not in KINDS:
        hint = nearest(line["kind"], KINDS) or f"The kinds are {', '.join(KINDS)}"
        yield Problem(where, f"kind: {line['kind']!r} is no kind of lender", hint=hint, code="kind-unknown")
