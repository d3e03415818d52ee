"""The file of a log as it came, sealed piece by piece while it waits to be taken in.

Each piece is AES-GCM under a key of that log alone, which stands sealed in its row, with its place as associated data.
Opened it lies in files that no folder lists, so that what is left of them ends with the process.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forbear.errors import Problem, RecordError
from forbear.web.desks.auditor.folders import RAW, new, remove

PIECE = 1 << 20
NONCE, LENGTH = 12, 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was sealed: its key, its size, and the SHA-256 of what came."""

    key: bytes
    size: int
    sha256: str


def keep(stream: IO[bytes], folder: Path, log: UUID) -> Kept:
    """Seal a file into the folder of a log, under a temporary name until the last piece is on the disk."""
    key, size, digest = AESGCM.generate_key(256), 0, hashlib.sha256()
    sealer, draft = AESGCM(key), new(folder) / f".{RAW}.part"
    try:
        with draft.open("wb") as out:
            for number, piece in enumerate(iter(lambda: stream.read(PIECE), b"")):
                nonce = secrets.token_bytes(NONCE)
                box = sealer.encrypt(nonce, piece, _place(log, number))
                out.write(len(box).to_bytes(LENGTH) + nonce + box)
                size += len(piece)
                digest.update(piece)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(folder / RAW)
    except BaseException:
        remove(draft)
        raise
    return Kept(key, size, digest.hexdigest())


def pieces(folder: Path, log: UUID, key: bytes, size: int) -> Iterator[bytes]:
    """The file as it came; raises RecordError where it is not whole."""
    opener, found = AESGCM(key), 0
    try:
        with (folder / RAW).open("rb") as sealed:
            for number, head in enumerate(iter(lambda: sealed.read(LENGTH + NONCE), b"")):
                box = sealed.read(int.from_bytes(head[:LENGTH]))
                piece = opener.decrypt(head[LENGTH:], box, _place(log, number))
                found += len(piece)
                yield piece
    except (InvalidTag, ValueError, FileNotFoundError):
        found = -1
    if found != size:
        hint = "Delete this log and bring the file again"
        raise RecordError(Problem("", "the file is not whole any more", hint=hint, code="raw-torn"))


class Nameless:
    """A folder of names that lead to files which no folder lists."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: list[IO[bytes]] = []

    def file(self, name: str) -> IO[bytes]:
        """A new file that can be read at ``folder / name`` by this process while it lives."""
        made = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the folder)
        self._files.append(made)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(f"/proc/{os.getpid()}/fd/{made.fileno()}")
        return made

    def take(self, name: str, source: IO[bytes]) -> Path:
        """Let a file that is open already be read at a name."""
        path = self.folder / name
        path.symlink_to(f"/proc/{os.getpid()}/fd/{source.fileno()}")
        return path

    def close(self) -> None:
        """Let the files end."""
        for each in self._files:
            each.close()


@contextmanager
def nameless() -> Iterator[Nameless]:
    """A folder of nameless files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="forbear-") as place:
        files = Nameless(Path(place))
        try:
            yield files
        finally:
            files.close()


def _place(log: UUID, number: int) -> bytes:
    return f"{log}:{number}".encode()
