"""Everybody who looked at what the ledger says of a debtor: people at the desks, and programs with a key."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value

from forbear.web.access.models import Reading
from forbear.web.desks.proof.models import Look

COLUMNS = ("at", "viewer", "role", "organisation", "what", "program")


def looks_at(debtor: str, **besides: Any) -> QuerySet[Any, dict[str, Any]]:
    """The looks, in no order, each as its columns and those of ``besides``, expressions by name.

    ``viewer`` is the number of a user and ``program`` empty, or ``program`` the name of a key and ``viewer`` 0.
    """
    text, number = CharField(), BigIntegerField()
    people = Look.objects.filter(debtor=debtor).annotate(program=Value("", text), **besides)
    programs = Reading.objects.filter(debtor=debtor).annotate(
        viewer=Value(0, number), role=Value("", text), program=F("name"), **besides
    )
    columns = (*COLUMNS, *besides)
    found: QuerySet[Any, dict[str, Any]] = people.values(*columns).union(programs.values(*columns), all=True)
    return found
