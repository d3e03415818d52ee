"""Relations of a credit file made by hand: rows of people, and what is derived from them in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import duckdb

from forbear.creditfile.features import figures
from forbear.creditfile.tables import PLACED, SQL_TYPES, tables
from forbear.rules.format import Rulebook
from tests.support.rows import lay_rows

ME = "P00000001"
DAY = "2026-06-01"
FILE = "ab" * 32


@dataclass
class Relations:
    """Rows and what is known beside them; ``connection`` lays them out anew each time."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[tuple[str, str, str, list[str], str]] = field(default_factory=list)
    weights: list[tuple[str, str, str, str, str, int]] = field(default_factory=list)
    held: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    kinds: Mapping[str, str] = field(default_factory=dict)
    looks: Sequence[tuple[int, str, str]] = ((1, ME, DAY),)

    def add(self, table: str, lender: str = "Qinghe", person: str = ME, **said: Any) -> str:
        """A row; gives its name."""
        keys = [_escaped(_month(said[key])) for key in tables()[table].key if said.get(key) is not None]
        row = f"{table}:{_escaped(lender)}:{'/'.join(keys)}"
        received = f"2026-05-{len(self.rows) % 28 + 1:02} 08:00:00"
        placed = {
            "lender": lender,
            "received": received,
            "licence": "contract 7",
            "file": FILE,
            "delivery": sha256(f"{lender} {received}".encode()).hexdigest()[:32],
            "line": len(self.rows) + 1,
            "correction": False,
        }
        self.rows.append({"table": table, "person_id": person, "row": row, **placed, **said})
        return row

    def connection(self, without: str = "", book: Rulebook | None = None) -> duckdb.DuckDBPyConnection:
        """All relations, ``without`` one row and all that came of it; the figures of ``book`` where one is given."""
        connection = duckdb.connect()
        kept = [row for row in self.rows if row["row"] != without]
        for name, table in tables().items():
            columns = {
                "person_id": "VARCHAR",
                "row": "VARCHAR",
                **{key: SQL_TYPES[one.type] for key, one in table.columns.items()},
                **{key: SQL_TYPES[kind] for key, (kind, _) in PLACED.items()},
            }
            rows = [{key: row.get(key) for key in columns} for row in kept if row["table"] == name]
            lay_rows(connection, f"person_{name}", columns, rows, kind="TABLE")
        beside = "SELECT '' AS claim, '' AS \"role\", NULL::DATE AS said_on, * FROM person_account WHERE false"
        connection.execute(f"CREATE VIEW person_named AS {beside}")
        self._beside(connection, without)
        if book:
            figures(connection, book, zone="UTC")
        else:
            _derived(connection)
        return connection

    def _beside(self, connection: duckdb.DuckDBPyConnection, without: str) -> None:
        _lay(connection, "look", "look_id BIGINT, person_id VARCHAR, as_of DATE", self.looks)
        _lay(connection, "lender_kind", "lender VARCHAR, kind VARCHAR", self.kinds.items())
        doubts = [one for one in self.doubts if without not in one[3]]
        columns = "person_id VARCHAR, kind VARCHAR, told VARCHAR, rows VARCHAR[], innocent VARCHAR"
        _lay(connection, "person_doubt", columns, doubts)
        weights = [one for one in self.weights if without not in one[1:3]]
        columns = "person_id VARCHAR, row VARCHAR, other VARCHAR, part VARCHAR, level VARCHAR, millibits BIGINT"
        _lay(connection, "person_weight", columns, weights)
        held = [one for one in self.held if one[0] != without]
        _lay(connection, "row_held", "row VARCHAR, why VARCHAR, told VARCHAR, candidates VARCHAR[]", held)


def _derived(connection: duckdb.DuckDBPyConnection) -> None:
    """A rulebook of one figure and one rule: applications of 90 days, and at least three of them."""
    connection.execute("""
        CREATE TABLE figure AS
        SELECT look_id, l.person_id, 'applications_90d' AS figure, '' AS currency, count(*) AS low, count(*) AS high,
            list("row" ORDER BY "row") AS "rows", []::VARCHAR[] AS left_out
        FROM look AS l JOIN person_application AS a ON a.person_id = l.person_id AND a.applied_on BETWEEN l.as_of - 90
            AND l.as_of
        GROUP BY look_id, l.person_id;
        CREATE TABLE spoke AS
        SELECT look_id, person_id, 'many-applications' AS rule, TRUE AS truth, "rows" FROM figure WHERE low >= 3
    """)


def _lay(connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    types = dict(column.split() for column in columns.split(", "))
    lay_rows(connection, name, types, [dict(zip(types, row, strict=True)) for row in rows], kind="TABLE")


def _month(value: Any) -> str:
    return str(value)[:7] if isinstance(value, date) else str(value)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A").replace("/", "%2F")


def month(year: int, number: int) -> date:
    """The first day of a month."""
    return date(year, number, 1)


def story() -> Relations:
    """A file with something in every section."""
    made = Relations(kinds={"Qinghe": "bank", "Lanjing": "micro_loan"})
    person = {
        "name": "Chen Example",
        "birth_date": "1990-02-03",
        "id_type": "cn.ric",
        "id_number": "110101199002030010",
    }
    one = made.add("identity_claim", subject="S1", as_of="2026-05-01", phone="+86 155 5501 0001", **person)
    two = made.add("identity_claim", "Lanjing", subject="77", as_of="2026-05-02", **{**person, "name": "陈例"})
    made.weights += [(ME, two, one, "number", "same", 21_000), (ME, two, one, "name", "differs", -2_500)]
    for number, day in enumerate(("2026-01-05", "2026-04-01", "2026-05-03", "2026-05-20")):
        made.add(
            "application",
            "Lanjing",
            application=f"A/{number}",
            applied_on=day,
            product="instalment",
            amount=500_000,
            currency="CNY",
            outcome="refused",
            outcome_code="R2",
        )
    made.add(
        "inquiry", inquiry="I1", inquired_on="2026-05-04", kind="application", asked_by="Lanjing", reason_code="02"
    )
    made.add("inquiry", inquiry="I2", inquired_on="2026-05-09", kind="own", reason_code="11")
    made.add(
        "account",
        account="C1",
        as_of="2026-05-31",
        opened="2025-12-01",
        product="instalment",
        principal=1_200_000,
        currency="CNY",
        term_months=12,
    )
    for number, (status, code, late) in enumerate(
        [("current", "N", None), ("late", "1", 1), ("late", "2", 31), ("current", "N", None), ("unknown", "#", None)]
    ):
        made.add(
            "account_month",
            account="C1",
            month=month(2026, number + 1),
            status=status,
            code=code,
            currency="CNY",
            days_late_from=late,
            days_late_to=late and late + 29,
            overdue=late and 100_000,
            due=100_000,
        )
    made.add(
        "list_entry",
        "Lanjing",
        entry="L1",
        list="Arrears",
        owner="Lanjing",
        reason="Late over 30 days",
        matched_by="id",
        listed_on="2026-03-20",
        leave_by="Pay what is late",
        expires_on="2031-03-20",
    )
    made.doubts.append((ME, "two-names", "Two names stand with one number.", [one, two], ""))
    made.held.append(("list_entry:Lanjing:L9", "phone-only", "A number only", [ME]))
    return made
