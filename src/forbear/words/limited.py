"""Is a message exactly one of limited content: who calls, a person, a number, please reply, and nothing else?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from forbear.words.matcher import compiled
from forbear.words.normal import folded, languages_of
from forbear.words.reading import Said

NEEDED = ("business_name", "reply_request", "contact_person", "reply_number")
HAS_NUMBER = re.compile(r"\d[\d() .－-]{5,}\d|[〇零一二三四五六七八九]{3}")
"""Without a number to reply to no message is one of limited content."""
_BESIDE = ("opt_out_notice",)
"""What may be found beside it."""
_AT_MOST = {"en": 200, "zh": 80}
"""Letters of a message that may be one of limited content though it is not made of known parts alone."""
EXTRAS = ("salutation", "date_time", "suggested_reply_times", "any_representative")


@dataclass(frozen=True, slots=True)
class Limited:
    """The patterns of one language: each part by name, what reveals more, and what the whole is made of."""

    parts: Mapping[str, Any]
    addressee: Any
    lender: Any
    reveals: Any
    whole: Any

    def has_all_parts(self, read: str) -> bool:
        """Whether every needed part is there; who is written to is not the person to call."""
        rest = self.addressee.sub(",", read)
        return all(self.parts[name].search(rest if name == "contact_person" else read) for name in reversed(NEEDED))

    def is_of_parts(self, read: str) -> bool:
        """Whether it has every needed part, and nothing else stands in it."""
        return self.has_all_parts(read) and not self.reveals.search(read) and self.whole.fullmatch(read.strip())

    def may_be(self, read: str) -> bool:
        """Whether it only asks to reply to a number, who asks is said, and no word reveals more.

        Whether a name is one of a person or of a lender, and what else is said, is for a person to see.
        """
        asks = all(self.parts[name].search(read) for name in ("reply_number", "reply_request"))
        named = any(self.parts[name].search(read) for name in ("business_name", "contact_person"))
        return asks and named and not self.reveals.search(self.lender.sub("", read))


def limited_extras(text: str) -> tuple[str, ...]:
    """Which of the extras a limited-content message has."""
    languages = languages_of(folded(text).text)
    return tuple(name for name in EXTRAS if any(_limited(each).parts[name].search(text) for each in languages))


def limited_said(
    text: str, plain: str, languages: Iterable[str], found: Iterable[Said], direction: str | None
) -> Said | None:
    """The whole message as a finding, where it has every part that is needed and nothing but parts.

    What a collector writes and may be one goes to a person. English is read in ``text`` as given, because its names are
    known by their capitals; Chinese in ``plain``.
    """
    found = tuple(found)
    for language in languages:
        limited, read = _limited(language), text if language == "en" else plain
        if _alone(found) and limited.is_of_parts(read):
            return Said("limited_content", "", 0, len(text), text, "says", f"{language}-limited-content")
        short = direction == "outbound" and len(text) <= _AT_MOST[language]
        if short and _nothing_sure(found) and limited.may_be(read):
            return Said("limited_content", "", 0, len(text), text, "review", f"{language}-limited-content", "ambiguous")
    return None


@cache
def _limited(language: str) -> Limited:
    raw = tomllib.loads(files("forbear.words").joinpath("phrases", "limited.toml").read_text(encoding="utf-8"))[
        language
    ]
    parts = {name: _any_of(raw, raw[name]) for name in (*NEEDED, *EXTRAS)}
    sentences = "|".join(f"(?:{each})" for each in raw["sentences"])
    return Limited(
        parts,
        compiled(raw["addressee"]),
        compiled(raw["lender"]),
        _any_of(raw, raw["reveals"]),
        _any_of(raw, [f"(?:{raw['joints']})?(?:(?:{sentences}){raw['joints']})*(?:{sentences})(?:{raw['joints']})?"]),
    )


def _alone(found: Iterable[Said]) -> bool:
    """Whether nothing is found beside it but what may be."""
    return all(each.category in _BESIDE or _perhaps_passed_on(each) for each in found)


def _nothing_sure(found: Iterable[Said]) -> bool:
    return all(each.category in _BESIDE or each.certainty == "review" for each in found)


def _perhaps_passed_on(found: Said) -> bool:
    """Whether words that ask to call are taken for words to pass on ("have a moment to return my call")."""
    return found.category == "third_party_pay" and found.reason == "ambiguous"


def _any_of(raw: Mapping[str, Any], forms: list[str]) -> Any:
    joined = "|".join(forms)
    for part in ("word", "org", "firm", "surname", "name", "number"):
        joined = joined.replace(f"<{part}>", raw.get(part, ""))
    return compiled(f"(?i){joined}")
