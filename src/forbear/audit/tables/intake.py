"""A large table of contacts into the form of tables by a mapping, in SQL: CSV or Parquet in, events and parties out.

What a mapping means is told in ``audit/intake/mapping.py``; a row that cannot be
read goes to ``rejected.parquet`` with every reason.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.intake.rows import names_in
from forbear.audit.tables.buckets import DAY
from forbear.audit.tables.database import Database, sql
from forbear.audit.tables.intake_cells import cell, faults, lacking, moments, time_faults, typed
from forbear.calendar import zone_named
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.engine.relational.rows import columns, zone_offsets
from forbear.errors import Problem, RecordError
from forbear.records import flatten
from forbear.vocabulary import EVENT_KEYS, type_of_key

_EARLIEST, _LATEST = 631_152_000_000_000, 4_102_444_800_000_000
_DELIMITERS = ",;\t|"
_NOT_READ = ("instant", "day", "clock", "decimal")


def read_table(db: Database, path: Path, mapping: ColumnMap, zone: str | None, folder: Path) -> tuple[int, int]:
    """Write ``folder`` in the form of tables, with ``rejected.parquet``; how many rows were read, how many rejected."""
    _check(mapping, path)
    db.connection.execute("SET preserve_insertion_order = TRUE")
    have = _lay_raw(db, path, mapping)
    _lay_zone(db, mapping.zone or zone)
    _lay_read(db, mapping, have, mapping.zone or zone)
    keys = [key for key in _keys(mapping) if key not in ("at", "debtor")]
    db.connection.execute(f"CREATE TEMP TABLE intake_checked AS SELECT *, {_reasons(keys)} AS reasons FROM intake_read")
    _write_events(db, keys, folder)
    for name, query in _parties(mapping):
        _save(db, query, folder / f"{name}.parquet")
    _save(db, sql("intake_rejected"), folder / "rejected.parquet")
    read = db.rows(f"SELECT count(*) FROM read_parquet({literal(exactly(folder / 'sources.parquet'))})")[0][0]
    return int(read), int(db.rows(f"SELECT count(*) FROM ({sql('intake_rejected')})")[0][0])


def _keys(mapping: ColumnMap) -> list[str]:
    return sorted({*mapping.constants, *mapping.columns, *mapping.optional, *mapping.inbound})


def _check(mapping: ColumnMap, path: Path) -> None:
    """Refuse what this way in does not read, rather than read it half."""
    problems = [
        Problem(mapping.name, f"{key!r} is no key that a large table may have", code="key-unread",
                hint="Leave it out, or read a smaller table with --engine scalar")
        for key in _keys(mapping)
        if key != "at" and type_of_key(EVENT_KEYS["contact"], key) in _NOT_READ
    ]  # fmt: skip
    if "%z" in mapping.time_format.lower():
        what, hint = "a zone inside a pattern is not read from large tables", 'Write format = "iso" for ISO 8601'
        problems.append(Problem(f"{mapping.name}, [time] format", what, hint=hint, code="time-format"))
    if not path.name.lower().endswith((".csv", ".csv.gz", ".tsv", ".parquet")):
        problems.append(Problem(str(path), "the set-based engine reads CSV and Parquet", code="engine",
                                hint="Export it as one of them, or leave --engine out"))  # fmt: skip
    if problems:
        raise RecordError(problems)


def _lay_raw(db: Database, path: Path, mapping: ColumnMap) -> Mapping[str, str]:
    """The table as it stands, with ``row``; column → type."""
    db.connection.execute(
        f'CREATE TEMP TABLE intake_raw AS SELECT row_number() OVER () AS "row", t.* FROM {source_of(path)} AS t'
    )
    torn = db.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'")
    db.run("intake_torn" if torn else "intake_none_torn")
    have = {name: kind for name, kind in db.columns("intake_raw").items() if name != "row"}
    wrong = mapping.faults(list(have), str(path))
    if wrong:
        raise RecordError(wrong)
    return have


def source_of(path: Path) -> str:
    """A table as SQL reads it; raises RecordError where it has no sound header line."""
    if path.name.lower().endswith(".parquet"):
        return f"read_parquet({literal(exactly(path))})"
    header, delimiter = _header(path)
    names = "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header) + "}"
    return (
        f"read_csv({literal(exactly(path))}, auto_detect = FALSE, header = TRUE, delim = {literal(delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {names}, ignore_errors = TRUE, store_rejects = TRUE)"
    )


def _header(path: Path) -> tuple[Sequence[str], str]:
    opener: Any = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8-sig") as stream:
            first = stream.readline()
    except UnicodeDecodeError:
        what, hint = "this table is not written in UTF-8", "Save it as UTF-8, or as Parquet"
        raise RecordError(Problem(str(path), what, hint=hint, code="encoding")) from None
    delimiter = max(_DELIMITERS, key=first.count)
    names = [name.strip() for name in names_in(first, delimiter)]
    if not any(names) or len(set(names)) < len(names):
        hint = "Name each of its columns in line 1, every name once"
        raise RecordError(Problem(str(path), "the table has no sound header line", hint=hint, code="header"))
    return names, delimiter


def _lay_zone(db: Database, zone: str | None) -> None:
    """The stretches of local time in the zone of times without an offset."""
    if zone:
        zone_named(zone)
    offsets = list(zone_offsets([zone] if zone else [], _EARLIEST - DAY, _LATEST + DAY))
    db.engine.load("intake_offsets", columns()["zone_offsets"], offsets)
    db.run("intake_zone")


def _lay_read(db: Database, mapping: ColumnMap, have: Mapping[str, str], zone: str | None) -> None:
    """Every key as text (lists as lists), and the instant, of every row."""
    shown = "".join(f"{cell(mapping, key, have)} AS {quoted(key)}, " for key in _keys(mapping) if key != "at")
    local, instant = moments(mapping, have)
    parts = {"keys": shown, "local": local, "instant": instant, "debtor": _debtor(mapping), "zone": literal(zone)}
    db.connection.execute(filled("intake_read", parts))


def _debtor(mapping: ColumnMap) -> str:
    """Whom a row is about: the column for it, else the person in the role of the debtor."""
    known = _keys(mapping)
    named = "debtor" if "debtor" in known else "NULL"
    person = "person" if {"person", "role"} <= set(known) else "NULL"
    return f"coalesce({named}, CASE WHEN {'role' if 'role' in known else 'NULL'} = 'debtor' THEN {person} END)"


def _reasons(keys: Sequence[str]) -> str:
    """The list of what is wrong with a row; an empty list where nothing is."""
    tests = [*faults(keys), *lacking(keys), *time_faults(_EARLIEST, _LATEST)]
    return f"list_filter([{', '.join(tests)}], lambda reason: reason IS NOT NULL)"


def _write_events(db: Database, keys: Sequence[str], folder: Path) -> None:
    own = [key for key in keys if key not in ("debts", "role", "person")]
    parts = {key: typed(key) if key in keys else "NULL" for key in ("role", "debts", "creditor", "person")}
    parts["keys"] = "".join(f"{typed(key)} AS {quoted(key)}, " for key in own)
    db.connection.execute(filled("intake_events", parts))
    _save(db, 'SELECT * EXCLUDE ("row", by_creditor) FROM intake_events', folder / "events" / "part-00000.parquet")
    _save(db, 'SELECT debtor, seq, "row" FROM intake_events', folder / "sources.parquet")


def filled(name: str, parts: Mapping[str, str]) -> str:
    """A file of ``sql/`` with each ``/* name */`` filled in."""
    text = sql(name)
    for part, value in parts.items():
        text = text.replace(f"/* {part} */", value)
    return text


def _parties(mapping: ColumnMap) -> list[tuple[str, str]]:
    debt = dict(mapping.debt)
    creditor = literal(debt.pop("creditor")) if "creditor" in debt else "arg_min(by_creditor, seq)"
    tables = {"debtors": mapping.debtor, "collectors": mapping.collector, "debts": debt, "people": {}}
    return [
        (name, filled(f"intake_{name}", {"stated": _stated(facts), "creditor": creditor}))
        for name, facts in tables.items()
    ]


def _stated(facts: Mapping[str, Any]) -> str:
    return "".join(f", {literal(value)} AS {quoted(key)}" for key, value in flatten(facts))


def _save(db: Database, query: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    body = query.strip().removesuffix(";")
    db.connection.execute(f"COPY ({body}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
