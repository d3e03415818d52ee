"""Which pairs of nodes are looked at, and the weight of evidence that Splink gives each: the table ``edge``.

Twice the same claims give twice the same edges: nodes are in order, sampling has a seed and runs on one thread, and
weights are rounded to thousandths of a bit.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from forbear.creditfile.identity import model
from forbear.creditfile.identity.database import Connection, rows
from forbear.creditfile.identity.model import PARTS, Weights
from forbear.creditfile.identity.scoring import score
from forbear.creditfile.identity.settings import COLUMNS, Settings

_FEW = 100
"""In a handful of claims, one value for all is what is to be found."""
_BLOCKS = 2
"""Splink learns the weight of a part from pairs that were not chosen by it: two choices teach them all."""

Block = tuple[model.Rule, int]
"""A choice of pairs to learn from, and of how many of them one is taken."""


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
    nodes, usable = _usable(connection)
    most = max(settings.blocking["pairs_free"], settings.blocking["pairs_per_node"] * nodes)
    counted = _counted(connection, settings.blocking["rules"], usable)
    rules = [rule for rule, pairs in counted if pairs <= most]
    learns = weights is None and nodes >= settings.train["nodes"]
    blocks = _blocks(connection, settings, usable, most) if learns else []
    used = weights or model.given(settings)
    if blocks:
        used = _learnt(connection, settings, usable, blocks, used)
    if rules:
        score(connection, settings, usable, rules, used)
    else:
        _no_edges(connection)
    return Looked(
        nodes=nodes,
        rules=tuple(map(tuple, rules)),
        left_out=tuple((tuple(rule), pairs) for rule, pairs in counted if pairs > most),
        unusable=tuple(name for name in COLUMNS if name not in usable),
        weights=used,
    )


def _usable(connection: Connection) -> tuple[int, list[str]]:
    """How many nodes there are, and the columns that hold more than one value."""
    counts = ", ".join(f"count(DISTINCT {name})" for name in COLUMNS)
    ((nodes, *distinct),) = rows(connection, f"SELECT count(*), {counts} FROM node")
    needed = 2 if nodes > _FEW else 1
    return nodes, [name for name, values in zip(COLUMNS, distinct, strict=True) if values >= needed]


def _counted(
    connection: Connection, rules: Iterable[model.Rule], usable: Sequence[str]
) -> list[tuple[model.Rule, int]]:
    """The rules that the columns allow, with how many pairs each makes."""
    return [(rule, _pairs(connection, rule)) for rule in model.rules_for(rules, usable)]


def _pairs(connection: Connection, rule: model.Rule) -> int:
    keys = [model.key_sql(key) for key in rule]
    there = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    groups = f"SELECT count(*) AS n FROM node WHERE {there} GROUP BY {', '.join(keys)}"
    ((pairs,),) = rows(connection, f"SELECT coalesce(sum(n * (n - 1) // 2), 0)::BIGINT FROM ({groups})")
    return int(pairs)


def _learnt(
    connection: Connection, settings: Settings, usable: Sequence[str], blocks: Sequence[Block], weights: Weights
) -> Weights:
    """The weights by which these nodes' own records differ from strangers', as Splink learns them."""
    with quiet(), _one_thread(connection):
        linker = _linker(
            connection, model.creator(settings, usable, [rule for rule, _ in blocks], replace(weights, learnt=True))
        )
        _train(linker, settings, _sure(connection, settings, usable), blocks)
        learnt = model.taught(linker.misc.save_model_to_json(), weights)
        linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    return learnt


def _linker(connection: Connection, creator: Any) -> Linker:
    nodes = DuckDBAPI(connection=connection).register("node", dataset_display_name="nodes")
    return Linker(nodes, creator, log_level=logging.ERROR)


def _blocks(connection: Connection, settings: Settings, usable: Sequence[str], most: int) -> list[Block]:
    """Where to learn, and one of how many pairs: the first choices of pairs that are neither empty nor too many."""
    counted = _counted(connection, settings.train["blocks"], usable)
    enough = settings.train["pairs"]
    return [(rule, -(-pairs // enough)) for rule, pairs in counted if 0 < pairs <= most][:_BLOCKS]


def _sure(connection: Connection, settings: Settings, usable: Sequence[str]) -> list[model.Rule]:
    """The rules that find pairs of one person almost surely, where they find any."""
    return [rule for rule, pairs in _counted(connection, settings.train["sure"], usable) if pairs]


def _train(linker: Linker, settings: Settings, sure: Sequence[model.Rule], blocks: Sequence[Block]) -> None:
    training, train = linker.training, settings.train
    if sure:
        training.estimate_probability_two_random_records_match(
            [model.blocking(rule) for rule in sure], recall=train["recall"]
        )
    training.estimate_u_using_random_sampling(max_pairs=train["pairs"], seed=train["seed"])
    for rule, one_of in blocks:
        training.estimate_parameters_using_expectation_maximisation(model.some(rule, one_of))


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


@contextmanager
def _one_thread(connection: Connection) -> Iterator[None]:
    """Sampling with a seed gives the same twice only on one thread."""
    ((threads,),) = rows(connection, "SELECT current_setting('threads')")
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {threads}")


@contextmanager
def quiet() -> Iterator[None]:
    """Splink talks of its training; what matters of it is in ``Looked``."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
