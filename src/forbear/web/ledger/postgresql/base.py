"""A backend for Django: PostgreSQL, where each thread keeps its connection until it ends.

Before a request uses it, Django wants to know whether the server has closed it meanwhile, and would ask with a
statement. But a server that closes says so at once, and says nothing else to one who is idle: it is enough to look
whether anything has come in. A thread's connection is closed when the thread ends: to wait until Python looks for
garbage, which the server of the gate does seldom, would leave too many open.
"""

from __future__ import annotations

import threading
from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    def is_usable(self) -> bool:
        """Does the connection still stand? It is asked between statements."""
        if self.connection is None or self.connection.closed:
            return False
        came = poll()
        came.register(self.connection.fileno(), POLLIN)
        return not came.poll(0)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection, for as long as the thread lives."""
        driver = super().get_new_connection(conn_params)
        _thread.kept[id(self)] = _Kept(driver)
        return driver

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]
        _thread.kept.pop(id(self), None)


class _Kept:
    """A connection that is closed when nobody keeps it any more."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def __del__(self) -> None:
        self._driver.close()


class _Thread(threading.local):
    """The connections of a thread."""

    def __init__(self) -> None:
        self.kept: dict[int, _Kept] = {}


_thread = _Thread()
