"""A made-up place: who collects there and how, what may happen to a debtor, what each planted violation breaks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from forbear.errors import InputError, Problem, nearest

NAMES: Mapping[str, str] = {"US": "us", "CN": "cn", "UK": "uk", "GB": "uk"}
"""The places that logs can be made for, with the names of their files."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A kind of event beside the contacts. ``when`` names a story, or ``opens``, ``agreed``, ``promised``, ``paid``.

    Facts that begin with ``@`` are worked out: ``@debtor``, ``@debts``, ``@collector``, ``@day+38``.
    """

    spec: int
    when: str
    kind: str
    facts: Mapping[str, Any]
    late: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place as its file tells it; ``happenings`` are numbered from 1, a contact is 0."""

    name: str
    told: Mapping[str, Any]
    happenings: tuple[Happening, ...]

    def __getitem__(self, key: str) -> Any:
        return self.told[key]

    def get(self, key: str, otherwise: Any) -> Any:
        """What the file tells under a key, or something else where it does not."""
        return self.told.get(key, otherwise)

    @property
    def rulebooks(self) -> tuple[str, ...]:
        """The ids of the rulebooks that planted violations break."""
        return tuple(sorted({rule.partition("/")[0] for plant in self["plant"] for rule in plant["breaks"]}))


def place_named(name: str) -> Place:
    """The place of that name; raises InputError with the nearest one."""
    found = NAMES.get(name.upper())
    if found is None:
        hint = nearest(name.upper(), NAMES) or "One of: US, CN, UK"
        raise InputError(Problem("--place", f"no log can be made up for {name!r}", hint=hint, code="place-unknown"))
    text = files("forbear").joinpath("synth", "places", f"{found}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return Place(found.upper(), told, tuple(_happenings(told)))


def _happenings(told: Mapping[str, Any]) -> Sequence[Happening]:
    rows = [
        *((story["name"], event) for story in told["story"] for event in story["events"]),
        *((event["when"], event) for event in told.get("file_event", ())),
        ("promised", {"kind": "promise", "facts": _money(told) | {"due": "@day+10"}}),
        ("paid", {"kind": "payment", "facts": _money(told)}),
    ]
    return [
        Happening(spec, when, event["kind"], event["facts"], event.get("late", False), event.get("end", False))
        for spec, (when, event) in enumerate(rows, start=1)
    ]


def _money(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"debts": "@debts", "amount": "@amount", "currency": told["currency"]}
