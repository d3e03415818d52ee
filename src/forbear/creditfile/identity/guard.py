"""What keeps two groups of records apart, whatever the weight of evidence between them.

A stranger's record in a file is the worst defect: where the guard refuses, the edge becomes a doubt that is told, and
nothing is joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forbear.creditfile.identity.settings import Settings

Mode = Literal["guarded", "plain"]
MISSING = -1
UNITS = 1000
"""Thousandths of a bit in a bit of weight."""

_PARTS: Mapping[str, tuple[str, ...]] = {
    "number": ("id_number",),
    "given": ("given_name",),
    "family": ("family_name",),
    "birth": ("birth_day",),
    "phone": ("phone",),
    "place": ("address", "postcode"),
}
_OF_ONE = {"number", "given", "birth"}
"""What the members of a household do not share."""
_NAMES = {"given", "family"}


@dataclass(frozen=True, slots=True)
class Node:
    """What the guard knows of a node."""

    id_kind: str = ""
    id_number: str = ""
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes, the weight of evidence in thousandths of a bit, and each level (0: differs, -1: missing)."""

    one: str
    other: str
    weight: int
    levels: Mapping[str, int]


@dataclass(slots=True)
class Group:
    """The records of somebody, as far as they are joined."""

    trusted: dict[str, set[str]] = field(default_factory=dict)
    unsure: dict[str, set[str]] = field(default_factory=dict)
    sides: set[tuple[int, int]] = field(default_factory=set)

    def take(self, other: Group) -> None:
        """All that the other holds."""
        for mine, theirs in ((self.trusted, other.trusted), (self.unsure, other.unsure)):
            for kind, numbers in theirs.items():
                mine.setdefault(kind, set()).update(numbers)
        self.sides |= other.sides


def group_of(node: Node, sides: frozenset[tuple[int, int]] = frozenset()) -> Group:
    """A node alone. ``sides``: on which side of which undone merges its claims stand."""
    group = Group(sides=set(sides))
    if node.id_number:
        (group.trusted if node.trusted else group.unsure)[node.id_kind] = {node.id_number}
    return group


@dataclass(frozen=True, slots=True)
class Judged:
    """An edge alone: why it joins nothing; whether it is one slip with the same birth; whether it shows one person."""

    weak: str
    slip: bool
    same: bool


class Guard:
    """Says why an edge may not join two groups; an empty word where it may."""

    def __init__(self, settings: Settings) -> None:
        self._top: dict[str, int] = {one["name"]: len(one["levels"]) - 1 for one in settings.comparisons}
        self._near: dict[str, int] = {one["name"]: len(one["levels"]) - one["near"] for one in settings.comparisons}
        self._agreeing: int = settings.join["agreeing"]
        self.sure: int = settings.join["weight_unsure"] * UNITS

    def refuses(self, edge: Edge, one: Group, other: Group, nodes: tuple[Node, Node]) -> str:
        """The reason, by its name in ``texts.toml``, or nothing."""
        if _undone(one, other):
            return "kept-apart"
        judged = self.judged(edge, nodes)
        return judged.weak or _numbers(judged, one, other)

    def judged(self, edge: Edge, nodes: tuple[Node, Node]) -> Judged:
        """What is to be said of an edge whatever its groups hold."""
        return Judged(self._weak(edge, nodes), self._one_slip(edge), self._same_person(edge))

    def _weak(self, edge: Edge, nodes: tuple[Node, Node]) -> str:
        agreeing = {part for part, columns in _PARTS.items() if any(self._agrees(edge, one) for one in columns)}
        if not agreeing & _OF_ONE:
            return "household"
        if self._strange(edge, "given_name") and self._strange(edge, "birth_day"):
            return "person-differs"
        if self._strange(edge, "birth_day") and "number" not in agreeing and edge.weight < self.sure:
            return "births-differ"
        if len(agreeing) >= self._agreeing and not agreeing <= _NAMES:
            return ""
        alone = "number" in agreeing and all(node.trusted for node in nodes) and not self._strange(edge, "given_name")
        return "" if alone else "too-little"

    def _one_slip(self, edge: Edge) -> bool:
        """The very edge is one slip apart with the same day of birth."""
        return self._agrees(edge, "id_number") and edge.levels["birth_day"] == self._top["birth_day"]

    def _same_person(self, edge: Edge) -> bool:
        """Name or day of birth agrees; where one of them is missing, the weight must say it."""
        if MISSING in (edge.levels["given_name"], edge.levels["birth_day"]):
            return edge.weight >= self.sure
        return self._agrees(edge, "given_name") or self._agrees(edge, "birth_day")

    def _agrees(self, edge: Edge, part: str) -> bool:
        return edge.levels[part] >= self._near[part]

    def _strange(self, edge: Edge, part: str) -> bool:
        """Both say it, and nothing of it is alike."""
        return edge.levels[part] == 0


def _numbers(judged: Judged, one: Group, other: Group) -> str:
    if _apart(one.trusted, other.trusted) and not judged.slip:
        return "numbers-differ"
    if _apart(_all(one), _all(other)) and not judged.same:
        return "number-and-person-differ"
    return ""


def _undone(one: Group, other: Group) -> bool:
    return any((merge, 1 - side) in other.sides for merge, side in one.sides)


def _apart(one: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> bool:
    """A kind of number that both hold, and no number of it in common."""
    return any(kind in other and not numbers & other[kind] for kind, numbers in one.items())


def _all(group: Group) -> Mapping[str, set[str]]:
    if not group.unsure:
        return group.trusted
    kinds = group.trusted.keys() | group.unsure.keys()
    return {kind: group.trusted.get(kind, set()) | group.unsure.get(kind, set()) for kind in kinds}
