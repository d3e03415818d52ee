"""Logs that lie on the server: those in the folder of the organisation below ``FORBEAR_LOGS``, listed by name.

Nobody types a path: a name counts only where it is listed, and nothing is listed that leads out of the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forbear.audit.tables.log import is_log
from forbear.errors import Problem, RecordError
from forbear.web.config import environment

FOLDER = "folder"
ENDINGS = (".csv", ".csv.gz", ".tsv", ".parquet")
MOST = 200


def place(organisation: int) -> Path | None:
    """The folder of an organisation, where the server has one for logs."""
    told = environment.text("FORBEAR_LOGS", "")
    return Path(told).absolute() / str(organisation) if told else None


def names(organisation: int) -> list[str]:
    """What is offered."""
    return sorted(path.name for path in _offered(organisation))[:MOST]


def found(organisation: int, name: str) -> Path:
    """The log of that name; raises RecordError where it is not offered (any more)."""
    for path in _offered(organisation):
        if path.name == name:
            return path
    raise RecordError(
        Problem(name, "there is no such log in the folder", hint="Choose one of the list", code="offered")
    )


def _offered(organisation: int) -> Iterator[Path]:
    folder = place(organisation)
    if folder is None or not folder.is_dir():
        return
    within = folder.resolve()
    for path in folder.iterdir():
        inside = within in path.resolve().parents
        if inside and not path.name.startswith(".") and (is_log(path) or _is_table(path)):
            yield path


def _is_table(path: Path) -> bool:
    return path.is_file() and path.name.lower().endswith(ENDINGS)
