"""Read a log in the form of tables back into histories: row by row, with nothing shared with what wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from forbear.events import Event, History, Parties
from tests.support.one_database import connected

HEAD = ("debtor", "seq", "at", "known_at", "kind")


def rows(*paths: Path, chosen: str = "*") -> list[dict[str, Any]]:
    """The rows of Parquet files as dictionaries; NULL is left out, lists are tuples."""
    with connected() as db:
        found = db.read_parquet([str(path) for path in paths]).project(chosen)
        return [_facts(dict(zip(found.columns, row, strict=True))) for row in found.fetchall()]


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if value is not None}


@cache
def events(folder: Path) -> list[dict[str, Any]]:
    """All rows of the events, in the order of the files; a log is never written twice."""
    return rows(*parts(folder))


def parts(folder: Path) -> list[Path]:
    """The files of the events."""
    return sorted((folder / "events").glob("*.parquet"))


def answer_key(folder: Path) -> set[tuple[int, str, str]]:
    """(seq, rulebook, rule) of everything planted."""
    return {(row["seq"], row["rulebook"], row["rule"]) for row in rows(folder / "answer-key.parquet")}


def histories(folder: Path) -> Iterator[History]:
    """One history for each debtor."""
    tables = {name: _by_debtor(rows(folder / f"{name}.parquet")) for name in
              ("debtors", "people", "debts", "collectors")}  # fmt: skip
    happened = _by_debtor(events(folder))
    for debtor, found in happened.items():
        parties = Parties(
            collectors=_by_id(tables["collectors"][debtor]),
            debtor=_by_id(tables["debtors"][debtor])[debtor],
            people=_by_id(tables["people"][debtor]),
            debts=_by_id(tables["debts"][debtor]),
        )
        yield History(parties, [_event(row) for row in found])


def _by_debtor(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        groups[row["debtor"]].append(row)
    return groups


def _by_id(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    named = {row["id"]: {key: value for key, value in row.items() if key != "debtor"} for row in found}
    assert len(named) == len(found), "an id stands twice"
    return named


def _event(row: dict[str, Any]) -> Event:
    facts = {key: value for key, value in row.items() if key not in HEAD}
    return Event(seq=row["seq"], at=row["at"], kind=row["kind"], facts=facts, known_at=row["known_at"])
