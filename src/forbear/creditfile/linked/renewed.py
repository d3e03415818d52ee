"""Numbers that replaced others: a new passport, an identity number given anew. Said by somebody, with source and day.

The linking takes both for one number where the people who carry them agree; where they do not, it is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from forbear.creditfile.identity.aliases import Alias
from forbear.creditfile.linked.said import read_table
from forbear.creditfile.store import Store, utc
from forbear.errors import Problem

COLUMNS = ("old_type", "old_number", "new_type", "new_number", "day")
_MADE = """CREATE SCHEMA IF NOT EXISTS identity;
CREATE TABLE IF NOT EXISTS identity.alias_said (
    seq BIGINT NOT NULL, received TIMESTAMP NOT NULL, source VARCHAR NOT NULL, "day" DATE NOT NULL,
    old_kind VARCHAR NOT NULL, old_number VARCHAR NOT NULL, new_kind VARCHAR NOT NULL, new_number VARCHAR NOT NULL)"""


def take(store: Store, path: Path, source: str, received: datetime) -> int:
    """Add what a CSV says of renewed numbers (``COLUMNS``; types as in identity claims); how many."""
    lines = list(read_table(path, COLUMNS, _wrong))
    with store.wholly():
        store.connection.execute(_MADE)
        ((last,),) = store.rows("SELECT coalesce(max(seq), 0) FROM identity.alias_said")
        store.connection.executemany(
            "INSERT INTO identity.alias_said VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                [last + at, utc(received), source, line["day"], kind_of(line["old_type"]), line["old_number"],
                 kind_of(line["new_type"]), line["new_number"]]
                for at, line in enumerate(lines, 1)
            ],
        )  # fmt: skip
    return len(lines)


def given(store: Store) -> list[Alias]:
    """All that were ever said, in order."""
    store.connection.execute(_MADE)
    query = "SELECT old_kind, old_number, new_kind, new_number FROM identity.alias_said ORDER BY seq"
    return [Alias(*row) for row in store.rows(query)]


def kind_of(written: str) -> str:
    """The kind of a number in the linking, from its type in a store: ``in_.pan`` is ``in-pan``."""
    bare = "".join(char for char in written if char.isascii() and (char.isalnum() or char == "."))
    return bare.lower().replace(".", "-") or "other"


def _wrong(line: Mapping[str, str], where: str) -> Iterator[Problem]:
    for name in ("old_number", "new_number"):
        if not line[name]:
            yield Problem(where, f"{name} is empty", code="value-missing")
    try:
        date.fromisoformat(line["day"])
    except ValueError:
        hint = "Write 2026-11-26: the day on which the new number was given"
        yield Problem(where, f"day: {line['day']!r} is no day", hint=hint, code="day-invalid")
