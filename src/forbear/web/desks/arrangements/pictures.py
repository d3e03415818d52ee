"""Small pictures of a page: marks in a row, and bars of days. Whole numbers only; colours are classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, GAP = 720, 2
BAR, HEIGHT, DAYS = 7, 22, 7


def strip(words: Sequence[tuple[str, str]], says: str) -> dict[str, Any]:
    """One mark for each instalment: its word and what it says when it is pointed at."""
    if not words:
        return {}
    width = max(3, min(40, WIDTH // len(words) - GAP))
    marks = [
        {"x": at * (width + GAP), "width": width, "word": word, "says": text} for at, (word, text) in enumerate(words)
    ]
    return {"width": len(words) * (width + GAP), "marks": marks, "says": says}


def bars(by_day: Mapping[int, int], first: int, last: int) -> dict[str, str]:
    """A bar for each of fourteen days, as high as its number beside the highest: those of the week before, and of now.

    Nothing where all are nothing.
    """
    if not any(by_day.values()):
        return {}
    most = max(by_day.values())
    paths = ["", ""]
    for at, day in enumerate(range(first, last + 1)):
        high = max(1, by_day.get(day, 0) * HEIGHT // most)
        paths[at >= DAYS] += f"M{at * (BAR + GAP)} {HEIGHT + 2}v-{high}h{BAR}v{high}z"
    return {"then": paths[0], "now": paths[1]}
