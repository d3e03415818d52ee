"""When something is a doubt, and what explains it: ``rules.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Many:
    """So many different values at least, among those of so many days."""

    least: int
    days: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All thresholds and windows; house force."""

    many: Mapping[str, Many]
    youngest: int
    oldest: int
    gap_days: int
    crowd: int
    refused: tuple[str, ...]


def shipped() -> Rules:
    """The rules that travel with Forbear."""
    text = files("forbear").joinpath("creditfile", "doubts", "rules.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    many = {kind: Many(**one) for kind, one in table["many"].items()}
    return Rules(many, **table["age"], **table["explained"], refused=tuple(table["refused"]["kinds"]))
