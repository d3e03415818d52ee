"""Whoever does the work: beside the answers of the server by default, or ``python -m forbear.web jobs`` apart.

A task is taken by one compare-and-set, kept by a lease that the process renews while it lives, and ended in the
transaction in which its result is written. What a killed worker had is taken again when its lease has run out.
"""

from __future__ import annotations

import logging
import secrets
import threading
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forbear.calendar import SECOND
from forbear.errors import ForbearError
from forbear.web.jobs.doing import LEASE_SECONDS, Doing, LeaseError
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates

PAUSE_SECONDS = 1
MOST_TRIES = 3
"""A task that ended its worker so often is given up: it would end the next one, too."""
log = logging.getLogger("forbear.jobs")


def start() -> threading.Event:
    """Work beside the answers of this process, as long as it lives."""
    stop = threading.Event()
    threading.Thread(target=work, args=(stop,), name="jobs", daemon=True).start()
    return stop


def work(stop: threading.Event) -> None:
    """Do what waits until somebody says stop. A fault of one turn ends that turn only."""
    while not stop.is_set():
        done = False
        try:
            done = work_once(beating=True)
        except (DatabaseError, ForbearError, OSError) as error:
            log.warning("a turn failed: %s", type(error).__name__)
            close_old_connections()
        if not done:
            stop.wait(PAUSE_SECONDS)


def work_once(*, beating: bool = False) -> bool:
    """Do one task, if one waits; ``beating`` renews the lease in a thread of its own meanwhile."""
    _give_back()
    doing = _taken()
    if doing is None:
        return False
    stop = threading.Event()
    if beating:
        threading.Thread(target=_beat, args=(doing, stop), daemon=True).start()
    try:
        _run(doing)
    finally:
        stop.set()
    return True


def _give_back() -> None:
    """Tasks whose lease has run out wait again; those that ended too many workers are given up."""
    lost = Job.objects.filter(state="running", leased_until__lt=gates.now())
    for task, tries, holder in list(lost.values_list("task", "tries", "holder")):
        fate, status = ("failed", "FAILED") if tries >= MOST_TRIES else ("waiting", "READY")
        with transaction.atomic():
            mine = Job.objects.filter(task=task, holder=holder, state="running")
            if mine.update(state=fate, holder="", fault="killed" if fate == "failed" else ""):
                DBTaskResult.objects.filter(pk=task).update(status=TaskResultStatus[status])


def _taken() -> Doing | None:
    """The task that has waited longest, now this worker's."""
    task = Job.objects.filter(state="waiting").order_by("made_at").values_list("task", flat=True).first()
    if task is None:
        return None
    holder = secrets.token_hex(8)
    until = gates.now() + LEASE_SECONDS * SECOND
    with transaction.atomic():
        waiting = Job.objects.filter(task=task, state="waiting")
        if not waiting.update(state="running", holder=holder, leased_until=until, tries=F("tries") + 1):
            return None
        running = {"status": TaskResultStatus.RUNNING, "started_at": timezone.now()}
        DBTaskResult.objects.filter(pk=task).update(**running)
    return Doing(task, holder)


def _run(doing: Doing) -> None:
    """Call the function of a task."""
    queued = DBTaskResult.objects.get(pk=doing.task)
    with _Outcome(doing):
        queued.task.func(doing, *queued.args_kwargs["args"])
        if not doing.over:
            with doing.ending():
                pass


class _Outcome:
    """What a task that ends badly comes to. Its faults are told by name alone, since their words may be personal.

    A task calls libraries of many kinds, so that any fault of its own ends it alone. A fault of the database ends
    the turn: the lease runs out, and the task is tried again. What is no fault of a task ends the worker, too.
    """

    def __init__(self, doing: Doing) -> None:
        self.doing = doing

    def __enter__(self) -> None:
        """Nothing happened yet."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Whether the worker goes on."""
        if kind is None or issubclass(kind, DatabaseError):
            return kind is None
        if issubclass(kind, LeaseError):
            log.warning("a task was taken by another worker", extra={"task": str(self.doing.task)})
        else:
            _failed(self.doing.task, self.doing.holder, kind.__name__)
        return issubclass(kind, Exception)


def _failed(task: UUID, holder: str, fault: str) -> None:
    log.error("a task failed: %s", fault, extra={"task": str(task)})
    with transaction.atomic():
        mine = Job.objects.filter(task=task, holder=holder, state="running")
        if mine.update(state="failed", holder="", fault=fault[:100]):
            ended = {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
            DBTaskResult.objects.filter(pk=task).update(**ended)


def _beat(doing: Doing, stop: threading.Event) -> None:
    """Renew the lease until the task is over."""
    while not stop.wait(LEASE_SECONDS / 3):
        try:
            doing.keep()
        except LeaseError:
            break
        except DatabaseError:
            close_old_connections()
    connection.close()
