"""Collecting the least: of a log only what rules read is kept, and nobody's number, address or name as it stands.

An id that could be somebody's number, e-mail address or name becomes a keyed hash, the same in all logs of the
organisation, so that two periods can be compared; a number keeps its last four digits. Ids of the collector's own
making (a letter or sign of letters and digits) stay, so that he finds the contact again.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from forbear.audit.tables.database import Database
from forbear.audit.tables.log import FILES, READ_HERE
from forbear.audit.tables.programs import Programs
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.engine.relational.tables import EVENT_BASE, NULLS
from forbear.rules import catalog
from forbear.vocabulary import REQUIRED_KEYS
from forbear.web.sealed.hashes import keyed_hash

SOMEBODY = {
    "events": ("debtor", "person", "recipient"),
    "debtors": ("debtor", "id"),
    "people": ("debtor", "id"),
    "debts": ("debtor",),
    "collectors": ("debtor",),
}
"""Columns that say who somebody is."""
NUMBERED = {
    "events": ("debts", "collector", "by", "given_to", "creditor"),
    "debts": ("id", "creditor"),
    "people": ("liable_for",),
    "collectors": ("id", "name"),
}
"""Columns of which only what looks like a telephone number is hidden."""
ADDRESSES = ("address",)
NAMES = {"debtors": ("name",), "people": ("name",), "debts": ("name",)}
"""Columns that are left out."""
_MACROS = r"""
CREATE TEMP MACRO apart(v) AS sha256(getvariable('thin_key') || sha256(getvariable('thin_key') || v));
CREATE TEMP MACRO is_number(v) AS regexp_full_match(v, '\+?[0-9(][0-9 ().-]{5,}[0-9]');
CREATE TEMP MACRO as_number(v) AS '•••' || right(regexp_replace(v, '[^0-9]', '', 'g'), 4) || '-' || left(apart(v), 16);
CREATE TEMP MACRO numberless(v) AS CASE WHEN is_number(v) THEN as_number(v) ELSE v END;
CREATE TEMP MACRO hidden(v) AS CASE WHEN is_number(v) THEN as_number(v)
    WHEN regexp_full_match(v, '[A-Za-z][A-Za-z0-9_.:-]{0,39}') AND regexp_matches(v, '[0-9]') THEN v
    WHEN regexp_full_match(v, '[0-9]{1,6}') THEN v
    WHEN v IS NULL THEN NULL ELSE 'p-' || left(apart(v), 16) END;
"""


@cache
def keys_read() -> frozenset[str]:
    """The keys of events that any rulebook of conduct reads, draft rules and all."""
    return Programs([catalog.get(name) for name in catalog.paths()], drafts=True).keys


def begin(db: Database, organisation: int) -> None:
    """Lay down how ids of an organisation are hidden."""
    db.set(thin_key=keyed_hash("audit", f"organisation {organisation}"))
    db.connection.execute(_MACROS)


def thin(db: Database, out: Path) -> tuple[int, int]:
    """Write the log that is open (``open_log``) with the least of it; how many events and debtors there are."""
    must = {key for keys in REQUIRED_KEYS.values() for key in keys}
    wanted = {*EVENT_BASE, NULLS, *READ_HERE["events"], *must, *keys_read()}
    for table in FILES:
        columns = db.columns(f"log_{table}")
        chosen = [name for name in columns if name in wanted or table != "events"]
        shown = ", ".join(_shown(table, name, columns[name]) for name in chosen if name not in NAMES.get(table, ()))
        path = out / "events" / "part-00000.parquet" if table == "events" else out / FILES[table]
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        order = "debtor, seq" if table == "events" else "debtor"
        db.connection.execute(
            f"COPY (SELECT {shown} FROM log_{table} ORDER BY {order}) TO {literal(str(path))} "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720)"
        )
    found = db.rows("SELECT (SELECT count(*) FROM log_events), (SELECT count(*) FROM log_debtors)")[0]
    return int(found[0]), int(found[1])


def thin_sources(db: Database, path: Path, out: Path) -> None:
    """Which row of the table each event was, under the same ids."""
    query = f'SELECT hidden(debtor) AS debtor, seq, "row" FROM read_parquet({literal(exactly(path))}) ORDER BY 1, 2'
    db.connection.execute(f"COPY ({query}) TO {literal(str(out))} (FORMAT parquet, COMPRESSION zstd)")


def thin_rejected(db: Database, path: Path, out: Path) -> None:
    """Which rows could not be read, and why; of the rows themselves nothing, and no long number in a reason."""
    shown = r"left(regexp_replace(told, '\+?[0-9][0-9 ().-]{5,}[0-9]', '•••', 'g'), 200)"
    reasons = f"list_transform(reasons, lambda told: {shown})"
    query = f'SELECT "row", line, {reasons} AS reasons FROM read_parquet({literal(exactly(path))})'
    db.connection.execute(f"COPY ({query}) TO {literal(str(out))} (FORMAT parquet, COMPRESSION zstd)")


def _shown(table: str, name: str, kind: str) -> str:
    column = quoted(name)
    if name in SOMEBODY[table]:
        return f"hidden({column}) AS {column}"
    if name in NUMBERED.get(table, ()):
        each = f"list_transform({column}, lambda v: numberless(v))" if kind.endswith("[]") else f"numberless({column})"
        return f"{each} AS {column}"
    if table == "events" and name in ADDRESSES:
        return f"'a-' || left(apart({column}), 16) AS {column}"
    return column
