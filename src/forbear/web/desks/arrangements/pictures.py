"""Small pictures of a page: marks in a row, and bars of days. Whole numbers only; colours are classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, GAP = 720, 2
BAR, HEIGHT = 7, 22


def strip(words: Sequence[tuple[str, str]], says: str) -> dict[str, Any]:
    """One mark for each instalment: its word and what it says when it is pointed at."""
    if not words:
        return {}
    width = max(3, min(40, WIDTH // len(words) - GAP))
    marks = [
        {"x": at * (width + GAP), "width": width, "word": word, "says": text} for at, (word, text) in enumerate(words)
    ]
    return {"width": len(words) * (width + GAP), "marks": marks, "says": says}


def bars(by_day: Mapping[int, int], first: int, last: int) -> list[dict[str, int]]:
    """A bar for each day, as high as its number beside the highest, a line for nothing; none where all are nothing."""
    most = max([*by_day.values(), 1])
    found = []
    for at, day in enumerate(range(first, last + 1)):
        n = by_day.get(day, 0)
        high = max(1, n * HEIGHT // most) if n else 1
        found.append({"x": at * (BAR + GAP), "y": HEIGHT + 2 - high, "high": high, "n": n, "day": day})
    return found if any(by_day.values()) else []
