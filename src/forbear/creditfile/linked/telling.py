"""Why a row is held, in words of both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def held_words(why: str, language: str) -> str:
    """The sentence for a reason of ``row_held``."""
    return texts()[why][language]


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Reason → language → text."""
    found = files("forbear").joinpath("creditfile", "linked", "texts.toml")
    return tomllib.loads(found.read_text(encoding="utf-8"))
