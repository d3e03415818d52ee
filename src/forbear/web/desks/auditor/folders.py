"""Where the files of logs lie: a folder for each organisation and log, for the server alone to read.

Whatever is made is made under a temporary name and renamed when it is whole; a row of the database names what counts.
What no row names and nobody works on is removed (``tidy``): so a killed server leaves nothing half done.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict
from pathlib import Path

from forbear.calendar import HOUR
from forbear.errors import Problem
from forbear.web.config import environment
from forbear.web.desks.auditor.models import BROUGHT, FAILED, Audit, Log
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates

RAW = "raw"
TABLES, AUDIT = "tables", "audit"
UNCLAIMED_SECONDS = 3600
"""A folder of which no row knows may be one whose row is about to be written, for so long."""
BROUGHT_FOR = 24 * HOUR
"""A file with which nobody goes on is kept for so long."""
EXPIRED = asdict(Problem("", "nobody went on with the file for a day", hint="Bring it again", code="expired"))


def home() -> Path:
    """The folder of all logs."""
    return environment.data_folder() / "logs"


def of_organisation(organisation: int) -> Path:
    """The folder of an organisation."""
    return home() / str(organisation)


def of(log: Log) -> Path:
    """The folder of a log."""
    return of_organisation(log.organisation_id) / str(log.pk)


def tables_of(log: Log) -> Path:
    """The folder with the tables of a log that was taken in."""
    return of(log) / log.folder


def results_of(audit: Audit) -> Path:
    """The folder with the results of an audit that is done."""
    return of(audit.log) / audit.folder


def new(path: Path) -> Path:
    """Make a folder that nobody else may enter."""
    for each in (*reversed(path.parents), path):
        each.mkdir(mode=0o700, exist_ok=True)
    return path


def remove(path: Path) -> None:
    """Remove a folder or file, where it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def tidy(organisation: int) -> None:
    """Remove what killed servers left in the folder of an organisation, and files that nobody went on with."""
    folder, before = of_organisation(organisation), time.time() - UNCLAIMED_SECONDS
    if not folder.is_dir():
        return
    known = {str(log.pk): log for log in Log.objects.filter(organisation=organisation).prefetch_related("audits")}
    working = set(Job.objects.filter(state="running").values_list("holder", flat=True))
    for path in folder.iterdir():
        log = known.get(path.name)
        if log is not None:
            _let_expire(log)
            _tidy_log(log, path, working)
        elif path.stat().st_mtime < before:
            remove(path)


def _let_expire(log: Log) -> None:
    """A file with which nobody went on is not kept for ever."""
    if log.state in (BROUGHT, FAILED) and log.key is not None and log.made_at < gates.now() - BROUGHT_FOR:
        log.state, log.key, log.preview, log.faults = FAILED, None, None, [EXPIRED]
        log.save()


def _tidy_log(log: Log, folder: Path, working: set[str]) -> None:
    kept = {log.folder, *(audit.folder for audit in log.audits.all())}
    if log.key is not None:
        kept.add(RAW)
    for path in folder.iterdir():
        name = path.name.removeprefix(".").removesuffix(".part")
        if name not in kept and name.rpartition("-")[2] not in working:
            remove(path)


def tidy_all(sender: object = None, **_: object) -> list[str]:
    """The same in every folder, when a server starts."""
    if home().is_dir():
        for organisation in list(home().iterdir()):
            if organisation.name.isdecimal():
                tidy(int(organisation.name))
    return []
