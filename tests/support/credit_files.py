"""Small credit files by chance, as relations of a connection, and the same as events for the definition.

What the months of an account come to is worked out here a second time, month by month, in plain Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import duckdb

from forbear.calendar import start_of_day
from forbear.credit_vocabulary import RENAMED
from forbear.creditfile.features.seen import KINDS
from forbear.creditfile.tables import PLACED, SQL_TYPES, tables
from forbear.events import Event, Facts, History, Parties
from tests.support.rows import lay_rows

LENDERS = ("A", "B", "C")
FIRST = date(2026, 1, 1)
EDGES = (0, 1, 6, 7, 14, 15, 29, 30, 89, 90, 179, 180, 364, 365)
BAD = {"late", "bad_debt", "collection"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class File:
    """The rows of one person by table, and the days of the looks."""

    rows: Mapping[str, Sequence[Row]]
    looks: Sequence[date] = ()

    def without(self, name: str) -> File:
        """The file without one row."""
        rows = {table: [row for row in own if row["row"] != name] for table, own in self.rows.items()}
        return File(rows, self.looks)

    def names(self) -> list[str]:
        """The names of all rows."""
        return [row["row"] for own in self.rows.values() for row in own]


class Chance:
    """Draws the rows of a person by chance; days often lie at the edge of a window of the look."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.look = FIRST

    def day(self) -> date:
        """A day before, at or after the look."""
        edge = self.random.choice(EDGES) if self.random.random() < 0.7 else self.random.randrange(-40, 400)
        return self.look - timedelta(edge)

    def one(self, *values: Any) -> Any:
        """One of some values."""
        return self.random.choice(values)

    def maybe(self, value: Any) -> Any:
        """A value, or in a third of all cases nothing."""
        return value if self.random.random() < 0.66 else None

    def file(self, most: int = 8) -> File:
        """A small file with one or two looks."""
        self.look = FIRST + timedelta(self.random.randrange(400))
        rows = {
            table: _named(
                table, [{"lender": self.one(*LENDERS), **draw(self)} for _ in range(self.random.randrange(most))]
            )
            for table, draw in _DRAWN.items()
        }
        return File(rows, sorted({self.look, self.look - timedelta(self.random.randrange(60))}))

    def people(self, number: int = 40) -> list[File]:
        """So many small files."""
        return [self.file() for _ in range(number)]


_DRAWN: Mapping[str, Callable[[Chance], Row]] = {
    "application": lambda by: {
        "applied_on": by.day(),
        "outcome": by.maybe(by.one("approved", "refused")),
        "purpose": by.maybe(by.one("car", "rent")),
        "product": by.maybe("vehicle"),
        "amount": by.maybe(by.one(-20, 0, 4, 7, 11, 36, 90)),
        "currency": by.maybe(by.one("CNY", "USD")),
    },
    "inquiry": lambda by: {"inquired_on": by.day(), "kind": by.one("application", "own", "review")},
    "account": lambda by: {
        "account": by.one("x", "y"),
        "as_of": by.day(),
        "opened": by.maybe(by.day()),
        "closed": by.maybe(by.maybe(by.day())),
        "currency": by.maybe(by.one("CNY", "USD")),
        "principal": by.maybe(by.one(0, 5, 81)),
    },
    "account_month": lambda by: {
        "account": by.one("x", "y"),
        "month": by.day().replace(day=1),
        "source": by.one("own", "history"),
        "as_of": None,
        "status": by.one("current", "late", "late", "unknown", "restructured", "settled"),
        "days_late_from": by.maybe(by.one(0, 30, 60)),
        "balance": by.maybe(by.one(0, 5, 70)),
        "due": by.maybe(by.one(0, 9)),
        "overdue": by.maybe(by.one(0, 9)),
        "currency": by.maybe("CNY"),
    },
    "list_entry": lambda by: {
        "listed_on": by.day(),
        "matched_by": by.one("id", "phone"),
        "expires_on": by.maybe(by.day()),
        "removed_on": by.maybe(by.maybe(by.day())),
    },
}
_KEYS = {"account": ("account", "as_of"), "account_month": ("account", "month")}


def _named(table: str, drawn: Iterable[Row]) -> list[Row]:
    """Rows with names: by key where there is one, else by number."""
    found: dict[str, Row] = {}
    for number, row in enumerate(drawn):
        key = "/".join(str(row[part]) for part in _KEYS.get(table, ())) or str(number)
        name = f"{table}:{row['lender']}:{key}"
        found.setdefault(name, {**row, "row": name})
    return list(found.values())


Look = tuple[int, File, date]


def looks_of(people: Sequence[File]) -> list[Look]:
    """Every look at every file, numbered."""
    pairs = [(file, day) for file in people for day in file.looks]
    return [(number, file, day) for number, (file, day) in enumerate(pairs)]


