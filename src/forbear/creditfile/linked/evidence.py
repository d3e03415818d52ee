"""The weights by which records were joined: kept for later runs, and thousandths of a bit for each part of an edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.creditfile.identity.database import lay
from forbear.creditfile.identity.model import Weights
from forbear.creditfile.identity.settings import Settings
from forbear.creditfile.store import Store

_MADE = """CREATE TABLE IF NOT EXISTS identity.weight (
    part VARCHAR NOT NULL, place INTEGER NOT NULL, own DOUBLE NOT NULL, strangers DOUBLE NOT NULL,
    prior DOUBLE NOT NULL, learnt BOOLEAN NOT NULL)"""


def kept_weights(store: Store) -> Weights | None:
    """The weights that an earlier run learnt, or none."""
    store.connection.execute(_MADE)
    found = store.rows("SELECT part, own, strangers, prior FROM identity.weight WHERE learnt ORDER BY part, place")
    if not found:
        return None
    levels: dict[str, list[tuple[Any, Any]]] = {}
    for part, own, strangers, _ in found:
        levels.setdefault(part, []).append((own, strangers))
    return Weights(found[0][3], levels, learnt=True)


def keep(store: Store, settings: Settings, weights: Weights) -> None:
    """Keep the weights of a run, and lay ``part_level``: what each level of each part is worth."""
    lines = [
        (part, place, own, strangers, weights.prior, weights.learnt)
        for part, levels in weights.levels.items()
        for place, (own, strangers) in enumerate(levels)
    ]
    store.connection.execute("DELETE FROM identity.weight")
    store.connection.executemany("INSERT INTO identity.weight VALUES (?, ?, ?, ?, ?, ?)", lines)
    levels = list(zip(*_levels(settings, weights), strict=True))
    names = {"part": "VARCHAR", "gamma": "INT", "level": "VARCHAR", "own": "DOUBLE", "strangers": "DOUBLE"}
    columns = {**names, "frequent": "BOOLEAN"}
    laid = {name: (kind, values) for (name, kind), values in zip(columns.items(), levels, strict=True)}
    lay(store.connection, "identity.part_level", laid)
    worth = "coalesce(round(1000 * log2(own / nullif(strangers, 0)))::BIGINT, 0) AS millibits"
    store.connection.execute(
        f"CREATE OR REPLACE TABLE identity.part_level AS SELECT *, {worth} FROM identity.part_level"
    )


def _levels(settings: Settings, weights: Weights) -> Iterator[tuple[str, int, str, Any, Any, bool]]:
    """Part, level as Splink counts it, its name, its two shares, and whether frequency counts."""
    for one in settings.comparisons:
        part, levels = one["name"], one["levels"]
        yield part, -1, "missing", 1, 1, False
        for place, (level, (own, strangers)) in enumerate(zip(levels, weights.levels[part], strict=True)):
            often = weights.learnt and level.get("frequent", False)
            yield part, len(levels) - 1 - place, _name(level), own, strangers, often


def _name(level: Mapping[str, Any]) -> str:
    """``exact``, ``exact-latin``, ``slips-1``, ``jaro-winkler-0.92``, ``differs``."""
    if level["like"] == "else":
        return "differs"
    latin = "latin" if level["like"] == "exact" and "of" in level else ""
    return "-".join(filter(None, (level["like"], latin, str(level.get("most", level.get("least", ""))))))
