"""``python -m forbear.web jobs``: work in the background, apart from the server."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forbear.web.jobs.worker import work, work_once


class Command(BaseCommand):
    """Do what waits, until it is stopped."""

    requires_system_checks = ()
    help = "Do the work that waits in the background, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once``: what waits now only."""
        parser.add_argument("--once", action="store_true", help="Do what waits now, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if options["once"]:
            while work_once(beating=True):
                pass
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        work(stop)
