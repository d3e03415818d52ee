"""Servers of the gate on this machine, to be killed and started again."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import PROGRAM, free_port

RULES = Path(__file__).with_name("chaos_rules.toml")
START = 60
"""After so many seconds a server that is not ready has failed."""


def environment(folder: Path, address: str) -> dict[str, str]:
    """What the servers are told, and the commands beside them."""
    return {
        **os.environ, "FORBEAR_DATA": str(folder), "DATABASE_URL": address, "FORBEAR_RULES": str(RULES),
        "FORBEAR_PERMIT_SECONDS": "3", "FORBEAR_KEY_RATE": "1000000", "FORBEAR_LOG_LEVEL": "ERROR",
    }  # fmt: skip


class Server:
    """One server on a port of its own."""

    def __init__(self, told: Mapping[str, str], log: Path, processes: int = 1) -> None:
        self.told, self.log = {**told, "FORBEAR_WORKERS": str(processes)}, log
        self.port = free_port()
        self.kills = 0
        self.start()

    def start(self) -> None:
        """Start it; it takes its time until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "serve", "--port", str(self.port), "--threads", "16"],
                env=self.told, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """End it at once with all its processes, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def ready(self) -> bool:
        """Does it answer?"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait(self) -> None:
        """Until it is ready; raises AssertionError with its log where it never is."""
        until = time.monotonic() + START
        while not self.ready:
            assert time.monotonic() < until and self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.1)


@contextmanager
def serving(told: Mapping[str, str], folder: Path, many: int = 2) -> Iterator[list[Server]]:
    """Servers of one process, of two and so on that answer, and are gone at the end."""
    servers: list[Server] = []
    try:
        servers += [Server(told, folder / f"server{number}.log", number + 1) for number in range(many)]
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.kill()


def kill_at_random(servers: list[Server], seconds: float, luck: random.Random) -> None:
    """Kill a server that answers, wait a little, start it again; for so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(luck.uniform(0.2, 1))
        for server in [server for server in servers if server.ready][:1]:
            server.kill()
            server.kills += 1
            time.sleep(luck.uniform(0, 0.3))
            server.start()
        luck.shuffle(servers)
