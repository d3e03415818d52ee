"""A backend for Django: SQLite, where all who want to write stand in line.

SQLite lets one connection write at a time. Whoever finds it taken looks again after a while, up to a tenth of a second
later, and whoever comes by just then goes first: under load some wait for seconds while others go on. A lock of the
operating system on a file beside the database wakes who waits longest. It keeps the line and nothing else: that nobody
writes beside another is SQLite's own lock as before, also where a program comes that knows of no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

from forbear.web.ledger.sqlite.line import Line

LINE = "-line"
"""What the file of the line is called, behind the name of the database."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection; it stands in line from before it begins to write until that is committed, undone or closed."""

    def __init__(self, settings_dict: dict[str, Any], *args: Any) -> None:
        super().__init__(settings_dict, *args)
        self._line: Line | None = None

    def begin(self) -> None:
        """Begin to write, when it is this connection's turn. Raises Django's OperationalError."""
        self.ensure_connection()
        self._start_transaction_under_autocommit()

    def leave(self) -> None:
        """What was written is committed or undone: the next one."""
        if self._line is not None:
            self._line.leave()

    def close(self) -> None:
        """Close; whoever closes writes no more, and a copy of this process gets no place in its line."""
        super().close()
        if self._line is not None:
            self._line.close()
            self._line = None

    def _start_transaction_under_autocommit(self) -> None:
        with self._turn():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.leave()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """To be let in; one who then cannot begin leaves."""
        if self._line is None and not self.is_in_memory_db():
            self._line = Line(f"{self.settings_dict['NAME']}{LINE}")
        if self._line is not None:
            self._line.enter()
        try:
            yield
        except BaseException:
            self.leave()
            raise
