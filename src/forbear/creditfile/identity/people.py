"""Persistent people: every claim belongs to a person whose id was given once and stays, and every change is on record.

The ledger is only ever added to. Who holds a claim is what the last act says that moved it: each act moves claims from
one person (none: they are new) to another, and names the edge that caused it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from forbear.creditfile.identity.guard import Edge
from forbear.errors import InputError, Problem

Kind = Literal["mint", "join", "merge", "split", "undo", "apart", "bond"]
DECIDED = ("apart", "bond")
"""What somebody decided, and no run found: claims are another person's; two files are one person's."""
Held = Mapping[str, str]
"""Claim → person."""


@dataclass(frozen=True, slots=True)
class Act:
    """An entry. ``one``, ``another``, ``weight``: the edge that caused it; ``undoes``: the entry that it takes back."""

    seq: int
    run: str
    kind: Kind
    person: str
    other: str
    claims: tuple[str, ...]
    one: str = ""
    another: str = ""
    weight: int = 0
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found: claim → cluster, the edge that joins two claims at its weakest, the one that was refused."""

    clusters: Mapping[str, str]
    causes: Causes


class Causes:
    """Why claims are together or apart: by the edges that joined, and by those that were refused."""

    def __init__(self, node_of: Mapping[str, str], joined: Iterable[Edge], refused: Iterable[Edge]) -> None:
        self._node_of = node_of
        self._next: dict[str, list[Edge]] = defaultdict(list)
        for edge in joined:
            self._next[edge.one].append(edge)
            self._next[edge.other].append(edge)
        self._refused: dict[str, list[Edge]] = defaultdict(list)
        for edge in refused:
            self._refused[edge.one].append(edge)
            self._refused[edge.other].append(edge)

    def together(self, some: Sequence[str], others: Sequence[str]) -> Edge | None:
        """The weakest edge on the way from some claims to others: where to doubt first."""
        goals = {self._node_of[claim] for claim in others}
        start = self._node_of[min(some)]
        way: list[tuple[str, Edge | None]] = [(start, None)]
        seen = {start}
        for node, weakest in way:
            if node in goals:
                return weakest
            for edge in self._next[node]:
                further = edge.other if edge.one == node else edge.one
                if further not in seen:
                    seen.add(further)
                    way.append((further, min((one for one in (weakest, edge) if one), key=_strength)))
        return None

    def apart(self, some: Sequence[str], others: Sequence[str]) -> Edge | None:
        """The strongest refused edge between some claims and others."""
        nodes = {self._node_of[claim] for claim in some}
        goals = {self._node_of[claim] for claim in others if claim in self._node_of} - nodes
        between = [edge for node in sorted(nodes) for edge in self._refused[node] if {edge.one, edge.other} & goals]
        return max(between, key=_strength, default=None)


def held(acts: Iterable[Act]) -> dict[str, str]:
    """Who holds each claim now."""
    return {claim: act.person for act in acts for claim in act.claims}


def update(acts: Sequence[Act], found: Found, run: str) -> list[Act]:
    """The acts that bring the people in line with what a run found. Ids stay with most of their claims."""
    writer = _Writer(acts, run)
    for _ in _settled(held(acts), found, writer):
        pass
    return writer.made


def drafts(before: Held, found: Found) -> Iterator[tuple[str, list[Act]]]:
    """What ``update`` does, for some clusters: of each its least claim and its acts; a new person has no id yet."""
    writer = _Drafts([], "")
    for first in _settled(before, found, writer):
        yield first, writer.made
        writer.made = []


def _settled(before: Held, found: Found, writer: _Writer) -> Iterator[str]:
    """Write the acts of each cluster, in the order of their least claims."""
    home = _homes(before, found.clusters)
    members, had = _members(found.clusters), _members(before)
    for cluster in sorted(members, key=lambda name: members[name][0]):
        parts: dict[str, list[str]] = defaultdict(list)
        for claim in members[cluster]:
            parts[before.get(claim, "")].append(claim)
        owners = sorted((one for one in parts if home.get(one) == cluster), key=lambda one: (-len(parts[one]), one))
        _settle(writer, parts, owners, had, found.causes)
        yield members[cluster][0]


def undo(acts: Sequence[Act], seq: int, run: str) -> list[Act]:
    """The acts that take a merge, or what somebody decided, back: its claims are their former person's again."""
    merge = next((act for act in acts if act.seq == seq and act.kind in ("merge", *DECIDED)), None)
    if merge is None:
        what, hint = "it is no merge and no decision", "Name one of the ledger"
        raise InputError(Problem(f"entry {seq}", what, hint=hint, code="undo-none"))
    if any(act.undoes == seq for act in acts):
        raise InputError(Problem(f"entry {seq}", "it was taken back already", code="undo-twice"))
    now, carried = held(acts), _carried(acts, merge)
    back: dict[str, list[str]] = defaultdict(list)
    for claim in merge.claims:
        if now[claim] in carried:
            back[now[claim]].append(claim)
    writer = _Writer(acts, run)
    for person in sorted(back):
        writer.write("undo", merge.other, person, back[person], None, undoes=seq)
    return writer.made


