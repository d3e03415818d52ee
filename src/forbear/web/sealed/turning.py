"""All sealed values, one after the other: are they in order, and sealed anew under the newest key.

A turn that was killed goes on when it is asked for again: as long as the ring holds more than one key, none is made.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, models, transaction

from forbear.web.sealed import ring as rings
from forbear.web.sealed.fields import Closed, SealedBytes, _Ready
from forbear.web.sealed.hashes import keyed_hash
from forbear.web.sealed.loose import Loose, places
from forbear.web.sealed.models import Proof
from forbear.web.sealed.ring import SealError

BATCH = 200
WRITE_SECONDS = 30
"""How long a write of a running server may be under way that took its key before the new one came."""
WORD = "forbear"


@dataclass(frozen=True, slots=True)
class Counted:
    """Values of one field: how many there are, how many lie under an older key, what is wrong with how many."""

    field: str
    values: int
    older: int
    broken: int
    fault: str = ""


def prove() -> None:
    """Make the ring and its proof where nothing was sealed yet; raises SealError where the ring is another one."""
    proof = Proof.objects.filter(pk=Proof.ONLY).first()
    if proof is None:
        rings.make_ring()
        Proof.objects.get_or_create(pk=Proof.ONLY, defaults={"word": WORD, "hashed": keyed_hash("proof", WORD)})
        return
    if proof.word != WORD or proof.hashed != keyed_hash("proof", WORD):
        raise SealError("The key of hashes is not the one of this database. Put back the file of keys that it had.")


def check() -> list[Counted]:
    """Open every sealed value."""
    return [*(_counted(model, field) for model, field in sealed_fields()), *map(_counted_loose, places())]


def turn(grace: int = WRITE_SECONDS) -> int:
    """Seal everything under a new key and drop the old ones; how many values were sealed anew. Can be repeated.

    ``grace`` seconds after the new key came, what servers wrote meanwhile is looked for once more.
    """
    prove()
    now = rings.ring()
    if len(now.seals) == 1:
        rings.keep((rings.new_key(), *now.seals), now.hash_key)
    began = time.monotonic()
    done = _all_anew()
    time.sleep(max(0, grace - (time.monotonic() - began)))
    done += _all_anew()
    _drop_old_keys()
    return done


def _drop_old_keys() -> None:
    rest = [counted for counted in check() if counted.older or counted.broken]
    if rest:
        raise SealError(f"{rest[0].field}: {rest[0].fault or 'values lie under an old key'}. No key was dropped.")
    if not rings.comes_from_environment():
        rings.keep(rings.ring().seals[:1], rings.ring().hash_key)


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedBytes]]:
    """All sealed fields of all models."""
    for model in apps.get_models():
        yield from ((model, field) for field in model._meta.local_fields if isinstance(field, SealedBytes))


def _all_anew() -> int:
    return sum(_anew(model, field) for model, field in sealed_fields()) + sum(map(_loose_anew, places()))


def _loose_anew(place: Loose) -> int:
    """The same for texts in tables of libraries, each row in a transaction of its own."""
    done, keys = 0, list(place.keys_of_rows())
    for key in keys:
        with transaction.atomic():
            row = place.row(key)
            older = [] if row is None else [one for one in place.tokens(row) if not _lies_under_newest(one.encode())]
            if row is not None and older:
                place.replace(row, lambda token: _turned(token.encode()).decode())
            done += len(older)
    return done


def _counted_loose(place: Loose) -> Counted:
    values = older = broken = 0
    for token in place.every_token():
        values += 1
        older += not _lies_under_newest(token)
        broken += not _opens(token)
    return Counted(place.name, values, older, broken, "a sealed text cannot be opened" if broken else "")


def _opens(token: bytes) -> bool:
    try:
        rings.opened(token)
    except SealError:
        return False
    return True


def _anew(model: type[models.Model], field: SealedBytes) -> int:
    """Seal the values of a field under the newest key, some rows in a transaction each; skips what lies there."""
    done, last = 0, None
    while rows := _batch(model, field, last):
        with transaction.atomic():
            done += sum(_one_anew(row, field) for row in rows)
        last = rows[-1].pk
    return done


def _batch(model: type[models.Model], field: SealedBytes, last: Any) -> list[models.Model]:
    rows = model._default_manager.order_by("pk").only("pk", field.attname)
    return list((rows.filter(pk__gt=last) if last is not None else rows)[:BATCH])


def _one_anew(row: models.Model, field: SealedBytes) -> int:
    """Replace one value, unless somebody else did in the meantime: then it lies under the newest key already."""
    value = row.__dict__[field.attname]
    if not isinstance(value, Closed) or _lies_under_newest(value.token):
        return 0
    field.opened(value.token, row)
    table, column, key = (connection.ops.quote_name(name) for name in _names(row, field))
    sql = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608 (names of our own)
    values = [field.get_db_prep_value(_Ready(token), connection) for token in (_turned(value.token), value.token)]
    row_key = row._meta.pk.get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [values[0], row_key, values[1]])
        return int(cursor.rowcount)


def _names(row: models.Model, field: SealedBytes) -> tuple[str, str, str]:
    return row._meta.db_table, str(field.column), str(row._meta.pk.column)


def _turned(token: bytes) -> bytes:
    ring = rings.ring()
    return ring.newest.encrypt(ring.every.decrypt(token))


def _lies_under_newest(token: bytes) -> bool:
    try:
        rings.ring().newest.decrypt(token)
    except InvalidToken:
        return False
    return True


def _counted(model: type[models.Model], field: SealedBytes) -> Counted:
    values = older = broken = 0
    fault, last = "", None
    while rows := _batch(model, field, last):
        for row in rows:
            value = row.__dict__[field.attname]
            if isinstance(value, Closed):
                values += 1
                older += not _lies_under_newest(value.token)
                found = _fault_of(value.token, row, field)
                broken += bool(found)
                fault = fault or found
        last = rows[-1].pk
    return Counted(f"{model._meta.db_table}.{field.column}", values, older, broken, fault)


def _fault_of(token: bytes, row: models.Model, field: SealedBytes) -> str:
    try:
        field.opened(token, row)
    except SealError as error:
        return str(error)
    except ValueError:
        return "a sealed value is not what its field holds"
    return ""