def laid(people: Sequence[File], kinds: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """A connection with the relations that figures read: many people, because each figure is one query for all."""
    connection = duckdb.connect(config={"threads": 1})
    places = {id(file): place for place, file in enumerate(people)}
    for table, shape in tables().items():
        types = {"person_id": "VARCHAR", "row": "VARCHAR"}
        types |= {name: SQL_TYPES[column.type] for name, column in shape.columns.items()}
        types |= {name: SQL_TYPES[kind] for name, (kind, _) in PLACED.items()}
        rows = [{"person_id": f"P{places[id(file)]}", **row} for file in people for row in file.rows.get(table, ())]
        lay_rows(connection, f"person_{table}", types, rows)
    lenders = [{"lender": lender, "kind": kind} for lender, kind in kinds.items()]
    lay_rows(connection, "lender_kind", {"lender": "VARCHAR", "kind": "VARCHAR"}, lenders)
    looks = [
        {"look_id": number, "person_id": f"P{places[id(file)]}", "as_of": day} for number, file, day in looks_of(people)
    ]
    lay_rows(connection, "look", {"look_id": "BIGINT", "person_id": "VARCHAR", "as_of": "DATE"}, looks)
    return connection


def history(file: File, as_of: date, kinds: Mapping[str, str]) -> History:
    """What a look on a day sees, as events of the definition, in the order of day, kind and name."""
    seen = [*_plain(file, as_of, kinds), *_accounts(file, as_of, kinds)]
    placed = sorted(seen, key=lambda one: (one[0], KINDS.index(one[1]), one[2]["row"]))
    events = []
    for seq, (day, kind, facts) in enumerate(placed, start=1):
        at = start_of_day(day.toordinal(), "UTC")
        known = {key: value for key, value in facts.items() if value is not None and key != "row"}
        events.append(Event(seq, at, kind, _as_facts(known), at))
    return History(Parties({}, {"id": "P", "zones": ("UTC",)}), events)


def _as_facts(row: Row) -> Facts:
    return {key: value.toordinal() if isinstance(value, date) else value for key, value in row.items()}


def month_day(row: Row) -> date:
    """The day on which a month counts: that of its report, else its last."""
    if row["source"] == "own" and row["as_of"] is not None:
        return row["as_of"]
    return date(row["month"].year + row["month"].month // 12, row["month"].month % 12 + 1, 1) - timedelta(1)


def _plain(file: File, as_of: date, kinds: Mapping[str, str]) -> Iterable[tuple[date, str, Row]]:
    own = {"application": "applied_on", "inquiry": "inquired_on", "list_entry": "listed_on"}
    for kind in ("application", "inquiry", "list_entry", "account_month"):
        for row in file.rows.get(kind, ()):
            day = month_day(row) if kind == "account_month" else row[own[kind]]
            if day <= as_of:
                renamed = {RENAMED.get((kind, key), key): value for key, value in row.items()}
                yield day, kind, {**renamed, "lender_kind": kinds.get(row["lender"])}


def _accounts(file: File, as_of: date, kinds: Mapping[str, str]) -> Iterable[tuple[date, str, Row]]:
    things = {(row["lender"], row["account"]) for row in file.rows.get("account", ()) if row["as_of"] <= as_of}
    for lender, account in things:
        reports = [row for row in file.rows["account"] if (row["lender"], row["account"]) == (lender, account)]
        newest = max((row for row in reports if row["as_of"] <= as_of), key=lambda row: row["as_of"])
        own = [
            row for row in file.rows.get("account_month", ()) if (row["lender"], row["account"]) == (lender, account)
        ]
        months = sorted((row for row in own if month_day(row) <= as_of), key=lambda row: row["month"])
        day = newest["opened"] or date(1, 1, 1)
        if day <= as_of:
            yield day, "account", {**newest, **_summary(newest, months, as_of), "lender_kind": kinds.get(lender)}


def days_of(row: Row) -> int | None:
    """How many days late a month is at least."""
    if row["days_late_from"] is not None:
        return row["days_late_from"]
    return 0 if row["status"] in ("current", "settled", "nothing_due") else None


def is_late(row: Row) -> bool | None:
    """Is a month late? None where nothing is known of it."""
    if row["status"] == "unknown":
        return None
    return (row["days_late_from"] or 0) > 0 or row["status"] in BAD


def _summary(account: Row, months: Sequence[Row], as_of: date) -> Row:
    newest = months[-1] if months else None
    closed = account["closed"]
    ended = newest is not None and newest["status"] in ("settled", "transferred", "ended_badly")
    found: dict[str, Any] = {"is_open": not (closed <= as_of if closed else ended)}
    if newest is None:
        return found | dict.fromkeys(("days_late_longest", "late_run", "months_late", "cures", "months_unknown"), 0)
    known = [row for row in months if is_late(row) is not None]
    late = [row for row in known if is_late(row)]
    run = 0
    for row in reversed(known):
        if not is_late(row):
            break
        run += 1
    earliest = date(as_of.year - (as_of.month == 1), as_of.month - 1 or 12, 1)
    days = days_of(newest)
    longest = [days_of(row) for row in late]
    return found | {
        "currency": account["currency"] or newest["currency"],
        "status_now": None if newest["status"] == "unknown" else newest["status"],
        "month_now": newest["month"],
        "days_late_now": days,
        "days_late_longest": None if None in longest else max([0, *longest]),
        "late_run": None if is_late(newest) is None else run,
        "months_late": len(late),
        "cures": sum(is_late(a) is True and is_late(b) is False for a, b in pairwise(known)),
        "months_unknown": len(months) - len(known),
        "last_late": late[-1]["month"] if late else None,
        "balance": newest["balance"],
        "overdue": newest["overdue"] if newest["overdue"] is not None else 0 if days == 0 else None,
        "due_next": newest["due"] if newest["month"] >= earliest else None,
    }


def look_facts(as_of: date) -> Facts:
    """The keys of the look."""
    return {"as_of": as_of.toordinal()}


def end_of(day: date) -> int:
    """The instant at which a look on a day is asked."""
    return start_of_day(day.toordinal() + 1, "UTC") - 1
