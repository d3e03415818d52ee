"""The list of arrangements: what asks for something today first; each count leads to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest

from forbear.calendar import Day, show_day
from forbear.plan.negotiation import STANDING, TALKS
from forbear.web.desks.arrangements import ledger, told
from forbear.web.desks.arrangements.accounts import name_of
from forbear.web.desks.arrangements.instalments import Came
from forbear.web.desks.arrangements.models import NEVER, Arrangement, Instalment
from forbear.web.desks.shared.numbers import whole_number
from forbear.web.desks.shared.texts import words
from forbear.web.people.may import visible

HEAD = ("account", "debt", "kind", "state", "open", "next day", "missing", "currency")
INSTALMENTS = ("number", "day", "amount", "currency", "covered", "state", "complete on")
AT_ONCE = 500


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
    return AskedFor(what if what in WHAT else "going", whole_number(who), today())


def rows(request: HttpRequest, wanted: AskedFor) -> QuerySet[Arrangement]:
    """The arrangements asked for, the next day first."""
    found = visible(Arrangement, request, "account.see").filter(_what(wanted.what, wanted.today))
    if wanted.who is not None:
        found = found.filter(account__assigned_to=wanted.who or None)
    found = found.select_related("account", "account__assigned_to").defer("talks", "account__debts")
    return found.order_by("next_day", "pk")


def counts(request: HttpRequest) -> list[tuple[str, int]]:
    """How many there are of each, read in an index: one query, and one for those of today."""
    now = today()
    every = visible(Arrangement, request, "account.see")
    wanted = [what for what in WHAT[:-1] if what != "today"]
    found = every.aggregate(**{what: Count("state", filter=_what(what, now)) for what in wanted})
    found["today"] = every.filter(_what("today", now)).count()
    return [(what, found[what]) for what in WHAT[:-1]]


def shown(page: Iterable[Arrangement], now: Day) -> list[dict[str, Any]]:
    """The rows of a page."""
    said, some = words(), list(page)
    short = missing(some, now)
    return [
        {
            "deal": one, "name": name_of(one.account), "state": told.state(one.ended or one.state),
            "mark": one.ended or one.state, "next": said.day(one.next_day) if one.next_day < NEVER else "",
            "missing": said.money(short[one.pk], one.currency) if one.pk in short else "",
            "is_today": one.next_day == now,
        }
        for one in some
    ]  # fmt: skip


def missing(some: Iterable[Arrangement], now: Day) -> dict[Any, int]:
    """What is overdue of some arrangements that go on, by their keys, in one query."""
    unmet = Instalment.objects.filter(arrangement__in=[one.pk for one in some if not one.ended], met_on=None)
    short = unmet.filter(last_day__lt=now).values_list("arrangement").order_by()
    return dict(short.annotate(n=Sum("amount_minor") - Sum("covered_minor")))


def cells(found: QuerySet[Arrangement], now: Day) -> Iterator[Sequence[object]]:
    """The rows for a file: accounts by the debtor's name on the ledger, which tells nobody who it is."""
    every = found.iterator(chunk_size=AT_ONCE)
    while some := list(islice(every, AT_ONCE)):
        short = missing(some, now)
        for one in some:
            yield (one.account.debtor, one.debt, one.kind, one.ended or one.state, "no" if one.ended else "yes",
                   show_day(one.next_day) if one.next_day < NEVER else "",
                   ledger.main_of(short.get(one.pk, 0), one.currency), one.currency)  # fmt: skip


def instalment_cells(one: Arrangement, found: Iterable[Came], now: Day) -> Iterator[Sequence[object]]:
    """The instalments of one arrangement for a file."""
    for each in found:
        yield (each.number, show_day(each.day), ledger.main_of(each.amount, one.currency), one.currency,
               ledger.main_of(each.covered, one.currency), each.on(now),
               show_day(each.met_on) if each.met_on else "")  # fmt: skip


def _what(what: str, now: Day) -> Q:
    """Which arrangements those are; what is overdue stands there alone, also where something more is due today."""
    standing = Q(ended="", state__in=STANDING)
    found: Mapping[str, Q] = {
        "going": Q(ended=""),
        "today": standing & Q(next_day=now),
        "overdue": standing & Q(late_from__lt=now),
        "talks": Q(ended="", state__in=TALKS),
        "standing": standing,
        "over": ~Q(ended=""),
        "all": Q(),
    }
    return found[what]
