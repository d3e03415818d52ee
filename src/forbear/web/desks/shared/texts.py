"""Texts of pages: a TOML file for each language in the folder ``texts`` of each application.

The text of the key ``welcome.title`` in ``people/texts`` is ``people.welcome.title`` everywhere. Counts, money and days
are written as in reports: this is their class with other texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.apps import apps
from django.utils import translation

from forbear.errors import RecordError
from forbear.money import Money
from forbear.report.words import Words

OURS = "forbear.web."
CODES = {"en": "en", "zh": "zh-hans"}
"""Languages as the texts name them, and as Django does."""


class PageWords(Words):
    """The texts of all pages in ``en`` or ``zh``."""

    def __init__(self, lang: str) -> None:
        super().__init__(lang)
        self._texts = page_texts(lang)


@cache
def words_in(lang: str) -> PageWords:
    """The texts of a language, read once."""
    return PageWords(lang)


def words() -> PageWords:
    """The texts of the language in which this page is answered."""
    return words_in(language())


def language() -> str:
    """``en`` or ``zh``: the language in which this page is answered."""
    return "zh" if (translation.get_language() or "").startswith("zh") else "en"


def say(key: str, /, **values: object) -> str:
    """A text in the language in which this page is answered; in templates: ``{% say "people.welcome.title" %}``."""
    return words()(key, **values)


def amount_told(amount: object, currency: str) -> str:
    """An amount that was written as text (``6678.22``) as money of the page; what is no money is told as it stands."""
    try:
        return words().money(Money.parse(str(amount), currency).amount_minor, currency)
    except RecordError:
        return f"{amount} {currency}".strip()


@cache
def page_texts(lang: str) -> Mapping[str, Any]:
    """All texts of the applications of ours, under ``<folder>.<table>.<key>``."""
    found: dict[str, Any] = {}
    for app in apps.get_app_configs():
        if app.name.startswith(OURS):
            found |= _texts_of(app.name, lang)
    return found


def _texts_of(app: str, lang: str) -> dict[str, Any]:
    path = files(app).joinpath("texts", f"{lang}.toml")
    if not path.is_file():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    name = app.rsplit(".", 1)[1]
    return {f"{name}.{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}
