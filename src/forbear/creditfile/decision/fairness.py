"""Whom the answers treat how, by groups that are given from outside and are never a figure of a card.

Groups are regions, bands of how frequent a surname is, whether an identity number is there, and the like. Counts are
whole, comparisons exact; each group is held against all others together. What the numbers allow to say is one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cache
from typing import Any

from forbear.creditfile.decision.texts import texts

Judged = tuple[str, str, bool | None]
"""The group of somebody, the answer they got, and whether it ended badly (None: not known)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """People of a group: by answer, and by how it ended where that is known, in all and of the approved."""

    people: int = 0
    approved: int = 0
    undecided: int = 0
    known: int = 0
    bad: int = 0
    approved_known: int = 0
    approved_bad: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Group:
    """A group, all others together, and what may be concluded: a key of ``fairness`` in ``texts.toml``."""

    name: str
    counts: Counts
    others: Counts
    concluded: str = field(default="")


def by_group(judged: Iterable[Judged]) -> Sequence[Group]:
    """Each group by name, with what may be concluded from its approvals and endings."""
    found: dict[str, Counts] = {}
    for name, answer, bad in judged:
        found[name] = found.get(name, Counts()) + _one(answer, bad)
    everybody = sum(found.values(), Counts())
    return [_group(name, found[name], everybody) for name in sorted(found)]


def sentence(group: Group, lang: str) -> str:
    """What may be concluded of a group, with its counts."""
    mine, others = group.counts, group.others
    return str(texts()["fairness"][group.concluded][lang]).format(
        group=group.name, approved=mine.approved, people=mine.people, rate=percent(mine.approved, mine.people),
        others=percent(others.approved, others.people), bad=percent(mine.approved_bad, mine.approved_known),
        others_bad=percent(others.approved_bad, others.approved_known), least=limits()["least_people"],
    )  # fmt: skip


def percent(part: int, whole: int) -> str:
    """A share as a percentage with one digit, rounded half up; a dash where there is no whole."""
    if not whole:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def beyond_chance(part: int, whole: int, other_part: int, other_whole: int) -> int:
    """Whether two shares differ by more than chance explains: 0 if not, else the sign of the difference.

    Pearson's chi-square of the two by two table against its limit, in exact numbers.
    """
    gap = part * other_whole - other_part * whole
    all_parts, everybody = part + other_part, whole + other_whole
    below = all_parts * (everybody - all_parts) * whole * other_whole
    if not below or Fraction(gap * gap * everybody, below) <= Fraction(str(limits()["chi_square"])):
        return 0
    return 1 if gap > 0 else -1


def _one(answer: str, bad: bool | None) -> Counts:
    approved, known = answer == "approve", bad is not None
    return Counts(
        1, int(approved), int(answer == "undecided"), int(known), int(bad is True), int(approved and known),
        int(approved and bad is True),
    )  # fmt: skip


def _group(name: str, mine: Counts, everybody: Counts) -> Group:
    others = Counts(*(getattr(everybody, one.name) - getattr(mine, one.name) for one in fields(mine)))
    return Group(name, mine, others, _concluded(mine, others))


def _concluded(mine: Counts, others: Counts) -> str:
    least = limits()["least_people"]
    if min(mine.people, others.people) < least:
        return "few"
    way = beyond_chance(mine.approved, mine.people, others.approved, others.people)
    often = {-1: "less", 0: "alike", 1: "more"}[way]
    if min(mine.approved_known, others.approved_known) < least:
        return f"{often}_unknown" if way else often
    endings = beyond_chance(mine.approved_bad, mine.approved_known, others.approved_bad, others.approved_known)
    return often + {0: "", -1: "_better", 1: "_worse"}[endings]


@cache
def limits() -> Mapping[str, Any]:
    """From how many people on anything is said, and from which chi-square on a difference is none of chance."""
    return dict(texts()["limits"])
