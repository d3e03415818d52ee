"""Putting work into the queue, and looking how far it is.

A task is a function of a module with ``@task(takes_context=True)`` whose first argument is ``context``, a ``Doing``
(``doing.py``), and whose others are ids: nothing personal stands in the queue.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django_tasks.base import Task

from forbear.web.jobs.models import Job
from forbear.web.ledger import gates


def put(task: Task[Any, Any], name: str, *ids: str, person: int | None = None) -> Job:
    """Queue a task, in the caller's transaction; the job that waits already where it has the same name.

    One that runs already goes on; what changed since it began is for whoever puts it to name.
    """
    waiting = Job.objects.filter(name=name, state__in=("waiting", "running")).first()
    if waiting is not None:
        return waiting
    try:
        with transaction.atomic():
            queued = task.enqueue(*ids)
            return Job.objects.create(task=UUID(queued.id), name=name, person=person, made_at=gates.now())
    except IntegrityError:  # somebody was quicker
        return Job.objects.get(name=name, state__in=("waiting", "running"))


def newest(name: str) -> Job | None:
    """The last job of that name."""
    return Job.objects.filter(name=name).order_by("-made_at").first()
