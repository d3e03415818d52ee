"""Whether linking serves everybody alike: how often rightly, by how frequent a family name is, by how many records
carry a number, by region. Only where the truth is known.

Whoever has a frequent name is taken for others more often; a measure over everybody hides that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from forbear.creditfile.identity.database import Connection, rows, run

FREQUENT, MIDDLE = 200, 50
"""A family name is frequent, or of the middle, from so many carriers among 100,000 people on."""

NUMBERED = 50
"""A person's records carry a number mostly from so many in a hundred on."""

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Group:
    """How the records of a group fared. Pairs are counted from each of their records that is of the group."""

    grouping: str
    level: str
    claims: int
    right: int
    made: int
    true: int
    files: int
    mixed: int

    @property
    def precision(self) -> Fraction:
        """Of the pairs that linking made, how many are of one person."""
        return Fraction(self.right, self.made) if self.made else Fraction(1)

    @property
    def recall(self) -> Fraction:
        """Of the pairs of one person, how many linking made."""
        return Fraction(self.right, self.true) if self.true else Fraction(1)

    @property
    def mixed_share(self) -> Fraction:
        """Of the files that hold a record of the group, how many hold a stranger's too."""
        return Fraction(self.mixed, self.files) if self.files else Fraction(0)


def lay_groups(connection: Connection) -> None:
    """``claim_group(claim_id, grouping, level)`` from ``claim`` and ``truth``; regions may be added to it."""
    run(connection, "groups", frequent=FREQUENT, middle=MIDDLE, numbered=NUMBERED)


def measure(connection: Connection, people: str = "person_of") -> list[Group]:
    """How each group of ``claim_group`` fared, and everybody. ``people``: a table of ``claim_id`` and ``person_id``."""
    run(connection, "fared", people=people)
    return [Group(*row) for row in rows(connection, "SELECT * FROM group_fared ORDER BY ALL")]


def worse(groups: Sequence[Group], by: Fraction) -> list[Group]:
    """The groups of which precision or recall is lower than everybody's by more than ``by``."""
    (everybody,) = (one for one in groups if one.grouping == EVERYBODY)
    return [one for one in groups if one.precision < everybody.precision - by or one.recall < everybody.recall - by]
