"""Sentences of a report in one language, and numbers, days and times as that language writes them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from forbear.calendar import Day, Instant, local_day, show_instant, weekday_of
from forbear.errors import InputError, Problem
from forbear.labels import LANGUAGES, cited, label
from forbear.money import decimals_of

_HAN = re.compile(r"[\u4e00-\u9fff]")
HTML_LANGUAGE = {"en": "en", "zh": "zh-Hans"}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Words:
    """The texts of one language. ``lang`` is ``en`` or ``zh``; raises InputError on another."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise InputError(
                Problem(
                    "--lang",
                    f"{lang!r} is no language of the report",
                    hint=f"One of: {', '.join(LANGUAGES)}",
                    code="language-unknown",
                )
            )
        self.lang = lang
        self._texts = texts_of(lang)

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``values`` filled in; whole numbers get their separators.

        Where the text has two forms, ``n`` picks that for one or for any other number.
        """
        text = self._texts[key]
        if isinstance(text, Mapping):
            text = text["one" if values.get("n") == 1 else "other"]
        return str(text).format(**{name: self._shown(value) for name, value in values.items()})

    def cite(self, cite: str) -> str:
        """A citation as it is written in this language."""
        return cited(cite, self.lang)

    def kept(self, text: str) -> str:
        """A text of our data that is kept in one language, marked where that is not this one."""
        is_foreign = self.lang == "zh" and not _HAN.search(text)
        return self("data.in_english", text=text) if text and is_foreign else text

    def label(self, kind: str, value: str) -> str:
        """The words for a value of the vocabulary."""
        return label(kind, value, self.lang)

    def said(self, category: str, kind: str) -> str:
        """What a message says: its category, and its kind where the category has kinds."""
        name = self.label("said", category)
        return f"{name}: {self.label('said_kind', kind)}" if kind else name

    def known(self, key: str, otherwise: str) -> str:
        """The text of ``key`` where there is one."""
        text = self._texts.get(key, otherwise)
        return text if isinstance(text, str) else otherwise

    def number(self, value: int) -> str:
        """``10,000``."""
        return f"{value:,}"

    def money(self, amount: int, currency: str) -> str:
        """``10,000.00 CNY``, or ``10,000.00元``."""
        places = decimals_of(currency)
        shown = f"{Decimal(amount).scaleb(-places):,.{places}f}"
        return f"{shown}元" if self.lang == "zh" and currency == "CNY" else f"{shown} {currency}"

    def day(self, day: Day) -> str:
        """``3 June 2026`` or ``2026年6月3日``."""
        found = date.fromordinal(day)
        if self.lang == "zh":
            return f"{found.year}年{found.month}月{found.day}日"
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"

    def month(self, day: Day) -> str:
        """``Jun 26`` or ``26年6月``: the month of a day, short."""
        found = date.fromordinal(day)
        year = found.year % 100
        return f"{year:02}年{found.month}月" if self.lang == "zh" else f"{_MONTHS[found.month - 1][:3]} {year:02}"

    def short_day(self, day: Day) -> str:
        """``3 Jun`` or ``6月3日``."""
        found = date.fromordinal(day)
        return f"{found.month}月{found.day}日" if self.lang == "zh" else f"{found.day} {_MONTHS[found.month - 1][:3]}"

    def time(self, instant: Instant, zone: str) -> str:
        """``Wed 2026-06-03 22:14:05 +08:00`` or ``2026-06-03 周三 22:14:05 +08:00``: day, then clock."""
        weekday = self.label("weekday", weekday_of(local_day(instant, zone)))
        day, rest = show_instant(instant, zone).split(" ", 1)
        return f"{day} {weekday} {rest}" if self.lang == "zh" else f"{weekday} {day} {rest}"

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other; Chinese puts no space between them."""
        return ("" if self.lang == "zh" else " ").join(filter(None, sentences))

    def listed(self, parts: list[str]) -> str:
        """``a, b and c`` or ``a、b和c``."""
        if len(parts) < 2:
            return "".join(parts)
        comma, last = ("、", "和") if self.lang == "zh" else (", ", " and ")
        return comma.join(parts[:-1]) + last + parts[-1]

    def _shown(self, value: object) -> str:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return self.number(int(str(value))) if is_number else str(value)


@cache
def texts_of(lang: str) -> Mapping[str, Any]:
    """All texts of a language under dotted keys; a text is a string or has ``one`` and ``other``."""
    text = files("forbear.report").joinpath("texts", f"{lang}.toml").read_text(encoding="utf-8")
    return {f"{table}.{key}": value for table, entries in tomllib.loads(text).items() for key, value in entries.items()}
