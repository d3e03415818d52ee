"""What one process of a run makes for all of them: the others wait for it and find it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

SHARED = "FORBEAR_TESTS_SHARED"
"""The variable that names a folder of all processes of a run (``tests/conftest.py``)."""


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The path of a file or folder that ``make`` makes where it is told to; nobody writes into it."""
    made = Path(os.environ[SHARED], name)
    with Path(f"{made}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            draft = Path(f"{made}.draft")
            make(draft)
            draft.rename(made)
    return made
