"""Keys are made, found and revoked here.

A key is ``forbear_<id>_<secret>``: the id finds the row, the secret is 256 bits from the system's generator. Only the
SHA-256 of the secret is kept. That is enough, and no slow hash is needed: a slow hash protects what a person could have
guessed, and nobody guesses one of 2**256; it would cost each request a fifth of a second. What is compared is compared
in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence

from django.db import connection

from forbear.calendar import Instant
from forbear.errors import InputError, Problem, nearest
from forbear.web.access.models import ApiKey
from forbear.web.ledger.sql import rows

SCOPES = ("ask", "record", "read", "approve", "admin")
"""ask: ask for contacts and use permits. record: what happened. read: what was decided. approve: answer for what a rule
leaves to a person, and for templates. admin: parties, keys and everybody's webhooks."""
ROLES = {
    "collector": ("ask", "record"),
    "supervisor": ("ask", "record", "read", "approve"),
    "auditor": ("read",),
    "admin": SCOPES,
}
"""Names for the usual sets of scopes."""
PREFIX = "forbear"
LONGEST = 100
ID_LENGTH = 16
NOBODY = "0" * 64

_FIELDS = [field.attname for field in ApiKey._meta.concrete_fields]
_FIND = f"SELECT {', '.join(_FIELDS)} FROM {ApiKey._meta.db_table} WHERE id = %s AND revoked_at IS NULL"  # noqa: S608


def new_key(
    organisation: str, name: str, scopes: Iterable[str], now: Instant, *, collector: str = "", rate: int = 0
) -> tuple[ApiKey, str]:
    """A key and its text, which is shown now and never again; raises InputError."""
    wanted = tuple(dict.fromkeys(scopes))
    problems = [_unknown(scope) for scope in wanted if scope not in SCOPES]
    problems += [_missing(what) for what, value in (("organisation", organisation), ("scope", wanted)) if not value]
    problems += [
        _long(what) for what, value in (("organisation", organisation), ("name", name)) if len(value) > LONGEST
    ]
    if problems:
        raise InputError(problems)
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        id=secrets.token_hex(6), organisation=organisation, name=name, collector=collector, scopes=" ".join(wanted),
        sha256=digest(secret), rate=rate, made_at=now,
    )  # fmt: skip
    return key, f"{PREFIX}_{key.id}_{secret}"


def find_key(text: str) -> ApiKey | None:
    """The key of that text, None where there is none or it was revoked."""
    prefix, _, rest = text.partition("_")
    name, _, secret = rest.partition("_")
    key = _kept(name) if prefix == PREFIX and _sound(name) else None
    fits = hmac.compare_digest(NOBODY if key is None else key.sha256, digest(secret))
    return key if fits else None


def _kept(name: str) -> ApiKey | None:
    """The key of an id, unless it was revoked. Every request looks: in plain SQL this takes a fifth of the time."""
    found = rows(connection, _FIND, [name])
    return ApiKey.from_db(connection.alias, _FIELDS, found[0]) if found else None


def revoke_key(name: str, now: Instant) -> ApiKey:
    """The key of that id works no more; raises InputError where there is none."""
    key = ApiKey.objects.filter(pk=name).first()
    if key is None:
        hint = nearest(name, ApiKey.objects.values_list("pk", flat=True)) or "forbear key list shows them"
        raise InputError(Problem("", f"there is no key {name!r}", hint=hint, code="key-unknown"))
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
    return key


def all_keys() -> Sequence[ApiKey]:
    """Every key, the newest last."""
    return list(ApiKey.objects.order_by("made_at", "pk"))


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _sound(name: str) -> bool:
    return name.isascii() and name.isalnum() and len(name) <= ID_LENGTH


def _unknown(scope: str) -> Problem:
    hint = nearest(scope, SCOPES) or f"One of: {', '.join(SCOPES)}"
    return Problem("", f"there is no scope {scope!r}", hint=hint, code="scope-unknown")


def _missing(what: str) -> Problem:
    return Problem("", f"the key has no {what}", hint=f"Give at least one {what}", code=f"{what}-missing")


def _long(what: str) -> Problem:
    return Problem("", f"the {what} is too long", hint=f"Use at most {LONGEST} characters", code="too-long")


def first_steps(sender: object, address: str, **_: object) -> list[str]:
    """What the server says of keys when it starts."""
    if ApiKey.objects.filter(revoked_at=None).exists():
        return [f"The API: {address}/api/v1/openapi.json"]
    return [f"The API: {address}/api/v1/openapi.json  No key yet: forbear key new NAME --role admin"]
