"""Many nodes joined to people: the same as ``cluster``, over whole numbers in columns.

What the guard asks of an edge alone is asked once for each pattern of levels; what it asks of two groups is asked edge
by edge, the strongest first. ``cluster`` is the definition; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from forbear.creditfile.identity.database import Connection, columns, rows, run
from forbear.creditfile.identity.guard import UNITS, Edge, Guard, Judged, Node
from forbear.creditfile.identity.model import PARTS
from forbear.creditfile.identity.settings import Settings

_BITS, _FLAGS = 3, 2
"""How ``strong.sql`` writes a pattern: flags first, then so many bits for each level."""
_Numbers = frozenset[tuple[int, int]] | None
"""Kind and number of each; none where there is no number."""
_BONDS = """SELECT a.place, b.place FROM bond
JOIN node AS m ON list_contains(m.claims, bond.one) JOIN numbered AS a ON a.unique_id = m.unique_id
JOIN node AS n ON list_contains(n.claims, bond.another) JOIN numbered AS b ON b.unique_id = n.unique_id
ORDER BY ALL"""
"""The places of nodes that somebody decided are one person's."""
_APART, _UNSURE, _UNDONE = "numbers-differ", "number-and-person-differ", "kept-apart"


def join(connection: Connection, settings: Settings, *, guarded: bool = True) -> None:
    """``node`` and ``edge`` → ``cluster_of``, ``joined``, ``refused``. Not guarded: only to measure the guard."""
    run(connection, "numbered")
    run(connection, "strong", least=settings.join["weight"] * UNITS, sure=settings.join["weight_unsure"] * UNITS)
    nodes = columns(connection, "SELECT number, kind, trusted FROM numbered ORDER BY place")
    edges = columns(connection, "SELECT one, other, weight, pattern FROM strong")
    patterns, of_edge = np.unique(edges["pattern"], return_inverse=True)
    judged = list(_judged(patterns.tolist(), Guard(settings))) if guarded else [Judged("", True, True)] * len(patterns)
    found = _Joining(_groups(connection, nodes), judged)
    found.bind(rows(connection, _BONDS))
    found.go(edges["one"].tolist(), edges["other"].tolist(), of_edge.tolist(), guarded=guarded)
    _lay(connection, edges, found)


def _judged(patterns: Sequence[int], guard: Guard) -> Iterator[Judged]:
    """What the guard says of an edge alone, for each pattern."""
    for pattern in patterns:
        levels = {part: (pattern >> (_FLAGS + _BITS * at) & 7) - 1 for at, part in enumerate(PARTS)}
        node = Node("", "", trusted=bool(pattern & 2))
        yield guard.judged(Edge("", "", guard.sure if pattern & 1 else guard.sure - 1, levels), (node, node))


@dataclass(slots=True)
class _Groups:
    """For each node, as long as it stands for a group: trusted numbers, all numbers, sides of undone merges."""

    trusted: list[_Numbers]
    every: list[_Numbers]
    sides: dict[int, frozenset[tuple[int, int]]]


def _groups(connection: Connection, nodes: Mapping[str, Any]) -> _Groups:
    numbers = nodes["number"].tolist()
    one_of: dict[int, _Numbers] = {0: None}
    for number, kind in zip(numbers, nodes["kind"].tolist(), strict=True):
        if number not in one_of:
            one_of[number] = frozenset({(kind, number)})
    every = [one_of[number] for number in numbers]
    trusted = [one if sure else None for one, sure in zip(every, nodes["trusted"].tolist(), strict=True)]
    query = "SELECT place, sides FROM numbered WHERE len(sides) > 0"
    sides = {
        place: frozenset((one["merge"], one["side"]) for one in listed)
        for place, listed in connection.execute(query).fetchall()
    }
    return _Groups(trusted, every, sides)


