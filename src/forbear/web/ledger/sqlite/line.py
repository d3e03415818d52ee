"""A line of threads and processes before one file: who waits longest is let in next."""

from __future__ import annotations

import fcntl
import os

FOR_NOBODY_ELSE = 0o600


class Line:
    """One who stands in it, by an open file of its own; the operating system lets go of it where its process dies."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FOR_NOBODY_ELSE)

    def enter(self) -> None:
        """Wait until it is one's turn."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def leave(self) -> None:
        """Let in who waits; nothing happens where one was not in."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leave for good."""
        os.close(self._file)
