"""The mapping file of a table: which column holds which key, what stands for what, and how times are written.

[columns]                       # key of a contact = column of the table
at = "contacted_at"
[optional]                      # columns that are read where the table has them, before those above
role = "relation"
[inbound]                       # columns that differ where the debtor's side began the contact
person = "from"
[constants]                     # keys that are the same on every row
direction = "outbound"
[values.outcome]                # what the table writes = a word of the vocabulary
"no-answer" = "no_answer"
[time]
format = "iso"                  # iso, epoch_s, epoch_ms, or a pattern such as "%d/%m/%Y %H:%M"
zone = "Asia/Shanghai"          # of times without an offset; where it is not said, that of --zone
day = "Date"                    # the column of the day, where 'at' holds the time of day alone
[collector] / [debtor] / [debt] # attributes of everybody whom the rows name, such as kind = "creditor"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear import vocabulary
from forbear.calendar import moment_of, zone_named
from forbear.errors import Problem, RecordError, nearest
from forbear.records import read_facts, read_value

TABLES = ("columns", "optional", "inbound", "constants", "values", "time", "collector", "debtor", "debt")
READY = ("twilio-calls", "twilio-messages", "collectionone", "contacts")
"""Maps that ship with Forbear, named instead of a file."""

_KEYS: Mapping[str, str] = {"at": "instant", "debtor": "text", **vocabulary.EVENT_KEYS["contact"]}
_EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}
_LATEST_EPOCH = 10**14
_HOURS = re.compile("%[HIcX]")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A checked mapping."""

    columns: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict)
    inbound: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    time_format: str = "iso"
    zone: str | None = None
    day: str | None = None
    collector: Mapping[str, Any] = field(default_factory=dict)
    debtor: Mapping[str, Any] = field(default_factory=dict)
    debt: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def faults(self, have: Sequence[str], where: str) -> list[Problem]:
        """A problem for every column that the mapping names and the table lacks, or has twice."""
        named = [*self.columns.items(), *self.inbound.items(), *([("day", self.day)] if self.day else [])]
        wrong = {column: key for key, column in named if have.count(column) != 1}
        return [self.fault(key, column, have, where) for column, key in wrong.items()]

    def fault(self, key: str, column: str, have: Sequence[str], where: str) -> Problem:
        """The problem of one column that the table lacks, or has twice."""
        named = f"the mapping {self.name!r} names the column {column!r} for {key!r}, which"
        if column in have:
            return Problem(where, f"{named} the table has twice", hint="Rename one of them", code="column-twice")
        hint = nearest(column, have) or f"Its columns: {', '.join(have)}"
        return Problem(where, f"{named} the table does not have", hint=hint, code="column-missing")

    def record(self, row: Mapping[str, Any], zone: str | None, where: str) -> dict[str, Any]:
        """One row of the table as an event record; raises RecordError where its time cannot be read."""
        record = {**self.constants, **self._read(self.columns, row), **self._read(self.optional, row)}
        if record.get("direction") == "inbound":
            record = {key: value for key, value in record.items() if key not in self.inbound}
            record |= self._read(self.inbound, row)
        if self.day and "at" in record:
            record["at"] = f"{row.get(self.day) or ''} {record['at']}".strip()
        if "at" in record:
            record["at"] = self._moment(record["at"], self.zone or zone, where)
        return record

    def _read(self, columns: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, Any]:
        cells = ((key, _trimmed(row.get(column))) for key, column in columns.items())
        return {key: self.values.get(key, {}).get(_word(raw), raw) for key, raw in cells if raw not in (None, "")}

    def _moment(self, raw: Any, zone: str | None, where: str) -> datetime:
        try:
            moment = self._clock(raw)
        except (ValueError, ArithmeticError) as error:
            raise RecordError(
                Problem(where, f"the time {str(raw)[:60]!r} cannot be read", why=str(error)[:120],
                        hint=f"Say how times are written under [time] of the mapping {self.name!r}",
                        code="time-invalid")
            ) from None  # fmt: skip
        if moment.tzinfo is None and zone is None:
            raise RecordError(
                Problem(where, f"the time {str(raw)[:60]!r} has no offset and no zone was given", code="zone-missing",
                        why="hours decide whether a contact was allowed",
                        hint="Say it with --zone, such as --zone Asia/Shanghai, or under [time] of the mapping")
            )  # fmt: skip
        return moment.replace(tzinfo=zone_named(zone)) if moment.tzinfo is None and zone else moment

    def _clock(self, raw: Any) -> datetime:
        if isinstance(raw, datetime):
            return raw
        if self.time_format in _EPOCHS:
            return _since_1970(raw, _EPOCHS[self.time_format])
        text = str(raw).strip()
        if self.time_format != "iso":
            return datetime.strptime(text, self.time_format)  # noqa: DTZ007 (the zone is added by the caller)
        if _is_date(text):
            raise ValueError("it is a date without a time of day")
        return datetime.fromisoformat(text)


def _trimmed(raw: Any) -> Any:
    return raw.strip() if isinstance(raw, str) else raw


