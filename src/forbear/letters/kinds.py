"""The kinds of letters: each a folder with what it needs, the law it names, its texts, its builder and its examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from forbear.errors import InputError, Problem, nearest
from forbear.letters.laws import Law, law_of, shared_laws

PACKAGE = "forbear.letters"
BY = ("borrower", "relative", "collector")
"""Who writes."""
TO = ("lender", "body", "named", "person", "debtor", "contact", "anyone")
"""To whom; ``named`` is whoever is named, in the case or not, ``contact`` somebody else on record of a debtor,
``anyone`` a sheet that its writer keeps or shows.
"""
FRAMES = ("letter", "message", "sheet")
"""A letter with addresses and signature, a message for a chat, a sheet to fill in."""
OPTION_TYPES = ("flag", "word", "words", "text", "money", "day", "count")


@dataclass(frozen=True, slots=True)
class Option:
    """Something that the writer may choose: ``--set NAME=VALUE``. A needed one has no default."""

    name: str
    type: str
    says: Mapping[str, str]
    default: Any = None
    words: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A fact of a contact that holds where a sentence stands in the text (``says`` per language).

    Without a sentence it holds for the text that Forbear ships, and for no other.
    """

    key: str
    value: Any
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter. ``needs`` names facts of ``facts.toml``.

    ``right`` is the id of a law without which the letter may not be written in a place; ``nearest`` the kind to write
    there instead. ``answer_days`` is after how many days to look whether an answer came, where no law says.
    ``many``: where nobody is named, one goes to each who is owed. A collector's letter is a contact: ``contact`` has
    its facts, ``states`` what its text says (``check.py``).
    """

    id: str
    title: Mapping[str, str]
    says: Mapping[str, str]
    by: str
    to: str
    frame: str
    needs: tuple[str, ...]
    options: Mapping[str, Option]
    laws: tuple[Law, ...]
    right: str = ""
    nearest: str = ""
    answer_days: int | None = None
    answer_law: str = ""
    many: bool = False
    contact: Mapping[str, Any] = field(default_factory=dict)
    states: tuple[State, ...] = ()

    @property
    def name(self) -> str:
        """The id as it is typed: ``repayment-offer``."""
        return self.id.replace("_", "-")


def all_kinds() -> Mapping[str, Kind]:
    """Every kind by its id, in order of writer and name."""
    found = sorted((_kind(folder) for folder in _folders()), key=lambda kind: (BY.index(kind.by), kind.id))
    return {kind.id: kind for kind in found}


def kind_named(name: str) -> Kind:
    """A kind by its id, with hyphens or underscores; raises InputError with the nearest one."""
    wanted = name.strip().lower().replace("-", "_")
    kinds = all_kinds()
    if wanted not in kinds:
        hint = nearest(wanted.replace("_", "-"), [kind.name for kind in kinds.values()])
        raise InputError(
            Problem("", f"there is no kind of letter {name!r}", hint=hint or "forbear letter list shows them all",
                    code="letter-unknown")
        )  # fmt: skip
    return kinds[wanted]


def text_of(kind: Kind, lang: str) -> str:
    """The template of a kind in a language."""
    return files(PACKAGE).joinpath(kind.id, f"{lang}.txt").read_text(encoding="utf-8")


def _folders() -> Iterator[Traversable]:
    for entry in files(PACKAGE).iterdir():
        if entry.is_dir() and entry.joinpath("required.toml").is_file():
            yield entry


def _kind(folder: Traversable) -> Kind:
    return _read(folder.name)


@cache
def _read(name: str) -> Kind:
    raw = tomllib.loads(files(PACKAGE).joinpath(name, "required.toml").read_text(encoding="utf-8"))
    own = [law_of(one) for one in raw.get("law", ())]
    common = [law for law in shared_laws() if law.id in raw.get("shared", ())]
    common_to_all = _of_collectors() if raw["by"] == "collector" else {}
    right, answer = raw.get("right", {}), raw.get("answer", {})
    return Kind(
        id=name,
        title=raw["title"],
        says=raw["says"],
        by=raw["by"],
        to=raw["to"],
        frame=raw.get("frame", "letter"),
        needs=tuple(raw.get("needs", ())),
        options={
            key: _option(key, one) for key, one in {**common_to_all.get("option", {}), **raw.get("option", {})}.items()
        },
        laws=(*own, *common),
        right=right.get("law", ""),
        nearest=right.get("nearest", ""),
        answer_days=answer.get("days"),
        answer_law=answer.get("law", ""),
        many=raw.get("many", False),
        contact=raw.get("contact", {}),
        states=tuple(
            State(one["key"], one["value"], one.get("says", {}))
            for one in (*common_to_all.get("state", ()), *raw.get("state", ()))
        ),
    )


@cache
def _of_collectors() -> Mapping[str, Any]:
    """What may be chosen for every letter of a collector, and what all of ours say."""
    return tomllib.loads(files(PACKAGE).joinpath("contact.toml").read_text(encoding="utf-8"))


def _option(name: str, raw: Mapping[str, Any]) -> Option:
    return Option(
        name, raw["type"], raw["says"], raw.get("default"), tuple(raw.get("words", ())), raw.get("needed", False)
    )
