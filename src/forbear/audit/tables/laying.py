"""The rows of some debtors, laid down for the programs to read: words as numbers, and only the keys that are read."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from forbear.audit.tables.checks import check_values, words_of
from forbear.audit.tables.database import Database
from forbear.audit.tables.log import FILES, READ_HERE
from forbear.engine.backends.duckdb import DIALECT
from forbear.engine.backends.safely import quoted
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.tables import EVENT_BASE, NULLS, PARTIES, Profile
from forbear.engine.relational.writer import text
from forbear.vocabulary import REQUIRED_KEYS

_ZONES = ("zone", "zones")


def lay_tables(db: Database, which: str, keys: Collection[str]) -> None:
    """Make ``events``, ``debtors`` and so on of the rows of the log for which ``which`` holds.

    Of the columns of events: those among ``keys``, those that a kind of event must have, and those that this package
    reads. Raises RecordError for a word of no vocabulary.
    """
    must_be = {key for keys in REQUIRED_KEYS.values() for key in keys}
    wanted = {*EVENT_BASE, NULLS, *READ_HERE["events"], *must_be, *keys}
    try:
        for table in FILES:
            chosen = [
                _as_words(db, table, column, kind)
                for column, kind in db.columns(f"log_{table}").items()
                if table != "events" or column in wanted
            ]
            db.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {', '.join(chosen)} FROM log_{table} WHERE {which}"
            )
    except duckdb.ConversionException:
        check_values(db, which)
        raise


def laid_profile(db: Database, unbroken: bool) -> Profile:
    """What the tables hold that were laid down; ``unbroken`` as :func:`lay_zones` found it."""
    parties = {party: set(db.columns(table)) for party, table in PARTIES.items()}
    return profile_of(lambda query: db.rows(text(query, DIALECT)), db.columns("events"), parties, False, unbroken)


def _as_words(db: Database, table: str, column: str, kind: str) -> str:
    """A column; where it holds words of the vocabulary or time zones, as a number for each of them."""
    name, words = quoted(column), words_of(table, column)
    if not kind.startswith("VARCHAR") or not (words or column in _ZONES):
        return name
    word = db.zone_type if column in _ZONES else db.word_type(words)
    return f"CAST({name} AS {word}{'[]' if kind.endswith('[]') else ''}) AS {name}"
