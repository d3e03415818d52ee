"""Rows of the tables back into histories, for the scalar engine to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from forbear.audit.tables.database import Database
from forbear.audit.tables.log import FILES
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.engine.relational.tables import EVENT_BASE, NULLS
from forbear.events import Event, Facts, History, Parties

_BEFORE = ("policy.", "calendars.")


def histories(db: Database, debtors: Sequence[str]) -> Iterator[tuple[str, History]]:
    """The whole history of each of some debtors."""
    found = {table: _by_debtor(db, table, debtors) for table in FILES}
    for debtor in dict.fromkeys(debtors):
        events = [_event(row) for row in found["events"][debtor]]
        yield debtor, History(_parties(debtor, {table: rows[debtor] for table, rows in found.items()}), events)


def history_in(db: Database, folder: Path, debtor: str) -> History:
    """The whole history of one debtor, from a log that this package laid itself: nothing of it is checked again."""
    found = {table: _rows_in(db, folder / name, debtor) for table, name in FILES.items()}
    return History(_parties(debtor, found), [_event(row) for row in found["events"]])


def _rows_in(db: Database, place: Path, debtor: str) -> list[Mapping[str, Any]]:
    path = literal(exactly(place) if place.suffix else f"{exactly(place)}/*.parquet")
    cursor = db.connection.execute(f"SELECT * FROM read_parquet({path}) WHERE debtor = ?", [debtor])
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _by_debtor(db: Database, table: str, debtors: Sequence[str]) -> Mapping[str, list[Mapping[str, Any]]]:
    names = list(db.columns(f"log_{table}"))
    chosen = ", ".join(quoted(name) for name in names)
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in db.rows(f"SELECT {chosen} FROM log_{table} WHERE debtor IN ({_list(debtors)})"):
        facts = dict(zip(names, row, strict=True))
        groups[facts["debtor"]].append(facts)
    return groups


def _list(debtors: Sequence[str]) -> str:
    return ", ".join(literal(debtor) for debtor in debtors) or "NULL"


def _event(row: Mapping[str, Any]) -> Event:
    facts = _facts({key: value for key, value in row.items() if key not in EVENT_BASE})
    return Event(seq=row["seq"], at=row["at"], kind=row["kind"], facts=facts, known_at=row["known_at"])


def _parties(debtor: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Parties:
    own = _facts(rows["debtors"][0]) if rows["debtors"] else {"id": debtor}
    policy = {key.removeprefix("policy."): value for key, value in own.items() if key.startswith("policy.")}
    calendars = {key.removeprefix("calendars."): value for key, value in own.items() if key.startswith("calendars.")}
    return Parties(
        collectors=_by_id(rows["collectors"]),
        debtor={key: value for key, value in own.items() if not key.startswith(_BEFORE)},
        people=_by_id(rows["people"]),
        debts=_by_id(rows["debts"]),
        calendars=calendars,  # type: ignore[arg-type]
        policy=policy,
    )


def _by_id(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Facts]:
    return {row["id"]: _facts(row) for row in rows}


def _facts(row: Mapping[str, Any]) -> Facts:
    """What is stated; what stands under ``nulls`` is stated as not known."""
    nulls = row.get(NULLS) or ()
    stated = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    own = {key: value for key, value in stated.items() if value is not None and key not in (NULLS, "debtor")}
    return own | dict.fromkeys(nulls)
