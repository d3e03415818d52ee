"""Which pairs of nodes are looked at, and the weight of evidence that Splink gives each: the table ``edge``.

Twice the same claims give twice the same edges: nodes are in order, what is learnt from is chosen by hashes, learning
runs on one thread, and weights are rounded to thousandths of a bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forbear.creditfile.identity import model
from forbear.creditfile.identity.counting import counted
from forbear.creditfile.identity.database import Connection, rows
from forbear.creditfile.identity.learning import blocks_of, learnt
from forbear.creditfile.identity.model import PARTS, Weights
from forbear.creditfile.identity.scoring import score
from forbear.creditfile.identity.settings import COLUMNS, Settings

_FEW = 100
"""In a handful of claims, one value for all is what is to be found."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the linking looked at, and what it did not: for the person who must judge the result."""

    nodes: int
    rules: tuple[tuple[str, ...], ...]
    left_out: tuple[tuple[tuple[str, ...], int], ...]
    unusable: tuple[str, ...]
    weights: Weights


def link(connection: Connection, settings: Settings, weights: Weights | None = None) -> Looked:
    """``node`` → ``edge``: pairs, their weights in thousandths of a bit, and at which level each part agrees.

    ``weights``: those of an earlier run; none: they are learnt, where there is enough to learn from.
    """
    nodes, usable = usable_of(connection)
    most = max(settings.blocking["pairs_free"], settings.blocking["pairs_per_node"] * nodes)
    found = counted(connection, settings.blocking["rules"], usable)
    rules = model.widest([rule for rule, pairs in found if pairs <= most])
    learns = weights is None and nodes >= settings.train["nodes"]
    blocks = blocks_of(connection, settings, usable, most) if learns else []
    used = weights or model.given(settings)
    if blocks:
        used = learnt(connection, settings, usable, blocks, used)
    if rules:
        score(connection, settings, usable, rules, used)
    else:
        _no_edges(connection)
    return Looked(
        nodes=nodes,
        rules=tuple(map(tuple, rules)),
        left_out=tuple((tuple(rule), pairs) for rule, pairs in found if pairs > most),
        unusable=tuple(name for name in COLUMNS if name not in usable),
        weights=used,
    )


def usable_of(connection: Connection) -> tuple[int, list[str]]:
    """How many nodes there are, and the columns that hold more than one value."""
    counts = ", ".join(f"count(DISTINCT {name})" for name in COLUMNS)
    ((nodes, *distinct),) = rows(connection, f"SELECT count(*), {counts} FROM node")
    needed = 2 if nodes > _FEW else 1
    return nodes, [name for name, values in zip(COLUMNS, distinct, strict=True) if values >= needed]


def keep_edges(connection: Connection, found: str, compared: Sequence[str]) -> None:
    """The edges by weight; a part that was not compared is -1, like one that is missing."""
    levels = ", ".join(f"{f'gamma_{one}' if one in compared else '-1'}::TINYINT AS {one}" for one in PARTS)
    connection.execute(
        f"""CREATE OR REPLACE TABLE edge AS
        SELECT
            least(unique_id_l, unique_id_r) AS one, greatest(unique_id_l, unique_id_r) AS other,
            round(match_weight * 1000)::BIGINT AS weight, {levels}
        FROM {found} ORDER BY weight DESC, one, other"""
    )


def _no_edges(connection: Connection) -> None:
    levels = ", ".join(f"-1::TINYINT AS {one}" for one in PARTS)
    connection.execute(
        f"CREATE OR REPLACE TABLE edge AS SELECT '' AS one, '' AS other, 0::BIGINT AS weight, {levels} LIMIT 0"
    )
