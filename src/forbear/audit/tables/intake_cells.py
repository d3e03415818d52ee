"""Cells of a large table as SQL: what a key of a contact holds, when it happened, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forbear.audit.intake.mapping import ColumnMap
from forbear.calendar import Instant
from forbear.engine.backends.safely import literal, quoted
from forbear.vocabulary import EVENT_KEYS, REQUIRED_KEYS, VALUES, type_of_key

_UNITS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}
_ISO = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
_OFFSET = r" ?(Z|[+-]\d\d(:?\d\d)?)$"


def cell(mapping: ColumnMap, key: str, have: Mapping[str, str]) -> str:
    """What a row says of a key, as text; NULL where it says nothing. A key that holds a list is one."""
    usual = [_of(mapping, key, mapping.optional, have), _of(mapping, key, mapping.columns, have)]
    if key in mapping.constants:
        usual.append(_constant(mapping.constants[key]))
    told = f"coalesce({', '.join([*usual, 'NULL'])})"
    if key not in mapping.inbound or key == "direction":
        return told
    begun, other = cell(mapping, "direction", have), _of(mapping, key, mapping.inbound, have)
    return f"CASE WHEN {begun} = 'inbound' THEN {other} ELSE {told} END"


def _constant(value: object) -> str:
    if isinstance(value, list):
        return literal(value)
    return literal(str(value).lower() if isinstance(value, bool) else str(value))


def _of(mapping: ColumnMap, key: str, columns: Mapping[str, str], have: Mapping[str, str]) -> str:
    column = columns.get(key)
    if column is None or column not in have:
        return "NULL"
    if have[column].endswith("[]"):
        return f"r.{quoted(column)}::VARCHAR[]"
    raw = f"nullif(trim(r.{quoted(column)}::VARCHAR), '')"
    words = mapping.values.get(key, {})
    if words:
        cases = " ".join(f"WHEN {literal(str(word))} THEN {_constant(value)}" for word, value in words.items())
        raw = f"CASE {raw} {cases} ELSE {raw} END"
    return f"CASE WHEN {raw} IS NOT NULL THEN [{raw}] END" if _kind(key).startswith("list of ") else raw


def _kind(key: str) -> str:
    return "text" if key == "debtor" else type_of_key(EVENT_KEYS["contact"], key) or "text"


def typed(key: str) -> str:
    """A key in the type of its column."""
    kind, name = _kind(key), quoted(key)
    if kind == "bool":
        return f"TRY_CAST({name} AS BOOLEAN)"
    return f"TRY_CAST({name} AS BIGINT)" if kind == "int" else name


def faults(keys: Sequence[str]) -> list[str]:
    """For each key whose values are closed, the reason why a row is refused, or NULL."""
    return [found for key in keys if (found := _fault(key, _kind(key)))]


def _fault(key: str, kind: str) -> str:
    name, single = quoted(key), kind.removeprefix("list of ")
    if kind == "bool":
        wrong = f"lower({name}) NOT IN ('true', 'false')"
    elif kind == "int":
        wrong = rf"NOT regexp_full_match({name}, '\d{{1,15}}(\.0)?')"
    elif single in VALUES:
        known = literal(list(VALUES[single]))
        wrong = f"NOT list_has_all({known}, {name})" if kind != single else f"NOT list_contains({known}, {name})"
    else:
        return ""
    return f"CASE WHEN {wrong} THEN {literal(key + ': ')} || {name}::VARCHAR || {literal(' is no value of it')} END"


def lacking(keys: Sequence[str]) -> list[str]:
    """For each key that every contact must have, the reason why a row without it is refused, or NULL."""
    needed = [key for key in REQUIRED_KEYS["contact"] if key not in ("debts", "role")]
    tests = {key: f"{quoted(key)} IS NULL" if key in keys else "TRUE" for key in needed}
    return [f"CASE WHEN {test} THEN {literal(f'the key {key} is missing')} END" for key, test in tests.items()]


def moments(mapping: ColumnMap, have: Mapping[str, str]) -> tuple[str, str]:
    """The local time, and the instant, that a row states, both in microseconds: of the two at most one is not NULL."""
    column = mapping.columns["at"]
    raw, kind = f"r.{quoted(column)}", have[column]
    if kind == "TIMESTAMP WITH TIME ZONE":
        return "NULL::BIGINT", f"epoch_us({raw})"
    if kind.startswith("TIMESTAMP") and not mapping.day:
        return f"epoch_us({raw}::TIMESTAMP)", "NULL::BIGINT"
    text = f"trim({raw}::VARCHAR)"
    if mapping.day:
        text = f"trim(r.{quoted(mapping.day)}::VARCHAR) || ' ' || {text}"
    return _of_text(mapping.time_format, text)


def _of_text(form: str, text: str) -> tuple[str, str]:
    if form in _UNITS:
        return "NULL::BIGINT", f"TRY_CAST(TRY_CAST({text} AS DECIMAL(24, 6)) * {_UNITS[form]} AS BIGINT)"
    if form != "iso":
        return f"epoch_us(try_strptime({text}, {literal(form)}))", "NULL::BIGINT"
    local = f"CASE WHEN regexp_matches({text}, {literal(_ISO + '$')}) THEN epoch_us(TRY_CAST({text} AS TIMESTAMP)) END"
    zoned = f"regexp_matches({text}, {literal(_ISO + _OFFSET)})"
    return local, f"CASE WHEN {zoned} THEN epoch_us(TRY_CAST({text} AS TIMESTAMPTZ)) END"


def time_faults(earliest: Instant, latest: Instant) -> list[str]:
    """Why a row is refused that does not say when it happened, or to whom; or NULL."""
    no_zone = literal("the time has no offset and no zone was given: say it with --zone")
    when = (
        f'CASE WHEN "at" IS NULL AND zoneless AND "local at" IS NOT NULL THEN {no_zone} '
        f'WHEN "at" NOT BETWEEN {earliest} AND {latest} OR "at" IS NULL AND "local at" IS NOT NULL '
        f"THEN 'the time cannot be that of a contact' WHEN \"at\" IS NULL THEN 'the time cannot be read' END"
    )
    return [when, "CASE WHEN debtor_named IS NULL THEN 'it is not said which debtor this contact is about' END"]
