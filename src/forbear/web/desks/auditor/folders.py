"""Where the files of logs lie: a folder for each organisation and log, for the server alone to read.

Whatever is made is made under a temporary name and renamed when it is whole; a row of the database names what counts.
What no row names and nobody works on is removed (``tidy``): so a killed server leaves nothing half done.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from forbear.web.config import environment
from forbear.web.desks.auditor.models import Audit, Log
from forbear.web.jobs.models import Job

RAW = "raw"
TABLES, AUDIT = "tables", "audit"
UNCLAIMED_SECONDS = 3600
"""A folder of which no row knows may be one whose row is about to be written, for so long."""
BROUGHT_SECONDS = 24 * 3600
"""A file whose columns nobody names is kept for so long."""


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
            _tidy_log(log, path, working)
        elif path.stat().st_mtime < before:
            remove(path)


def _tidy_log(log: Log, folder: Path, working: set[str]) -> None:
    kept = {log.folder, *(audit.folder for audit in log.audits.all())}
    if log.state in ("brought", "waiting", "failed"):
        kept.add(RAW)
    for path in folder.iterdir():
        name = path.name.removeprefix(".").removesuffix(".part")
        if name not in kept and name.rpartition("-")[2] not in working:
            remove(path)
