"""Figures as of a day: what a credit book finds in each person's file, in two levels of SQL.

It reads the relations ``look``, ``lender_kind`` and ``person_<table>`` of a connection.
"""

from __future__ import annotations

from collections.abc import Collection

from forbear.creditfile.features.folds import Folds
from forbear.creditfile.features.seen import Connection, lay
from forbear.creditfile.features.told import lay_figures, lay_rules
from forbear.creditfile.features.wide import lay_wide
from forbear.rules.format import Rulebook


def figures(connection: Connection, book: Rulebook, cite: bool = True, zone: str | None = None) -> None:
    """Lay what a credit book finds in every look: ``figure`` and ``spoke``; without ``cite`` ``figure_wide`` instead.

    ``zone`` is where the clocks of the lenders stand; without it the hour of an application is not known.
    Raises RulebookError where a fact cannot be read from tables.
    """
    lay(connection, [book], cite, zone)
    find(connection, book, cite)


def find(connection: Connection, book: Rulebook, cite: bool = True, only: Collection[str] | None = None) -> None:
    """The same where all that the looks see is laid already, for this book or for several.

    ``only``: the figures to lay down in ``figure``, all where none is named.
    """
    folds = Folds(connection, book, cite)
    if cite:
        lay_figures(folds, only)
    else:
        lay_wide(folds)
    lay_rules(folds)
