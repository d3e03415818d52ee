"""Splits of mixed files and merges of broken ones by a person's decision: in the ledger of people, and on record here.

The ledger (DuckDB) is written inside the transaction of the record: where it fails, nothing is on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from forbear.calendar import Instant, local_day, show_day
from forbear.creditfile.identity import ledger
from forbear.creditfile.identity.database import Connection
from forbear.creditfile.identity.people import Act, ids_before
from forbear.creditfile.identity.resolve import put_together, split_off, take_back
from forbear.creditfile.linked.rows import rows_of_people
from forbear.creditfile.rights.disputing import recipients, tell
from forbear.creditfile.rights.records import Writing
from forbear.creditfile.store import Store
from forbear.creditfile.tables import tables
from forbear.errors import Problem, RecordError


@contextmanager
def people_in(store: Store) -> Iterator[Connection]:
    """The connection of a store with its people and their ledger in view; what is done inside is done wholly or not."""
    try:
        with store.wholly():
            store.connection.execute("SET search_path = 'identity,main'")
            yield store.connection
    finally:
        store.connection.execute("RESET search_path")


def split_in(
    writing: Writing, store: Store, at: Instant, claims: Sequence[str], who: str, why: str
) -> tuple[Act, list[str]]:
    """Take claims of a store out of a file, with all rows that are theirs; gives back the act and these rows."""
    with people_in(store) as connection:
        (made,) = split(writing, connection, at, claims, who, why)
        people = [made.other, *ids_before(ledger.read(connection), made.other, splits=True)]
    rows_of_people(store)
    query = " UNION ALL ".join(f'SELECT "row" FROM person_{name} WHERE person_id = $1' for name in tables())
    gone = sorted(row for (row,) in store.rows(query, [made.person]))
    _tell(writing, at, made, people, gone)
    return made, gone


def split(
    writing: Writing, connection: Connection, at: Instant, claims: Sequence[str], who: str, why: str,
    rows: Sequence[str] = (),
) -> list[Act]:  # fmt: skip
    """Take claims out of a file: they are somebody else's. ``rows``: those of the report that go with them.

    Whoever was given such a row as this person's is told. The next run leaves the two apart.
    """
    _check(who, why)
    made = split_off(connection, claims, _day(at))
    _record(writing, at, "apart", made, who, why)
    old = made[0].other
    _tell(writing, at, made[0], [old, *ids_before(ledger.read(connection), old, splits=True)], rows)
    return made


def _tell(writing: Writing, at: Instant, made: Act, people: Sequence[str], rows: Sequence[str]) -> None:
    for report in recipients(writing, people, rows):
        tell(writing, at, report, rows, "split", {"entry": made.seq})


def merge(writing: Writing, connection: Connection, at: Instant, one: str, other: str, who: str, why: str) -> list[Act]:
    """Two files are one person's: the first keeps its id, and the next run leaves them together."""
    _check(who, why)
    made = put_together(connection, one, other, _day(at))
    _record(writing, at, "together", made, who, why)
    return made


def undo(writing: Writing, connection: Connection, at: Instant, entry: int, who: str, why: str) -> list[Act]:
    """Take a merge, a split or a decision of the ledger back."""
    _check(who, why)
    made = take_back(connection, entry, _day(at))
    _record(writing, at, "taken-back", made, who, why)
    return made


def people_of(store: Store, person: str, *, splits: bool = False) -> list[str]:
    """A person and every id that this person had before, for what is on record under them."""
    there = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'identity' AND table_name = 'person_ledger'"
    acts = ledger.kept(store.connection, "identity.person_ledger") if store.rows(there) else []
    return [person, *ids_before(acts, person, splits=splits)]


def _record(writing: Writing, at: Instant, what: str, made: Sequence[Act], who: str, why: str) -> None:
    """One record under each of the two ids, so that either person finds it."""
    for act in made:
        body = {
            "what": what, "entry": act.seq, "undoes": act.undoes, "claims": list(act.claims), "from": act.other,
            "to": act.person, "by": who, "why": why,
        }  # fmt: skip
        for person in dict.fromkeys((act.other, act.person)):
            writing.add(at, "split", person, body)


def _check(who: str, why: str) -> None:
    faults = [
        Problem(name, "it is empty", why="A decision about whose records these are is somebody's", hint=hint, code=code)
        for name, value, hint, code in (
            ("who", who, "Say who decides", "split-who"),
            ("why", why, "Say on what evidence", "split-why"),
        )
        if not value.strip()
    ]
    if faults:
        raise RecordError(faults)


def _day(at: Instant) -> str:
    return show_day(local_day(at, "UTC"))