def part(acts: Sequence[Act], claims: Iterable[str], run: str) -> list[Act]:
    """Somebody decided that these claims are another person's than the rest of the file in which they lie."""
    now, wanted = held(acts), set(claims)
    people = {now.get(claim, "") for claim in wanted}
    if not wanted or len(people) != 1 or "" in people:
        what = "the claims do not lie in one person's file"
        raise InputError(Problem("split", what, hint="Name claims of one file", code="split-people"))
    (person,) = people
    if wanted == {claim for claim, holder in now.items() if holder == person}:
        what = f"these are all claims of {person}"
        raise InputError(Problem("split", what, "Nothing would be left", "Leave some out", code="split-all"))
    writer = _Writer(acts, run)
    writer.write("apart", writer.new_person(), person, sorted(wanted), None)
    return writer.made


def unite(acts: Sequence[Act], one: str, other: str, run: str) -> list[Act]:
    """Somebody decided that two files are one person's: the first keeps its id."""
    of: dict[str, list[str]] = {one: [], other: []}
    for claim, person in held(acts).items():
        if person in of:
            of[person].append(claim)
    empty = [person for person, claims in of.items() if not claims]
    if empty or one == other:
        what = f"{empty[0]} has no claims" if empty else "it is one file already"
        raise InputError(Problem("merge", what, hint="Name two people who have claims", code="merge-people"))
    apart = {(claim, seq): side for claim, seq, side in sides(acts)}
    for seq in sorted({seq for _, seq in apart}):
        if {apart.get((claim, seq)) for claim in of[one]} & {1 - apart.get((claim, seq), 2) for claim in of[other]}:
            what, hint = f"entry {seq} keeps them apart", "Take that back first"
            raise InputError(Problem("merge", what, hint=hint, code="merge-apart"))
    writer = _Writer(acts, run)
    cause = Edge(min(of[one]), min(of[other]), 0, {})
    writer.write("bond", one, other, of[other], cause)
    return writer.made


def sides(acts: Sequence[Act]) -> Iterator[tuple[str, int, int]]:
    """Claim, entry and side (0, 1) for each claim of an undone merge or a decided split: the two never join again."""
    undone = {act.undoes for act in acts}
    for at, act in enumerate(acts):
        if (act.kind == "merge" and act.seq in undone) or (act.kind == "apart" and act.seq not in undone):
            rest = act.person if act.kind == "merge" else act.other
            yield from ((claim, act.seq, 0) for claim in act.claims)
            before = held(acts[:at])
            yield from (
                (claim, act.seq, 1)
                for claim, person in before.items()
                if person == rest and claim not in set(act.claims)
            )


def bonds(acts: Sequence[Act]) -> Iterator[tuple[str, str]]:
    """Claims that somebody decided are one person's, by two of them for each decision that still stands."""
    undone = {act.undoes for act in acts}
    yield from ((act.one, act.another) for act in acts if act.kind == "bond" and act.seq not in undone)


def ids_before(acts: Sequence[Act], person: str, *, splits: bool = False) -> list[str]:
    """The other ids that a person's claims had before merges that still stand; with ``splits`` before splits too."""
    undone = {act.undoes for act in acts}
    kinds = ("merge", "bond", "apart", "split") if splits else ("merge", "bond")
    found = [person]
    for one in found:
        found += [
            act.other
            for act in acts
            if act.kind in kinds and act.seq not in undone and act.person == one and act.other not in found
        ]
    return found[1:]


class _Writer:
    def __init__(self, acts: Sequence[Act], run: str) -> None:
        self._seq = max((act.seq for act in acts), default=0)
        self._people = max((int(act.person[1:]) for act in acts), default=0)
        self._run = run
        self.made: list[Act] = []

    def new_person(self) -> str:
        self._people += 1
        return f"P{self._people:08}"

    def write(
        self, kind: Kind, person: str, other: str, claims: Sequence[str], edge: Edge | None, undoes: int = 0
    ) -> None:
        self._seq += 1
        cause = (edge.one, edge.other, edge.weight) if edge else ("", "", 0)
        self.made.append(Act(self._seq, self._run, kind, person, other, tuple(sorted(claims)), *cause, undoes))


class _Drafts(_Writer):
    def new_person(self) -> str:
        return ""


def _settle(
    writer: _Writer, parts: dict[str, list[str]], owners: Sequence[str], had: Mapping[str, list[str]], causes: Causes
) -> None:
    """Bring a cluster, whose claims lie with these people so far, under one: the first of its owners, or a new one."""
    keep = owners[0] if owners else writer.new_person()
    new, staying = parts.pop("", []), parts.pop(keep, [])
    for other in sorted(parts):
        if other in owners:
            writer.write("merge", keep, other, parts[other], causes.together(parts[other], staying))
        else:
            writer.write("split", keep, other, parts[other], causes.apart(parts[other], had[other]))
    if new:
        writer.write("join" if owners or parts else "mint", keep, "", new, None)


def _homes(before: Held, clusters: Mapping[str, str]) -> dict[str, str]:
    """Person → the cluster that holds the most of their claims; ties to the cluster with the least name."""
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for claim, person in before.items():
        if claim in clusters:
            shares[person][clusters[claim]] += 1
    return {person: min(share, key=lambda one: (-share[one], one)) for person, share in shares.items()}


def _members(clusters: Mapping[str, str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for claim in sorted(clusters):
        members[clusters[claim]].append(claim)
    return members


def _carried(acts: Sequence[Act], merge: Act) -> set[str]:
    """The people to whom a merge, and the merges after it, carried its claims."""
    people = {merge.person}
    for act in acts:
        if act.seq > merge.seq and act.kind in ("merge", "bond") and act.other in people:
            people.add(act.person)
    return people


def _strength(edge: Edge) -> tuple[int, str, str]:
    return edge.weight, edge.one, edge.other
