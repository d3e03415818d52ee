"""Where each figure of a rulebook is stated, and the bad rate that was measured where a count like it stood."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb


@dataclass(frozen=True, slots=True)
class Rate:
    """Of a thousand people whose figure lay from ``low`` to ``high`` ``bad`` did not pay; ``n`` were measured.

    ``source`` names the measurement.
    """

    figure: str
    low: int
    high: int
    bad: int
    n: int
    source: str


def lay_places(connection: duckdb.DuckDBPyConnection, units: Mapping[str, str], rates: Iterable[Rate] = ()) -> None:
    """``figure_place`` and ``figure_measured``; ``units``: figure → count, days, day or money, from its rulebook."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE figure_place (figure VARCHAR, place INTEGER, section VARCHAR, unit VARCHAR)"
    )
    named = connection.execute("SELECT DISTINCT figure FROM figure ORDER BY figure").fetchall()
    placed = [(figure, *_place(figure), units.get(figure)) for (figure,) in named]
    _insert(connection, "figure_place", placed)
    columns = "figure VARCHAR, bin_low BIGINT, bin_high BIGINT, measured VARCHAR"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE figure_measured ({columns})")
    _insert(connection, "figure_measured", [(one.figure, one.low, one.high, _told(one)) for one in rates])


def _told(rate: Rate) -> str:
    told = {"bad_permille": rate.bad, "n": rate.n, "source": rate.source}
    return f'"measured":{json.dumps(told, ensure_ascii=False, separators=(",", ":"))}'


def _place(figure: str) -> tuple[int, str]:
    fitting = [(len(start), place, section) for start, place, section in _beginnings() if figure.startswith(start)]
    _, place, section = max(fitting)
    return place, section


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)


@cache
def _beginnings() -> tuple[tuple[str, int, str], ...]:
    text = files("forbear.creditfile.statements").joinpath("figures.toml").read_text(encoding="utf-8")
    return tuple(
        (start, one["place"], section) for section, one in tomllib.loads(text).items() for start in one["begins"]
    )
