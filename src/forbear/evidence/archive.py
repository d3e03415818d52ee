"""The container: a zip that is the same for the same files, and is read with nothing in it trusted.

Files are stored as they are, in alphabetical order, all with one date. So a container has exactly one form for its
files: whatever else differs (a comment, an order, a date, bytes between the files) was put there by somebody.
"""

from __future__ import annotations

import io
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from forbear.errors import InputError, Problem

LARGEST = 1 << 30
"""The largest pack, in bytes: it is made and checked in memory."""

MOST_FILES = 10_000
_DATE = (1980, 1, 1, 0, 0, 0)
_USUAL_RIGHTS = 0o100644 << 16
_UNIX = 3
_UNREADABLE = (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, struct.error)
_ENCRYPTED = 0x1


@dataclass(slots=True)
class Unpacked:
    """What a container holds, and what is wrong with it: pairs of a fault (``container-…``) and a name."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def packed(files: Mapping[str, bytes]) -> bytes:
    """The container of some files; raises InputError where it would be too large."""
    size = sum(map(len, files.values()))
    if size > LARGEST or len(files) > MOST_FILES:
        raise InputError(
            Problem("the pack", f"its files hold {size:,} bytes, more than {LARGEST:,}", code="pack-too-large",
                    hint="Leave --originals out: the pack holds their SHA-256 all the same")
        )  # fmt: skip
    page = io.BytesIO()
    with ZipFile(page, "w", ZIP_STORED) as container:
        for name in sorted(files):
            entry = ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = _UNIX, _USUAL_RIGHTS
            container.writestr(entry, files[name])
    return page.getvalue()


def unpacked(raw: bytes) -> Unpacked:
    """The files of a container, in memory: nothing is written, so no name leads anywhere; nothing is inflated."""
    found = Unpacked()
    try:
        with ZipFile(io.BytesIO(raw)) as container:
            entries = container.infolist()
            found.faults += _faults(entries, len(raw))
            if not found.faults:
                _read(container, entries, found)
    except _UNREADABLE:
        found.faults.append(("container-unreadable", ""))
    if not found.faults and packed(found.files) != raw:
        found.faults.append(("container-changed", ""))
    return found


def _faults(entries: list[ZipInfo], size: int) -> Iterator[tuple[str, str]]:
    """What forbids to read on; a pack has none of it."""
    packed_otherwise = next((entry for entry in entries if not _is_stored(entry)), None)
    if packed_otherwise is not None:
        yield "container-packed", packed_otherwise.filename
    elif len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > size:
        yield "container-bomb", ""
        return
    for entry in entries:
        if not is_safe(entry.filename) or entry.orig_filename != entry.filename:
            yield "container-name", entry.filename
    times = Counter(entry.filename for entry in entries)
    yield from (("container-twice", name) for name in sorted(times) if times[name] > 1)


def _is_stored(entry: ZipInfo) -> bool:
    plain = entry.compress_type == ZIP_STORED and not entry.flag_bits & _ENCRYPTED
    return plain and entry.compress_size == entry.file_size


def _read(container: ZipFile, entries: list[ZipInfo], found: Unpacked) -> None:
    for entry in entries:
        try:
            found.files[entry.filename] = container.read(entry)
        except _UNREADABLE:
            found.faults.append(("file-damaged", entry.filename))


def is_safe(name: str) -> bool:
    """Is ``name`` a plain way down to a file, in letters that all systems know?"""
    parts = name.split("/")
    plain = name.isascii() and name.isprintable() and not set(name) & set('\\:*?"<>|')
    return plain and all(part not in ("", ".", "..") for part in parts)
