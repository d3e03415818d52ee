"""Ways in: one file per log format, each with ``sniff`` and ``read``. To add one, write the file and name it in ``FORMATS``."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from forbear.audit.intake import native, sms_backup, table, whatsapp
from forbear.audit.intake.base import Options, Readable, Tally, check_readable
from forbear.audit.result import Rejected
from forbear.errors import Problem, RecordError
from forbear.events import Event, Parties

PHONE = (sms_backup, whatsapp)
"""Formats that give rows of a telephone: somebody must mark whose numbers they are."""

TABLES = (native, table)
"""Formats that say who contacted whom, and give events."""

FORMATS = (native, sms_backup, whatsapp, table)
_HEAD = 16_384


def sniff_format(path: Path) -> str:
    """The name of the format of a file; raises RecordError where it is missing, empty or none that is known."""
    check_readable(path)
    head = _head(path)
    for module in FORMATS:
        if module.sniff(head, path.name):
            return module.NAME
    names = ", ".join(module.NAME for module in FORMATS)
    raise RecordError(
        Problem(str(path), "this is no log format that is known", code="format-unknown",
                hint=f"Known formats: {names}; a CSV, JSON Lines or Parquet table needs --map columns.toml")
    )  # fmt: skip


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path, "rb") as stream:
                return stream.read(_HEAD)
        except (OSError, EOFError):
            return head
    return head


def read_phone(path: Path, name: str, options: Options, tally: Tally) -> Iterator[Readable]:
    """The rows of a telephone's log."""
    module = next(module for module in PHONE if name == module.NAME)
    return module.read(path, options, tally)


def is_phone(name: str) -> bool:
    """Is a format one of a telephone?"""
    return any(name == module.NAME for module in PHONE)


def read_events(
    path: Path, name: str, mapping: Mapping[str, object] | None, options: Options, tally: Tally
) -> Iterator[Parties | Event | Rejected]:
    """The events of a native log or a table."""
    if name == native.NAME:
        return native.read(path, tally)
    return table.read(path, mapping, options, tally)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
