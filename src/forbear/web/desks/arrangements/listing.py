"""The list of arrangements: what asks for something today first; each count leads to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest

from forbear.calendar import Day, show_day
from forbear.plan.negotiation import STANDING, TALKS
from forbear.web.desks.arrangements import ledger, told
from forbear.web.desks.arrangements.accounts import name_of
from forbear.web.desks.arrangements.instalments import Came
from forbear.web.desks.arrangements.models import Arrangement, Instalment
from forbear.web.desks.shared.texts import words
from forbear.web.people.may import visible

HEAD = ("account", "debt", "kind", "state", "open", "next day", "missing", "currency")
INSTALMENTS = ("number", "day", "amount", "currency", "covered", "state", "complete on")
OVER = ("refused", "expired")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Which arrangements: ``what`` is one of ``WHAT``, ``who`` the number of who has the account (0: nobody)."""

    what: str
    who: int | None
    today: Day


WHAT = ("going", "today", "overdue", "talks", "standing", "over", "all")


def today() -> Day:
    """The day of lists, in UTC: what is due where a debtor lives stands on the page of the account."""
    return datetime.now(UTC).date().toordinal()


def asked(request: HttpRequest) -> AskedFor:
    """What the address asks for; nothing that is not known."""
    what, who = request.GET.get("what", ""), request.GET.get("who", "")
    return AskedFor(what if what in WHAT else "going", int(who) if who.isdecimal() else None, today())


def rows(request: HttpRequest, wanted: AskedFor) -> QuerySet[Arrangement]:
    """The arrangements asked for, the next day first."""
    found = visible(Arrangement, request, "account.see").filter(_what(wanted.what, wanted.today))
    if wanted.who is not None:
        found = found.filter(account__assigned_to=wanted.who or None)
    unmet = Instalment.objects.filter(arrangement=OuterRef("pk"), met_on=None)
    short = unmet.filter(last_day__lt=wanted.today).order_by().values("arrangement")
    next_day = unmet.order_by().values("arrangement").annotate(first=Min("day")).values("first")
    owing = short.annotate(all=Sum("amount_minor") - Sum("covered_minor")).values("all")
    return (
        found.annotate(next_day=Subquery(next_day), missing=Subquery(owing))
        .select_related("account", "account__assigned_to")
        .defer("talks", "account__debts")
        .order_by(F("next_day").asc(nulls_last=True), "-changed_at", "pk")
    )


def counts(request: HttpRequest) -> list[tuple[str, int]]:
    """How many there are of each, in one query."""
    now = today()
    found = visible(Arrangement, request, "account.see").aggregate(
        **{what: Count("pk", filter=_what(what, now), distinct=True) for what in WHAT[:-1]}
    )
    return [(what, found[what]) for what in WHAT[:-1]]


def shown(page: Iterable[Arrangement], now: Day) -> list[dict[str, Any]]:
    """The rows of a page."""
    said = words()
    return [
        {
            "deal": one, "name": name_of(one.account), "state": told.state(one.ended or one.state),
            "mark": one.ended or one.state, "next": told.day_or_none(_of(one, "next_day")),
            "missing": said.money(_of(one, "missing") or 0, one.currency) if _of(one, "missing") else "",
            "is_today": _of(one, "next_day") == now,
        }
        for one in page
    ]  # fmt: skip


def cells(found: QuerySet[Arrangement], now: Day) -> Iterator[Sequence[object]]:
    """The rows for a file: accounts by the debtor's name on the ledger, which tells nobody who it is."""
    for one in found.iterator(chunk_size=500):
        missing = _of(one, "missing") or 0
        next_day = _of(one, "next_day")
        yield (one.account.debtor, one.debt, one.kind, one.ended or one.state, "no" if one.ended else "yes",
               show_day(next_day) if next_day else "", ledger.main_of(missing, one.currency), one.currency)  # fmt: skip


def instalment_cells(one: Arrangement, found: Iterable[Came], now: Day) -> Iterator[Sequence[object]]:
    """The instalments of one arrangement for a file."""
    for each in found:
        yield (each.number, show_day(each.day), ledger.main_of(each.amount, one.currency), one.currency,
               ledger.main_of(each.covered, one.currency), each.on(now),
               show_day(each.met_on) if each.met_on else "")  # fmt: skip


def _what(what: str, now: Day) -> Q:
    going = Q(ended="") & ~Q(state__in=OVER)
    standing = Q(ended="", state__in=STANDING)
    unmet = Instalment.objects.filter(met_on=None)
    found: Mapping[str, Q] = {
        "going": going,
        "today": standing & Q(pk__in=unmet.filter(day=now).values("arrangement")),
        "overdue": standing & Q(pk__in=unmet.filter(last_day__lt=now).values("arrangement")),
        "talks": Q(ended="", state__in=TALKS),
        "standing": standing,
        "over": ~going,
        "all": Q(),
    }
    return found[what]


def _of(one: Arrangement, name: str) -> Any:
    return getattr(one, name)
