"""Names, by the script they are written in: what was written stays, and a Latin spelling is put beside it.

A name in Chinese characters and the same name in pinyin meet in the Latin spelling, never in what was written.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]")
_LONGEST_ALONE = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared; empty where it was not said."""

    family: str = ""
    given: str = ""
    family_latin: str = ""
    given_latin: str = ""


def read(family: str = "", given: str = "", full: str = "") -> Name:
    """A name given in two parts, or in one."""
    (family, family_latin), (given, given_latin) = part(family, of_family=True), part(given)
    if not family and not given:
        in_two = _parted(plain(full))
        (family, family_latin), (given, given_latin) = part(in_two[0], of_family=True), part(in_two[1])
    return Name(family, given, family_latin, given_latin)


def part(text: str, *, of_family: bool = False) -> tuple[str, str]:
    """A part of a name as it is compared, and in Latin letters."""
    bare = plain(text).replace(",", " ").strip()
    return bare, latin(bare, of_family=of_family)


def plain(text: str) -> str:
    """One form for the many ways of writing the same letters: width, case, accents, signs and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFD", folded) if not _is_accent(char))
    letters = unicodedata.normalize("NFC", bare).translate(_letters())
    joined = "".join(char if _is_of_a_name(char) else " " for char in letters.replace("'", "").replace("’", ""))
    spaced = " ".join(joined.split())
    return spaced.replace(" ", "") if _HAN.search(spaced) else spaced


def latin(text: str, *, of_family: bool = False) -> str:
    """The letters of a name without spaces, Chinese characters by their sound."""
    if of_family and text in _turned("readings"):
        return _turned("readings")[text]
    if _HAN.search(text):
        return "".join(_sounds().get(char, char) for char in text)
    spellings = _turned("spellings")
    return "".join(spellings.get(word, word) for word in text.split())


def _parted(full: str) -> tuple[str, str]:
    """Family and given name of a name written in one."""
    if _HAN.search(full):
        size = 2 if full[:2] in _table()["compound"] and len(full) > _LONGEST_ALONE else 1
        return full[:size], full[size:]
    if "," in full:
        family, _, given = full.partition(",")
        return family, given
    given, _, family = full.rpartition(" ")
    return family, given


def _is_of_a_name(char: str) -> bool:
    """Letters and the marks that belong to them; a comma parts family and given name."""
    return char == "," or unicodedata.category(char)[0] in "LM"


def _is_accent(char: str) -> bool:
    """A sign above or below a Latin, Greek or Cyrillic letter; the vowel signs of other scripts stay."""
    return "\u0300" <= char <= "\u036f"


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(_file("names.toml"))


@cache
def _turned(part: str) -> Mapping[str, str]:
    """What stands in a part of ``names.toml`` → how it is read."""
    return {written: read for read, listed in _table()[part].items() for written in listed}


@cache
def _letters() -> Mapping[int, str]:
    return str.maketrans(dict(_turned("letters")))


@cache
def _sounds() -> Mapping[str, str]:
    lines = (line.split(" ") for line in _file("pinyin.txt").splitlines())
    return {char: syllable for syllable, characters in lines for char in characters}


def _file(name: str) -> str:
    return files("forbear").joinpath("creditfile", "identity", name).read_text(encoding="utf-8")
