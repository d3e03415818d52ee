"""Who goes first in a process of the gate: those who ask for one contact before a batch that is being judged.

Python runs one thread at a time. A thread that judges a thousand contacts gives it up only some time after another
wants it, and whoever asks for one contact wants it a dozen times, once after each statement, of which most are run
with the lock of SQLite in his hands.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 0.001
"""So long a batch gives way before each of its contacts at most: it comes to an end where somebody always asks."""
SWITCH_SECONDS = 0.001
"""So long a thread keeps Python while a batch is judged and another thread wants it."""
_USUAL_SECONDS = sys.getswitchinterval()


class Precedence:
    """The askers and the batches of one gate in one process."""

    def __init__(self) -> None:
        self._singles = 0
        self._gone = threading.Condition()
        self._batch = threading.Lock()

    @contextmanager
    def single(self) -> Iterator[None]:
        """One who is to go first, until the block is left."""
        with self._gone:
            self._singles += 1
        try:
            yield
        finally:
            with self._gone:
                self._singles -= 1
                self._gone.notify_all()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One batch at a time is judged: two would only take Python from one another."""
        with self._batch:
            sys.setswitchinterval(SWITCH_SECONDS)
            try:
                yield
            finally:
                sys.setswitchinterval(_USUAL_SECONDS)

    def give_way(self) -> None:
        """Let those who are there go first; called by a batch before each of its contacts."""
        if self._singles:
            with self._gone:
                self._gone.wait_for(lambda: not self._singles, PATIENCE_SECONDS)
