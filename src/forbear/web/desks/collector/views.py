"""The worklist's pages: the list, finding somebody, assigning, carrying the list out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from forbear.calendar import show_day
from forbear.web.desks.collector import csvs, shown, waiting, worklist
from forbear.web.desks.collector.models import Account, Portfolio, Waiting
from forbear.web.desks.collector.shown import BADGES
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import say
from forbear.web.people.may import act, may, visible
from forbear.web.people.models import User

ACTIVE = {"active": "collector.desk"}
MOST_ASSIGNED = 500


@act("account.see")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Whom to contact next."""
    page = worklist.page_of(request)
    told = {
        "page": page, "rows": rows_of(page.object_list), "who": worklist.whose(request),
        "word": worklist.word(request), "words": tuple(BADGES), "clerks": worklist.clerks(request),
        "may_assign": may(request, "account.assign"), "may_export": may(request, "account.export"),
        "may_import": may(request, "portfolio.import"), "may_approve": may(request, waiting.ACT),
        "to_approve": waiting.listed(request).count(), "own_waiting": rows_waiting(waiting.own(request)), **ACTIVE,
    }  # fmt: skip
    if not page.object_list:
        told["is_first"] = not visible(Portfolio, request, "portfolio.see").exists()
    return render(request, "collector/worklist.html", told)


@act("account.see")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """The accounts of a name or a number as a whole; it is sent in a form, so that no address holds it."""
    asked = request.POST.get("find", "")[:200]
    found = worklist.found(request, asked)
    told = {"rows": rows_of(found), "asked": asked, **ACTIVE}
    return render(request, "collector/found.html", told)


@act("account.assign")
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Assign the accounts that were ticked to a clerk, or to nobody."""
    to = next((one for one in worklist.clerks(request) if str(one.pk) == request.POST.get("to")), None)
    ticked = request.POST.getlist("account")[:MOST_ASSIGNED]
    if request.POST.get("to") and to is None:
        messages.error(request, say("collector.assign.nobody"))
    elif not ticked:
        messages.error(request, say("collector.assign.none"))
    else:
        done = _assigned(visible(Account, request, "account.assign"), ticked, to)
        messages.success(request, say("collector.assign.done", n=done))
    return redirect(_back(request))


def _assigned(rows: QuerySet[Account], ticked: Iterable[str], to: User | None) -> int:
    """Assign rows of organisations to which the clerk belongs; how many those were."""
    chosen = rows.filter(pk__in=[key for key in ticked if csvs.is_uuid(key)])
    if to is not None:
        chosen = chosen.filter(organisation__in=to.memberships.values("organisation"))
    return chosen.update(assigned_to=to)


@act("account.export")
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The worklist as CSV, with customer numbers and neither names nor telephone numbers."""
    head = [say(f"collector.column.{name}") for name in csvs.WORKLIST]
    accounts = worklist.rows(request).select_related("portfolio", "assigned_to").iterator(chunk_size=500)
    return csv_answer("worklist.csv", head, _exported(accounts))


def _exported(accounts: Iterable[Account]) -> Iterator[list[str]]:
    for one in accounts:
        told = shown.standing(one)
        reasons = "; ".join(each.get("rule") or each["says"] for each in told["why"])
        since = show_day(one.oldest_due_day) if one.oldest_due_day else ""
        yield [
            one.debtor, one.portfolio.name, str(one.debts_count), csvs.amount(one.due_minor, one.portfolio.currency),
            one.portfolio.currency, since, one.assigned_to.name if one.assigned_to else "", one.word, told["channel"],
            told["time"] if one.word == "not-now" else "", reasons,
        ]  # fmt: skip


def rows_of(accounts: Iterable[Account]) -> list[dict[str, Any]]:
    """The accounts as a list shows them."""
    return [{"account": one, "name": one.person["name"], **shown.standing(one)} for one in accounts]


def rows_waiting(rows: Iterable[Waiting]) -> list[dict[str, Any]]:
    """What somebody asked a supervisor, as the list shows it: each leads to where it stands."""
    return [
        {
            "account": one.account, "seq": one.answer or one.seq, "name": one.account.person["name"],
            "state": one.state, "reason": one.reason,
        }
        for one in rows
    ]  # fmt: skip


def _back(request: HttpRequest) -> str:
    """The list from which somebody came."""
    asked = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fits and asked.startswith("/") else reverse("collector")
