"""All of it on one connection: ``claim_given`` in; ``person_of``, ``held``, ``doubt`` and ``person_ledger`` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from forbear.creditfile.identity import aliases, claims, ledger
from forbear.creditfile.identity.cluster import Clusters, cluster
from forbear.creditfile.identity.database import Connection, lay, rows, run
from forbear.creditfile.identity.guard import UNITS, Edge, Guard, Node
from forbear.creditfile.identity.link import PARTS, Looked, link
from forbear.creditfile.identity.model import Weights
from forbear.creditfile.identity.normalise import normalise
from forbear.creditfile.identity.people import Act, Causes, Found, held, undo, update
from forbear.creditfile.identity.screen import collapse, screen
from forbear.creditfile.identity.settings import Settings, shipped

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
    acts = ledger.read(connection)
    ledger.lay_sides(connection, acts)
    step("normalise")
    normalise(connection, chosen)
    aliases.apply(connection, chosen, renewed)
    screen(connection, chosen)
    collapse(connection)
    step("link")
    looked = link(connection, chosen, weights)
    step("join")
    found = join(connection, chosen)
    made = _settle(connection, acts, found, day)
    _lay_joined(connection, found)
    _tell_refusals(connection, found)
    run(connection, "held", candidates=_CANDIDATES)
    return _in_numbers(connection, looked, made)


def join(connection: Connection, settings: Settings, *, guarded: bool = True) -> Clusters:
    """``node`` and ``edge`` → clusters. Not guarded: only to measure what the guard is worth."""
    known = "unique_id, coalesce(id_kind, ''), coalesce(id_number, ''), trusted"
    found = rows(connection, f"SELECT {known}, sides FROM node WHERE NOT weak ORDER BY unique_id")
    nodes = {name: Node(kind, number, trusted) for name, kind, number, trusted, _ in found}
    sides = {row[0]: frozenset((one["merge"], one["side"]) for one in row[4]) for row in found if row[4]}
    strong = rows(
        connection,
        f"""SELECT one, other, weight, {", ".join(PARTS)} FROM edge
        SEMI JOIN (SELECT unique_id AS one FROM node WHERE NOT weak) USING (one)
        SEMI JOIN (SELECT unique_id AS other FROM node WHERE NOT weak) USING (other)""",
    )
    edges = [Edge(one, other, weight, dict(zip(PARTS, levels, strict=True))) for one, other, weight, *levels in strong]
    return cluster(nodes, edges, Guard(settings) if guarded else None, settings.join["weight"] * UNITS, sides)


def take_back(connection: Connection, seq: int, day: str) -> list[Act]:
    """Undo a merge of the ledger. The next run leaves the two apart."""
    acts = ledger.read(connection)
    made = undo(acts, seq, day)
    ledger.add(connection, made)
    known = {row[0] for row in rows(connection, "SELECT claim_id FROM person_of")}
    _lay_people(connection, {claim: person for claim, person in held([*acts, *made]).items() if claim in known})
    return made


def _settle(connection: Connection, acts: list[Act], found: Clusters, day: str) -> list[Act]:
    node_of = {
        claim: node for node, listed in rows(connection, "SELECT unique_id, claims FROM node") for claim in listed
    }
    clusters = {claim: found.of[node] for claim, node in node_of.items() if node in found.of}
    causes = Causes(node_of, found.joined, (one.edge for one in found.refused))
    made = update(acts, Found(clusters, causes), day)
    ledger.add(connection, made)
    _lay_people(connection, {claim: person for claim, person in held([*acts, *made]).items() if claim in clusters})
    return made


def _lay_people(connection: Connection, people: Mapping[str, str]) -> None:
    ordered = sorted(people)
    held_by = [people[claim] for claim in ordered]
    lay(connection, "person_of", {"claim_id": ("VARCHAR", ordered), "person_id": ("VARCHAR", held_by)})


def _lay_joined(connection: Connection, found: Clusters) -> None:
    """``joined``: the edges that made the people what they are."""
    ends = {"one": [one.one for one in found.joined], "other": [one.other for one in found.joined]}
    lay(connection, "joined", {name: ("VARCHAR", values) for name, values in ends.items()})


def _tell_refusals(connection: Connection, found: Clusters) -> None:
    columns = {
        "claim_id": ("VARCHAR", [one.edge.one for one in found.refused]),
        "kind": ("VARCHAR", [one.why for one in found.refused]),
        "told": ("VARCHAR", [str(one.edge.weight) for one in found.refused]),
        "other": ("VARCHAR", [one.edge.other for one in found.refused]),
    }
    lay(connection, "refused", columns)
    connection.execute("INSERT INTO doubt SELECT * FROM refused; DROP TABLE refused")


def _in_numbers(connection: Connection, looked: Looked, made: list[Act]) -> Resolved:
    counts = "(SELECT count(*) FROM claim), (SELECT count(DISTINCT person_id) FROM person_of)"
    ((all_claims, people, weak),) = rows(connection, f"SELECT {counts}, (SELECT count(*) FROM held)")
    doubts: dict[str, int] = dict(rows(connection, "SELECT kind, count(*) FROM doubt GROUP BY kind ORDER BY kind"))
    return Resolved(all_claims, people, weak, looked, doubts, dict(Counter(act.kind for act in made)))
