"""Words in English and Simplified Chinese for the values that people read; they are in ``labels.toml``.

Chinese citations of Chinese law are in ``cites.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")
_SAME_WORDS = {"consent_channel": "channel"}
_EARLIER = "earlier contact."
"""So the engine calls a fact of a contact before the one that it judges."""
_OF_EARLIER = ("{fact}, of an earlier contact", "先前联系：{fact}")


def label(kind: str, value: str, lang: str) -> str:
    """The words for ``value`` of ``kind`` (``role``, ``channel``, ``fact`` ...) in ``en`` or ``zh``.

    A value without words is given back as it is: a name that one can look up beats a gap in a sentence.
    Raises ValueError on a language that Forbear does not speak.
    """
    place = LANGUAGES.index(lang)
    if kind == "fact" and value.startswith(_EARLIER):
        return _OF_EARLIER[place].format(fact=label(kind, value.removeprefix(_EARLIER), lang))
    words = words_of(kind).get(value)
    return words[place] if words else value


def words_of(kind: str) -> Mapping[str, tuple[str, str]]:
    """All values of ``kind`` that have words, each with its English and its Chinese."""
    return _table().get(_SAME_WORDS.get(kind, kind), {})


def cited(cite: str, lang: str) -> str:
    """A citation as people of that language write it; as the rulebook has it where nobody wrote it in Chinese."""
    return chinese_cites().get(cite, cite) if lang == "zh" else cite


@cache
def chinese_cites() -> Mapping[str, str]:
    """Citations of the rulebooks, each with its Chinese."""
    return tomllib.loads(files("forbear").joinpath("cites.toml").read_text(encoding="utf-8"))


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    text = files("forbear").joinpath("labels.toml").read_text(encoding="utf-8")
    return {
        kind: {value: (words[0], words[1]) for value, words in values.items()}
        for kind, values in tomllib.loads(text).items()
    }
