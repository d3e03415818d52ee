"""A lock among threads that knows whether somebody has it or waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType


class Turn:
    """A context that one thread at a time is in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._gone = threading.Condition()

    def __enter__(self) -> None:
        with self._gone:
            self._wanted += 1
        self._lock.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.release()
        with self._gone:
            self._wanted -= 1
            self._gone.notify_all()

    def let_go_before(self, seconds: float, enough: Callable[[], bool]) -> None:
        """Wait until nobody is in it or waits for it, until it is ``enough``, or for so long."""
        with self._gone:
            self._gone.wait_for(lambda: not self._wanted or enough(), seconds)
