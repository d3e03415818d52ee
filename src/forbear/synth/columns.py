"""The columns of the events: those of contacts from ``columns.toml``, those of other events from the place's facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from forbear import vocabulary
from forbear.synth.place import Happening, Place
from forbear.synth.rows import EPOCH
from forbear.synth.tables import literal

MILLION = 1_000_000
HEAD = {
    "debtor": "'D' || num",
    "seq": "getvariable('base') + rowid + 1",
    "at": '"at"',
    "known_at": "known_at",
    "kind": "list_extract(getvariable('kinds'), 1 + spec)",
}
"""The columns that every event has."""

_TYPES = {
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "int": "INTEGER",
    "decimal": "DECIMAL(12, 2)",
    "instant": "BIGINT",
    "day": "BIGINT",
    "clock": "BIGINT",
}
_WORKED_OUT = {
    "@debtor": "person_id('debtor', num)",
    "@agreed_contact": "person_id('agreed_contact', num)",
    "@attorney": "person_id('attorney', num)",
    "@debts": "debt_list(num, t, about)",
    "@collector": "collector",
    "@mobile": "'tel-' || num",
    "@amount": "(1000 + (h >> 20) % 40000)::DECIMAL(12, 2) / 100",
    "@zone": "moved_to",
}
_MAY_LACK = {
    "outcome", "disclosure", "address", "address_kind", "address_source", "could_leave_message", "recorded",
    "video_recorded", "collectors_present", "enters_premises", "sender_account", "identity_verified",
    "others_may_hear", "notice_given",
}  # fmt: skip
"""Facts that a log may lack: without one a rule cannot be decided. (No purpose, though, is ordinary collection.)"""


def projection(place: Place, missing: int = 0) -> str:
    """The select list of the events. ``missing``: so many of a million facts of contacts are left out."""
    columns = HEAD | {key: _column(place, key, missing) for key in keys(place)}
    return ",\n".join(f'{expression} AS "{name}"' for name, expression in columns.items())


def keys(place: Place) -> list[str]:
    """The keys that the log of a place uses, those of contacts first."""
    others = [key for each in place.happenings for key in each.facts]
    return list(dict.fromkeys([*place["columns"], *others, "received_at"]))


def names(wanted: Iterable[str]) -> str:
    """Names of columns in a list."""
    return ", ".join(f'"{name}"' for name in wanted)


def _column(place: Place, key: str, missing: int) -> str:
    if key == "received_at":
        return 'CASE WHEN known_at > "at" THEN known_at END'
    cases = {each.spec: _fact(each, key) for each in place.happenings if key in each.facts}
    if key in place["columns"]:
        cases[0] = _lacking(key, _of_contacts()[key], missing)
    chosen = " ".join(f"WHEN {spec} THEN {value}" for spec, value in sorted(cases.items()))
    return _typed(key, f"CASE spec {chosen} END")


@cache
def _of_contacts() -> Mapping[str, str]:
    """Key of a contact → how it is worked out."""
    text = files("forbear").joinpath("synth", "columns.toml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}


def _lacking(key: str, expression: str, missing: int) -> str:
    if not missing or not (key in _MAY_LACK or key.startswith(("content.", "envelope."))):
        return expression
    chance = f"roll({literal('lacks ' + key)}, getvariable('base') + rowid, {MILLION})"
    return f"CASE WHEN {chance} >= {missing} THEN {expression} END"


def _fact(event: Happening, key: str) -> str:
    """A fact of an event that is no contact; a word of the type that contacts have there, if any."""
    value = event.facts[key]
    if isinstance(value, str) and value.startswith("@day+"):
        return f'"day" + {EPOCH + int(value.removeprefix("@day+"))}'
    if isinstance(value, str) and value.startswith("@"):
        return _WORKED_OUT[value]
    kind = vocabulary.EVENT_KEYS["contact"].get(key)
    return f"{literal(value)}::{kind}" if kind in vocabulary.VALUES else literal(value)


def _typed(key: str, expression: str) -> str:
    """The column in its type; words and names of contacts keep that of their value set, which is fast to write."""
    kinds = {kinds[key] for kinds in vocabulary.EVENT_KEYS.values() if key in kinds}
    kind = kinds.pop()
    if kind.startswith("list of "):
        return f"CAST({expression} AS VARCHAR[])"
    return f"CAST({expression} AS {_TYPES[kind]})" if kind in _TYPES and kind != "text" else expression
