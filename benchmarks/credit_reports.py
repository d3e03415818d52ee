"""Documents of many people in one batch: figures with their rows, statements, decisions, JSON in compressed parts.

    python benchmarks/creditfile.py --reports [--most 100000] [--memory 2GB] [--threads 2]

Made-up people (written by SQL, always the same), each with eight applications, two accounts of twelve months, three
claims of who they are and an inquiry; in a twentieth something about an identity is in doubt, a record in fifty is
nobody's. The book of figures and the sample scorecard that ship. Not counted: taking in, linking and laying doubts,
which a run does once for all. Beside it what cannot be beaten: compressing and writing the same bytes.
"""

from __future__ import annotations

import gzip
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import duckdb

from forbear.creditfile.decision.cards import shipped
from forbear.creditfile.features import figures
from forbear.creditfile.statements import Basis, batch, document
from forbear.creditfile.statements.deciding import asked_by, decider
from forbear.creditfile.tables import PLACED, SQL_TYPES, tables
from forbear.rules import catalog

PEOPLE = 100_000
DAY = "2026-06-01"
OUT = Path(__file__).with_name("out") / "reports"

_NAMED = "'{table}:' || lender || ':' || {key} AS \"row\""
_ROWS = {
    "application": (8, "application", """i::VARCHAR AS application,
        DATE '2026-06-01' - (hash(i * 7) % 700)::INT AS applied_on,
        1000 * (1 + hash(i * 7 + 1) % 90)::BIGINT AS amount, 'CNY' AS currency, 'instalment' AS product,
        ['approved', 'refused', 'refused', NULL][(1 + hash(i * 7 + 2) % 4)::INT] AS outcome"""),
    "account": (2, "account || '/2026-05-31'", """i::VARCHAR AS account,
        DATE '2026-05-31' AS as_of, 'instalment' AS product,
        DATE '2025-06-01' - (hash(i * 7) % 300)::INT AS opened, 1000000 AS principal,
        'CNY' AS currency, 24 AS term_months"""),
    "account_month": (24, "account || '/' || strftime(month, '%Y-%m')", """(i // 12)::VARCHAR AS account,
        (DATE '2025-06-01' + to_months((i % 12)::INT))::DATE AS "month", 'own' AS source, last_day("month") AS as_of,
        CASE hash(i * 7 + 1) % 20 WHEN 0 THEN 'late' WHEN 1 THEN 'unknown' ELSE 'current' END AS status,
        CASE status WHEN 'late' THEN 30 END AS days_late_from, 'CNY' AS currency, 1000000 - 40000 * (i % 12) AS balance,
        45000 AS due, CASE status WHEN 'late' THEN 0 ELSE 45000 END AS paid,
        CASE status WHEN 'late' THEN 45000 ELSE 0 END AS overdue"""),
    "identity_claim": (3, "subject || '/' || i % 3", """(i // 3)::VARCHAR AS subject, (i % 3)::VARCHAR AS claim,
        DATE '2026-01-01' AS as_of,
        'debtor' AS "role", 'Wang ' || i // 3 AS "name",
        '1390000' || lpad((i // 3 % 10000)::VARCHAR, 4, '0') AS phone,
        'Street ' || i // 2 AS address, 'Qinghe' AS city"""),
    "inquiry": (1, "inquiry", """i::VARCHAR AS inquiry,
        DATE '2026-03-01' AS inquired_on, 'application' AS kind, 'Hengfeng' AS asked_by"""),
    "list_entry": (0, "entry", """i::VARCHAR AS entry, 'x' AS list,
        'x' AS reason, 'id' AS matched_by, DATE '2026-01-01' AS listed_on"""),
}  # fmt: skip
"""Table → rows a person, its key, and columns over ``i``."""
_BESIDE = (
    """look AS SELECT i + 1 AS look_id, 'P' || lpad(i::VARCHAR, 8, '0') AS person_id, DATE '{day}' AS as_of
        FROM range({people}) AS r(i)""",
    """lender_kind AS SELECT 'L' || i AS lender, ['bank', 'micro_loan', 'platform'][(1 + i % 3)::INT] AS kind
        FROM range(40) AS r(i)""",
    """person_named AS SELECT '' AS claim, '' AS "role", NULL::DATE AS said_on, * FROM person_account WHERE false""",
    """person_doubt AS SELECT person_id, 'check_digit' AS kind, to_json({{'number': '****', 'count': 1}}) AS told,
        list("row" ORDER BY "row") AS "rows", '' AS innocent
        FROM person_identity_claim WHERE hash(person_id) % 20 = 0 GROUP BY person_id""",
    """person_weight AS SELECT person_id, "row", min("row") OVER (PARTITION BY person_id) AS other, part,
        'exact' AS level, 9000::BIGINT AS millibits
        FROM person_identity_claim, (VALUES ('name'), ('phone'), ('prior')) AS p(part)""",
    """row_held AS SELECT 'application:L1:held' || look_id AS "row", 'no-claim' AS why, NULL::VARCHAR AS told,
        [person_id] AS candidates
        FROM look WHERE look_id % 50 = 0""",
)


