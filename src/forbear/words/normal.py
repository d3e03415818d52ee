"""A message in one way of writing, with the way back: each place in it knows its place in the text as given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import opencc

from forbear.words.data import substitutions

CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_HAS_CJK = re.compile(f"[{CJK}]")
_BETWEEN = re.compile(rf"(?<=[{CJK}])[ \t.*·•_~|/\\+^#@&=-]{{1,3}}(?=[{CJK}])")
_MARK = re.compile(r"[ \t.*·•_~|/\\+^#@&=-]")
_LATIN_WORDS = re.compile(r"[a-z]{2,}\W+[a-z]{2,}")


@dataclass(slots=True)
class Normal:
    """``text`` as the phrases read it. ``starts`` and ``ends`` give each character's place in the original,
    and are empty where nothing moved.
    """

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that ``start`` to ``end`` came from."""
        if not self.ends:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def rewritten(self, edits: Iterable[tuple[int, int, str]]) -> Normal:
        """With each (start, end, new text) put in; edits that overlap an earlier one are left out."""
        text, starts, ends, at = [], list[int](), list[int](), 0
        for start, end, new in sorted(edits):
            if start < at:
                continue
            text += [self.text[at:start], new]
            first, last = self.original(start, end)
            self._keep(at, start, starts, ends)
            starts += [first] * len(new)
            ends += [last] * len(new)
            at = end
        self._keep(at, len(self.text), starts, ends)
        return Normal("".join([*text, self.text[at:]]), starts, ends)

    def _keep(self, start: int, end: int, starts: list[int], ends: list[int]) -> None:
        starts += self.starts[start:end] if self.ends else range(start, end)
        ends += self.ends[start:end] if self.ends else range(start + 1, end + 1)


def folded(text: str) -> Normal:
    """Lower case, narrow width, simplified characters, look-alikes as what they look like, nothing invisible."""
    if text.isascii():
        return Normal(text.lower())
    table = _folding()
    new = text.translate(table)
    return _squeezed(Normal(new) if table.moving.isdisjoint(text) else _moved(text, table))


def languages_of(text: str) -> tuple[str, ...]:
    """The languages of ours that a normal text can be in, by its letters."""
    if text.isascii() or not has_cjk(text):
        return ("en",)
    return ("zh", "en") if _LATIN_WORDS.search(text) else ("zh",)


def has_cjk(text: str) -> bool:
    """Whether a Chinese character stands in it."""
    return _HAS_CJK.search(text) is not None


def _squeezed(normal: Normal) -> Normal:
    """Without spaces and marks that were put between Chinese characters."""
    if not _MARK.search(normal.text):
        return normal
    found = [(*each.span(), "") for each in _BETWEEN.finditer(normal.text)]
    return normal.rewritten(found) if found else normal


def _moved(text: str, table: _Folding) -> Normal:
    pieces = [table[ord(character)] for character in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return Normal("".join(pieces), places, [place + 1 for place in places])


class _Folding(dict[int, str]):
    """What each character becomes, worked out when first met; ``moving`` are those that become none or several."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__({ord(old): new for old, new in known.items()})
        self.moving = {old for old, new in known.items() if len(new) != 1}
        self._simplified = _simplified()

    def __missing__(self, point: int) -> str:
        new = self[point] = _one(chr(point), self._simplified)
        if len(new) != 1:
            self.moving.add(chr(point))
        return new


@cache
def _folding() -> _Folding:
    return _Folding(substitutions().characters)


def _one(character: str, simplified: dict[str, str]) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category in ("Cn", "Cs", "Co"):
        return character
    wide = unicodedata.normalize("NFKC", character).lower()
    bare = "".join(each for each in unicodedata.normalize("NFKD", wide) if unicodedata.category(each) != "Mn")
    latin = bare if bare.isascii() and bare else wide
    return "".join(simplified.get(each, each) for each in latin)


def _simplified() -> dict[str, str]:
    """Each traditional character with the simplified one, by opencc's table t2s."""
    every = [chr(point) for point in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))]
    turned = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    return {old: new for old, new in zip(every, turned, strict=True) if old != new and len(new) == 1}
