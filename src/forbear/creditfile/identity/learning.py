"""The weights by which one person's records differ from strangers', as Splink learns them from some of the nodes.

What is learnt from does not grow with the nodes: some nodes chosen by chance for how often strangers agree, and whole
groups of nodes that share a key, chosen by the hash of the key, for how often one person's records do. So all pairs of
a chosen group are there, and which groups are chosen has nothing to do with the parts that are learnt from them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from typing import Any

from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from forbear.creditfile.identity import model
from forbear.creditfile.identity.counting import counted, pairs
from forbear.creditfile.identity.database import Connection, rows
from forbear.creditfile.identity.model import Rule, Weights
from forbear.creditfile.identity.settings import COLUMNS, Settings

_BLOCKS = 2
"""Splink learns the weight of a part from pairs that were not chosen by it: two choices teach them all."""

Block = tuple[Rule, int]
"""A choice of pairs to learn from, and of how many of its groups one is taken."""


def learnt(
    connection: Connection, settings: Settings, usable: Sequence[str], blocks: Sequence[Block], weights: Weights
) -> Weights:
    """The weights of these nodes; where nothing shows how likely two are one person's, that of ``weights`` stays."""
    known = replace(weights, prior=_prior(connection, settings, usable) or weights.prior)
    with quiet(), _one_thread(connection):
        by_chance = linker(connection, "node", model.creator(settings, usable, [], known))
        by_chance.training.estimate_u_using_random_sampling(
            max_pairs=settings.train["pairs"], seed=settings.train["seed"], min_count_per_level=None, num_chunks=1
        )
        of_strangers = _told(by_chance, known)
        _lay_groups(connection, blocks)
        grouped = linker(connection, "learning", model.creator(settings, usable, [], of_strangers))
        for rule, one_of in blocks:
            grouped.training.estimate_parameters_using_expectation_maximisation(
                model.some(rule, one_of), estimate_without_term_frequencies=True
            )
        found = _told(grouped, of_strangers)
        connection.execute("DROP TABLE learning")
    return replace(found, learnt=True)


def linker(connection: Connection, table: str, creator: Any) -> Linker:
    """Splink's linker over a table of nodes."""
    nodes = DuckDBAPI(connection=connection).register(table, dataset_display_name="nodes")
    return Linker(nodes, creator, log_level=logging.ERROR)


def blocks_of(connection: Connection, settings: Settings, usable: Sequence[str], most: int) -> list[Block]:
    """Where to learn, and one of how many groups: the first choices of pairs that are neither empty nor too many."""
    found = counted(connection, settings.train["blocks"], usable)
    enough = settings.train["pairs"]
    return [(rule, -(-number // enough)) for rule, number in found if 0 < number <= most][:_BLOCKS]


def _told(taught: Linker, before: Weights) -> Weights:
    """What a linker learnt, where it learnt; its tables go."""
    found = model.taught(taught.misc.save_model_to_json(), before)
    taught.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    return found


def _lay_groups(connection: Connection, blocks: Sequence[Block]) -> None:
    """``learning``: the nodes of the groups that were chosen."""
    chosen = " OR ".join(model.chosen(rule, one_of) for rule, one_of in blocks)
    columns = ", ".join(("unique_id", *COLUMNS))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE learning AS SELECT {columns} FROM node WHERE {chosen}")


def _prior(connection: Connection, settings: Settings, usable: Sequence[str]) -> float:
    """How likely two nodes are one person's: the pairs that some rule finds almost surely, each once, and what they
    may miss, of all pairs.
    """
    rules = model.rules_for(settings.train["sure"], usable)
    sets = (of for size in range(1, len(rules) + 1) for of in combinations(rules, size))
    sure = sum((-1) ** (len(of) - 1) * pairs(connection, model.together(of)) for of in sets)
    ((nodes,),) = rows(connection, "SELECT count(*) FROM node")
    found: float = sure / settings.train["recall"] / (nodes * (nodes - 1) / 2)
    return found


@contextmanager
def _one_thread(connection: Connection) -> Iterator[None]:
    """Shares are added up in the same order each time only on one thread."""
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