@dataclass(slots=True)
class _Joining:
    """The forest of groups, and what became of each edge that was asked about: its place among the edges."""

    groups: _Groups
    judged: Sequence[Judged]
    above: list[int] = field(init=False)
    joined: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.above = list(range(len(self.groups.every)))

    def bind(self, bonds: Sequence[tuple[int, int]]) -> None:
        """Join what somebody decided is one person's, whatever the guard would say."""
        for pair in bonds:
            one, other = (self._root(place) for place in pair)
            if one != other:
                self.above[other] = one
                self._merge(one, other)

    def _root(self, place: int) -> int:
        while self.above[place] != place:
            place = self.above[place]
        return place

    def go(self, one: Sequence[int], other: Sequence[int], pattern: Sequence[int], *, guarded: bool) -> None:
        """Edge by edge, in order."""
        above = self.above
        size = [1] * len(above)
        for at, (left, right, kind) in enumerate(zip(one, other, pattern, strict=True)):
            a, b = left, right
            while above[a] != a:
                above[a] = a = above[above[a]]
            while above[b] != b:
                above[b] = b = above[above[b]]
            if a == b:
                continue
            why = self._why(self.judged[kind], a, b) if guarded else ""
            if why:
                self.refused.append((at, why))
                continue
            if size[a] < size[b]:
                a, b = b, a
            above[b] = a
            size[a] += size[b]
            self._merge(a, b)
            self.joined.append(at)

    def _why(self, judged: Judged, one: int, other: int) -> str:
        groups = self.groups
        if groups.sides and _undone(groups.sides.get(one), groups.sides.get(other)):
            return _UNDONE
        if judged.weak:
            return judged.weak
        if not judged.slip and _apart(groups.trusted[one], groups.trusted[other]):
            return _APART
        return _UNSURE if not judged.same and _apart(groups.every[one], groups.every[other]) else ""

    def _merge(self, one: int, other: int) -> None:
        groups = self.groups
        groups.trusted[one] = _both(groups.trusted[one], groups.trusted[other])
        groups.every[one] = _both(groups.every[one], groups.every[other])
        if groups.sides and (sides := groups.sides.pop(other, None)):
            groups.sides[one] = groups.sides.get(one, frozenset()) | sides


def _undone(one: frozenset[tuple[int, int]] | None, other: frozenset[tuple[int, int]] | None) -> bool:
    return bool(one and other) and any((merge, 1 - side) in (other or ()) for merge, side in one or ())


def _apart(one: _Numbers, other: _Numbers) -> bool:
    """A kind of number that both hold, and no number of it in common."""
    if one is None or other is None or one is other:
        return False
    shared = {kind for kind, _ in one & other}
    return any(kind not in shared for kind in {kind for kind, _ in one} & {kind for kind, _ in other})


def _both(one: _Numbers, other: _Numbers) -> _Numbers:
    if one is None or other is None:
        return other if one is None else one
    return one if one is other or other <= one else one | other


def _lay(connection: Connection, edges: Mapping[str, Any], found: _Joining) -> None:
    root = np.array(found.above, dtype=np.int64)
    while not np.array_equal(further := root[root], root):
        root = further
    _, first, place = np.unique(root, return_index=True, return_inverse=True)
    clusters = {"place": np.arange(len(root)), "least": first[place]}
    joined = np.array(found.joined, dtype=np.int64)
    refused = np.array([at for at, _ in found.refused], dtype=np.int64)
    reasons = sorted({why for _, why in found.refused})
    why = np.array([reasons.index(why) + 1 for _, why in found.refused], dtype=np.int64)
    standing = _standing(root[edges["one"][refused]], root[edges["other"][refused]])
    ends = ("one", "other", "weight")
    connection.register("clusters_found", clusters)
    connection.register("joined_found", {name: edges[name][joined] for name in ends})
    connection.register(
        "refused_found", {name: edges[name][refused[standing]] for name in ends} | {"why": why[standing]}
    )
    run(connection, "clusters", reasons=reasons or [""])
    for name in ("clusters_found", "joined_found", "refused_found"):
        connection.unregister(name)


def _standing(one: Any, other: Any) -> Any:
    """The places of refusals between groups that are still apart: the strongest for each two."""
    apart = np.flatnonzero(one != other)
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    _, first = np.unique(np.stack([low, high], axis=1), axis=0, return_index=True)
    return apart[np.sort(first)]
