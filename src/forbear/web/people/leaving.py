"""Somebody leaves: what was hers goes, and what stays is named."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from forbear.web.jobs.models import Job
from forbear.web.people.attempts import hashed_name
from forbear.web.people.models import Membership, Organisation, User
from forbear.web.people.roles import ADMIN
from forbear.web.sealed import scrub
from forbear.web.seen.models import Look


@dataclass(frozen=True, slots=True)
class Stays:
    """What is kept as the proof of access: entries about her, and entries of what she looked at."""

    of_her: int
    by_her: int


def stays(user: User) -> Stays:
    """What will be kept, with numbers in place of names."""
    return Stays(Look.objects.filter(person=user.pk).count(), Look.objects.filter(viewer=user.pk).count())


def needed_by(user: User) -> list[Organisation]:
    """Organisations with others in them whose only admin she is: somebody must take her place first."""
    own = Organisation.objects.filter(memberships__user=user, memberships__role=ADMIN).distinct()
    return [one for one in own if _others(one, user).exists() and not _others(one, user).filter(role=ADMIN).exists()]


def forget(user: User) -> None:
    """Delete a person with all that hangs on her, her sessions and failed attempts, and households that are empty then.

    The belongings of desks go by their foreign keys. Two things stay: the access record (``stays``), and what
    collectors recorded in the ledger of the gate, which names no account.
    """
    with transaction.atomic():
        tasks = Job.objects.filter(Q(person=user.pk) | _of_cases(user))
        DBTaskResult.objects.filter(pk__in=list(tasks.values_list("task", flat=True))).delete()
        tasks.delete()
        keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        AccessAttempt.objects.filter(username=hashed_name(user.name)).delete()
        households = list(Organisation.objects.filter(kind="household", memberships__user=user).distinct())
        user.delete()
        for one in households:
            if not one.memberships.exists():
                one.delete()
        scrub.after_commit()


def _others(organisation: Organisation, user: User) -> QuerySet[Membership]:
    return organisation.memberships.exclude(user=user)


def _of_cases(user: User) -> Q:
    """Work that is named by one of her cases."""
    found = Q(pk__in=())
    for pk in user.cases.values_list("pk", flat=True):
        found |= Q(name__contains=str(pk))
    return found
