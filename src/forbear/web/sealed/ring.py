"""The ring of keys: the newest seals, all of them open.

It is a file of lines beside the secret key, for nobody else to read (``seal.keys``), or comes from the environment
(``FORBEAR_SEAL_KEYS``, newest first, and ``FORBEAR_HASH_KEY``). The file is looked at whenever something is sealed or
opened, so that a running server learns of a new key at once.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from forbear.audit.export import write_safely
from forbear.errors import ForbearError, Problem, SetupError
from forbear.web.config import environment

RING_FILE = "seal.keys"
SEAL, HASH = "seal", "hash"
KEY_BYTES = 32
FOR_ITS_OWNER = 0o600
HEAD = (
    "# Forbear seals what tells of persons with these keys, the newest first. Keep a copy in a safe place, apart from\n"
    "# the database: without this file the data is lost, with it anybody who has the database can read it.\n"
)


class SealError(ForbearError):
    """Something sealed cannot be opened; says why and what to do in one sentence or two."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys as text, the newest first, and the key of hashes."""

    seals: tuple[str, ...]
    hash_key: bytes

    @property
    def newest(self) -> Fernet:
        """The key that seals."""
        return _fernets(self.seals)[0]

    @property
    def every(self) -> MultiFernet:
        """All keys, for opening."""
        return _multi(self.seals)


@lru_cache(maxsize=4)
def _fernets(seals: tuple[str, ...]) -> tuple[Fernet, ...]:
    return tuple(Fernet(key) for key in seals)


@lru_cache(maxsize=4)
def _multi(seals: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(_fernets(seals))


def ring_path() -> Path:
    """Where the file of keys lies."""
    return _file_in(environment.data_folder())


@lru_cache(maxsize=4)
def _file_in(folder: Path) -> Path:
    return folder / RING_FILE


def comes_from_environment() -> bool:
    """Do the keys come from the environment?"""
    return bool(os.environ.get("FORBEAR_SEAL_KEYS"))


def ring() -> Ring:
    """The keys as they are now; raises SealError where there are none or where one of them is no key."""
    if comes_from_environment():
        said = tuple(environment.words("FORBEAR_SEAL_KEYS"))
        return _of_environment(said, os.environ.get("FORBEAR_HASH_KEY", ""))
    path = ring_path()
    try:
        state = path.stat()
    except FileNotFoundError:
        _first_ring(path)
        state = path.stat()
    return _of_file(path, state.st_mtime_ns, state.st_ino, state.st_size)


def make_ring() -> None:
    """A new ring of one key in the data folder, where there is none; never replaces one."""
    if comes_from_environment() or ring_path().exists():
        return
    draft = ring_path().with_name(f".{RING_FILE}.{os.getpid()}")
    draft.touch(mode=FOR_ITS_OWNER, exist_ok=False)
    draft.write_text(_written((new_key(),), new_key()), encoding="ascii")
    try:
        os.link(draft, ring_path())  # whoever is first wins, also of two that start at once
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def new_key() -> str:
    """A key by chance, as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def keep(seals: Sequence[str], hash_key: bytes) -> None:
    """Write the file anew, whole or not at all; raises SetupError where the keys come from the environment."""
    if comes_from_environment():
        hint = "Put the new key first in FORBEAR_SEAL_KEYS and start again; take the old one out at the end"
        raise SetupError(Problem("FORBEAR_SEAL_KEYS", "these keys are not kept by Forbear", hint=hint, code="seal-env"))
    text = _written(seals, base64.urlsafe_b64encode(hash_key).decode("ascii"))
    write_safely(ring_path(), text.encode("ascii"))
    ring_path().chmod(FOR_ITS_OWNER)


def _first_ring(path: Path) -> None:
    """Make the ring where nothing was ever sealed; raises SealError where something was, and its keys are not here."""
    from forbear.web.sealed.models import Proof

    if Proof.objects.exists():
        raise SealError(str(_missing(path)))
    make_ring()


@lru_cache(maxsize=4)
def _of_file(path: Path, *_state: int) -> Ring:
    lines = [line.split() for line in path.read_text(encoding="ascii", errors="replace").splitlines()]
    pairs = [parts for parts in lines if parts and not parts[0].startswith("#")]
    seals = [parts[1] for parts in pairs if parts[0] == SEAL and len(parts) == 2]
    hashes = [parts[1] for parts in pairs if parts[0] == HASH and len(parts) == 2]
    if len(pairs) != len(seals) + len(hashes) or len(hashes) != 1:
        raise SealError(str(_broken(str(path))))
    return _checked(seals, hashes[0], str(path))


@lru_cache(maxsize=4)
def _of_environment(seals: tuple[str, ...], hash_key: str) -> Ring:
    return _checked(seals, hash_key, "FORBEAR_SEAL_KEYS and FORBEAR_HASH_KEY")


def _checked(seals: Sequence[str], hash_key: str, where: str) -> Ring:
    try:
        decoded = [base64.urlsafe_b64decode(key.encode("ascii")) for key in (*seals, hash_key)]
    except (binascii.Error, ValueError):
        raise SealError(str(_broken(where))) from None
    if not seals or any(len(key) != KEY_BYTES for key in decoded):
        raise SealError(str(_broken(where)))
    return Ring(tuple(seals), decoded[-1])


def _written(seals: Sequence[str], hash_key: str) -> str:
    return HEAD + "".join(f"{SEAL} {key}\n" for key in seals) + f"{HASH} {hash_key}\n"


def _missing(path: Path) -> Problem:
    return Problem(str(path), "the file of keys is missing", why="what is sealed cannot be opened without it",
                   hint="Put it back from your copy, or set FORBEAR_SEAL_KEYS and FORBEAR_HASH_KEY",
                   code="seal-missing")  # fmt: skip


def _broken(where: str) -> Problem:
    return Problem(where, "these are no keys", why="each is 32 bytes in base64, and there is one key of hashes",
                   hint="Put the file back from your copy", code="seal-broken")  # fmt: skip


def opened(token: bytes) -> bytes:
    """What was sealed with any key of the ring; raises SealError."""
    try:
        return ring().every.decrypt(token)
    except InvalidToken:
        raise SealError(
            str(Problem("", "a sealed value cannot be opened", why="it was sealed with a key that is not on the ring, "
                        "or it was changed", hint="Put the file of keys back that belongs to this database",
                        code="seal-wrong"))
        ) from None  # fmt: skip
