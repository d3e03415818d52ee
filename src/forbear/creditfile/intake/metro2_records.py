"""Metro 2, character format: a file cut into records and segments, every length checked before it is believed.

Where each record stands alone, it begins with its length in four digits; in blocks, four digits with the length of the
block stand before the records. Line ends between records are read over.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

from forbear.errors import Problem, RecordError

WORD = 4
"""Digits of a descriptor word."""


@cache
def layout() -> Mapping[str, Any]:
    """Positions, caps and codes, from ``metro2.toml``."""
    text = files("forbear.creditfile.intake").joinpath("metro2.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number in the file, its text, and its segments by their two letters."""

    number: int
    text: str
    segments: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Counts:
    """What a file holds, for comparison with its trailer."""

    segments: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    blocks: int = 0


class Reader:
    """The records of a file, one after another; header and trailer are checked, and the totals of the trailer."""

    def __init__(self, path: Path) -> None:
        self.path, self.counts, self.number = path, Counts(), 0
        self.blocked = False
        self._left = 0

    def __iter__(self) -> Iterator[Record]:
        with self.path.open("rb") as stream:
            self._begin(stream)
            trailer = ""
            while (text := self._next(stream)) is not None:
                if trailer:
                    raise self._fault("something follows the trailer", "metro2-order")
                if text[WORD:].startswith("TRAILER"):
                    trailer = text
                    self._check_totals(text)
                    continue
                yield self._record(text)
            if not trailer:
                raise self._fault("the trailer is missing: the file was cut short", "metro2-cut")

    def _begin(self, stream: BinaryIO) -> None:
        head = stream.read(2 * WORD + 6)
        stream.seek(0)
        if head[WORD : WORD + 6] == b"HEADER":
            self.blocked = False
        elif head[2 * WORD :] == b"HEADER" and head[: 2 * WORD].isdigit():
            self.blocked = True
        else:
            hint = "The packed format, whose lengths are binary, is not read: ask for the character format"
            raise self._fault("this is no Metro 2 file in the character format", "metro2-header", hint)
        self._next(stream)

    def _next(self, stream: BinaryIO) -> str | None:
        """The next record, or None at the end."""
        first = _skip_line_ends(stream)
        if not first:
            if self._left:
                raise self._fault("the file ends inside a block", "metro2-cut")
            return None
        self.number += 1
        if self.number > layout()["caps"]["records"]:
            raise self._fault("the file has more records than are read", "metro2-cap")
        word = first + stream.read(WORD - 1)
        if self.blocked and not self._left:
            self._left = self._length(word, "block") - WORD
            self.counts.blocks += 1
            word = stream.read(WORD)
        length = self._length(word, "record")
        if self.blocked:
            self._left -= length
            if self._left < 0:
                raise self._fault("the record is longer than what is left of its block", "metro2-length")
        body = stream.read(length - WORD)
        if len(body) < length - WORD:
            raise self._fault(f"the record says that it has {length} bytes, and the file ends before", "metro2-cut")
        return self._text(word + body)

    def _length(self, word: bytes, of: str) -> int:
        """A descriptor word; nothing is read or kept on its strength before it is checked."""
        cap, least = layout()["caps"][of], layout()["base"]["length"]
        if len(word) < WORD or not word.isdigit():
            raise self._fault(f"the length of the {of} is no number of four digits", "metro2-length")
        length = int(word)
        if not least <= length <= cap:
            raise self._fault(
                f"the {of} says that it has {length} bytes, which must be {least} to {cap}", "metro2-length"
            )
        return length

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode("ascii")
        except UnicodeDecodeError:
            raise self._fault("the record holds bytes that are no letters", "metro2-encoding") from None

    def _record(self, text: str) -> Record:
        base = layout()["base"]["length"]
        segments = tuple(self._segments(text[base:]))
        self.counts.segments["base"] += 1
        self.counts.segments.update(kind for kind, _ in segments)
        start, length, _ = layout()["base"]["status"]
        self.counts.statuses[text[start : start + length]] += 1
        return Record(self.number, text, segments)

    def _segments(self, text: str) -> Iterator[tuple[str, str]]:
        """The segments after the base; in fixed records those without content are left out."""
        lengths, count = layout()["segments"], 0
        while text.strip():
            count += 1
            if count > layout()["caps"]["segments"]:
                raise self._fault(f"the record has more than {layout()['caps']['segments']} segments", "metro2-cap")
            length = lengths.get(text[:2])
            if length is None or len(text) < length:
                raise self._fault(f"no segment begins with {text[:2]!r} or it is cut short", "metro2-segment")
            if text[2:length].strip():
                yield text[:2], text[:length]
            text = text[length:]

    def _check_totals(self, text: str) -> None:
        """A file that contradicts itself is refused whole."""
        wrong: list[Problem] = []
        for name, (start, length) in layout()["trailer"].items():
            counted = self.counts.blocks if name == "blocks" else self.counts.segments[name]
            if name != "blocks" or self.blocked:
                wrong += self._differs(
                    f"{name} records" if name == "base" else name, text[start : start + length], counted
                )
        for status, start in layout()["trailer_status"].items():
            wrong += self._differs(
                f"accounts of status {status}", text[start : start + 9], self.counts.statuses[status]
            )
        if wrong:
            raise RecordError(wrong)

    def _differs(self, what: str, stated: str, counted: int) -> Iterator[Problem]:
        if stated.strip() and (not stated.isdigit() or int(stated) != counted):
            said = f"the trailer counts {stated.lstrip('0') or '0'} {what}, and the file holds {counted}"
            hint = "Ask for the file again; nothing of it was taken in"
            yield Problem(f"{self.path}, record {self.number}", said, hint=hint, code="metro2-totals")

    def _fault(
        self, what: str, code: str, hint: str = "Ask for the file again; nothing of it was taken in"
    ) -> RecordError:
        return RecordError(Problem(f"{self.path}, record {self.number}", what, hint=hint, code=code))


def _skip_line_ends(stream: BinaryIO) -> bytes:
    while (first := stream.read(1)) in (b"\n", b"\r"):
        pass
    return first
