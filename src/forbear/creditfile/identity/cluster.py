"""Nodes joined to people: the strongest edges first, each asked of the guard; ties in the order of the ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forbear.creditfile.identity.guard import Edge, Group, Guard, Node, group_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """An edge that joined nothing, and why: somebody's identity is in doubt."""

    edge: Edge
    why: str


@dataclass(frozen=True, slots=True)
class Clusters:
    """Node → the least node of its cluster; the edges that joined; the edges that were refused."""

    of: Mapping[str, str]
    joined: tuple[Edge, ...]
    refused: tuple[Refusal, ...]


Sides = Mapping[str, frozenset[tuple[int, int]]]


def cluster(
    nodes: Mapping[str, Node],
    edges: Iterable[Edge],
    guard: Guard | None,
    weight: int,
    sides: Sides | None = None,
    bonds: Iterable[tuple[str, str]] = (),
) -> Clusters:
    """Join what may be joined. ``guard``: nothing but the weight is asked where there is none (only to measure it).

    ``sides``: nodes that stand on a side of a merge that was undone. ``bonds``: nodes that somebody decided are one's.
    """
    forest = _Forest(nodes, sides or {})
    for bond in bonds:
        one, other = map(forest.root, bond)
        if one != other:
            forest.join(one, other)
    joined: list[Edge] = []
    refused: list[Refusal] = []
    for edge in sorted(edges, key=lambda edge: (-edge.weight, edge.one, edge.other)):
        if edge.weight < weight:
            break
        one, other = forest.root(edge.one), forest.root(edge.other)
        if one == other:
            continue
        why = guard.refuses(edge, forest.group(one), forest.group(other), forest.ends(edge)) if guard else ""
        if why:
            refused.append(Refusal(edge, why))
        else:
            forest.join(one, other)
            joined.append(edge)
    return Clusters(forest.named(), tuple(joined), tuple(_standing(refused, forest)))


def _standing(refused: list[Refusal], forest: _Forest) -> Iterator[Refusal]:
    """The refusals between groups that are still apart now that all is done: the strongest for each two."""
    seen = set()
    for one in refused:
        pair = frozenset((forest.root(one.edge.one), forest.root(one.edge.other)))
        if len(pair) > 1 and pair not in seen:
            seen.add(pair)
            yield one


class _Forest:
    def __init__(self, nodes: Mapping[str, Node], sides: Sides) -> None:
        self._nodes = nodes
        self._above = {name: name for name in nodes}
        self._size = dict.fromkeys(nodes, 1)
        self._groups: dict[str, Group] = {name: group_of(nodes[name], one) for name, one in sides.items()}

    def root(self, name: str) -> str:
        above = self._above
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    def group(self, root: str) -> Group:
        if root not in self._groups:
            self._groups[root] = group_of(self._nodes[root])
        return self._groups[root]

    def ends(self, edge: Edge) -> tuple[Node, Node]:
        return self._nodes[edge.one], self._nodes[edge.other]

    def join(self, one: str, other: str) -> None:
        big, small = sorted((one, other), key=lambda root: (-self._size[root], root))
        self.group(big).take(self.group(small))
        self._above[small] = big
        self._size[big] += self._size[small]
        del self._groups[small]

    def named(self) -> dict[str, str]:
        members = defaultdict(list)
        for name in self._nodes:
            members[self.root(name)].append(name)
        return {name: least for group in members.values() for least in (min(group),) for name in group}
