"""Doubts and what is held, in sentences of both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from forbear.creditfile.identity.guard import UNITS

Language = Literal["en", "zh"]
_SHOWN = 4


def tell(kind: str, language: Language, told: str | None = None, other: str | None = None) -> str:
    """The sentence of a row of ``doubt`` or ``held``."""
    bits = int(told) // UNITS if told and told.lstrip("-").isdigit() else 0
    return texts()[kind][language].format(told=_hidden(told or ""), other=other or "", bits=bits)


def _hidden(text: str) -> str:
    """All but the last letters hidden: a sentence is no place for a whole number."""
    return "*" * (len(text) - _SHOWN) + text[-_SHOWN:] if len(text) > _SHOWN else text


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Kind → language → text."""
    found = files("forbear").joinpath("creditfile", "identity", "texts.toml")
    return tomllib.loads(found.read_text(encoding="utf-8"))
