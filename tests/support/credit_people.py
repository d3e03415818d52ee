"""The rows of people, written by hand: the relations ``person_<table>`` and what ``identity.resolve`` leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import duckdb

from forbear.creditfile.identity import ledger
from forbear.creditfile.identity.claims import COLUMNS, Claim, take_in
from forbear.creditfile.identity.normalise import normalise
from forbear.creditfile.identity.screen import collapse, screen
from forbear.creditfile.identity.settings import shipped
from forbear.creditfile.tables import PLACED, SQL_TYPES, tables
from tests.support.rows import lay_rows

DAY = date(2026, 3, 1)
WANG, NO_SUCH = "11010519491231002X", "110105194912310021"
"""A number of the published examples, and the same with its last sign wrong."""


def lay_person_tables(connection: duckdb.DuckDBPyConnection, **given: Iterable[Mapping[str, Any]]) -> None:
    """``person_<table>`` for every table, with the rows given: ``lay_person_tables(c, application=[{...}])``."""
    for name, table in tables().items():
        columns = {key: SQL_TYPES[kind] for key, (kind, _) in PLACED.items()}
        columns |= {key: SQL_TYPES[column.type] for key, column in table.columns.items()}
        columns = {"person_id": "VARCHAR", "row": "VARCHAR", **columns}
        lay_rows(connection, f"person_{name}", columns, [*given.get(name, ())])


def lay_identity(connection: duckdb.DuckDBPyConnection, claims: Iterable[Mapping[str, Any]]) -> None:
    """The tables ``claim``, ``doubt`` and ``node``, as far as they are made before anything is linked."""
    picked = {"surname": "family_name", "given_name": "given_name", "id_number": "id_number", "phone": "phone"}
    made = []
    for one in claims:
        said = {ours: str(one[key]) for key, ours in picked.items() if one.get(key)}
        said |= {"address": one["address"]} if one.get("address") else {}
        said |= {"birth_day": one["birth_date"].isoformat()} if one.get("birth_date") else {}
        said |= {"id_kind": one["id_type"]} if one.get("id_number") else {}
        made.append(Claim(claim_id=one["row"], lender=one["lender"], place="CN", **said))
    take_in(connection, made)
    if not made:
        columns = ", ".join(f"{name} VARCHAR" for name in COLUMNS)
        connection.execute(f"CREATE OR REPLACE TABLE claim_given ({columns})")
    ledger.lay_sides(connection)
    normalise(connection, shipped())
    screen(connection, shipped())
    collapse(connection)


def said(person: str, at: int | str, as_of: date = DAY, **what: Any) -> dict[str, Any]:
    """One row of ``identity_claim``; ``at`` tells rows of one customer apart. A number is of the kind ``national``."""
    lender, subject = what.pop("lender", "Qinghe"), what.pop("subject", person)
    row = f"identity_claim:{lender}:{subject}/{at}"
    kind = {"id_type": what.pop("id_type", "national")} if what.get("id_number") else {}
    fixed = {"person_id": person, "row": row, "lender": lender, "subject": subject, "claim": str(at), "as_of": as_of}
    return {**fixed, **kind, **what}
