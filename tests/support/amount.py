"""How much the tests look at: `make test` some, `make thorough` all, a search ever other examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

SEARCHING = not settings.default.derandomize
"""Is this a search for new examples (``--hypothesis-profile search``)?"""
ALL = SEARCHING or settings.get_current_profile_name() == "thorough"
SHARE = 3
"""One in so many examples is tried by `make test`."""
FEW = 3
"""So many are tried at least, where there are as many."""

Each = TypeVar("Each")


def examples(count: int) -> settings:
    """So many examples in `make thorough`, the same in every run; in a search twenty times as many, and others."""
    if SEARCHING:
        return settings(max_examples=count * 20)
    return settings(max_examples=count if ALL else max(min(count, FEW), count // SHARE))


def in_turn(items: Sequence[Each], step: int, first: int = 0) -> Sequence[Each]:
    """Every so manieth in `make test`, all in `make thorough`."""
    return items if ALL else items[first::step]
