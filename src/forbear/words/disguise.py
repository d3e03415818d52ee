"""Words written so that a filter misses them (``0verdue``, ``p a y``, ``还kuan``), told as the words they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from forbear.words.data import Substitutions, substitutions
from forbear.words.matcher import PatternSet, compiled
from forbear.words.normal import Normal, has_cjk

_MARKS = r"[ ._*|/·-]"
_TIGHT = r"[._*|/·-]"


@dataclass(frozen=True, slots=True)
class Disguise:
    """A way of writing a word; where the pattern has a group, only that part is the word."""

    pattern: str
    means: str
    regexp: Any

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where it stands in ``text``, and the word."""
        for found in self.regexp.finditer(text):
            start, end = found.span(found.re.groups)
            if end > start and found.group(found.re.groups) != self.means:
                yield start, end, self.means


def undisguised(normal: Normal) -> Normal:
    """``normal`` with every disguised word told plainly."""
    return told_plainly(normal, _all_of("zh" if has_cjk(normal.text) else "en").search(normal.text))


def told_plainly(normal: Normal, hits: Iterable[Disguise]) -> Normal:
    """``normal`` with the words of these disguises, which stand in it, told plainly."""
    edits = [edit for each in hits for edit in each.edits(normal.text)]
    return normal.rewritten(edits) if edits else normal


@cache
def disguises(language: str) -> tuple[Disguise, ...]:
    """The ways of writing to look for in a text of ``en``, or of ``zh``, where both kinds are."""
    tables = substitutions()
    chinese = [*_written(tables, "chinese"), *_chinese(tables)] if language == "zh" else []
    return (*_english(tables), *_written(tables, "latin"), *chinese)


@cache
def _all_of(language: str) -> PatternSet[Disguise]:
    return PatternSet(disguises(language))


def _english(tables: Substitutions) -> list[Disguise]:
    return [_made(guarded(word, tables.lookalikes), word) for word in tables.guarded]


def _chinese(tables: Substitutions) -> list[Disguise]:
    return [_made(by_sound(word, tables.sounds), word) for word in tables.guarded_chinese]


def _written(tables: Substitutions, script: str) -> list[Disguise]:
    chosen = [each for each in tables.written if each.script == script]
    return [_made("|".join(each.forms), each.means) for each in chosen if "(" not in "".join(each.forms)] + [
        _made(form, each.means) for each in chosen if "(" in "".join(each.forms) for form in each.forms
    ]


def _made(pattern: str, means: str) -> Disguise:
    return Disguise(pattern, means, compiled(pattern))


def guarded(word: str, lookalikes: dict[str, str]) -> str:
    """A pattern of ``word`` with look-alikes or marks in it, and never of the word as it is.

    The place of the first disguise is tried letter by letter; from there on the rest may be either.
    """
    loose = [f"[{letter}{lookalikes.get(letter, '')}]" for letter in word]
    ways = [_MARKS.join(word)]
    for place in range(len(word)):
        rest = "".join(f"{_TIGHT}?{each}" for each in loose[place + 1 :])
        like = lookalikes.get(word[place], "")
        if like:
            ways.append(word[:place] + f"[{like}]" + rest)
        if place:
            ways.append(word[:place] + _TIGHT + loose[place] + rest)
    return rf"(?:^|\b|[^a-z0-9])({'|'.join(ways)})\b"


def by_sound(word: str, sounds: Mapping[str, str]) -> str:
    """A pattern of a Chinese ``word`` with a character told by its sound or shape, and never of the word as it is.

    As with ``guarded``, the first such character is tried place by place; the rest may be either.
    """
    told = [_told(word, place, sounds) for place in range(len(word))]
    ways = []
    for place, forms in enumerate(told):
        rest = (f"(?:{'|'.join((word[at], *told[at]))})" for at in range(place + 1, len(word)))
        ways += [f"{word[:place]}(?:{'|'.join(forms)}){''.join(rest)}"] if forms else []
    return "|".join(ways)


def _told(word: str, place: int, sounds: Mapping[str, str]) -> list[str]:
    """The forms of one character; letters at the edge of the word are no part of a longer word."""
    before, after = r"\b" if place == 0 else "", r"\b" if place == len(word) - 1 else ""
    letters, *alike = sounds.get(word[place], " ").split() or [""]
    spelt = [each for each in (letters, *alike) if each.isascii() and each]
    return [f"{before}{each}{after}" for each in spelt] + [one for each in alike if not each.isascii() for one in each]
