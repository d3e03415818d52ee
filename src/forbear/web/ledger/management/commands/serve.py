"""``serve``: make the tables, look whether all is well, and answer until somebody stops it."""

from __future__ import annotations

import os
import shutil
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from forbear.web.ledger import counts
from forbear.web.ledger.signals import serving
from forbear.web.ledger.state import waiting_migrations

ENTRY = "forbear.web.config.serving:application"


class Command(BaseCommand):
    """Serve the gate over HTTP."""

    help = "Makes the tables where they are missing, then serves the gate over HTTP until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=8765)
        parser.add_argument("--workers", type=int, default=1, help="processes that answer (more than one: PostgreSQL)")
        parser.add_argument("--threads", type=int, default=16, help="threads of each process")

    def handle(self, *_: Any, host: str, port: int, workers: int, threads: int, **__: Any) -> None:
        """Everything in order, then the server."""
        if waiting_migrations():
            call_command("migrate", verbosity=0)
        self._say(host, port)
        if workers > 1:
            _count_together()
        _run(host, port, workers, threads)
        self.stdout.write("Stopped.")

    def _say(self, host: str, port: int) -> None:
        where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self.stdout.write(f"Forbear answers at {where}  (data: {settings.DATA}; Ctrl-C stops it)")
        for _receiver, lines in serving.send(sender=type(self), address=where):
            for line in lines or ():
                self.stdout.write(line)
        self.stdout.write(f"Is it ready? {where}/health/ready  Counts: {where}/metrics")
        self.stdout.flush()


def _count_together() -> None:
    folder = settings.DATA / "counts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[counts.SHARED] = str(folder)


def _run(host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        ENTRY, address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=threads,
        log_level=LogLevels.error, respawn_failed_workers=True, workers_kill_timeout=10,
    ).serve()  # fmt: skip
