"""Waiting for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], seconds: float, pause_seconds: float = 0.1) -> None:
    """Return as soon as something holds; raises AssertionError where it never came to that in about so many seconds."""
    for _ in range(int(seconds / pause_seconds)):
        if holds():
            return
        time.sleep(pause_seconds)
    raise AssertionError("it did not come to that")
