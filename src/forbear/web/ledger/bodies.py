"""What records say, sealed at rest under keys of the ledger, which themselves are sealed under the ring.

Records are never changed, so that turning the ring cannot seal them anew. Instead each key of the ring has a key of the
ledger, which lies sealed beside the records: a turn seals these few anew, and what is recorded from then on is sealed
under a fresh one. The hash of a record is over its plain text: export and verification know nothing of this.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.errors import Problem
from forbear.web.sealed.boxes import seal, unseal
from forbear.web.sealed.ring import SealError, ring

TABLE = "ledger_ledgerkey"
MARK, NONCE_BYTES, ID_BYTES, KEY_BYTES = ":", 12, 6, 32
PLAIN = "{"
"""A body of before, which stands there in the open, begins like this."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the ledger: its id, the mark of the ring's key that was the newest, and what it does."""

    id: str
    under: str
    secret: bytes
    works: AESGCM


class Bodies:
    """The keys of one database that this process knows."""

    def __init__(self) -> None:
        self._now: Key | None = None
        self._known: dict[str, Key] = {}

    def current(self, connection: BaseDatabaseWrapper) -> Key:
        """The key that seals now: that of the ring's newest key; a new one where nobody made it yet."""
        under = mark_of(ring().seals[0])
        now = self._now
        if now is None or now.under != under:
            now = _first(connection, "under", under) or _made(under)
            self._known[now.id] = self._now = now
        return now

    def opened(self, connection: BaseDatabaseWrapper, body: str) -> bytes:
        """A body as it was written; raises SealError."""
        if body.startswith(PLAIN):
            return body.encode()
        name, _, token = body.partition(MARK)
        key = self._known.get(name) or _first(connection, "id", name)
        if key is None:
            raise SealError(str(_lost(f"its key {name!r} is not in {TABLE}")))
        self._known[name] = key
        try:
            box = base64.b64decode(token)
            return key.works.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise SealError(str(_lost("it was changed"))) from None


def sealed(key: Key, body: bytes) -> str:
    """A body as the database holds it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    token = base64.b64encode(nonce + key.works.encrypt(nonce, body, None)).decode("ascii")
    return f"{key.id}{MARK}{token}"


def put_back(connection: BaseDatabaseWrapper, key: Key) -> None:
    """Write a key into this transaction, where it is not in the database.

    So a key is there wherever a record is, also where the transaction that first wrote it was undone.
    """
    sql = f"INSERT INTO {TABLE} (id, under, key) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608 (own name)
    with connection.cursor() as cursor:
        cursor.execute(sql, [key.id, key.under, seal(key.secret, _place(key.id))])


@lru_cache(maxsize=4)
def mark_of(seal_key: str) -> str:
    """By which a key of the ring is known again, and nothing more is known."""
    return hashlib.sha256(seal_key.encode("ascii")).hexdigest()[:16]


def _first(connection: BaseDatabaseWrapper, column: str, value: str) -> Key | None:
    sql = f"SELECT id, under, key FROM {TABLE} WHERE {column} = %s ORDER BY id LIMIT 1"  # noqa: S608 (own names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        row = cursor.fetchone()
    return None if row is None else _key(row[0], row[1], unseal(bytes(row[2]), _place(row[0])))


def _made(under: str) -> Key:
    return _key(secrets.token_hex(ID_BYTES), under, secrets.token_bytes(KEY_BYTES))


def _key(name: str, under: str, secret: bytes) -> Key:
    return Key(name, under, secret, AESGCM(secret))


def _place(name: str) -> str:
    return f"{TABLE}.key:{name}"


def _lost(why: str) -> Problem:
    return Problem("ledger_record", "a record cannot be opened", why=why, code="seal-record",
                   hint="Put the table of keys back from your copy of this database")  # fmt: skip
