"""Stores made of rows that a test writes: each delivery a CSV of one table, taken in as a lender's would be."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.store import Store

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def deliver(store: Store, table: str, rows: list[dict], lender: str = "Qinghe", at: datetime = DAY, **about) -> None:
    """Take rows (column → text) of one table in."""
    names = sorted({name for row in rows for name in row})
    head = f'[file]\ncurrency = "CNY"\n[{table}.columns]\n'
    mapping = head + "".join(f'{name} = "{name}"\n' for name in names)
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    folder = Path(store.folder).parent
    digest = hashlib.sha256(f"{table}{text.getvalue()}{lender}{at}".encode()).hexdigest()[:12]
    (folder / f"{digest}.toml").write_text(mapping, encoding="utf-8")
    path = folder / f"{digest}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    take_in(store, Delivery(path, lender, at, read_mapping(str(folder / f"{digest}.toml")), "contract", **about))


def files(store: Store, table: str) -> dict[str, str]:
    """Row → person of ``person_<table>``."""
    return dict(store.rows(f'SELECT "row", person_id FROM person_{table}'))


def held(store: Store) -> dict[str, str]:
    """Row → why it is held."""
    return dict(store.rows('SELECT "row", why FROM row_held'))
