"""All of it on one connection: ``claim_given`` in; ``person_of``, ``held``, ``doubt`` and ``person_ledger`` out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from forbear.creditfile.identity import aliases, claims, ledger
from forbear.creditfile.identity.database import Connection, rows, run
from forbear.creditfile.identity.joining import join
from forbear.creditfile.identity.link import Looked, link
from forbear.creditfile.identity.model import Weights
from forbear.creditfile.identity.normalise import normalise
from forbear.creditfile.identity.people import Act, part, undo, unite
from forbear.creditfile.identity.screen import collapse, screen
from forbear.creditfile.identity.settings import Settings, shipped
from forbear.creditfile.identity.settling import settle
from forbear.garbage import unsearched

_CANDIDATES = 5
"""A key that points to more people than this points to nobody."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a run did, in numbers; the rows stand in the tables."""

    claims: int
    people: int
    held: int
    looked: Looked
    doubts: Mapping[str, int]
    acts: Mapping[str, int]


@unsearched()  # the guard holds millions of small things: looking through them costs a tenth of a run
def resolve(
    connection: Connection,
    day: str,
    settings: Settings | None = None,
    weights: Weights | None = None,
    *,
    renewed: Sequence[aliases.Alias] = (),
    step: Callable[[str], None] = lambda _: None,
) -> Resolved:
    """Find whose record each claim is. ``day``: of the run, for the ledger; a later run keeps the people's ids.

    ``weights``: those of an earlier run (``Resolved.looked.weights``), so that the same is judged by the same.
    ``renewed``: numbers that replaced others. ``step`` is told what is being done.
    """
    chosen = settings or shipped()
    claims.check(connection, chosen)
    last = ledger.lay_sides(connection)
    step("normalise")
    normalise(connection, chosen)
    aliases.apply(connection, chosen, renewed)
    screen(connection, chosen)
    collapse(connection)
    step("link")
    looked = link(connection, chosen, weights)
    step("join")
    join(connection, chosen)
    settle(connection, day)
    run(connection, "held", candidates=_CANDIDATES)
    return _in_numbers(connection, looked, last)


def take_back(connection: Connection, seq: int, day: str) -> list[Act]:
    """Undo a merge of the ledger, so that the next run leaves the two apart; or what somebody decided."""
    return _write(connection, undo(ledger.read(connection), seq, day))


def split_off(connection: Connection, claims: Iterable[str], day: str) -> list[Act]:
    """Claims that somebody decided are another person's, from now on and in later runs."""
    return _write(connection, part(ledger.read(connection), claims, day))


def put_together(connection: Connection, one: str, other: str, day: str) -> list[Act]:
    """Two files that somebody decided are one person's, from now on and in later runs."""
    return _write(connection, unite(ledger.read(connection), one, other, day))


def _write(connection: Connection, made: list[Act]) -> list[Act]:
    ledger.add(connection, made)
    run(connection, "people")
    return made


def _in_numbers(connection: Connection, looked: Looked, last: int) -> Resolved:
    counts = "(SELECT count(*) FROM claim), (SELECT count(DISTINCT person_id) FROM person_of)"
    ((all_claims, people, weak),) = rows(connection, f"SELECT {counts}, (SELECT count(*) FROM held)")
    doubts: dict[str, int] = dict(rows(connection, "SELECT kind, count(*) FROM doubt GROUP BY kind ORDER BY kind"))
    query = "SELECT kind, count(*) FROM person_ledger WHERE seq > ? GROUP BY kind ORDER BY min(seq)"
    return Resolved(all_claims, people, weak, looked, doubts, dict(rows(connection, query, [last])))
