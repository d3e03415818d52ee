"""What a task knows of itself while it runs: how to say how far it is, and how to end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forbear.calendar import SECOND
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates

LEASE_SECONDS = 30
"""How long a worker that says nothing keeps its task."""
log = logging.getLogger("forbear.jobs")


class LeaseError(Exception):
    """The lease is lost, another worker has the task: whatever this one found out is thrown away."""


class Doing:
    """A task in the hands of a worker."""

    def __init__(self, task: UUID, holder: str) -> None:
        self.task, self.holder = task, holder
        self.over = False
        self._told_at = 0

    def progress(self, done: int, total: int) -> None:
        """Say how far it is; written once a second at most. Raises LeaseError."""
        now = gates.now()
        if now - self._told_at >= SECOND or done == total:
            self._told_at = now
            self._hold(done=done, total=total)

    def keep(self) -> None:
        """The lease from now on; raises LeaseError."""
        self._hold()

    @contextmanager
    def ending(self) -> Iterator[None]:
        """What a task leaves behind is written in here, in the same transaction that says that it is done.

        So it is there once, or not at all. Raises LeaseError, and nothing was written.
        """
        with transaction.atomic():
            self._hold(state="done", holder="", fault="")
            yield
            ended = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": timezone.now()}
            DBTaskResult.objects.filter(pk=self.task).update(**ended)
        self.over = True

    def _hold(self, **changes: object) -> None:
        until = gates.now() + LEASE_SECONDS * SECOND
        mine = Job.objects.filter(task=self.task, holder=self.holder, state="running")
        if not mine.update(leased_until=until, **changes):
            raise LeaseError(str(self.task))
