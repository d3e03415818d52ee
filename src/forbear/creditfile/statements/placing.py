"""Where each figure of a rulebook is stated, and the bad rate that was measured where a count like it stood."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from forbear.creditfile.identity.database import lay


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
    named = connection.execute("SELECT DISTINCT figure FROM figure ORDER BY figure").fetchall()
    placed = [(figure, *_place(figure), units.get(figure)) for (figure,) in named]
    columns = {"figure": "VARCHAR", "place": "INTEGER", "section": "VARCHAR", "unit": "VARCHAR"}
    _lay(connection, "figure_place", columns, placed)
    columns = {"figure": "VARCHAR", "bin_low": "BIGINT", "bin_high": "BIGINT", "measured": "VARCHAR"}
    _lay(connection, "figure_measured", columns, [(one.figure, one.low, one.high, _told(one)) for one in rates])


def _told(rate: Rate) -> str:
    told = {"bad_permille": rate.bad, "n": rate.n, "source": rate.source}
    return f'"measured":{json.dumps(told, ensure_ascii=False, separators=(",", ":"))}'


def _place(figure: str) -> tuple[int, str]:
    fitting = [(len(start), place, section) for start, place, section in _beginnings() if figure.startswith(start)]
    _, place, section = max(fitting)
    return place, section


def _lay(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]
) -> None:
    """All rows by one statement: one statement a row takes longer than all else here."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    laid = {name: (kind, own) for (name, kind), own in zip(columns.items(), values, strict=True)}
    lay(connection, table, laid, kind="TEMP TABLE")


@cache
def _beginnings() -> tuple[tuple[str, int, str], ...]:
    text = files("forbear.creditfile.statements").joinpath("figures.toml").read_text(encoding="utf-8")
    return tuple(
        (start, one["place"], section) for section, one in tomllib.loads(text).items() for start in one["begins"]
    )