def _word(raw: Any) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _since_1970(raw: Any, unit: int) -> datetime:
    number = Decimal(str(raw).strip())
    if not 0 <= number < _LATEST_EPOCH:
        raise ValueError("it is no number of the time since 1970")
    return moment_of(int(number * unit))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_mapping(name: str) -> ColumnMap:
    """A mapping by the name of a ready one or by path; raises RecordError with every problem."""
    try:
        table = tomllib.loads(_text(name))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecordError(Problem(name, "this is no TOML", why=str(error), code="toml")) from None
    return checked_mapping(table, name)


def checked_mapping(table: Mapping[str, Any], name: str) -> ColumnMap:
    """A mapping from its tables; raises RecordError with every problem."""
    problems = [*_wrong_tables(table, name)] or [*_wrong_keys(table, name), *_wrong_time(table, name)]
    if problems:
        raise RecordError(problems)
    time = table.get("time", {})
    rest = {key: table[key] for key in TABLES if key in table and key != "time"}
    day, zone = time.get("day"), time.get("zone")
    return ColumnMap(**rest, time_format=time.get("format", "iso"), zone=zone, day=day, name=name)


def _text(name: str) -> str:
    if name in READY:
        return files("forbear").joinpath(f"audit/intake/maps/{name}.toml").read_text(encoding="utf-8")
    path = Path(name)
    if not path.is_file():
        hint = nearest(name, READY) or f"Ready maps: {', '.join(READY)}"
        raise RecordError(Problem(f"--map {name}", "there is no such mapping file", hint=hint, code="file-missing"))
    return path.read_text(encoding="utf-8-sig")


def _wrong_tables(table: Mapping[str, Any], name: str) -> Iterator[Problem]:
    """Faults of layout; what stands inside is only looked at where there are none."""
    for key, inside in table.items():
        if key not in TABLES:
            hint = nearest(key, TABLES) or f"Known: {', '.join(TABLES)}"
            yield Problem(name, f"unknown table [{key}]", hint=hint, code="key-unknown")
        elif not isinstance(inside, dict):
            yield Problem(name, f"{key!r} is no table", hint=f"Write [{key}] above its keys", code="table-expected")
    columns = [column for part in ("columns", "optional", "inbound") for column in _inside(table, part)]
    yield from (
        Problem(name, f"{column!r} is no name of a column", hint=f'Write {key} = "…"', code="column-invalid")
        for key, column in columns
        if not isinstance(column, str) or not column
    )
    yield from (
        Problem(name, f"[values] {key!r} is no table", hint=f"Write [values.{key}] above its words",
                code="table-expected")
        for key, words in _inside(table, "values")
        if not isinstance(words, dict)
    )  # fmt: skip
    if "at" not in dict(_inside(table, "columns")):
        yield Problem(name, "no column is named for 'at'", hint='Write at = "…" under [columns]', code="key-missing")


def _inside(table: Mapping[str, Any], key: str) -> Sequence[tuple[str, Any]]:
    inside = table.get(key, {})
    return list(inside.items()) if isinstance(inside, dict) else []


def _wrong_keys(table: Mapping[str, Any], name: str) -> Iterator[Problem]:
    """Keys that no contact has, words that no key has, attributes that no party has."""
    for part in ("columns", "optional", "inbound", "constants", "values"):
        for key, value in _inside(table, part):
            kind = vocabulary.type_of_key(_KEYS, key)
            if kind is None:
                hint = nearest(key, _KEYS)
                yield Problem(name, f"[{part}] {key!r} is no key of a contact", hint=hint, code="key-unknown")
            elif part in ("constants", "values"):
                yield from _wrong_values(value, kind, f"{name}, [{part}] {key!r}")
    for part in ("collector", "debtor", "debt"):
        found: list[Problem] = []
        read_facts(table.get(part, {}), vocabulary.PARTY_KEYS[part], f"{name}, [{part}]", found)
        yield from found


def _wrong_values(value: Any, kind: str, where: str) -> list[Problem]:
    found: list[Problem] = []
    for one in value.values() if isinstance(value, dict) else [value]:
        read_value(one, kind if isinstance(one, list) else kind.removeprefix("list of "), where, found)
    return found


def _wrong_time(table: Mapping[str, Any], name: str) -> Iterator[Problem]:
    known = ("format", "zone", "day")
    for key, value in _inside(table, "time"):
        if key not in known or not isinstance(value, str):
            hint = nearest(key, known) or 'Write format = "…", zone = "…" or day = "…"'
            yield Problem(name, f"[time] {key!r} is not read", hint=hint, code="key-unknown")
        elif key == "format":
            yield from _wrong_format(value, name)
        elif key == "zone":
            try:
                zone_named(value)
            except RecordError as error:
                yield from (Problem(f"{name}, [time] zone", one.what, hint=one.hint) for one in error.problems)


def _wrong_format(value: str, name: str) -> Iterator[Problem]:
    if value == "iso" or value in _EPOCHS:
        return
    what = "" if _HOURS.search(value) else f"the format {value!r} holds no hour"
    try:
        datetime.strptime("", value)  # noqa: DTZ007 (only asks whether the pattern is one)
    except (ValueError, re.error) as error:
        if "does not match" not in str(error):
            what = f"the format {value!r} is no pattern of times: {error}"
    if what:
        hint = nearest(value, ("iso", *_EPOCHS)) or 'Write iso, epoch_s, epoch_ms or a pattern like "%d/%m/%Y %H:%M"'
        yield Problem(f"{name}, [time] format", what, hint=hint, code="time-format")
