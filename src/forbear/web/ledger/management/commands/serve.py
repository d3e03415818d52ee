"""``serve``: make the tables, look whether all is well, and answer until somebody stops it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from forbear.web.config.checks import TAG
from forbear.web.config.environment import COUNTS
from forbear.web.config.line import opened_line
from forbear.web.ledger.signals import serving
from forbear.web.ledger.state import waiting_migrations

ENTRY = "forbear.web.config.serving:application"


class Command(BaseCommand):
    """Serve the gate over HTTP."""

    requires_system_checks = (TAG,)
    help = "Makes the tables where they are missing, then serves the gate over HTTP until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=8765)
        parser.add_argument("--threads", type=int, default=16, help="threads of each process")

    def handle(self, *_: Any, host: str, port: int, threads: int, **__: Any) -> None:
        """Everything in order, then the server."""
        if waiting_migrations():
            call_command("migrate", verbosity=0)
        self._say(host, port)
        _forget_counts()
        _let_go_of_the_database()
        with opened_line(settings.WORKERS, threads):
            _run(host, port, threads)
        self.stdout.write("Stopped.")

    def _say(self, host: str, port: int) -> None:
        where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        steps = [line for _receiver, lines in serving.send(sender=type(self), address=where) for line in lines or ()]
        self.stdout.write(f"Forbear answers at {where}  (data: {settings.DATA}; Ctrl-C stops it)")
        for line in steps:
            self.stdout.write(line)
        self.stdout.write(f"Is it ready? {where}/health/ready  Counts: {where}/metrics")
        self.stdout.flush()


def _forget_counts() -> None:
    """What processes counted that are no more; counts begin at nothing, as those of one process do."""
    for file in Path(os.environ.get(COUNTS, os.devnull)).glob("*.db"):
        file.unlink()


def _let_go_of_the_database() -> None:
    """Close what this process opened: those that answer are copies of it, and no two may share a connection."""
    for connection in connections.all(initialized_only=True):
        connection.close()


def _run(host: str, port: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        ENTRY, address=host, port=port, interface=Interfaces.WSGI, workers=settings.WORKERS, blocking_threads=threads,
        log_level=LogLevels.error, respawn_failed_workers=True, workers_kill_timeout=10,
    ).serve()  # fmt: skip
