"""The mapping file of a table: which column holds which key, what stands for what, and how times are written.

[columns]                       # key of a contact = column of the table
at = "contacted_at"
[constants]                     # keys that are the same on every row
direction = "outbound"
[values.outcome]                # what the table writes = a word of the vocabulary
"no-answer" = "no_answer"
[time]
format = "iso"                  # iso, epoch_s, epoch_ms, or a pattern such as "%d/%m/%Y %H:%M"
zone = "Asia/Shanghai"          # of times without an offset
[collector] / [debtor] / [debt] # attributes of everybody whom the rows name, such as kind = "creditor"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear import vocabulary
from forbear.calendar import instant_of, moment_of, zone_named
from forbear.errors import Problem, RecordError, nearest

TABLES = ("columns", "constants", "values", "time", "collector", "debtor", "debt")
_EXTRA_KEYS = ("at", "creditor", "debtor")
READY = ("twilio-calls", "twilio-messages", "collectionone", "contacts")
"""Maps that ship with Forbear, named instead of a file."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A checked mapping."""

    columns: Mapping[str, str]
    constants: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    time_format: str = "iso"
    zone: str | None = None
    collector: Mapping[str, Any] = field(default_factory=dict)
    debtor: Mapping[str, Any] = field(default_factory=dict)
    debt: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def check_columns(self, have: Sequence[str], where: str) -> None:
        """Raises RecordError with every column that the mapping names and the table lacks."""
        problems = [
            Problem(where, f"the mapping {self.name!r} names the column {column!r} for {key!r}, which the table does not have",
                    hint=nearest(column, have) or f"Its columns: {', '.join(have)}", code="column-missing")
            for key, column in self.columns.items()
            if column not in have
        ]  # fmt: skip
        if problems:
            raise RecordError(problems)

    def record(self, row: Mapping[str, Any], zone: str | None) -> dict[str, Any]:
        """One row of the table as an event record; raises ValueError where its time cannot be read."""
        record: dict[str, Any] = dict(self.constants)
        for key, column in self.columns.items():
            raw = row.get(column)
            if raw is None or raw == "":
                continue
            record[key] = self.values.get(key, {}).get(str(raw), raw)
        record["at"] = self._time(record.get("at"), zone)
        return record

    def _time(self, raw: Any, zone: str | None) -> Any:
        if raw is None:
            return None
        if isinstance(raw, datetime):
            return self._placed(raw, zone)
        if self.time_format in ("epoch_s", "epoch_ms"):
            micros = int(raw) * (1_000_000 if self.time_format == "epoch_s" else 1_000)
            return _iso_of(micros)
        text = str(raw)
        moment = datetime.fromisoformat(text) if self.time_format == "iso" else _by_pattern(text, self.time_format)
        return self._placed(moment, zone)

    def _placed(self, moment: datetime, zone: str | None) -> str:
        if moment.tzinfo is None:
            where = zone or self.zone
            if where is None:
                raise ValueError("the time has no offset and no zone was given; say it with --zone")
            moment = moment.replace(tzinfo=zone_named(where))
        return _iso_of(instant_of(moment))


def _by_pattern(text: str, pattern: str) -> datetime:
    return datetime.strptime(text, pattern)  # noqa: DTZ007 (the zone is added by the caller)


def _iso_of(micros: int) -> str:
    return moment_of(micros).isoformat()


def read_mapping(name: str) -> ColumnMap:
    """A mapping by the name of a ready one or by path; raises RecordError with every problem."""
    if name in READY:
        text = files("forbear").joinpath(f"audit/intake/maps/{name}.toml").read_text(encoding="utf-8")
    else:
        path = Path(name)
        if not path.is_file():
            hint = nearest(name, READY) or f"Ready maps: {', '.join(READY)}"
            raise RecordError(Problem(f"--map {name}", "there is no such mapping file", hint=hint, code="file-missing"))
        text = path.read_text(encoding="utf-8-sig")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecordError(Problem(name, "this is no TOML", why=str(error), code="toml")) from None
    return _checked(table, name)


def _checked(table: Mapping[str, Any], name: str) -> ColumnMap:
    keys = [*vocabulary.EVENT_KEYS["contact"], *_EXTRA_KEYS]
    problems = [
        Problem(name, f"unknown table [{key}]", hint=nearest(key, TABLES), code="key-unknown")
        for key in table
        if key not in TABLES
    ]
    for key in [*table.get("columns", {}), *table.get("constants", {}), *table.get("values", {})]:
        if key not in keys:
            problems.append(
                Problem(name, f"{key!r} is no key of a contact", hint=nearest(key, keys), code="key-unknown")
            )
    if "at" not in table.get("columns", {}):
        problems.append(
            Problem(name, "no column is named for 'at'", hint='Write at = "…" under [columns]', code="key-missing")
        )
    if problems:
        raise RecordError(problems)
    time = table.get("time", {})
    return ColumnMap(
        columns=table["columns"], constants=table.get("constants", {}), values=table.get("values", {}),
        time_format=time.get("format", "iso"), zone=time.get("zone"), collector=table.get("collector", {}),
        debtor=table.get("debtor", {}), debt=table.get("debt", {}), name=name,
    )  # fmt: skip
