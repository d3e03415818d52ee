"""What people read of their rights, in English and Simplified Chinese; the texts are in ``texts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from forbear.labels import LANGUAGES

Said = Mapping[str, str]


def says(table: str, key: str, **values: str | Said) -> dict[str, str]:
    """The text ``key`` of a table by language, with values (texts, or texts by language) filled in."""
    pair = texts()[table][key]
    return {
        lang: text.format(**{name: value if isinstance(value, str) else value[lang] for name, value in values.items()})
        for lang, text in zip(LANGUAGES, pair, strict=True)
    }


@cache
def texts() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """All texts about rights."""
    text = files("forbear").joinpath("creditfile", "rights", "texts.toml").read_text(encoding="utf-8")
    return {
        table: {key: (words[0], words[1]) for key, words in entries.items()}
        for table, entries in tomllib.loads(text).items()
    }
