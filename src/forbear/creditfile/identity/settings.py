"""The one source of everything that decides whose record it is: ``settings.toml``, or one of the same form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear.errors import InputError, Problem, nearest

NAMES = ("family_name", "given_name", "family_latin", "given_latin")
COLUMNS = ("id_number", "id_kind", *NAMES, "birth_day", "phone", "postcode", "address")
"""What can be compared and blocked on: the columns of a node."""

_SHAPE: Mapping[str, frozenset[str]] = {
    "screen": frozenset({"given_below", "given_alone_below", "birth_slips", "people_of_a_phone"}),
    "join": frozenset({"weight", "weight_unsure", "agreeing"}),
    "train": frozenset({"nodes", "pairs", "seed", "recall", "sure", "blocks", "prior"}),
    "blocking": frozenset({"pairs_per_node", "pairs_free", "rules"}),
}
_LIKE = ("exact", "swapped", "slips", "jaro-winkler", "else")


@dataclass(frozen=True, slots=True)
class IdKind:
    """A kind of identity number."""

    trusted: bool
    check: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """``settings.toml``, read and found whole."""

    ids: Mapping[str, IdKind]
    screen: Mapping[str, Any]
    join: Mapping[str, Any]
    train: Mapping[str, Any]
    blocking: Mapping[str, Any]
    comparisons: tuple[Mapping[str, Any], ...]


def shipped() -> Settings:
    """The settings that travel with Forbear."""
    found = files("forbear").joinpath("creditfile", "identity", "settings.toml")
    return from_text(found.read_text(encoding="utf-8"), "settings.toml")


def load(path: Path) -> Settings:
    """Settings of one's own."""
    return from_text(path.read_text(encoding="utf-8"), str(path))


def from_text(text: str, where: str) -> Settings:
    """Settings from TOML; raises InputError with everything that is wrong."""
    table = tomllib.loads(text)
    problems = list(_problems(table, where))
    if problems:
        raise InputError(problems)
    ids = {kind: IdKind(one["trusted"], one.get("check", "")) for kind, one in table["ids"].items()}
    return Settings(ids=ids, comparisons=tuple(table["comparison"]), **{key: table[key] for key in _SHAPE})


def column_of(key: str) -> str:
    """The column of a key of blocking: ``id_number:5`` is of ``id_number``."""
    return key.partition(":")[0]


def _problems(table: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for part, keys in _SHAPE.items():
        for key in sorted(keys ^ set(table.get(part, {}))):
            kind = "is missing" if key in keys else "is no setting"
            yield Problem(where, f"{part}.{key} {kind}", hint=nearest(key, keys - {key}), code="settings-key")
    if not table.get("ids") or not table.get("comparison"):
        yield Problem(where, "[ids] and [[comparison]] are both needed", code="settings-key")
        return
    for rule in table.get("blocking", {}).get("rules", ()):
        yield from _rule_problems(rule, where)
    for one in table["comparison"]:
        yield from _comparison_problems(one, where)


def _rule_problems(rule: list[str], where: str) -> Iterator[Problem]:
    columns = {column_of(key) for key in rule}
    for name in sorted(columns - set(COLUMNS)):
        yield Problem(where, f"there is no column {name!r}", hint=nearest(name, COLUMNS), code="settings-column")
    if columns <= set(NAMES):
        why = "Names are shared by strangers, and by some groups of people more than by others"
        hint = "Add a number, a day of birth, a telephone or a place to the rule"
        yield Problem(where, f"the rule {rule} compares people by names alone", why, hint, code="settings-names-alone")


def _comparison_problems(one: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for name in (one["name"], *(level[key] for level in one["levels"] for key in ("of", "with") if key in level)):
        if name not in COLUMNS:
            yield Problem(where, f"there is no column {name!r}", hint=nearest(name, COLUMNS), code="settings-column")
    for level in one["levels"]:
        if level["like"] not in _LIKE:
            hint = nearest(level["like"], _LIKE)
            yield Problem(where, f"there is no likeness {level['like']!r}", hint=hint, code="settings-likeness")
