"""Published rates of bad loans beside counts like ours (``measured.toml``), each with its source, n and caveat."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many in a thousand went bad where the count was so high; ``of`` says what was counted that is no number."""

    bad: int
    count: int | None = None
    of: Texts = field(default_factory=dict)
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: on what, when, on how many loans, what came out, and what it must not be taken for."""

    id: str
    title: str
    measured_on: date
    confidence: str
    n: int
    rates: tuple[Rate, ...]
    caveat: Texts
    figure: str = ""
    auc_thousandths: int | None = None


@cache
def measured() -> Mapping[str, Measured]:
    """Every measurement by its id."""
    text = files("forbear").joinpath("creditfile", "features", "measured.toml").read_text("utf-8")
    return {name: _read(name, body) for name, body in tomllib.loads(text).items()}


def beside(figure: str) -> tuple[Measured, ...]:
    """What may be told beside a figure: measurements of the same count in the same window."""
    return tuple(one for one in measured().values() if one.figure == figure)


def _read(name: str, body: Mapping[str, Any]) -> Measured:
    return Measured(**{**body, "id": name, "rates": tuple(Rate(**rate) for rate in body["rates"])})
