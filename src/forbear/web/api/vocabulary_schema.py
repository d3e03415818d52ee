"""The closed vocabulary as JSON Schema, for the OpenAPI file. What it says is checked by ``records.py`` alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forbear import vocabulary

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 2000}
_TYPES: Mapping[str, Schema] = {
    "bool": {"type": "boolean"},
    "int": {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"},
    "text": TEXT,
    "instant": {"type": "string", "format": "date-time", "maxLength": 40},
    "day": {"type": "string", "format": "date"},
    "clock": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
}


def of_type(kind: str) -> Schema:
    """The schema of a type of the vocabulary; ``null`` says that it is not known."""
    if kind.startswith("list of "):
        return {"type": "array", "items": _one(kind.removeprefix("list of ")), "maxItems": 100}
    return {"anyOf": [_one(kind), {"type": "null"}]}


def _one(kind: str) -> Schema:
    return dict(_TYPES[kind]) if kind in _TYPES else {"type": "string", "enum": list(vocabulary.VALUES[kind])}


def record(keys: Mapping[str, str], required: Iterable[str] = (), more: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these keys, those with dots in them nested."""
    top: Schema = dict(more or {})
    for key, kind in keys.items():
        head, _, rest = key.partition(".")
        if rest:
            nested = top.setdefault(head, {"type": "object", "properties": {}, "additionalProperties": False})
            nested["properties"][rest] = of_type(kind)
        else:
            top[head] = of_type(kind)
    for key in required:
        top[key] = _stated(top[key])
    return {"type": "object", "properties": top, "required": [*required, *(more or {})], "additionalProperties": False}


def _stated(schema: Schema) -> Schema:
    """The same without ``null``."""
    return schema["anyOf"][0] if "anyOf" in schema else schema


def contact(*, whole: bool) -> Schema:
    """A contact; ``whole`` where nothing that must be there may be missing."""
    return record(vocabulary.EVENT_KEYS["contact"], vocabulary.REQUIRED_KEYS["contact"] if whole else ())


def address() -> Schema:
    """An address, as the keys of a contact, and the channels that it is for."""
    keys = {key: kind for key, kind in vocabulary.EVENT_KEYS["contact"].items() if key.startswith("address")}
    channels = of_type("list of channel")
    found = record(keys)
    found["properties"]["channels"] = channels
    return found


def event() -> Schema:
    """An event of any kind, told apart by ``kind``."""
    return {"oneOf": [_event(kind) for kind in vocabulary.EVENT_KEYS]}


def _event(kind: str) -> Schema:
    more = {"kind": {"const": kind, "type": "string"}, "at": dict(_TYPES["instant"])}
    return record(vocabulary.EVENT_KEYS[kind], vocabulary.REQUIRED_KEYS[kind], more) | {"title": kind}


def party(table: str) -> Schema:
    """A party of a case."""
    required = ("id",) if table in ("collector", "person", "debt", "debtor") else ()
    return record(vocabulary.PARTY_KEYS[table], required)
