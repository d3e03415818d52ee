"""Doubts about who somebody is, in sentences of both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from forbear.creditfile.identity.guard import UNITS

Language = Literal["en", "zh"]
_JOINED = {"en": ", ", "zh": "、"}


def tell(kind: str, language: Language, told: Mapping[str, Any], innocent: str = "") -> str:
    """The sentences of a row of ``person_doubt``, for the person: what is doubted, and what would make it harmless."""
    known = texts()
    values = dict(told)
    if "millibits" in values:
        values["bits"] = int(values["millibits"]) // UNITS
    if "why" in values:
        values["why"] = known["why"][values["why"]][language]
    if "numbers" in values:
        values["numbers"] = _JOINED[language].join(values["numbers"])
    said = known["kind"][kind][language].format(**values)
    return said + (_gap(language) + known["innocent"][innocent][language] if innocent else "")


def _gap(language: Language) -> str:
    return " " if language == "en" else ""


@cache
def texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Part (kind, why, innocent) → name → language → text."""
    found = files("forbear").joinpath("creditfile", "doubts", "texts.toml")
    return tomllib.loads(found.read_text(encoding="utf-8"))
