"""The figures of a book on Spark, in the wide form: the query that DuckDB is given, in the words of Spark.

For more rows than one machine holds. Rows lie by a hash of the person, so that they are joined with the
looks where they lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, cast

import sqlglot

from forbear.creditfile.features.folds import Folds
from forbear.creditfile.features.seen import file, plain
from forbear.creditfile.features.wide import wide
from forbear.engine.backends.spark import DIALECT, Spark
from forbear.errors import Problem, RulebookError
from forbear.rules.check_figures import figures_of, keys_of
from forbear.rules.format import Rulebook
from forbear.rules.types import is_money


def wide_on_spark(spark: Spark, book: Rulebook, folder: Path, zone: str | None = None) -> Any:
    """A frame of ``figure_wide`` from Parquet files ``look``, ``lender_kind`` and ``person_<table>`` of a folder.

    Raises RulebookError where a figure is of accounts or of money, or reads another fact: those stay on one machine.
    """
    for name in ("look", "lender_kind", *sorted(f"person_{kind}" for kind in _kinds(book))):
        frame = spark.session.read.parquet(str(folder / f"{name}.parquet"))
        if name != "lender_kind":
            frame = frame.repartition(spark.parts, "person_id")
        frame.localCheckpoint().createOrReplaceTempView(name)
    for name, query in _views(book, zone):
        spark.session.sql(_words(query)).createOrReplaceTempView(name)
    folds = Folds(cast("Any", _Nowhere(book)), book, cite=False)
    return spark.session.sql(_words(wide(folds, figures_of(book))))


class _Nowhere:
    """In place of a connection: a fact that must be laid down first is refused."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book

    def execute(self, _: str) -> NoReturn:
        raise _not_here(self._book, "a figure reads another fact")


def _kinds(book: Rulebook) -> set[str]:
    kinds = {fact.event for fact in figures_of(book)}
    if "account" in kinds or any(is_money(book, fact) for fact in figures_of(book)):
        raise _not_here(book, "a figure is of accounts or of money")
    return kinds


def _not_here(book: Rulebook, what: str) -> RulebookError:
    return RulebookError(Problem(book.id, f"{what}, and that is not done on Spark", hint="Use DuckDB"))


def _views(book: Rulebook, zone: str | None) -> Iterator[tuple[str, str]]:
    yield "one_lender_kind", file("lender_kind").split(" AS\n", 1)[1]
    for kind in sorted(_kinds(book)):
        yield f"seen_{kind}", plain(kind, "lender_kind" in keys_of(book), zone)


def _words(query: str) -> str:
    return sqlglot.parse_one(query, read="duckdb").sql(DIALECT, unsupported_level=sqlglot.ErrorLevel.RAISE)
