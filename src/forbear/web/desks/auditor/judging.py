"""The audit of a log: work in the background, bucket after bucket, that leaves a folder of results or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forbear.audit.tables.buckets import BYTES_PER_EVENT
from forbear.audit.tables.database import Fault, check_memory
from forbear.audit.tables.figures import Figures
from forbear.audit.tables.sweep import Sweep, sweep
from forbear.errors import InputError, Problem
from forbear.rules import catalog
from forbear.rules.format import Rulebook
from forbear.web.desks.auditor import folders, shown
from forbear.web.desks.auditor.limits import BUCKET, memory
from forbear.web.desks.auditor.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, Audit, Log
from forbear.web.desks.auditor.told import kept
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates


class CancelledError(Exception):
    """Somebody cancelled the audit, or deleted it."""


def begin(log: Log, books: Iterable[str], person: int | None, drafts: bool = False) -> Audit:
    """Queue an audit of a log by some rulebooks."""
    chosen = {book.id: book.sha256 for book in catalog.chosen(books)}
    with transaction.atomic():
        audit = Audit(log=log, made_by_id=person, books=chosen, drafts=drafts, made_at=gates.now())
        audit.save(force_insert=True)
        ask_for(audit)
    return audit


def ask_for(audit: Audit) -> Job:
    """Queue an audit."""
    return queue.put(judge, job_name(audit), str(audit.pk))


def job_name(audit: Audit) -> str:
    """The name of the job."""
    return f"audit of {audit.pk}"


def cancel(audit: Audit) -> bool:
    """Stop an audit that is not over; what it found so far is thrown away."""
    return bool(Audit.objects.filter(pk=audit.pk, state__in=(WAITING, RUNNING)).update(state=CANCELLED))


@task(takes_context=True)
def judge(context: Any, audit_id: str) -> None:
    """Judge every contact of a log. A run that was cut off left nothing, and this begins anew."""
    doing: Doing = context
    audit = Audit.objects.select_related("log").filter(pk=UUID(audit_id), state__in=(WAITING, RUNNING)).first()
    if audit is None or audit.log.state != DONE:
        return
    Audit.objects.filter(pk=audit.pk, state=WAITING).update(state=RUNNING)
    folders.tidy(audit.log.organisation_id)
    out = folders.of(audit.log) / f"{folders.AUDIT}-{audit.pk}-{doing.holder}"
    try:
        figures = _judged(audit, out, doing)
        _end(audit, doing, figures=figures, folder=out.name)
    except CancelledError:
        pass
    except InputError as error:
        _end(audit, doing, faults=kept(error))
    except Fault as error:
        raise RuntimeError("the log could not be judged") from error
    finally:
        if not Audit.objects.filter(pk=audit.pk, folder=out.name).exists():
            folders.remove(out)


def books_of(audit: Audit) -> list[Rulebook]:
    """The rulebooks of an audit, as they are now."""
    return catalog.chosen(audit.books)


def _judged(audit: Audit, out: Path, doing: Doing) -> Figures:
    done = 0

    def watch(count: int, total: int) -> None:
        nonlocal done
        done += count
        doing.progress(done, total + total // 20)
        if not Audit.objects.filter(pk=audit.pk, state=RUNNING).exists():
            raise CancelledError

    size = min(BUCKET, check_memory(memory()) // BYTES_PER_EVENT)
    wanted = Sweep(folders.tables_of(audit.log), books_of(audit), audit.drafts, memory(), size, rows=True)
    return sweep(wanted, out, shown.write, watch)


def _end(
    audit: Audit, doing: Doing, *, figures: Figures | None = None, folder: str = "",
    faults: Sequence[Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    with doing.ending():
        now = Audit.objects.select_for_update().filter(pk=audit.pk, state=RUNNING).first()
        if now is None:
            return
        now.state, now.folder, now.faults = (DONE if figures else FAILED), folder, faults
        now.done_at = gates.now()
        if figures is not None:
            _write(now, figures)
        now.save()


def _write(audit: Audit, figures: Figures) -> None:
    counts = figures.counts
    audit.first, audit.last, audit.debtors = figures.first, figures.last, figures.debtors
    audit.contacts, audit.refused, audit.review = counts.contacts, counts.refused, counts.review
    audit.undecided, audit.books = counts.undecided, {book.id: book.sha256 for book in figures.books}
    audit.bombed = sum(figures.levels.get(level, 0) for level in ("bombing", "signs"))


def delete(audit: Audit) -> None:
    """Remove an audit, the work that waits for it, and its results."""
    with transaction.atomic():
        jobs = Job.objects.filter(name=job_name(audit))
        DBTaskResult.objects.filter(pk__in=list(jobs.values_list("task", flat=True))).delete()
        jobs.delete()
        folder = folders.results_of(audit) if audit.folder else None
        audit.delete()
        if folder is not None:
            transaction.on_commit(lambda: folders.remove(folder))


def no_books() -> Problem:
    """Nobody said by which rules."""
    return Problem("", "no rulebook was chosen", hint="Choose a place or a rulebook", code="rulebook-none")
