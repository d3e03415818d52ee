"""When Python looks for garbage: not while much is made that points in no circle and is let go of by itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Nobody in this process looks for garbage until the block is left, also by a fault.

    Where such blocks of several threads overlap, the end of the one that began it lets it be looked for again, though
    others go on: it is never put off for ever. Where nobody looked before, nobody does afterwards.
    """
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()
