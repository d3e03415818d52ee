"""Cases: found through the one door, with a record of the look; begun and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from forbear.places import shipped
from forbear.rules import catalog
from forbear.web.desks.borrower import documents
from forbear.web.desks.borrower.models import Case
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates
from forbear.web.people.may import found, memberships
from forbear.web.people.models import Membership
from forbear.web.people.roles import BORROWER
from forbear.web.sealed import scrub
from forbear.web.seen.record import looking

WORK = ("audit", "digest", "credit", "evidence")
"""With what the names of work on a case begin."""


@contextmanager
def opened(request: HttpRequest, act: str, pk: UUID, what: str) -> Iterator[Case]:
    """A case of which the act may be done; what is read of it in here stands on the access record. Raises Http404."""
    case = found(Case, request, act, pk)
    if request.method in ("GET", "HEAD"):
        documents.only_read(case)
    with looking(request, case.person_id, what, act):
        yield case


def without_case(request: HttpRequest) -> Membership | None:
    """The membership in which somebody who has no case yet may begin one."""
    if Case.objects.filter(person=request.user.pk).exists():
        return None
    return next((one for one in memberships(request) if one.role == BORROWER), None)


def begin(membership: Membership, place: str, zone: str) -> Case:
    """A new case; the one that is there where somebody was quicker."""
    with transaction.atomic():
        case, is_new = Case.objects.get_or_create(
            person=membership.user, organisation=membership.organisation, defaults={"made_at": gates.now()}
        )
        if is_new:
            documents.write_record(case, documents.ABOUT, {"place": place, "zone": zone})
    return case


def delete(case: Case) -> None:
    """Remove a case with all its documents, and the work that waits for it, in one step."""
    with transaction.atomic():
        jobs = Job.objects.filter(reduce(or_, (Q(name__startswith=f"{work} {case.pk} ") for work in WORK)))
        DBTaskResult.objects.filter(pk__in=list(jobs.values_list("task", flat=True))).delete()
        jobs.delete()
        case.delete()
        scrub.after_commit()


@cache
def places() -> tuple[str, ...]:
    """The places that somebody may live in and a rulebook applies to, by their codes."""
    homes = map(shipped().read, shipped().homes())
    return tuple(sorted(one.code for one in homes if catalog.for_place(one.country, one.state, one.city)))


@cache
def zones() -> tuple[str, ...]:
    """The time zones of those places, each once."""
    found_zones = (zone for code in places() for zone in shipped().zones(shipped().read(code)))
    return tuple(sorted(set(found_zones)))
