"""The figures of a book without their rows, fast: two levels, first by look and lender, then by look.

``figure_wide`` has a row for each look and a column for each figure; two (``_low``, ``_high``) where rows may be in
doubt.
Amounts of money stand by currency in ``figure_amount``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from forbear.creditfile.features.folds import Folds, Matches, ends_of
from forbear.engine.backends.safely import literal, quoted
from forbear.rules.check_figures import figures_of
from forbear.rules.format import Fact
from forbear.rules.types import is_money

_AMOUNTS = """
CREATE OR REPLACE TEMP TABLE figure_amount (
    look_id BIGINT, person_id VARCHAR, figure VARCHAR, currency VARCHAR, low BIGINT, high BIGINT
)
"""


@dataclass(slots=True)
class _Levels:
    """Columns of the first level by their SQL, so that figures with one condition share it, and of the second."""

    first: dict[str, str] = field(default_factory=dict)
    second: list[str] = field(default_factory=list)

    def part(self, sql: str) -> str:
        """The column of the first level that holds this."""
        return self.first.setdefault(sql, f"p{len(self.first)}")

    def add(self, name: str, sql: str) -> None:
        """A column of the second level."""
        self.second.append(f"{sql} AS {quoted(name)}")


def lay_wide(folds: Folds) -> None:
    """Lay ``figure_wide`` and ``figure_amount``."""
    money = [fact for fact in figures_of(folds.book) if is_money(folds.book, fact)]
    others = [fact for fact in figures_of(folds.book) if not is_money(folds.book, fact)]
    folds.connection.execute(_AMOUNTS)
    for fact in money:
        folds.connection.execute(f"INSERT INTO figure_amount {_amounts(folds, fact)}")
    tables = list(_tables(folds, others))
    shown = _shown(tables)
    joined = " ".join(f"LEFT JOIN ({sql}) t{n} ON t{n}._look = l.look_id" for n, (_, sql) in enumerate(tables))
    folds.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE figure_wide AS SELECT l.look_id, l.person_id{shown} FROM look l {joined}"
    )


def _shown(tables: list[tuple[list[str], str]]) -> str:
    """The columns to show: 0 where no row was seen, and unknown where a figure is unknown."""
    return "".join(
        f", CASE WHEN t{place}._look IS NULL THEN 0 ELSE t{place}.{quoted(name)} END AS {quoted(name)}"
        for place, (names, _) in enumerate(tables)
        for name in names
    )


def _tables(folds: Folds, facts: Iterable[Fact]) -> Iterator[tuple[list[str], str]]:
    """The relations to join: one for all figures of the same rows, one for each other count of different values."""
    alone = [fact for fact in facts if fact.kind == "distinct" and fact.of != "lender"]
    together = [(fact, folds.matches(fact, "look")) for fact in facts if fact not in alone]
    by_source = sorted(together, key=lambda pair: pair[1].source)
    for source, group in groupby(by_source, key=lambda pair: pair[1].source):
        yield _two_levels(source, list(group))
    for fact in alone:
        yield _different(folds.matches(fact, "look"), fact)


def _two_levels(source: str, group: list[tuple[Fact, Matches]]) -> tuple[list[str], str]:
    levels = _Levels()
    names: list[str] = []
    for fact, found in group:
        for name, is_high in _named(fact, found):
            test = f"({found.test}) IS NOT FALSE" if is_high else found.test
            levels.add(name, _second(levels, fact, found.test, test, is_high))
            names.append(name)
    first = ", ".join(f"{sql} AS {name}" for sql, name in levels.first.items())
    inner = f"SELECT e._look, e.lender, {first} FROM {source} WHERE e._variant = 0 GROUP BY e._look, e.lender"
    return names, f"SELECT _look, {', '.join(levels.second)} FROM ({inner}) GROUP BY _look"


def _named(fact: Fact, found: Matches) -> list[tuple[str, bool]]:
    in_doubt = found.doubtful or fact.kind in ("sum", "most")
    return [(f"{fact.id}_low", False), (f"{fact.id}_high", True)] if in_doubt else [(fact.id, False)]


def _second(levels: _Levels, fact: Fact, sure: str, test: str, is_high: bool) -> str:
    if fact.kind in ("count", "distinct"):
        part = levels.part(f"count(*) FILTER ({test})")
        return f"sum({part})::BIGINT" if fact.kind == "count" else f"count(*) FILTER ({part} > 0)"
    of, maybe = f"e.{quoted(fact.of)}", f"FILTER (({sure}) IS NOT FALSE)"
    unknown = levels.part(f"bool_or({of} IS NULL) {maybe}")
    known = f"NOT coalesce(bool_or({unknown}), FALSE)"
    if fact.kind == "most":
        part = levels.part(f"max({of}) FILTER ({test})")
        return f"CASE WHEN {known} THEN greatest(0, max({part})) END"
    end = "greatest" if is_high else "least"
    part = levels.part(f"sum(CASE WHEN {sure} THEN {of} ELSE {end}({of}, 0) END) {maybe}")
    return f"CASE WHEN {known} THEN coalesce(sum({part}), 0)::BIGINT END"


def _different(found: Matches, fact: Fact) -> tuple[list[str], str]:
    """How many different values: first by look and value, then by look."""
    inner = (
        f"SELECT e._look, e.{quoted(fact.of)} AS of_, bool_or({found.test}) AS sure, "
        f"bool_or(({found.test}) IS NOT FALSE) AS maybe FROM {found.source} WHERE e._variant = 0 GROUP BY 1, 2"
    )
    low, high = f"{fact.id}_low", f"{fact.id}_high"
    second = f"count(*) FILTER (sure AND of_ IS NOT NULL) AS {quoted(low)}, count(*) FILTER (maybe) AS {quoted(high)}"
    return [low, high], f"SELECT _look, {second} FROM ({inner}) GROUP BY _look"


def _amounts(folds: Folds, fact: Fact) -> str:
    found = folds.matches(fact, "look")
    low, high = ends_of(fact)
    return (
        f"SELECT l.look_id, l.person_id, {literal(fact.id)}, currency, {low}, {high} FROM (SELECT e._look, "
        f"e.{quoted(fact.of)} AS of_, e.currency, {found.test} AS c FROM {found.source} WHERE e._variant = 0) m "
        "JOIN look l ON l.look_id = m._look GROUP BY ALL HAVING bool_or(c IS NOT FALSE)"
    )
