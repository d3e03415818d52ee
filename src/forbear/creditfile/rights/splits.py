"""Splits of mixed files and merges of broken ones by a person's decision: in the ledger of people, and on record here.

The ledger (DuckDB) is written inside the transaction of the record: where it fails, nothing is on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forbear.calendar import Instant, local_day, show_day
from forbear.creditfile.identity import ledger
from forbear.creditfile.identity.database import Connection
from forbear.creditfile.identity.people import Act, ids_before
from forbear.creditfile.identity.resolve import put_together, split_off, take_back
from forbear.creditfile.rights.disputing import recipients, tell
from forbear.creditfile.rights.records import Writing
from forbear.errors import Problem, RecordError


def split(
    writing: Writing, connection: Connection, at: Instant, claims: Sequence[str], who: str, why: str,
    rows: Iterable[str] = (),
) -> list[Act]:  # fmt: skip
    """Take claims out of a file: they are somebody else's. ``rows``: those of the report that go with them.

    Whoever was given such a row as this person's is told. The next run leaves the two apart.
    """
    _check(who, why)
    made = split_off(connection, claims, _day(at))
    _record(writing, at, "apart", made, who, why)
    old, gone = made[0].other, list(rows)
    for report in recipients(writing, [old, *ids_before(ledger.read(connection), old, splits=True)], gone):
        tell(writing, at, report, gone, "split", {"entry": made[0].seq})
    return made


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


def people_of(connection: Connection, person: str, *, splits: bool = False) -> list[str]:
    """A person and every id that this person had before, for what is on record under them."""
    return [person, *ids_before(ledger.read(connection), person, splits=splits)]


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
