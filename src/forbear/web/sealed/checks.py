"""What is looked at before the server starts: are the keys there, and are they those of this database?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.management import CommandError
from django.db import connection

from forbear.web.sealed import ring as rings
from forbear.web.sealed.ring import SealError
from forbear.web.sealed.turning import prove

OTHERS_MAY = 0o077


def keys(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The ring opens what is sealed, and nobody else may read it."""
    from forbear.web.sealed.models import Proof

    if "default" not in (databases or ()) or Proof._meta.db_table not in connection.introspection.table_names():
        return []
    hint = "forbear seal check says more."
    try:
        if Proof.objects.exists():
            prove()
    except SealError as error:
        return [Error(str(error), hint=hint, id="forbear.E010")]
    path = rings.ring_path()
    if not rings.comes_from_environment() and path.exists() and path.stat().st_mode & OTHERS_MAY:
        return [checks.Warning(f"Others may read {path}.", hint=f"Run: chmod 600 {path}", id="forbear.W008")]
    return []


def prove_at_start(**_: Any) -> list[str]:
    """Make the ring at the first start; raises CommandError where the ring is not that of the database."""
    try:
        prove()
    except SealError as error:
        raise CommandError(str(error)) from error
    return []
