"""What the gate says, in English and Simplified Chinese; the texts are in ``texts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from forbear.labels import LANGUAGES


def says(table: str, key: str, **values: str) -> dict[str, str]:
    """The text ``key`` of a table (``answer``, ``why``, ``state``, ``change``) by language, with values filled in."""
    return {lang: says_in(lang, table, key, **values) for lang in LANGUAGES}


def says_in(lang: str, table: str, key: str, **values: str) -> str:
    """The same in one language."""
    return texts()[table][key][LANGUAGES.index(lang)].format(**values)


@cache
def texts() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """All texts of the gate."""
    text = files("forbear.gate").joinpath("texts.toml").read_text(encoding="utf-8")
    return {
        table: {key: (words[0], words[1]) for key, words in entries.items()}
        for table, entries in tomllib.loads(text).items()
    }
