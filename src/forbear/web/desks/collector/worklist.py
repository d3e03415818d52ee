"""The worklist: the accounts that somebody sees, those who may be contacted first at the top, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from forbear.audit.intake.base import normal_number
from forbear.calendar import Instant
from forbear.web.desks.collector import contactable, refreshing, standing
from forbear.web.desks.collector.models import Account
from forbear.web.desks.collector.shown import BADGES
from forbear.web.desks.shared.numbers import whole_number
from forbear.web.desks.shared.paging import paged
from forbear.web.ledger import gates
from forbear.web.people.may import may, memberships, visible
from forbear.web.people.models import User
from forbear.web.people.roles import COLLECTOR, SUPERVISOR
from forbear.web.sealed.hashes import keyed_hash

ACT = "account.see"
ORDER = ("from_at", "oldest_due_day", "pk")
"""Who may be contacted first, and among those whose debt is the oldest."""
LATE = 2**31
FOUND_AT_MOST = 50
MINE, NOBODYS, EVERYBODYS = "mine", "nobody", "all"


def whose(request: HttpRequest) -> str:
    """Whose accounts are asked for: one's own, nobody's, everybody's, or those of the person of a number."""
    asked = request.GET.get("who", "")
    if asked in (MINE, NOBODYS, EVERYBODYS) or whole_number(asked) is not None:
        return asked
    return EVERYBODYS if may(request, "account.export") else MINE


def word(request: HttpRequest) -> str:
    """Which answer is asked for; empty for all."""
    asked = request.GET.get("word", "")
    return asked if asked in BADGES else ""


def rows(request: HttpRequest) -> QuerySet[Account]:
    """The accounts that are asked for, in their order."""
    found, who = visible(Account, request, ACT), whose(request)
    if who == MINE:
        found = found.filter(assigned_to=request.user.pk)
    elif who == NOBODYS:
        found = found.filter(assigned_to=None)
    elif who != EVERYBODYS:
        found = found.filter(assigned_to=int(who))
    asked = word(request)
    return (found.filter(word=asked) if asked else found).order_by(*ORDER)


def page_of(request: HttpRequest) -> Page[Account]:
    """The page that is asked for, its rows judged by what is on record now; filled once more where that moved them."""
    now, asked = gates.now(), rows(request)
    page, shown, moved = _filled(request, asked, now)
    if moved:
        page, shown, moved = _filled(request, asked, now)
    page.object_list = sorted(shown, key=lambda one: (one.from_at, one.oldest_due_day or LATE, one.pk))
    if moved:
        for organisation in {one.organisation_id for one in shown}:
            refreshing.ask_for(organisation)
    return page


def _filled(request: HttpRequest, asked: QuerySet[Account], now: Instant) -> tuple[Page[Account], list[Account], int]:
    """A page, its rows, and how many of them had to be judged anew (and so may have moved).

    Keys are sorted, not rows: where accounts of several organisations are seen, no index has all in this order.
    """
    page = paged(request, asked.only("pk"))
    keys = [one.pk for one in page.object_list]
    found = Account.objects.select_related("portfolio", "assigned_to").in_bulk(keys)
    shown = [found[key] for key in keys if key in found]
    return page, shown, standing.fresh(shown, now)


def found(request: HttpRequest, text: str) -> list[Account]:
    """The accounts of a name, a telephone number or a customer number, each as a whole."""
    said = text.strip()
    if not said:
        return []
    numbers = {keyed_hash(contactable.TELEPHONE, number) for number in _numbers(said)}
    names = [said, *(f"{pk}.{said}" for pk in {one.organisation_id for one in memberships(request)})]
    wanted = Q(name_hash=keyed_hash(contactable.NAME, said)) | Q(phone_hash__in=numbers) | Q(debtor__in=names)
    seen = visible(Account, request, ACT).filter(wanted).select_related("portfolio", "assigned_to")
    shown = list(seen.order_by(*ORDER)[:FOUND_AT_MOST])
    standing.fresh(shown, gates.now())
    return shown


def _numbers(text: str) -> Iterator[str]:
    """A number as it may be kept: with the country of each place by whose rules this server judges."""
    for region in {place.partition("-")[0] for place in settings.PLACES} | {None}:
        number = normal_number(text, region)
        if number.startswith("+"):
            yield number


def clerks(request: HttpRequest) -> list[User]:
    """Those to whom accounts may be assigned: clerks and supervisors of the organisations of whoever asks."""
    own = {one.organisation_id for one in memberships(request) if one.role in (COLLECTOR, SUPERVISOR)}
    roles: dict[str, Any] = {"memberships__organisation__in": own, "memberships__role__in": (COLLECTOR, SUPERVISOR)}
    return sorted(User.objects.filter(**roles).distinct(), key=str)
