"""A document of one view in the words of one language: sentences, labels, days, sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from forbear import places
from forbear.creditfile.doubts.telling import tell as tell_doubt
from forbear.creditfile.linked.telling import held_words
from forbear.labels import LANGUAGES
from forbear.report.words import Words

DAY_ONE = 719_163
"""The day number of 1 January 1970."""
_SOURCES = 3
"""So many sources stand beside a statement; the others are counted."""

Statement = Mapping[str, Any]
Names = Mapping[str, tuple[str, str]]
"""Figure or rule → its words in English and Chinese, from the rulebook."""


class Told:
    """A view of a document that is told."""

    def __init__(self, document: Mapping[str, Any], view: str, lang: str, names: Names | None = None) -> None:
        self.document = document
        self.view = view
        self.words = Words(lang)
        self.lang = lang
        self._names = names or {}

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key; whole numbers get their separators."""
        text = texts()[key]
        shown = {name: self._shown(one) for name, one in values.items()}
        if "n" in values and f"{key}_one" in texts() and values["n"] == 1:
            text = texts()[f"{key}_one"]
        return text[LANGUAGES.index(self.lang)].format(**shown)

    def statements(self, section: str, code: str = "") -> list[Statement]:
        """The statements of a section, or those of one code in it."""
        return [one for one in self._by_section.get(section, ()) if not code or one["code"] == code]

    def figures(self, section: str) -> list[Statement]:
        """The statements of a section that are figures of the rulebook."""
        found = [one for one in self.statements(section) if "figure" in one["values"]]
        return sorted(found, key=lambda one: _by_number(one["code"]))

    def label(self, kind: str, value: str | None, code: str | None = None) -> str:
        """Our word, and the lender's sign beside it."""
        word = self.words.label(kind, value) if value else ""
        if code and code != value:
            return f"{word} ({code})" if self.lang == "en" else f"{word}（{code}）"
        return word

    def named(self, name: str) -> str:
        """The words of a figure or rule."""
        found = self._names.get(name)
        return found[LANGUAGES.index(self.lang)] if found else name.replace("_", " ").replace("-", " ")

    def money(self, amount: int | None, currency: str | None) -> str:
        """An amount as the language writes it; a dash where none is stated."""
        if amount is None:
            return "–"
        return self.words.money(amount, currency) if currency else self.words.number(amount)

    def day(self, text: str | None) -> str:
        """A day in words; a dash where none is stated."""
        return self.words.day(date.fromisoformat(text).toordinal()) if text else "–"

    def day_number(self, days: int) -> str:
        """A day given as the days since 1970."""
        return self.words.day(days + DAY_ONE)

    def place(self, code: str) -> str:
        """The name of a place."""
        known = places.shipped()
        return known.name(known.read(code, "place"), self.lang)

    def doubt(self, kind: str, doubt: Mapping[str, Any]) -> str:
        """The sentences of a doubt; its kind alone where the view leaves out what it is about."""
        if not isinstance(doubt.get("told"), Mapping):
            return self(f"doubt_{kind}") if f"doubt_{kind}" in texts() else str(doubt.get("told", kind))
        return tell_doubt(kind, "zh" if self.lang == "zh" else "en", doubt["told"], doubt.get("innocent", ""))

    def held(self, why: str) -> str:
        """Why rows are held."""
        return held_words(why, self.lang)

    def lender(self, said: Mapping[str, Any]) -> str:
        """Who reports; where the view leaves the name out, what kind of institution it is."""
        return str(said.get("lender") or self.label("lender_kind", said.get("kind")) or "–")

    def account(self, said: Mapping[str, Any]) -> str:
        """An account by lender and number."""
        return " · ".join(filter(None, (said.get("lender"), said.get("account")))) or "–"

    def row(self, name: str) -> str:
        """A row by its lender and number."""
        _, lender, key = [*name.split(":", 2), "", ""][:3]
        return " · ".join(filter(None, (_plain(lender), _plain(key)))) or name

    def part(self, name: str) -> str:
        """What two records were compared by."""
        return self(f"part_{name}") if f"part_{name}" in texts() else name.replace("_", " ")

    def with_source(self, text: str, rows: Sequence[str]) -> str:
        """A sentence with its source after it."""
        source = self.source_of(rows)
        return self.words.joined([text, self("list_source", source=source)]) if source else text

    def source(self, statement: Statement) -> str:
        """Where a statement comes from: delivery and line of its first rows, and how many more there are."""
        return self.source_of([*statement.get("rows", ()), *statement.get("left_out", ())])

    def source_of(self, rows: Sequence[str]) -> str:
        """Delivery and line of the first of some rows."""
        found = list(dict.fromkeys(filter(None, map(self._place, rows))))
        more = len(found) - _SOURCES
        shown = ", ".join(found[:_SOURCES])
        return f"{shown} +{more}" if more > 0 else shown

    def mark(self, text: str, statement: Statement) -> str:
        """A text with what must go with its rows on every copy after it: in dispute, corrected, a statement."""
        marks = self.document.get("rights", {}).get("marks", {})
        found = dict.fromkeys(marks[row]["says"][self.lang] for row in statement.get("rows", ()) if row in marks)
        return " ".join([text, *(self("marked", mark=one) for one in found)])

    def _shown(self, value: object) -> str:
        is_count = isinstance(value, int) and not isinstance(value, bool)
        return self.words.number(int(str(value))) if is_count else str(value)

    @cached_property
    def deliveries(self) -> Mapping[str, str]:
        """Delivery → its short name on the page."""
        found = self.document.get("deliveries", {})
        ordered = sorted(found, key=lambda name: (found[name]["received"], name))
        return {name: f"D{at}" for at, name in enumerate(ordered, 1)}

    @cached_property
    def _by_section(self) -> Mapping[str, list[Statement]]:
        found: dict[str, list[Statement]] = {}
        for one in self.document["statements"]:
            found.setdefault(one["section"], []).append(one)
        return found

    def _place(self, row: str) -> str:
        about = self.document["evidence"].get(row, {})
        short = self.deliveries.get(about.get("delivery", ""))
        return f"{short}:{about['line']}" if short and "line" in about else ""


def _by_number(name: str) -> list[tuple[int, str]]:
    """So that 30 comes before 180."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in name.split("_")]


def _plain(part: str) -> str:
    return part.rstrip("/").replace("%2F", "/").replace("%3A", ":").replace("%25", "%")


@cache
def texts() -> Mapping[str, tuple[str, str]]:
    """Key → English and Chinese."""
    text = files("forbear.report.credit").joinpath("texts.toml").read_text(encoding="utf-8")
    return {key: (pair[0], pair[1]) for key, pair in tomllib.loads(text).items()}
