"""Servers of the gate on this machine, each on a port of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PROGRAM = [sys.executable, "-m", "forbear.web"]
PATIENCE = 60
"""After so many seconds a server that does not answer has failed."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def command(told: Mapping[str, str], *words: str) -> str:
    """What a command of the server prints; ``told`` is its environment."""
    return subprocess.run([*PROGRAM, *words], env=dict(told), check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def serving(told: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The port of a server with that environment, and a key that may do everything; it is gone at the end."""
    key, port = command(told, "key", "new", "house", "--role", "admin"), free_port()
    serve = [*PROGRAM, "serve", "--port", str(port)]
    with subprocess.Popen(serve, env=dict(told), stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            _wait_for(port)
            yield port, key
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")
