"""What a message says, as the content keys of the vocabulary that rulebooks read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from forbear.words.data import phrase_list
from forbear.words.disguise import undisguised
from forbear.words.limited import limited_extras
from forbear.words.matcher import compiled
from forbear.words.normal import folded, languages_of
from forbear.words.reading import Reading

_COMMON = re.compile(r"\b(?:the|you|your|to|is|are|we|this|please|call|for|and|of|i|on|it|not|will|in|have|reply)\b")
_ENOUGH = 2


def content_flags(reading: Reading) -> Mapping[str, object]:
    """The keys of a contact that the words decide, with their values; what they do not decide is not there.

    A key is True where it was found for sure. It is False only where the message was read whole, in a language of
    ours, and no word in it could be such a thing: no opt-out notice, no initial disclosure, no other content.
    """
    found = dict[str, object]()
    if reading.says("disclosure"):
        found["disclosure"] = "amount" if reading.says("disclosure", "amount") else "existence_of_debt"
    for category in ("opt_out_notice", "initial_disclosure"):
        if reading.says(category):
            found[f"content.{category}"] = True
        elif not reading.of(category) and _surely_absent(reading, category):
            found[f"content.{category}"] = False
    if any(each.reason != "reported" for each in reading.of("threat", "legal")):
        found["content.threatens_legal_action"] = True
    posing = [each.kind for each in reading.of("poses_as") if each.certainty == "says"]
    return found | ({"content.poses_as": posing[0]} if posing else {}) | _limited(reading)


def readable(text: str, language: str | None = None) -> bool:
    """Whether a message is surely in a language of ours: what was not found in it is then not there."""
    return _read_whole(undisguised(folded(text)).text, language)


def _read_whole(text: str, language: str | None) -> bool:
    languages = (language,) if language else languages_of(text)
    return "zh" in languages or ("en" in languages and len(_COMMON.findall(text)) >= _ENOUGH)


def _surely_absent(reading: Reading, category: str) -> bool:
    """Whether the message is in a language of ours and holds no word that such a notice could be made of."""
    text = undisguised(folded(reading.text)).text
    languages = (reading.language,) if reading.language else languages_of(text)
    if not _read_whole(text, reading.language):
        return False
    return not any(_may(each, category).search(text) for each in languages)


@cache
def _may(language: str, category: str) -> Any:
    return compiled(phrase_list(language).context[f"may_{category}"])


def _limited(reading: Reading) -> dict[str, object]:
    if not reading.says("limited_content"):
        return {}
    plain = {f"content.{name}": True for name in ("reply_request", "contact_person", "reply_number")}
    return plain | {"content.permitted_extras": limited_extras(reading.text), "content.other_content": False}
