"""The figures of a book without their rows, fast: each relation is read once for what is counted and once for each key
of which different values are. Those are found in two levels, first by look and value, then by look: of a value only
the newest day on which a condition held is kept, and it tells of every window whether the value is in it.

``figure_wide`` has a row for each look and a column for each figure; two (``_low``, ``_high``) where rows may be in
doubt.
Amounts of money stand by currency in ``figure_amount``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from forbear.creditfile.features.folds import Folds, Matches, counted, ends_of
from forbear.creditfile.features.seen import ALWAYS
from forbear.engine.backends.safely import literal, quoted
from forbear.rules.check_figures import figures_of
from forbear.rules.format import Fact
from forbear.rules.types import is_money

_OF_DAYS = ("days", "past_days")
_AMOUNTS = """
CREATE OR REPLACE TEMP TABLE figure_amount (
    look_id BIGINT, person_id VARCHAR, figure VARCHAR, currency VARCHAR, low BIGINT, high BIGINT
)
"""


def lay_wide(folds: Folds) -> None:
    """Lay ``figure_wide`` and ``figure_amount``."""
    money = [fact for fact in figures_of(folds.book) if is_money(folds.book, fact)]
    others = [fact for fact in figures_of(folds.book) if not is_money(folds.book, fact)]
    folds.connection.execute(_AMOUNTS)
    for fact in money:
        folds.connection.execute(f"INSERT INTO figure_amount {_amounts(folds, fact)}")
    ((first,),) = folds.connection.execute("SELECT min(as_of) FROM look").fetchall()
    query = wide(folds, others, f"DATE {literal(str(first))}" if first else "")
    folds.connection.execute(f"CREATE OR REPLACE TEMP TABLE figure_wide AS {query}")


def wide(folds: Folds, facts: Iterable[Fact], first: str = "") -> str:
    """The query of ``figure_wide`` over the rows that a look sees; ``first``: the day of the first look, if known."""
    tables = list(_tables(folds, facts, first))
    joined = " ".join(f"LEFT JOIN ({sql}) t{n} ON t{n}._look = l.look_id" for n, (_, sql) in enumerate(tables))
    return f"SELECT l.look_id, l.person_id{_shown(tables)} FROM look l {joined}"


def _shown(tables: list[tuple[list[str], str]]) -> str:
    """The columns to show: 0 where no row was seen, and unknown where a figure is unknown."""
    return "".join(
        f", CASE WHEN t{place}._look IS NULL THEN 0 ELSE t{place}.{quoted(name)} END AS {quoted(name)}"
        for place, (names, _) in enumerate(tables)
        for name in names
    )


def _tables(folds: Folds, facts: Iterable[Fact], first: str) -> Iterator[tuple[list[str], str]]:
    """The relations to join: of the same rows one for what is counted, one for the values of each key."""
    found = [(fact, folds.matches(fact, "look")) for fact in facts]
    for (source, of), same in groupby(sorted(found, key=_together), key=_together):
        group = list(same)
        rows = f"{source} WHERE {_near(group, first)}"
        yield _different(folds, rows, of, group) if of else _counted(rows, group)


def _together(pair: tuple[Fact, Matches]) -> tuple[str, str]:
    fact, found = pair
    return found.source, fact.of if fact.kind == "distinct" else ""


def _counted(rows: str, group: Sequence[tuple[Fact, Matches]]) -> tuple[list[str], str]:
    """What is counted, added up, or the most of something: by look."""
    columns: dict[str, str] = {}
    for fact, found in group:
        ends = ends_of(fact, f"({found.test})", f"e.{quoted(fact.of)}")
        columns |= dict(zip(_named(fact, found), ends, strict=False))
    return [*columns], f"SELECT e._look, {_listed(columns)} FROM {rows} GROUP BY e._look"


def _near(group: Sequence[tuple[Fact, Matches]], first: str) -> str:
    """The rows that may be in any window: where each is of so many days, those older than the longest are not read."""
    lengths = [fact.window.length if fact.window.kind in _OF_DAYS else None for fact, _ in group]
    days = [length for length in lengths if isinstance(length, int)]
    near = [f"e._day >= {day} - {max(days)}" for day in ("e._today", first) if day] if len(days) == len(lengths) else []
    return " AND ".join(["e._variant = 0", *near])


def _different(folds: Folds, rows: str, of: str, group: Sequence[tuple[Fact, Matches]]) -> tuple[list[str], str]:
    """How many different values: first by look and value, each with its newest days, then by look."""
    newest: dict[str, str] = {}
    columns: dict[str, str] = {}
    for fact, found in group:
        sure, maybe = (
            newest.setdefault(f"max(e._day) FILTER ({test})", f"p{len(newest)}")
            for test in (found.rest, f"({found.rest}) IS NOT FALSE")
        )
        ends = _in_window(folds, fact, sure, surely=True), _in_window(folds, fact, maybe, surely=False)
        columns |= dict(zip(_named(fact, found), ends, strict=False))
    days = _listed({part: sql for sql, part in newest.items()})
    inner = f"SELECT e._look, e.{quoted(of)} AS of_, any_value(e._today) AS _today, {days} FROM {rows} GROUP BY 1, 2"
    return [*columns], f"SELECT _look, {_listed(columns)} FROM ({inner}) GROUP BY _look"


def _in_window(folds: Folds, fact: Fact, day: str, *, surely: bool) -> str:
    """How many values have their newest day in the window of a fact; the length of a window may be unknown."""
    inside = " AND ".join(folds.window(fact, day, "_today"))
    unknown = isinstance(fact.window.length, str)
    tests = [f"{day} IS NOT NULL"] if unknown or not inside else []
    if inside:
        tests.append(f"({inside}) IS NOT FALSE" if unknown and not surely else inside)
    if surely and fact.of not in ALWAYS[fact.event]:
        tests.append("of_ IS NOT NULL")
    return counted(" AND ".join(tests))


def _named(fact: Fact, found: Matches) -> list[str]:
    """The columns of a figure: two where rows may be in doubt."""
    unsaid = bool(fact.of) and fact.of not in ALWAYS[fact.event]
    in_doubt = found.doubtful or fact.kind in ("sum", "most") or (fact.kind == "distinct" and unsaid)
    return [f"{fact.id}_low", f"{fact.id}_high"] if in_doubt else [fact.id]


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())


def _amounts(folds: Folds, fact: Fact) -> str:
    found = folds.matches(fact, "look")
    low, high = ends_of(fact)
    return (
        f"SELECT l.look_id, l.person_id, {literal(fact.id)}, currency, {low}, {high} FROM (SELECT e._look, "
        f"e.{quoted(fact.of)} AS of_, e.currency, {found.test} AS c FROM {found.source} WHERE e._variant = 0) m "
        "JOIN look l ON l.look_id = m._look GROUP BY ALL HAVING bool_or(c IS NOT FALSE)"
    )
