"""Cells as SQL: what a row of theirs says under a column of ours, its type, and what is wrong with it.

Everything is text until it is checked. What cannot be read is a reason, never an empty cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from forbear.creditfile.intake.mapping import FileMap, TableMap
from forbear.creditfile.tables import Column, Table
from forbear.engine.backends.safely import literal, quoted
from forbear.money import CURRENCIES, decimals_of

LONGEST = 500
"""A text that is longer is a fault."""
_EARLIEST, _LATEST = "1900-01-01", "2100-01-01"
_DAY = r"\d{4}-\d\d-\d\d([T ].*)?"
_MONTH = r"\d{4}-\d\d(-\d\d([T ].*)?)?"
_AT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
_ZONED = _AT + r" ?(Z|[+-]\d\d(:?\d\d)?)"


def told(one: TableMap, key: str, raw: Mapping[str, str], currency: str) -> str:
    """What a row says under a column, as text. ``raw``: their column → SQL that reads it."""
    found = [_theirs(one, key, columns[key], raw) for columns in (one.optional, one.columns) if key in columns]
    if key in one.constants:
        found.append(literal(_constant(one.constants[key])))
    if key == "currency" and currency:
        found.append(literal(currency))
    default = one.table.mapped[key].default
    return f"coalesce({', '.join([*found, literal(default), 'NULL'])})" if found or default else "NULL::VARCHAR"


def _constant(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _theirs(one: TableMap, key: str, column: str, raw: Mapping[str, str]) -> str:
    if column not in raw:
        return "NULL::VARCHAR"
    text = raw[column]
    words = one.values.get(key)
    if not words:
        return text
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in words.items())
    return f"nullif(CASE {text} {cases} ELSE {text} END, '')"


def told_name(name: str) -> str:
    """The name under which a cell stands as text beside what was read of it."""
    return quoted(f"told {name}")


def minor_units() -> str:
    """How many minor units the unit of a row's currency has; NULL where it is no currency."""
    by_decimals: dict[int, list[str]] = {}
    for code in sorted(CURRENCIES):
        by_decimals.setdefault(decimals_of(code), []).append(literal(code))
    cases = (f"WHEN currency IN ({', '.join(codes)}) THEN {10**places}" for places, codes in by_decimals.items())
    return f"CASE {' '.join(cases)} END"


def typed(column: Column, mapped: FileMap) -> str:
    """What was read of a cell, in the type of its column; NULL where it cannot be."""
    name = quoted(column.name)
    if column.type == "money":
        return f"TRY_CAST({name} AS DECIMAL(24, 6)) * minor"
    if column.type == "rate":
        return f"TRY_CAST({name} AS DECIMAL(18, 9))"
    if column.type == "bool":
        return f"TRY_CAST({name} AS BOOLEAN)"
    if column.type == "int":
        return f"TRY_CAST(TRY_CAST({name} AS DECIMAL(18, 1)) AS BIGINT)"
    if column.type in ("day", "month"):
        return _day(column, mapped)
    return _moment(name, mapped) if column.type == "moment" else name


def _day(column: Column, mapped: FileMap) -> str:
    name = quoted(column.name)
    if mapped.dates != "iso":
        read = f"TRY_CAST(try_strptime({name}, {literal(mapped.dates)}) AS DATE)"
    else:
        read = f"TRY_CAST(substr({name}, 1, 10) AS DATE)"
    if column.type == "day":
        return read
    month = f"TRY_CAST(substr({name}, 1, 7) || '-01' AS DATE)"
    return month if mapped.dates == "iso" else f"CAST(date_trunc('month', {read}) AS DATE)"


def _moment(name: str, mapped: FileMap) -> str:
    whole = f"CASE WHEN regexp_full_match({name}, '{_ZONED}') THEN {name} ELSE {name} || {literal(mapped.offset)} END"
    return f"make_timestamp(epoch_us(TRY_CAST({whole} AS TIMESTAMPTZ)))"


def faults(table: Table, mapped: FileMap, used: Collection[str]) -> str:
    """The list of what is wrong with a row, or an empty list. ``used``: the columns that may hold something."""
    looked_at = [column for column in table.mapped.values() if column.needed or column.name in used]
    tests = [test for column in looked_at for test in _faults(column, mapped)]
    amounts = [column.name for column in looked_at if column.type == "money"]
    if amounts or "currency" in used:
        tests.extend(_money_faults(amounts))
    return f"list_filter([{', '.join(tests)}], lambda reason: reason IS NOT NULL)"


def _faults(column: Column, mapped: FileMap) -> Iterator[str]:
    text = told_name(column.name)
    if column.needed:
        yield f"CASE WHEN {text} IS NULL THEN {literal(f'{column.name} is missing')} END"
    wrong, what = _wrong(column, mapped)
    shown = f"{literal(column.name + ': ')} || left({text}, 60) || {literal(' ' + what)}"
    yield f"CASE WHEN {text} IS NOT NULL AND ({wrong}) IS DISTINCT FROM FALSE THEN {shown} END"


def _wrong(column: Column, mapped: FileMap) -> tuple[str, str]:
    """A condition that is true or NULL where a cell that is there cannot be read, and the words for it."""
    text, read = told_name(column.name), quoted(column.name)
    if column.type in ("day", "month"):
        form = _MONTH if column.type == "month" else _DAY
        shape = f"NOT regexp_full_match({text}, '{form}') OR " if mapped.dates == "iso" else ""
        return f"{shape}{read} IS NULL OR {read} NOT BETWEEN DATE '{_EARLIEST}' AND DATE '{_LATEST}'", "is no day"
    if column.type == "moment":
        form = f"{_AT}( ?(Z|[+-]\\d\\d(:?\\d\\d)?)){'?' if mapped.offset else ''}"
        return f"NOT regexp_full_match({text}, '{form}') OR {read} IS NULL", "is no instant with an offset"
    if column.type == "word":
        return f"NOT list_contains({literal(list(column.words))}, {text})", "is no value of it"
    if column.type == "bool":
        return f"lower({text}) NOT IN ('true', 'false', '0', '1')", "is neither true nor false"
    forms = {"int": r"\d{1,9}(\.0+)?", "rate": r"-?\d{1,9}(\.\d{1,9})?0*", "money": r"-?\d{1,15}(\.\d{1,6})?"}
    if column.type in forms:
        return f"NOT regexp_full_match({text}, '{forms[column.type]}')", "is no number that is read here"
    return f"length({text}) > {LONGEST}", f"is longer than {LONGEST} letters"


def _money_faults(amounts: Sequence[str]) -> Iterator[str]:
    unknown = "'currency: ' || left(currency, 60) || ' is no currency of ISO 4217'"
    yield f"CASE WHEN currency IS NOT NULL AND minor IS NULL THEN {unknown} END"
    some = f"coalesce({', '.join([*map(told_name, amounts), 'NULL'])}) IS NOT NULL"
    yield f"CASE WHEN currency IS NULL AND {some} THEN 'an amount has no currency' END"
    for name in amounts:
        what = f"{literal(f'{name}: ')} || left({told_name(name)}, 60) || ' has more decimals than ' || currency"
        yield f"CASE WHEN {quoted(name)} <> trunc({quoted(name)}) THEN {what} END"
