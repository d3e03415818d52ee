"""The key with which this server signs the evidence packs that it makes, where it was given one."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from forbear.errors import Problem, SetupError
from forbear.evidence.seal import PrivateKey, key_print, private_key


def signer() -> PrivateKey | None:
    """The private key; None where none was given. Raises InputError where the file is not there or holds none."""
    if not settings.PACK_KEY:
        return None
    try:
        pem = Path(settings.PACK_KEY).read_bytes()
    except OSError as error:
        hint = "Make a pair with forbear ledger keygen, and let FORBEAR_PACK_KEY name the file of the private key"
        raise SetupError(
            Problem("FORBEAR_PACK_KEY", f"{settings.PACK_KEY} cannot be read", error.strerror or "", hint, "pack-key")
        ) from error
    return private_key(pem, settings.PACK_KEY)


def fingerprint(key: PrivateKey | None) -> str:
    """That of the public key, by which whoever has a pack knows it; empty where there is none."""
    return key_print(key.public_key()) if key else ""
