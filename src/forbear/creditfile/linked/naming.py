"""The name of a row, which never changes: ``<table>:<lender>:<key>``, and what stands for a table at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from forbear.creditfile.store import Store, as_known
from forbear.creditfile.tables import tables
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import InputError, Problem

_SIGNS = (("%", "%25"), (":", "%3A"), ("/", "%2F"))


def row_of(table: str) -> str:
    """The name of a row of a table as SQL over its columns."""
    found = tables()[table]
    key = "||'/'||".join(_part(name, found.columns[name].type) for name in found.key)
    return f"({literal(table + ':')}||{_part('lender', 'text')}||':'||{key})"


def _part(name: str, kind: str) -> str:
    if kind == "month":
        return f"strftime({quoted(name)}, '%Y-%m')"
    text = f"coalesce({quoted(name)}, '')"
    for sign, written in _SIGNS:
        text = f"replace({text}, '{sign}', '{written}')"
    return text


def named(known: Mapping[str, str]) -> dict[str, str]:
    """What SQL of ``sql/linked`` is filled in with: a source for each table, and the names of its rows."""
    rows = {"claim row": row_of("identity_claim"), "entry row": row_of("list_entry")}
    return {**known, **rows}


def sources(at: datetime | None) -> dict[str, str]:
    """Table → what to write after FROM for its rows that count at an instant."""
    return {name: as_known(name, at) for name in tables()}


def check_linked(store: Store) -> None:
    """Refuse a store of which nobody's rows were linked."""
    if not store.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'identity' AND table_name = 'part_level'"):
        what, hint = "nobody's rows were linked yet", f"Link them: forbear credit link {store.folder}"
        raise InputError(Problem(str(store.folder), what, hint=hint, code="store-unlinked"))
