"""Sealing a value for one place: what was sealed for one row or field opens nowhere else.

Fernet knows no associated data, so the place (table, column, row) goes into the box as its SHA-256, before the value,
and is compared when the box is opened.
"""

from __future__ import annotations

import hashlib
import hmac

from forbear.errors import Problem
from forbear.web.sealed.ring import SealError, opened, ring

PLACE_BYTES = 32


def seal(content: bytes, place: str) -> bytes:
    """The box for a place, under the newest key."""
    return ring().newest.encrypt(_digest(place) + content)


def unseal(token: bytes, place: str) -> bytes:
    """What is in the box of a place; raises SealError where it is another place's, or cannot be opened."""
    inside = opened(token)
    if not hmac.compare_digest(inside[:PLACE_BYTES], _digest(place)):
        raise SealError(
            str(Problem(place.partition(":")[0], "a sealed value stands where it does not belong",
                        why="somebody moved it from another row or field", hint="Look who changed the database",
                        code="seal-moved"))
        )  # fmt: skip
    return inside[PLACE_BYTES:]


def _digest(place: str) -> bytes:
    return hashlib.sha256(place.encode("utf-8")).digest()
