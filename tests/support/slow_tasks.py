"""Tasks for the tests of work in the background."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
from django_tasks import task

from forbear.web.jobs.doing import Doing
from forbear.web.seen.models import Look


def note(what: str) -> None:
    Look.objects.create(at=0, viewer=1, role="", organisation="", person=1, what=what, act="")


@task(takes_context=True)
def plain(context: Doing, what: str) -> None:
    context.progress(1, 2)
    with context.ending():
        note(what)


@task(takes_context=True)
def fails(context: Doing, what: str) -> None:
    with context.ending():
        note(what)
        raise ValueError("about 李雷 and +8613800000000")


@task(takes_context=True)
def fails_in_a_library(context: Doing) -> None:
    duckdb.sql("SELECT nothing FROM nowhere")


@task(takes_context=True)
def waits(context: Doing, folder: str) -> None:
    """Writes what it found, but before its transaction ends waits for somebody to kill it, the first time."""
    with context.ending():
        note("found")
        if not (Path(folder) / "killed").exists():
            (Path(folder) / "reached").touch()
            time.sleep(60)
