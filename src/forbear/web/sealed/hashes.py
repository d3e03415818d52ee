"""Finding what is sealed: by HMAC-SHA-256 under a key of its own, and only as a whole."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from forbear.web.sealed.ring import ring

LENGTH = 64


def keyed_hash(kind: str, value: str) -> str:
    """The hash by which a value is found again. ``kind`` (``e-mail``, ``telephone``) keeps equal values apart.

    The same value in another case, width or with other spaces gives the same hash.
    """
    said = f"{kind}\0{normalised(value)}".encode()
    return hmac.new(ring().hash_key, said, hashlib.sha256).hexdigest()


def normalised(value: str) -> str:
    """A value as it is compared: NFKC, without case, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
