"""Logs from their coming to their end: brought, gone on with, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.tables.log import is_log
from forbear.errors import Problem, RecordError
from forbear.web.desks.auditor import bringing, folders, judging, offered, pieces, taking
from forbear.web.desks.auditor.models import BROUGHT, WAITING, Gone, Log
from forbear.web.desks.auditor.preview import preview_of
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates
from forbear.web.people.may import MAY, memberships
from forbear.web.people.models import Organisation

UPLOAD = "upload"


def organisation_of(request: HttpRequest) -> Organisation:
    """The organisation in which the person who asks brings logs: the first in which she may."""
    return next(one.organisation for one in memberships(request) if one.role in MAY["audit.run"])


def bring(person: int | None, organisation: int, file: UploadedFile[Any], name: str) -> Log:
    """Keep a file that came; raises InputError, and nothing was kept."""
    pk, stream = uuid4(), cast(IO[bytes], file.file)
    kind, ending = bringing.kind_of(stream, name)
    with pieces.nameless() as files:
        shown = None
        if kind == bringing.TABLE:
            path = _table(files, stream, file.size or 0, ending)
            shown = {"ending": ending, "columns": preview_of(path)}
    stream.seek(0)
    folder = folders.of_organisation(organisation) / str(pk)
    kept = pieces.keep(stream, folder, pk)
    try:
        with transaction.atomic():
            log = Log(
                pk=pk, organisation_id=organisation, made_by_id=person, name=name, kind=kind, source=UPLOAD,
                state=BROUGHT if shown else WAITING, size=kept.size, sha256=kept.sha256, key=kept.key, preview=shown,
                made_at=gates.now(),
            )  # fmt: skip
            log.save(force_insert=True)
            if log.state == WAITING:
                taking.ask_for(log)
    except BaseException:
        folders.remove(folder)
        raise
    return log


def _table(files: pieces.Nameless, stream: IO[bytes], size: int, ending: str) -> Path:
    if ending == ".zip":
        return bringing.unpack(files, stream, bringing.TABLE, size)
    path = files.take(f"came{ending}", stream)
    bringing.check_packed(path, size)
    return path


def point_to(person: int | None, organisation: int, path: Path) -> Log:
    """A log that lies on the server; it is read when it is taken in and stays where it is."""
    kind = bringing.TABLES if is_log(path) else bringing.TABLE
    shown = {"ending": path.suffix, "columns": preview_of(path)} if kind == bringing.TABLE else None
    with transaction.atomic():
        log = Log(
            pk=uuid4(), organisation_id=organisation, made_by_id=person, name=path.name, kind=kind,
            source=offered.FOLDER, state=BROUGHT if shown else WAITING, preview=shown, made_at=gates.now(),
            size=sum(each.stat().st_size for each in (path.rglob("*") if path.is_dir() else [path]) if each.is_file()),
        )  # fmt: skip
        log.save(force_insert=True)
        folders.new(folders.of(log))
        if log.state == WAITING:
            taking.ask_for(log)
    return log


def go_on(log: Log, table: Mapping[str, Any], mapping: ColumnMap, zone: str) -> None:
    """Its columns are named: take it in."""
    if not (mapping.zone or zone) and mapping.time_format == "iso" and not _times_say_where(log, mapping):
        hint = "Choose the zone of its times"
        raise RecordError(Problem("", "the times of this table say no zone", hint=hint, code="zone-missing"))
    with transaction.atomic():
        log.mapping, log.zone, log.state, log.faults = dict(table), mapping.zone or zone, WAITING, None
        log.save()
        taking.ask_for(log)


def _times_say_where(log: Log, mapping: ColumnMap) -> bool:
    column = mapping.columns["at"]
    cells: list[str] = next((each["cells"] for each in log.preview["columns"] if each["name"] == column), [])
    return any(cell.endswith("Z") or "+" in cell[10:] or "-" in cell[10:] for cell in cells)


def delete(log: Log, person: int) -> None:
    """Remove a log with its audits and the work that waits for it; what stays is counts and times."""
    with transaction.atomic():
        audits = list(log.audits.all())
        names = [taking.job_name(log), *(judging.job_name(audit) for audit in audits)]
        jobs = Job.objects.filter(name__in=names)
        DBTaskResult.objects.filter(pk__in=list(jobs.values_list("task", flat=True))).delete()
        jobs.delete()
        Gone.objects.create(
            organisation_id=log.organisation_id, log=log.pk, sha256=log.sha256, rows=log.rows or log.events,
            audits=len(audits), brought_at=log.made_at, brought_by=log.made_by_id, gone_at=gates.now(), gone_by=person,
        )  # fmt: skip
        folder = folders.of(log)
        log.delete()
        transaction.on_commit(lambda: folders.remove(folder))
