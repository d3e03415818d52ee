"""What each role may do, and to whose: the one table, and the one door to what belongs to somebody.

A view declares its act (``@act("member.list")``); the door (``door.py``) lets nobody to it whose role has no such act,
and ``found`` and ``visible`` give a view only what the act covers. What may not be seen and what is not there give the
same answer. A model says whose a row is: ``PERSON`` and ``ORGANISATION`` are look-ups from it along foreign keys, or
None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar, cast

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

from forbear.web.people.models import Membership
from forbear.web.people.roles import ADMIN, ADVISER, AUDITOR, BORROWER, COLLECTOR, ROLES, SUPERVISOR


class Whose(StrEnum):
    """What an act covers."""

    OWN = "own"
    """What is the person's own."""
    ORGANISATION = "organisation"
    """What is of the organisation in which she has the role."""
    SERVER = "server"
    """Everything on this server; only for roles in the organisation that runs it."""


PUBLIC = "public"
"""The act of pages that anybody may see, signed in or not."""
ACCOUNT = "account"
"""The act of pages of one's own account: for whoever is signed in, also without any role."""
OWN, ORGANISATION, SERVER = Whose

MAY: Mapping[str, Mapping[str, Whose]] = {
    "member.list": {SUPERVISOR: ORGANISATION, ADMIN: ORGANISATION},
    "member.end": {ADMIN: ORGANISATION},
    "member.invite": {ADMIN: ORGANISATION},
    "organisation.invite": {ADMIN: SERVER},
    "case.begin": {BORROWER: OWN},
    "case.see": {BORROWER: OWN, ADVISER: ORGANISATION},
    "case.change": {BORROWER: OWN, ADVISER: ORGANISATION},
    "case.carry": {BORROWER: OWN, ADVISER: ORGANISATION},
    "case.delete": {BORROWER: OWN},
    "rulebook.read": dict.fromkeys(ROLES, OWN),
    "decision.see": {SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "ledger.verify": {AUDITOR: ORGANISATION},
    "ledger.export": {AUDITOR: SERVER},
    "pack.make": {AUDITOR: ORGANISATION},
    "pack.see": {SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "portfolio.see": {COLLECTOR: ORGANISATION, SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "portfolio.import": {SUPERVISOR: ORGANISATION},
    "account.see": {COLLECTOR: ORGANISATION, SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "account.contact": {COLLECTOR: OWN, SUPERVISOR: ORGANISATION},
    "account.approve": {SUPERVISOR: ORGANISATION},
    "account.withdraw": {COLLECTOR: ORGANISATION, SUPERVISOR: ORGANISATION},
    "account.record": {COLLECTOR: ORGANISATION, SUPERVISOR: ORGANISATION},
    "account.assign": {SUPERVISOR: ORGANISATION},
    "account.export": {SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "letterhead.change": {SUPERVISOR: ORGANISATION},
    "figures.see": {SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "audit.see": {SUPERVISOR: ORGANISATION, AUDITOR: ORGANISATION},
    "audit.run": {AUDITOR: ORGANISATION},
    "audit.delete": {AUDITOR: ORGANISATION},
}
"""act → role → whose. A desk adds its acts here, and a row to the table of tests/web/people/test_matrix.py."""

OTHERS = {"usersessions.usersession": ("user", None)}
"""Whose a row is of models that are not ours."""

Row = TypeVar("Row", bound=Model)
View = TypeVar("View", bound=Callable[..., Any])


def act(name: str) -> Callable[[View], View]:
    """Say which act a view is; the door refuses a view that says none. Raises ValueError on an unknown act."""
    if name not in (PUBLIC, ACCOUNT, *MAY):
        raise ValueError(f"there is no act {name!r} in forbear.web.people.may.MAY")

    def declare(view: View) -> View:
        cast(Any, view).act = name
        return view

    return declare


def memberships(request: HttpRequest) -> list[Membership]:
    """The roles of the person who asks, looked for once."""
    if not request.user.is_authenticated:
        return []
    kept = getattr(request, "_memberships", None)
    if kept is None:
        kept = list(Membership.objects.filter(user=request.user).select_related("organisation").order_by("pk"))
        cast(Any, request)._memberships = kept
    return cast(list[Membership], kept)


def may(request: HttpRequest, name: str) -> bool:
    """May the person who asks do this to anything at all?"""
    if name in (PUBLIC, ACCOUNT):
        return name == PUBLIC or request.user.is_authenticated
    return any(True for _ in _granting(request, name))


def visible(model: type[Row], request: HttpRequest, name: str) -> QuerySet[Row]:
    """Every row to which the person who asks may do this."""
    everything = model._default_manager.all()
    if name == ACCOUNT:
        return everything.filter(**{str(_whose(model)[0]): request.user.pk})
    covered: Q | None = None
    for membership, whose in _granting(request, name):
        rows = _covered(model, request, membership, whose)
        covered = rows if covered is None else covered | rows
    return everything.none() if covered is None else everything.filter(covered)


def found(model: type[Row], request: HttpRequest, name: str, pk: object) -> Row:
    """The row of that key; raises Http404, alike where there is none and where she may not do this to it."""
    row = visible(model, request, name).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _granting(request: HttpRequest, name: str) -> Iterable[tuple[Membership, Whose]]:
    for membership in memberships(request):
        whose = MAY[name].get(membership.role)
        if whose is not None and (whose is not SERVER or membership.organisation.is_house):
            yield membership, whose


def _covered(model: type[Model], request: HttpRequest, membership: Membership, whose: Whose) -> Q:
    person, organisation = _whose(model)
    if whose is SERVER:
        return Q()
    needed = person if whose is OWN else organisation
    if needed is None:
        return Q(pk__in=())
    rows = Q() if organisation is None else Q(**{organisation: membership.organisation_id})
    return rows & Q(**{needed: request.user.pk}) if whose is OWN else rows


def _whose(model: type[Model]) -> tuple[str | None, str | None]:
    """The look-ups of a model that lead to a person and to an organisation."""
    of_others = OTHERS.get(model._meta.label_lower, (None, None))
    return getattr(model, "PERSON", of_others[0]), getattr(model, "ORGANISATION", of_others[1])
