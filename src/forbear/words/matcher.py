"""Many patterns at once (google-re2's ``Set``): which of them a text holds, in one pass over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

import re2  # type: ignore[import-untyped]

_MEMORY = 512 << 20


class HasPattern(Protocol):
    """Anything that is found by a pattern."""

    @property
    def pattern(self) -> str:
        """The pattern, in the syntax of RE2."""
        ...


def compiled(pattern: str) -> Any:
    """One pattern of RE2, to find places with."""
    return re2.compile(pattern, options=_options())


class Places:
    """Where one pattern stands in a text, as pairs of places: no object is made for each, as ``finditer`` makes one."""

    def __init__(self, pattern: str) -> None:
        self._compiled = compiled(pattern)
        self._match = self._compiled._regexp.Match
        self._unanchored = re2._Anchor.UNANCHORED

    def spans(self, text: str | bytes) -> list[tuple[int, int]]:
        """Every place, from left to right; a text of ASCII letters alone may be given as bytes, which is quicker."""
        if isinstance(text, str):
            return [each.span() for each in self._compiled.finditer(text)]
        found, at, last = list[tuple[int, int]](), 0, len(text)
        while at <= last:
            start, end = self._match(self._unanchored, text, at, last)[0]
            if start < 0:
                break
            found.append((start, end))
            at = max(end, at + 1)
        return found


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    return options


Item = TypeVar("Item", bound=HasPattern)


class PatternSet(Generic[Item]):
    """Items with a pattern each; ``search`` gives those that hit, in their order."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        patterns = re2.Set.SearchSet(_options())
        for item in self.items:
            patterns.Add(item.pattern)
        patterns.Compile()
        self._match = patterns._set.Match  # the one beneath: it takes bytes as they are and is asked twice a message

    def search(self, text: str) -> list[Item]:
        """The items whose pattern stands anywhere in ``text``."""
        found = self._match(text.encode())
        return [self.items[index] for index in sorted(found)] if found else []
