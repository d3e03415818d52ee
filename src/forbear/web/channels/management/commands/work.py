"""``python -m forbear.web work``: webhooks, e-mail and letters, apart from the server."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forbear.web.channels.worker import work, work_once


class Command(BaseCommand):
    """Send what is due, until it is stopped."""

    requires_system_checks = ()
    help = "Tell webhooks, send e-mail, hand letters over, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once``: what is due now only."""
        parser.add_argument("--once", action="store_true", help="Do what is due now, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if options["once"]:
            work_once()
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        work(stop)
