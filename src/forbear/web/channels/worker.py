"""What the server does by itself: webhooks, e-mail, letters, and forgetting what its time is over for.

As many of these as one likes may run.
"""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections

from forbear.errors import ForbearError
from forbear.web.channels.forgetting import Forgetting
from forbear.web.channels.letters import hand_over
from forbear.web.channels.mail import send_due
from forbear.web.channels.telling import tell_due
from forbear.web.ledger import gates

PAUSE_SECONDS = 1
log = logging.getLogger("forbear.worker")


def work_once() -> int:
    """Do what is due; how many things were tried."""
    return sum(job(gates.now()) for job in (tell_due, send_due, hand_over))


def start() -> threading.Event:
    """Work beside the answers of this process, as long as it lives; what it leaves undone, the next one finds."""
    stop = threading.Event()
    threading.Thread(target=work, args=(stop,), name="worker", daemon=True).start()
    return stop


def work(stop: threading.Event) -> None:
    """Do what is due until somebody says stop. A fault of one turn ends that turn only."""
    forgetting = Forgetting()
    while not stop.is_set():
        done = 0
        try:
            done = work_once()
            forgetting.turn(gates.now())
        except (DatabaseError, ForbearError, OSError) as error:
            log.warning("the worker's turn failed: %s", type(error).__name__)
            close_old_connections()
        if not done:
            stop.wait(PAUSE_SECONDS)
