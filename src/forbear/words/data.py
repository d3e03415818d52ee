"""The phrase lists and the table of substitutions, read from their files and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from forbear.errors import InputError, Problem, nearest
from forbear.words.reading import CATEGORIES, REASONS

Entry = TypeVar("Entry")
_GROUP = re.compile(r"<(\w+)>")
_GAP = re.compile(r"\.\.(\d+)")
_EITHER = re.compile(r"(.+) ~(\d+) (.+)")
_MARK = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]")
_WORD = r"[^\s!?;:]*[^\s!?;:.]"
_LETTERS = r"[^。!?;\n【】]"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of a phrase list: what it finds, how surely, and its examples.

    It ``needs`` a finding of one of these categories beside it, or that the message is known to belong to a
    collection; ``strictly``, the finding. Sure to ``others`` alone is what only takes a debt for granted.
    """

    id: str
    category: str
    kind: str
    pattern: str
    source: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    reason: str = ""
    needs: tuple[str, ...] = ()
    strictly: bool = False
    to: str = "anyone"
    sure_to: str = "anyone"
    negatable: bool = True


@dataclass(frozen=True, slots=True)
class PhraseList:
    """The phrases of one language and the patterns of their surroundings."""

    language: str
    phrases: tuple[Phrase, ...]
    context: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """Ways of writing a word that hide it, with examples."""

    means: str
    script: str
    forms: tuple[str, ...]
    note: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Substitutions:
    """Characters that look or sound like others, what letters are replaced by, words to guard, ways of writing."""

    characters: Mapping[str, str]
    lookalikes: dict[str, str]
    guarded: tuple[str, ...]
    guarded_chinese: tuple[str, ...]
    sounds: Mapping[str, str]
    written: tuple[Written, ...] = field(default=())


@cache
def substitutions() -> Substitutions:
    """The table of ``phrases/substitutions.toml``."""
    raw = _read("substitutions.toml")
    return Substitutions(
        characters={old: new for pairs in raw["characters"].values() for old, new in pairs.items()},
        lookalikes=raw["lookalikes"],
        guarded=tuple(raw["guarded"]["words"]),
        guarded_chinese=tuple(raw["guarded_chinese"]["words"]),
        sounds=raw["sounds"],
        written=tuple(_entry(Written, each) for each in raw["written"]),
    )


@cache
def phrase_list(language: str) -> PhraseList:
    """The list of ``phrases/en.toml`` or ``phrases/zh.toml``; raises InputError where an entry cannot be used."""
    raw = _read(f"{language}.toml")
    writer = _Writer(language, raw["groups"])
    entries = [_entry(Phrase, each | {"pattern": writer.any_of(each.pop("match"))}) for each in raw["phrase"]]
    problems = [problem for each in entries for problem in _problems(each, f"{language}.toml")]
    if problems:
        raise InputError(problems)
    context = {name: writer.any_of(forms) for name, forms in raw["context"].items()}
    return PhraseList(language, tuple(entries), context)


class _Writer:
    """Writes our short patterns as patterns of RE2: ``<group>``, ``..3`` (a gap of up to 3), a space (any space).

    ``one ~3 other`` is the two in either order, up to 3 apart. English is found as whole words.
    """

    def __init__(self, language: str, groups: Mapping[str, str]) -> None:
        self.spaced = language == "en"
        self.groups = groups

    def any_of(self, forms: list[str]) -> str:
        """One pattern for all ``forms``; each alternative of a form is a form of its own."""
        ordered = [one for form in forms for each in _orders(form) for one in _alternatives(each)]
        return "|".join(f"{self._begun(form)}(?:{self.pattern(self._ended(form))})" for form in ordered)

    def _begun(self, form: str) -> str:
        """English is found from the beginning of a word; a sign of money is none."""
        return r"\b" if self.spaced and not form.startswith(("<amount>", "^", "[")) else ""

    def _ended(self, form: str, within: bool = False) -> str:
        """And to the end of one, wherever the form may end with a letter or a group of words, not with a mark.

        ``within`` a group at its end what may be left out ends a word too.
        """
        if not self.spaced:
            return form
        if at := _last_group(form):
            inside = "|".join(self._ended(each, within=True) for each in _alternatives(form[at:-1]))
            return f"{form[:at]}{inside})"
        if form.endswith(r"\.?"):
            return form[: -len(r"\.?")] + r"(?:\.|\b)"
        last = form.rstrip("?*+") if within else form
        ends = last[-1:].isalnum() or last.endswith((">", ")", "}") if within else ">")
        return form + r"\b" if ends and not form.endswith(("<amount>", r"\)")) else form

    def pattern(self, form: str) -> str:
        """One form, with its groups, gaps and spaces written out."""
        named = self._named(form)
        if not self.spaced:
            return _GAP.sub(lambda gap: f"{_LETTERS}{{0,{gap[1]}}}", named)
        gaps = re.sub(r" \.\.(\d+) ", lambda gap: rf",?\s+(?:{_WORD}\s+){{0,{gap[1]}}}", named)
        return gaps.replace(" ?", r"\s*").replace(" ", r"\s+")

    def _named(self, form: str) -> str:
        while found := _GROUP.search(form):
            if found[1] not in self.groups:
                hint = nearest(found[1], self.groups)
                raise InputError(Problem(form, f"there is no group {found[1]!r}", hint=hint, code="group-unknown"))
            form = form[: found.start()] + f"(?:{self.groups[found[1]]})" + form[found.end() :]
        return form


def _orders(form: str) -> list[str]:
    """``one ~3 other`` as the two orders it stands for."""
    either = _EITHER.fullmatch(form)
    return [f"{either[1]} ..{either[2]} {either[3]}", f"{either[3]} ..{either[2]} {either[1]}"] if either else [form]


def _alternatives(form: str) -> list[str]:
    """What ``|`` divides, outside of groups and classes."""
    depth, begins, found = 0, 0, list[str]()
    for mark in _MARK.finditer(form):
        depth += (mark[0] == "(") - (mark[0] == ")")
        if mark[0] == "|" and not depth:
            found.append(form[begins : mark.start()])
            begins = mark.end()
    return [*found, form[begins:]]


def _last_group(form: str) -> int:
    """Where the inside of the group begins that the form ends with; 0 where it ends with none."""
    opened, begins, ends = list[int](), 0, 0
    for mark in _MARK.finditer(form):
        if mark[0] == "(":
            opened.append(mark.start())
        elif mark[0] == ")":
            begins, ends = opened.pop(), mark.end()
    return begins + len("(?:") if ends == len(form) and form.startswith("(?:", begins) else 0


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("forbear.words").joinpath("phrases", name).read_text(encoding="utf-8"))


def _entry(kind: type[Entry], raw: Mapping[str, Any]) -> Entry:
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()})


def _problems(phrase: Phrase, where: str) -> list[Problem]:
    place = f"{where}, phrase {phrase.id!r}"
    if phrase.category not in CATEGORIES:
        what = f"there is no category {phrase.category!r}"
        return [Problem(place, what, hint=nearest(phrase.category, CATEGORIES), code="category-unknown")]
    kinds = CATEGORIES[phrase.category] or ("",)
    found = []
    if phrase.kind not in kinds:
        found.append(Problem(place, f"{phrase.category} has no kind {phrase.kind!r}", hint=nearest(phrase.kind, kinds)))
    if phrase.reason and phrase.reason not in REASONS:
        found.append(Problem(place, f"there is no reason {phrase.reason!r}", hint=nearest(phrase.reason, REASONS)))
    return found
