"""Writing the access record, and reading it for the person concerned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from forbear.web.ledger import gates
from forbear.web.people.may import MAY, memberships
from forbear.web.seen.models import Look


@contextmanager
def looking(request: HttpRequest, person: int, what: str, act: str) -> Iterator[None]:
    """What is read in here and the record of it are one transaction. People who look at their own leave no record."""
    with transaction.atomic():
        if request.user.pk != person:
            _note(request, person, what, act)
        yield


def of(person: int) -> QuerySet[Look]:
    """Who looked at what of a person, the newest first."""
    return Look.objects.filter(person=person).order_by("-at", "-pk")


def _note(request: HttpRequest, person: int, what: str, act: str) -> None:
    granting = [one for one in memberships(request) if one.role in MAY[act]]
    membership = granting[0]
    Look.objects.create(
        at=gates.now(), viewer=request.user.pk or 0, role=membership.role, organisation=membership.organisation.name,
        person=person, what=what, act=act,
    )  # fmt: skip
