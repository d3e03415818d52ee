"""Taking a log in: work in the background that leaves its tables with the least in them, and nothing of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django_tasks import task

from forbear.audit.tables.database import Database, Fault, faults_told
from forbear.audit.tables.intake import read_table
from forbear.audit.tables.log import open_log
from forbear.audit.tables.sweep import REJECTED
from forbear.errors import InputError
from forbear.web.desks.auditor import bringing, columns, folders, judging, offered, pieces, thinning
from forbear.web.desks.auditor.limits import memory
from forbear.web.desks.auditor.models import DONE, FAILED, WAITING, Log
from forbear.web.desks.auditor.told import kept
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job

STEPS = 4
SOURCES = "sources.parquet"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were read and rejected, and how many events and debtors there are."""

    rows: int
    rejected: int
    events: int
    debtors: int


def ask_for(log: Log) -> Job:
    """Queue the intake of a log."""
    return queue.put(take_in, job_name(log), str(log.pk))


def job_name(log: Log) -> str:
    """The name of the job."""
    return f"take in {log.pk}"


@task(takes_context=True)
def take_in(context: Any, log_id: str) -> None:
    """Lay a log as tables; nothing is left where it is gone meanwhile."""
    doing: Doing = context
    log = Log.objects.filter(pk=UUID(log_id), state=WAITING).first()
    if log is None:
        return
    folders.tidy(log.organisation_id)
    out = folders.of(log) / f"{folders.TABLES}-{doing.holder}"
    try:
        with whole(out) as draft:
            taken = _laid(log, draft, doing)
        _end(log, doing, folder=out.name, state=DONE, taken=taken)
    except InputError as error:
        _end(log, doing, state=FAILED, faults=kept(error))
    except Fault as error:
        raise RuntimeError("the tables could not be laid") from error
    finally:
        if not Log.objects.filter(pk=log.pk, folder=out.name).exists():
            folders.remove(out)
    if Log.objects.filter(pk=log.pk, state=DONE).exists():
        folders.remove(folders.of(log) / folders.RAW)


def _end(
    log: Log, doing: Doing, *, state: str, folder: str = "", taken: Taken | None = None, faults: Any = None
) -> None:
    with doing.ending():
        now = Log.objects.select_for_update().filter(pk=log.pk).first()
        if now is None:
            return
        now.state, now.folder, now.faults = state, folder, faults
        if taken is not None:
            now.rows, now.rejected, now.events, now.debtors = taken.rows, taken.rejected, taken.events, taken.debtors
        if state == DONE:
            now.key = now.preview = None
        now.save()
        for audit in now.audits.filter(state=WAITING) if state == DONE else ():
            judging.ask_for(audit)  # those that were asked for before it was there


def _laid(log: Log, draft: Path, doing: Doing) -> Taken:
    with pieces.nameless() as files:
        source = _source(log, files)
        doing.progress(1, STEPS)
        read = draft / "read"
        with faults_told(source, memory()), Database(memory(), draft / "spill") as db:
            if log.kind == bringing.TABLES:
                rows, rejected = 0, 0
            else:
                rows, rejected = read_table(db, source, columns.of(log.mapping), log.zone or None, folders.new(read))
            doing.progress(2, STEPS)
            thinning.begin(db, log.organisation_id)
            open_log(db, source if log.kind == bringing.TABLES else read)
            events, debtors = thinning.thin(db, draft)
            doing.progress(3, STEPS)
            if log.kind == bringing.TABLE:
                thinning.thin_sources(db, read / SOURCES, draft / SOURCES)
                thinning.thin_rejected(db, read / REJECTED, draft / REJECTED)
        for scratch in (read, draft / "spill"):
            folders.remove(scratch)
    return Taken((rows or events) + rejected, rejected, events, debtors)


def _source(log: Log, files: pieces.Nameless) -> Path:
    """The table or the folder of tables as it came."""
    if log.source == offered.FOLDER:
        return offered.found(log.organisation_id, log.name)
    ending = bringing.ending_of(log)
    came = files.file(f"came{ending}")
    for piece in pieces.pieces(folders.of(log), log.pk, log.key, log.size):
        came.write(piece)
    came.flush()
    if ending == ".zip":
        came.seek(0)
        return bringing.unpack(files, came, log.kind, log.size)
    bringing.check_packed(files.folder / f"came{ending}", log.size)
    return files.folder / f"came{ending}"


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A folder under a temporary name, renamed where all goes well and removed where not."""
    draft = folders.new(out.with_name(f".{out.name}.part"))
    try:
        yield draft
        draft.rename(out)
    finally:
        folders.remove(draft)
