"""The fields of files, from a ``fields.toml``: one table for the reader and for the reference."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, what it says, its unit, the words it may be, what it is where it is missing."""

    name: str
    type: str
    says: str
    unit: str = ""
    words: tuple[str, ...] = ()
    default: Any = None
    required: bool = False
    per: bool = False

    @property
    def inner(self) -> str:
        """The name of the table of which this field is a list; empty where it is none."""
        return self.type.removeprefix("tables:") if self.type.startswith("tables:") else ""

    @property
    def measured(self) -> str:
        """The unit that a reader of the reference is told."""
        if self.type == "percent" and self.per:
            return f"percent for each `{self.name}_per`"
        return self.unit or {"money": "main units of the currency", "day": "YYYY-MM-DD"}.get(self.type, "")


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table of a file: what it is and its fields."""

    name: str
    says: str
    fields: Mapping[str, Field]


@cache
def tables(package: str = "forbear.plan") -> Mapping[str, Table]:
    """All tables of a package by name, in the order of its file."""
    text = files(package).joinpath("fields.toml").read_text(encoding="utf-8")
    return {name: _table(name, raw) for name, raw in tomllib.loads(text).items()}


def _table(name: str, raw: Mapping[str, Any]) -> Table:
    inner = {key: _field(key, value) for key, value in raw.items() if key != "says"}
    return Table(name, raw["says"], inner)


def _field(name: str, raw: Mapping[str, Any]) -> Field:
    return Field(name=name, **{**raw, "words": tuple(raw.get("words", ()))})


def page(package: str = "forbear.plan") -> str:
    """The reference of all files of a package as Markdown."""
    return "\n".join(_lines(package)) + "\n"


_PLAN = (
    "# Files of the plan",
    "",
    "Written by `make docs` from `src/forbear/plan/fields.toml`. TOML and JSON have the same fields;",
    "debts may also be CSV. Amounts are in main units of the currency (12.34) and exact; days are written",
    "2026-11-26; rates are percent (24, not 0.24).",
)
_CASE = (
    "# The case file",
    "",
    "Written by `make docs` from `src/forbear/letters/fields.toml`. A case is a TOML or JSON file that says where",
    "everything about one person's debts lies: letters, the evidence pack and the digest are made from it. Paths are",
    "seen from its folder. Leave out what does not apply: what a letter needs besides is asked for, all together.",
)
_HEADS = {"forbear.plan": _PLAN, "forbear.letters": _CASE}


def _lines(package: str) -> Iterator[str]:
    yield from _HEADS[package]
    for table in tables(package).values():
        yield f"\n## `{table.name}`\n\n{table.says}\n\n| field | type | unit | default | |\n|---|---|---|---|---|"
        yield from (_row(field) for field in table.fields.values())


def _row(field: Field) -> str:
    kind = f"tables of [`{field.inner}`](#{field.inner})" if field.inner else field.type
    words = ", ".join(f"`{word}`" for word in field.words)
    default = "needed" if field.required else "" if field.default is None else f"`{_shown(field.default)}`"
    return f"| `{field.name}` | {words or kind} | {field.measured} | {default} | {field.says} |"


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
