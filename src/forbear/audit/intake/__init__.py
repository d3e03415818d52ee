"""Ways in: one file per log format, with ``sniff`` and ``read``. To add one, write it and name it in ``FORMATS``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from forbear.audit.intake import native, sms_backup, table, whatsapp
from forbear.audit.intake.base import Found, Options, Tally, check_readable
from forbear.audit.intake.lines import read_head
from forbear.errors import Problem, RecordError


class Format(Protocol):
    """What a module of this package must hold to be a log format."""

    NAME: str
    """Its short name, as the list of files shows it."""
    TITLE: str
    """What it is, for people."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Is a file of this format, by its first bytes (unpacked) and its name?"""

    def read(self, path: Path, options: Options, tally: Tally) -> Iterator[Found]:
        """Its rows as a stream; what is learnt of the file as a whole goes to ``tally``."""


FORMATS: tuple[Format, ...] = (native, sms_backup, whatsapp, table)
"""In the order in which they are tried."""

PHONE: tuple[Format, ...] = (sms_backup, whatsapp)
"""Those that give rows of a telephone: somebody must mark whose numbers they are."""

_REFUSED = (
    (b"BEGIN:VCARD", "this is an address book", "Forbear takes none: it is what address-book bombing starts from",
     "Mark the collectors' numbers with --collector instead"),
    (b"PK\x03\x04", "this is a packed folder or a workbook", "",
     "Unpack it and name the log inside; save a workbook as CSV"),
    (b"SQLite format 3", "this is a database", "", "Export its table of contacts as CSV"),
)  # fmt: skip


def sniff_format(path: Path) -> Format:
    """The format of a file; raises RecordError where it is missing, empty or of none that is known."""
    check_readable(path)
    head = read_head(path)
    for begin, what, why, hint in _REFUSED:
        if head.lstrip().upper().startswith(begin.upper()):
            raise RecordError(Problem(str(path), what, why, hint, "format-refused"))
    for module in FORMATS:
        if module.sniff(head, path.name):
            return module
    raise RecordError(
        Problem(str(path), "this is no log format that is known", code="format-unknown",
                hint=f"Known: {'; '.join(module.TITLE for module in FORMATS)}")
    )  # fmt: skip


def is_phone(module: Format) -> bool:
    """Is a format one of a telephone?"""
    return module in PHONE


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