class Clock:
    """Seconds by the watch, and of all cores, by the part of the work."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[float, float]] = {}

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        wall, cpu = perf_counter(), process_time()
        yield
        before = self.parts.get(part, (0.0, 0.0))
        self.parts[part] = before[0] + perf_counter() - wall, before[1] + process_time() - cpu


def main(people: int, memory: str, threads: int) -> None:
    """Lay, state, decide and write; print what took how long."""
    shutil.rmtree(OUT, ignore_errors=True)
    try:
        report(people, memory, threads)
    finally:
        shutil.rmtree(OUT, ignore_errors=True)


def report(people: int, memory: str, threads: int) -> None:
    """The same in a folder that is there."""
    OUT.mkdir(parents=True)
    clock = Clock()
    config = {"memory_limit": memory, "threads": threads, "temp_directory": str(OUT / "spill")}
    with duckdb.connect(str(OUT / "store.duckdb"), config=config) as connection:
        lay(connection, people)
        with clock.of("figures"):
            figures(connection, catalog.credit_book("figures"))
        card = shipped("sample-lending-club")
        with clock.of("documents"):
            documents = document.written(
                connection, Basis("2026-06-01T00:00:00Z"), decider(card), figures=asked_by(card)
            )
            made = batch.write(OUT / "batch", documents, "benchmark")
    with clock.of("floor"):
        size = floor()
    wall, cpu = (sum(clock.parts[part][at] for part in ("figures", "documents")) for at in (0, 1))
    print(f"{made.documents:,} documents in {made.parts} parts, {size / made.documents:,.0f} bytes each uncompressed")
    for part, (seconds, cores) in clock.parts.items():
        print(f"  {part:10} {seconds:8.1f} s {cores:8.1f} s of CPU")
    print(f"  together   {wall:8.1f} s {cpu:8.1f} s of CPU, {made.documents / cpu:,.0f} documents a second of CPU")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


def lay(connection: duckdb.DuckDBPyConnection, people: int) -> None:
    """The relations as a linked store leaves them."""
    for name, table in tables().items():
        each, key, said = _ROWS[name]
        types = {key: SQL_TYPES[one.type] for key, one in table.columns.items()}
        types |= {key: SQL_TYPES[kind] for key, (kind, _) in PLACED.items()}
        own = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        connection.execute(f'CREATE TABLE person_{name} (person_id VARCHAR, "row" VARCHAR, {own})')
        whose, lender = ("i // 24", "i // 12") if name == "account_month" else (f"i // {each or 1}", "i")
        connection.execute(f"""
            INSERT INTO person_{name} BY NAME
            SELECT 'P' || lpad(({whose})::VARCHAR, 8, '0') AS person_id,
                'L' || ({lender}) % 40 AS lender, {said},
                {_NAMED.format(table=name, key=key)}, TIMESTAMP '2026-05-31 08:00:00' AS received,
                'contract 7' AS licence, repeat('ab', 32) AS file,
                'd' || ({lender}) % 40 AS delivery, i AS line, FALSE AS correction
            FROM range({people * each}) AS r(i)
        """)  # fmt: skip
    for beside in _BESIDE:
        connection.execute(f"CREATE TABLE {beside.format(day=DAY, people=people)}")


def floor() -> int:
    """Compress and write what stands in the parts once more; how many bytes that is."""
    size = 0
    for path in sorted((OUT / "batch").glob("*.gz")):
        text = gzip.decompress(path.read_bytes())
        path.write_bytes(gzip.compress(text, compresslevel=1, mtime=0))
        size += len(text)
    return size
