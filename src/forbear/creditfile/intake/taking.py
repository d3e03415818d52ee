"""A delivery into the store, wholly or not at all: each row is taken, repeated, or kept aside with what is wrong."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from forbear.creditfile.intake import metro2, pboc
from forbear.creditfile.intake.cells import faults, minor_units, told_name, typed
from forbear.creditfile.intake.doubts import mark
from forbear.creditfile.intake.laid import Laid
from forbear.creditfile.intake.mapping import FileMap
from forbear.creditfile.intake.tabular import lay_table
from forbear.creditfile.store import Store, utc
from forbear.creditfile.storing import faults_told, sql
from forbear.creditfile.tables import SQL_TYPES, Table
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import Problem, RecordError

TOLD = 10
"""Of so many rejected rows the reasons stand in an error."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that came: from whom, when, under what licence, and whether it corrects what was said before."""

    path: Path
    lender: str
    received: datetime
    mapping: FileMap
    licence: str = ""
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery. ``again``: this very file was there already, and nothing changed."""

    delivery: str
    name: str
    lines: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    repeated: int = 0
    rejected: int = 0
    doubts: int = 0
    again: bool = False


def take_in(store: Store, came: Delivery) -> Taken:
    """Take a delivery in; raises InputError where nothing of it can be."""
    _check(came)
    with faults_told(came.path):
        file = _digest(came.path)
        sent, delivery = _names(came, file)
        if store.rows("SELECT 1 FROM delivery WHERE delivery = ?", [delivery]):
            with store.wholly():
                _arrive(store, came, sent)
            return Taken(delivery, came.path.name, again=True)
        with tempfile.TemporaryDirectory(prefix="forbear-") as scratch:
            laid = _lay(store, came, Path(scratch))
            repeated = _sort_out(store, laid, came)
            with store.wholly():
                taken = _keep(store, laid, came, (delivery, sent, file, repeated))
                _arrive(store, came, sent)
    shutil.rmtree(store.folder / "spill", ignore_errors=True)
    return taken


def _check(came: Delivery) -> None:
    if not came.path.is_file():
        raise RecordError(Problem(str(came.path), "there is no such file", code="file-missing"))
    consent = [one for one in came.mapping.tables if "consent" in {**one.columns, **one.optional, **one.constants}]
    if not came.licence and (not consent or len(consent) < len(came.mapping.tables)):
        hint = "Say it with --licence, or map a column to `consent` in every table"
        what = "neither a licence nor the consent of the people is named"
        raise RecordError(Problem(str(came.path), what, hint=hint, code="licence-missing"))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _names(came: Delivery, file: str) -> tuple[str, str]:
    """The names of what was sent and of its reading; of one thing read by several mappings the last reading counts."""
    parts = (came.lender, file, came.licence, str(came.correction))
    sent = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return sent, hashlib.sha256(f"{sent}\n{came.mapping.file}".encode()).hexdigest()[:32]


def _lay(store: Store, came: Delivery, scratch: Path) -> Laid:
    if came.mapping.format == "metro2":
        return metro2.lay(store, came.path, came.mapping, scratch)
    if came.mapping.format == "pboc":
        return pboc.lay(store, came.path, came.mapping, scratch)
    return lay_table(store, came.path, came.mapping, scratch)


def _sort_out(store: Store, laid: Laid, came: Delivery) -> int:
    """Lay ``good_<table>`` and ``bad``, the lines that are kept aside; how many rows say again what another says."""
    store.connection.execute(sql("bad"))
    if laid.torn:
        store.connection.executemany(
            "INSERT INTO bad VALUES (?, ?, ?)", [(t.line, t.reason, t.text) for t in laid.torn]
        )
    for table in laid.held:
        store.connection.execute(sql("read", _read(table, came, laid.tables[table.name])))
    for table in laid.held:
        store.connection.execute(sql("good", _good(table, came)))
    for table in laid.held:
        store.connection.execute(sql("never", {"good": quoted(f"good_{table.name}"), "never": _never(table)}))
        store.connection.execute(sql("contradictions", _named(table)))
    return sum(int(store.rows(sql("repeated", _named(table)))[0][0]) for table in laid.held)


def _read(table: Table, came: Delivery, used: Collection[str]) -> dict[str, str]:
    """The parts of ``read.sql``: each cell as text and as what was read of it."""
    needs_consent = "CASE WHEN consent IS NULL THEN 'neither licence nor consent is named' END"
    told = ", ".join(f"{quoted(name)} AS {told_name(name)}" for name in table.mapped)
    read = ", ".join(
        f"{typed(column, came.mapping) if name in used else f'NULL::{SQL_TYPES[column.type]}'} AS {quoted(name)}"
        for name, column in table.mapped.items()
    )
    return {
        "staged": quoted(f"staged_{table.name}"), "read": quoted(f"read_{table.name}"), "table": literal(table.name),
        "told": told, "cells": read, "minor": minor_units() if "currency" in table.columns else "NULL",
        "faults": faults(table, came.mapping, used), "consent": "NULL" if came.licence else needs_consent,
    }  # fmt: skip


def _good(table: Table, came: Delivery) -> dict[str, str]:
    columns = ", ".join(
        f"{quoted(name)}::{SQL_TYPES[one.type]} AS {quoted(name)}" for name, one in table.columns.items()
    )
    correction = f"coalesce(correction, {str(came.correction).upper()})"
    names = {"read": quoted(f"read_{table.name}"), "good": quoted(f"good_{table.name}")}
    return {**names, "columns": columns, "correction": correction}


def _never(table: Table) -> str:
    tests = [f"CASE WHEN {test} THEN {literal(f'{table.name}: {what}')} END" for what, test in table.never.items()]
    return f"[{', '.join([*tests, 'NULL'])}]"


def _named(table: Table) -> dict[str, str]:
    named = [*table.named_by, *table.apart]
    others = [name for name in table.columns if name not in named]
    whole = ", ".join(quoted(name) for name in [*others, "consent"])
    key = ", ".join(map(quoted, [*named, "correction"]))
    return {"good": quoted(f"good_{table.name}"), "table": literal(table.name), "key": key, "whole": whole}


def _keep(store: Store, laid: Laid, came: Delivery, about: tuple[str, str, str, int]) -> Taken:
    delivery, sent, file, repeated = about
    rows = dict.fromkeys(laid.tables, 0) | {one.name: _insert(store, one, delivery) for one in laid.held}
    store.connection.execute(sql("rejected", {"delivery": literal(delivery), "texts": laid.texts}))
    counted = "SELECT count(*) FROM rejected WHERE delivery = ?"
    rejected = int(store.rows(counted, [delivery])[0][0])
    if rejected and not sum(rows.values()):
        raise RecordError(_nothing(store, came, delivery))
    doubts = mark(store, laid.held, delivery)
    mapping = came.mapping
    store.connection.execute(
        "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "(SELECT count(*) + 1 FROM delivery WHERE sent = ?))",
        [delivery, sent, came.lender, file, mapping.format, mapping.name, mapping.file, came.licence or None,
         came.correction, laid.lines, sum(rows.values()), repeated, rejected, sent],
    )  # fmt: skip
    return Taken(delivery, came.path.name, laid.lines, rows, repeated, rejected, doubts)


def _insert(store: Store, table: Table, delivery: str) -> int:
    columns = ", ".join(map(quoted, table.columns))
    parts = {"rows": quoted(f"{table.name}_rows"), "delivery": literal(delivery), "columns": columns, **_named(table)}
    return int(store.rows(sql("insert", parts))[0][0])


def _arrive(store: Store, came: Delivery, sent: str) -> None:
    """Note that it came, where that is not noted yet."""
    values = [sent, utc(came.received), came.path.name]
    if not store.rows("SELECT 1 FROM arrival WHERE (sent, received, name) = (?, ?, ?)", values):
        store.connection.execute("INSERT INTO arrival VALUES (?, ?, ?)", values)


def _nothing(store: Store, came: Delivery, delivery: str) -> list[Problem]:
    first = store.rows(
        'SELECT line, reasons FROM rejected WHERE delivery = ? ORDER BY line LIMIT ?', [delivery, TOLD]
    )  # fmt: skip
    hint = f"Compare it with the mapping {came.mapping.name!r}"
    whole = Problem(str(came.path), "no row of it can be taken in", hint=hint, code="nothing-taken")
    return [whole, *(Problem(f"{came.path}, line {line}", "; ".join(reasons)) for line, reasons in first)]
