"""Public lists of which the law of a place says how one leaves them, contests them, and when an entry ends."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from forbear.calendar import add_months

Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence of law in both languages, with its source. ``confidence``: seen, or secondary."""

    says: Said
    cite: str
    url: str
    seen_on: date
    confidence: str


@dataclass(frozen=True, slots=True)
class Known:
    """A public list of which the law says something."""

    id: str
    place: str
    names: tuple[str, ...]
    name: Said
    leave: Cited
    contest: Cited
    ends: Cited
    months: int
    more_months: int

    def may_end(self, listed_on: date) -> date:
        """The day on which an entry ends where its ground is one with a term."""
        return date.fromordinal(add_months(listed_on.toordinal(), self.months))


def known_list(name: str, place: str) -> Known | None:
    """The public list of a place that goes by this name."""
    folded = name.casefold()
    for one in known():
        if one.place == place.partition("-")[0] and any(part in folded for part in one.names):
            return one
    return None


@cache
def known() -> tuple[Known, ...]:
    """The public lists of which the law says something that was read."""
    text = files("forbear").joinpath("creditfile", "listing", "known.toml").read_text(encoding="utf-8")
    return tuple(_known(name, raw) for name, raw in tomllib.loads(text).items())


def _known(name: str, raw: Mapping[str, Any]) -> Known:
    ends = raw["ends"]
    names = tuple(one.casefold() for one in raw["names"])
    parts = {part: _cited(raw[part]) for part in ("leave", "contest", "ends")}
    return Known(
        name, raw["place"], names, raw["name"], **parts, months=ends["months"], more_months=ends["more_months"]
    )


def _cited(raw: Mapping[str, Any]) -> Cited:
    says = {"en": raw["en"], "zh": raw["zh"]}
    return Cited(says, raw["cite"], raw["url"], raw["seen_on"], raw["confidence"])
