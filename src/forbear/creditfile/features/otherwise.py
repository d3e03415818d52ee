"""What a figure of accounts might come to if some rows of an account were not there.

``otherwise`` says of which accounts that is anything at all: read once for all figures, and without naming rows. Whose
rows they are stands in ``rows_of_account``, and is asked only where an account does not count as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from forbear.creditfile.features.folds import Folds, Matches, is_wanted
from forbear.creditfile.features.seen import file
from forbear.engine.backends.safely import quoted
from forbear.rules.format import Fact, Rulebook
from forbear.rules.types import is_money


@dataclass(frozen=True, slots=True)
class Cited:
    """A figure with its number among those of the book, and the rows that may belong to it."""

    number: int
    fact: Fact
    found: Matches

    @property
    def of(self) -> str:
        """What of a row the figure makes something of, as SQL."""
        return f"e.{quoted(self.fact.of)}" if self.fact.of else "NULL"

    def currency(self, book: Rulebook) -> str:
        """The currency in which it is told, as SQL."""
        return "e.currency" if is_money(book, self.fact) else "NULL::VARCHAR"


_NONE = "SELECT 0 AS f, 0 AS _look, 0 AS _thing, '' AS currency, FALSE AS surely, 0 AS most WHERE FALSE"
_NO_ROWS = "CREATE OR REPLACE TEMP TABLE rows_of_account (_look BIGINT, _thing INTEGER, _all INTEGER[])"


def lay_otherwise(folds: Folds, figures: Sequence[Cited]) -> None:
    """Lay ``otherwise``: figure, look and account where one of its other ways counts.

    ``surely``: whatever the figure is; ``most``: where the figure is not more than that.
    """
    parts = [_read(folds, [*same]) for _, same in groupby(sorted(figures, key=_source), key=_source)]
    folds.connection.execute(file("rows_of_account") if parts else _NO_ROWS)
    folds.connection.execute(f"CREATE OR REPLACE TEMP TABLE otherwise AS {' UNION ALL '.join(parts) or _NONE}")


def _source(one: Cited) -> str:
    return one.found.source


def _read(folds: Folds, same: Sequence[Cited]) -> str:
    """One pass over the other ways of every account for all figures of a source."""
    columns = ", ".join(column for one in same for column in _columns(one))
    told = ", ".join(
        f"{{'f': {one.number}, 'currency': {'money' if is_money(folds.book, one.fact) else 'NULL::VARCHAR'}, "
        f"'surely': s{one.number}, 'most': m{one.number}}}"
        for one in same
    )
    return f"""
    SELECT f, _look, _thing, currency, bool_or(surely) AS surely, max(most) AS most FROM (
        SELECT _look, _thing, unnest([{told}], recursive := true) FROM (
            SELECT e._look, e._thing, e.currency AS money, {columns}
            FROM {same[0].found.source} WHERE e._variant > 0 GROUP BY 1, 2, 3
        )
    ) WHERE surely OR most IS NOT NULL GROUP BY f, _look, _thing, currency
    """


def _columns(one: Cited) -> Iterator[str]:
    counts = f"({one.found.test}) IS NOT FALSE"
    if one.fact.kind == "most":
        yield f"bool_or({counts} AND {one.of} IS NULL) AS s{one.number}"
        yield f"max({one.of}) FILTER ({counts} AND {one.of} > 0) AS m{one.number}"
    else:
        yield f"bool_or({counts} AND {is_wanted(one.of, one.fact)}) AS s{one.number}"
        yield f"NULL::BIGINT AS m{one.number}"
