"""Worked examples of letters: each kind has some, which are tests, golden files and what `--example` shows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear import places
from forbear.calendar import Day
from forbear.letters.asked import Asked, ask
from forbear.letters.case import read_case
from forbear.letters.kinds import PACKAGE, Kind
from forbear.report.words import Words


@dataclass(frozen=True, slots=True)
class Example:
    """One example: ``case`` is a file of the sample folder, ``place`` another place for it where not empty.

    ``says`` and ``never`` hold per language what the text must hold and what it must not; ``refused`` is the code of
    the problem where the letter may not be written.
    """

    name: str
    case: str
    day: Day
    to: str = ""
    debts: tuple[str, ...] = ()
    place: str = ""
    options: Mapping[str, str] | None = None
    says: Mapping[str, tuple[str, ...]] | None = None
    never: Mapping[str, tuple[str, ...]] | None = None
    refused: str = ""


def examples_of(kind: Kind) -> tuple[Example, ...]:
    """The examples of a kind; the first is the usual one."""
    text = files(PACKAGE).joinpath(kind.id, "examples.toml").read_text(encoding="utf-8")
    return tuple(_example(raw) for raw in tomllib.loads(text)["example"])


def asked_for(kind: Kind, example: Example, lang: str, sample: Path) -> Asked:
    """What an example asks for; ``sample`` is the folder of the sample. Raises as ``ask`` does."""
    case = read_case(sample / example.case)
    if example.place:
        case = replace(case, place=places.shipped().read(example.place))
    return ask(kind, case, Words(lang), example.day, example.to, example.debts, example.options)


def _example(raw: Mapping[str, Any]) -> Example:
    texts = {key: {lang: tuple(found) for lang, found in raw.get(key, {}).items()} for key in ("says", "never")}
    return Example(
        name=raw["name"],
        case=raw.get("case", "case.toml"),
        day=raw["day"].toordinal(),
        to=raw.get("to", ""),
        debts=tuple(raw.get("debts", ())),
        place=raw.get("place", ""),
        options=raw.get("set"),
        says=texts["says"],
        never=texts["never"],
        refused=raw.get("refused", ""),
    )
