"""Pages speak both languages, and hold neither script nor style."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.house.tree import ROOT, SRC, none_of

WEB = SRC / "web"
TEMPLATES = sorted((WEB).rglob("templates/**/*.html"))
KEY = re.compile(r"""\b(?:say\(?|text=|button=)\s*["']([a-z_]+(?:\.\w+){2})["']""")
TABLE = re.compile(r"""\bsay_of\s+["']([a-z_]+\.\w+)["']""")
CODE = re.compile(r"""\bsay\(\s*["']([a-z_]+(?:\.\w+){2})["']""")
PLACE = re.compile(r"\{(\w+)\}")
NOT_TEXT = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!DOCTYPE html>", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
READ = re.compile(r"""\b(?:alt|title|placeholder|aria-label|aria-description|label)=["']([^"']*)["']""")
NAMES = {"Forbear", "English", "中文", "UTC"}
"""What is the same in every language, or names a language in itself."""


def test_every_text_that_a_page_asks_for_is_there_in_both_languages():
    texts = {language: _texts(language) for language in ("en", "zh")}
    none_of(
        (
            f"{where}: {key} ({language})"
            for where, key in _asked()
            for language, known in texts.items()
            if key not in known
        ),
        "These texts are missing in src/forbear/web/**/texts:",
    )


def test_both_languages_of_pages_have_the_same_texts_with_the_same_places_to_fill_in():
    english, chinese = _texts("en"), _texts("zh")
    none_of(sorted(english.keys() ^ chinese.keys()), "These texts have one language only:")
    none_of(
        (key for key, text in english.items() if _places(text) != _places(chinese[key])),
        "The two languages fill in different things:",
    )


def test_no_template_of_a_page_holds_words_of_its_own():
    none_of(
        (f"{_where(path)}: {words!r}" for path in TEMPLATES for words in _words(path)),
        'Words stand in texts/en.toml and texts/zh.toml; a template says {% say "..." %}:',
    )


def test_no_template_of_a_page_holds_script_or_style():
    bad = re.compile(r"<style|\sstyle=|\son[a-z]+=|\shx-on|<script(?![^>]*\ssrc=)|javascript:|https?://", re.IGNORECASE)
    none_of(
        (
            f"{_where(path)}: {found[0]}"
            for path in TEMPLATES
            if (found := bad.search(path.read_text(encoding="utf-8")))
        ),
        "The content policy forbids these; use static/shared/app.css and app.js:",
    )


def _texts(language: str) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for path in sorted(WEB.rglob(f"texts/{language}.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        name = path.parents[1].name
        found |= {f"{name}.{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}
    return found


def _asked() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        yield from ((_where(path), key) for key in KEY.findall(text))
    for path in sorted(WEB.rglob("*.py")):
        yield from ((_where(path), key) for key in CODE.findall(path.read_text(encoding="utf-8")))


def _places(text: object) -> set[str]:
    return set(PLACE.findall(str(text)))


def _words(path: Path) -> Iterator[str]:
    """What a reader would see of a template that is in no file of texts."""
    text = NOT_TEXT.sub(" ", COMMENT.sub("", path.read_text(encoding="utf-8")))
    pieces = [*re.sub(r"<[^>]*>", "\n", text).splitlines(), *READ.findall(text)]
    for piece in pieces:
        left = [word for word in re.findall(r"[^\W\d_]+", piece) if word not in NAMES]
        if left:
            yield " ".join(left)


def _where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
