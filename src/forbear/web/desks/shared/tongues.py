"""In which language a name of our data stands, where the data has it in one language alone."""

from __future__ import annotations

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString

from forbear.report.words import HTML_LANGUAGE
from forbear.web.desks.shared.texts import language

KANA, HANGUL, HAN = (re.compile(f"[{letters}]") for letters in ("\u3040-\u30ff", "\uac00-\ud7a3", "\u4e00-\u9fff"))


def tongue(text: str) -> str:
    """The language of a name, for ``lang``: by its letters; whatever has Latin letters alone counts as English."""
    if KANA.search(text):
        return "ja"
    if HANGUL.search(text):
        return "ko"
    return HTML_LANGUAGE["zh" if HAN.search(text) else "en"]


def marked(text: str) -> SafeString:
    """The name, marked with its language where the page is in another one, so that it is read aloud right."""
    found = tongue(text)
    if found == HTML_LANGUAGE[language()]:
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', found, text)


def marked_in(sentence: str, name: str) -> SafeString:
    """A sentence with such a name in it."""
    before, _, after = sentence.partition(name)
    return format_html("{}{}{}", before, marked(name), after)
