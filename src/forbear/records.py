"""From records (JSON objects, TOML tables) to typed facts, every fault reported at once.

The one reader of events, parties and contacts: cases, worked examples, native logs and
``forbear ask`` all come through here, so that a key means the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from typing import Any

from forbear import vocabulary
from forbear.calendar import clock_of, instant_of, read_instant, start_of_day, zone_named
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Event, Facts, Parties, Source, Value
from forbear.vocabulary import CONDUCT, Vocabulary

Problems = list[Problem]
_FLAT = (str, bool, int, list, type(None))
"""Kinds of values that are no objects: whether something is a Mapping takes long to ask."""
_FAULTS = (ValueError, TypeError, OverflowError, ArithmeticError)
"""What a reader of values raises where one is not of its kind."""


def flatten(record: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Nested objects as dotted keys: ``{"content": {"a": 1}}`` gives ``content.a``."""
    found: list[tuple[str, Any]] = []
    for key, value in record.items():
        if value.__class__ not in _FLAT and isinstance(value, Mapping):
            found += flatten(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found


def read_event(
    record: Mapping[str, Any],
    seq: int,
    where: str,
    source: Source | None = None,
    words: Vocabulary = CONDUCT,
    zone: str = "UTC",
) -> Event:
    """One event from a record; raises RecordError with every problem of the record.

    A row of a credit file may state its own day instead of an instant: it begins then, in ``zone``.
    """
    problems: Problems = []
    kind = record.get("kind", words.asked)
    if kind not in words.events:
        hint = nearest(str(kind), words.events)
        raise RecordError(Problem(where, f"{kind!r} is no kind of event", hint=hint, code="kind-unknown"))
    rest = {key: value for key, value in record.items() if key not in ("at", "kind")}
    facts = read_facts(rest, words.events[kind], where, problems)
    own = facts.get(words.own_day.get(kind, ""))
    if "at" not in record and isinstance(own, int):
        at = start_of_day(own, zone)
    else:
        at = read_time(record.get("at"), f"{where}, key 'at'", problems)
    require(facts, kind, where, problems, words)
    if problems:
        raise RecordError(problems)
    received = facts.get("received_at")
    known_at = max(at, received) if isinstance(received, int) else at
    return Event(seq=seq, at=at, kind=kind, facts=facts, known_at=known_at, source=source)


def read_parties(record: Mapping[str, Any], where: str, words: Vocabulary = CONDUCT) -> Parties:
    """Parties from ``collector``/``collectors``, ``debtor``, ``people``, ``debts``, ``calendars``, ``policy``.

    A credit file names them ``bureau``, ``person``, ``disputes``, ``calendars``, ``policy``.
    """
    if words is not CONDUCT:
        return _read_credit_parties(record, where, words)
    problems: Problems = []
    collectors = record["collectors"] if "collectors" in record else [record.get("collector", {})]
    parties = Parties(
        collectors=_by_id(collectors, "collector", where, problems),
        debtor=_party(record.get("debtor", {}), "debtor", where, problems),
        people=_by_id(record.get("people", ()), "person", where, problems),
        debts=_by_id(record.get("debts", ()), "debt", where, problems),
        calendars=_party(record.get("calendars", {}), "calendars", where, problems),  # type: ignore[arg-type]
        policy=_party(record.get("policy", {}), "policy", where, problems),
    )
    _check_zones(parties, where, problems)
    if problems:
        raise RecordError(problems)
    return parties


def read_facts(record: Mapping[str, Any], keys: Mapping[str, str], where: str, problems: Problems) -> Facts:
    """Typed facts of one record by a table of keys; faults are added to ``problems``."""
    return read_flat(flatten(record), keys, where, problems)


def read_flat(stated: Sequence[tuple[str, Any]], keys: Mapping[str, str], where: str, problems: Problems) -> Facts:
    """The same of a record whose keys are dotted already (``flatten``)."""
    facts: dict[str, Value] = {}
    for key, raw in stated:
        kind = keys.get(key) or vocabulary.type_of_key(keys, key)
        if kind is None:
            hint = nearest(key, keys) or f"Known keys: {', '.join(sorted(keys))}"
            problems.append(Problem(where, f"unknown key {key!r}", hint=hint, code="key-unknown"))
            continue
        try:
            facts[key] = None if raw is None else _reader_of(kind)(raw)
        except _FAULTS:  # told by reading it again: to say beforehand where each value stands takes longer
            facts[key] = read_value(raw, kind, f"{where}, key {key!r}", problems)
    return facts


def read_value(raw: Any, kind: str, where: str, problems: Problems) -> Value:
    """One value of a type of the vocabulary; None, with a problem added, where it is not one."""
    if kind.startswith("list of "):
        return _read_list(raw, kind.removeprefix("list of "), where, problems)
    try:
        return _reader_of(kind)(raw)
    except _FAULTS as error:
        problems.append(Problem(where, f"{raw!r} is not {_describe(kind)}", why=_reason(error),
                                hint=_value_hint(raw, kind), code="value-invalid"))  # fmt: skip
        return None


def read_time(raw: Any, where: str, problems: Problems) -> int:
    """An instant; 0, with a problem added, where it is missing or has no offset."""
    if raw is None:
        problems.append(Problem(where, "the time is missing", why="without it nothing can be judged",
                                hint="Write ISO 8601 with an offset, such as 2026-06-03T10:00:00-04:00",
                                code="time-missing"))  # fmt: skip
        return 0
    value = read_value(raw, "instant", where, problems)
    return value if isinstance(value, int) else 0


def _read_list(raw: Any, kind: str, where: str, problems: Problems) -> Value:
    if not isinstance(raw, (list, tuple)):
        what = f"{raw!r} is not a list of {kind}"
        problems.append(Problem(where, what, hint=f"Write [{raw!r}]", code="value-invalid"))
        return None
    return tuple(read_value(item, kind, where, problems) for item in raw)  # type: ignore[return-value]


def _read_bool(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _read_int(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise TypeError
    return raw


def _read_decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        raise TypeError("amounts are read as text or exact decimals")
    return Decimal(raw)


def _read_text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise TypeError
    return raw


def _read_instant(raw: Any) -> int:
    if isinstance(raw, datetime):
        if raw.tzinfo is None:
            raise ValueError("no offset from UTC")
        return instant_of(raw)
    return read_instant(_read_text(raw))


def _read_day(raw: Any) -> int:
    return (raw if isinstance(raw, date) else date.fromisoformat(_read_text(raw))).toordinal()


def _read_clock(raw: Any) -> int:
    if raw == "24:00":
        return 24 * 3_600_000_000
    return clock_of(raw if isinstance(raw, time) else time.fromisoformat(_read_text(raw)))


_READERS: Mapping[str, Callable[[Any], Value]] = {
    "bool": _read_bool,
    "int": _read_int,
    "money": _read_int,
    "decimal": _read_decimal,
    "text": _read_text,
    "instant": _read_instant,
    "day": _read_day,
    "clock": _read_clock,
}

_DESCRIPTIONS = {
    "bool": "true or false",
    "int": "a whole number",
    "money": "an amount in whole minor units",
    "decimal": "an exact number",
    "text": "a text",
    "instant": "a time with its offset from UTC",
    "day": "a date such as 2026-06-03",
    "clock": "a time of day such as 21:00",
}


@cache
def _reader_of(kind: str) -> Callable[[Any], Value]:
    if kind.startswith("list of "):
        return partial(_read_each, _reader_of(kind.removeprefix("list of ")))
    return _READERS.get(kind) or _word_reader(vocabulary.VALUES[kind])


def _read_each(read: Callable[[Any], Value], raw: Any) -> Value:
    if not isinstance(raw, (list, tuple)):
        raise TypeError
    return tuple([read(item) for item in raw])  # type: ignore[return-value]


def _word_reader(words: tuple[str, ...]) -> Callable[[Any], Value]:
    def read(raw: Any) -> Value:
        if raw not in words:
            raise ValueError
        return str(raw)

    return read


def _describe(kind: str) -> str:
    return _DESCRIPTIONS.get(kind, f"a value of {kind!r}")


def _reason(error: Exception) -> str:
    text = str(error)
    return text if "offset" in text or "amounts" in text else ""


def _value_hint(raw: Any, kind: str) -> str:
    if kind in vocabulary.VALUES:
        return nearest(str(raw), vocabulary.VALUES[kind]) or f"One of: {', '.join(vocabulary.VALUES[kind])}"
    return "Write it like 2026-06-03T10:00:00-04:00" if kind == "instant" else ""


def require(facts: Facts, kind: str, where: str, problems: Problems, words: Vocabulary = CONDUCT) -> None:
    """Add a problem for each key that an event of the kind must state and these facts do not."""
    problems.extend(
        Problem(where, f"the key {key!r} is missing", hint=f"State {key!r}", code="key-missing")
        for key in words.required[kind]
        if key not in facts
    )


def _read_credit_parties(record: Mapping[str, Any], where: str, words: Vocabulary) -> Parties:
    """Who keeps the file, whose it is and what is in dispute; where no zone is stated, days are those of UTC."""
    problems: Problems = []
    person = _party(record.get("person", {}), "person", where, problems, words)
    parties = Parties(
        collectors=_by_id([record.get("bureau", {"id": "bureau"})], "bureau", where, problems, words),
        debtor={"id": "person", "zones": ("UTC",), **person},
        debts=_by_id(record.get("disputes", ()), "dispute", where, problems, words),
        calendars=_party(record.get("calendars", {}), "calendars", where, problems, words),  # type: ignore[arg-type]
        policy=_party(record.get("policy", {}), "policy", where, problems, words),
    )
    _check_zones(parties, where, problems)
    if problems:
        raise RecordError(problems)
    return parties


def _party(record: Mapping[str, Any], table: str, where: str, problems: Problems, words: Vocabulary = CONDUCT) -> Facts:
    return read_facts(record, words.parties[table], f"{where}, {table}", problems)


def _by_id(
    records: Sequence[Mapping[str, Any]], table: str, where: str, problems: Problems, words: Vocabulary = CONDUCT
) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for record in records:
        facts = _party(record, table, where, problems, words)
        name = facts.get("id")
        if not isinstance(name, str):
            problems.append(Problem(where, f"a {table} has no id", hint="State 'id'", code="key-missing"))
        elif name in found:
            problems.append(Problem(where, f"two of {table} are called {name!r}", code="id-twice"))
        else:
            found[name] = facts
    return found


def _check_zones(parties: Parties, where: str, problems: Problems) -> None:
    for zone in parties.zones():
        try:
            zone_named(zone)
        except RecordError as error:
            problems.extend(Problem(f"{where}, debtor.zones", fault.what, hint=fault.hint, code=fault.code)
                            for fault in error.problems)  # fmt: skip
