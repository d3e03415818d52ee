"""A supervisor's pages: the figures of a team, each leading to its rows, and both as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forbear.calendar import Day, Instant, show_day, show_instant
from forbear.web.desks.arrangements import counting, figures, listing, told
from forbear.web.desks.arrangements.accounts import name_of
from forbear.web.desks.arrangements.figures import COLUMNS, OF_GATE, OF_PROMISES, Person, Week
from forbear.web.desks.arrangements.pictures import bars
from forbear.web.desks.shared.numbers import whole_number
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import say, words
from forbear.web.ledger import gates
from forbear.web.people.may import act

HEAD = ("person", *COLUMNS, *(f"{name} before" for name in COLUMNS if name not in figures.OF_WORK), "reasons")
GROUPS = (
    ("work", figures.OF_WORK), ("gate", OF_GATE[:2]), ("permits", OF_GATE[2:]), ("promises", OF_PROMISES),
    ("complaints", ("complaint",)),
)  # fmt: skip
"""Figures that stand together."""
ROWS = ("account", "what", "why", "channel", "at or day", "amount")


@act("figures.see")
@require_safe
def figures_page(request: HttpRequest) -> HttpResponseBase:
    """The figures of seven days for everybody of the team, by name."""
    week = week_of(request)
    every = figures.people(request, week)
    if request.GET.get("as") == "csv":
        return csv_answer(f"team-{show_day(week.last)}.csv", HEAD, (list(_cells(one)) for one in every))
    said, job = words(), counting.put_where_due(week.now)
    whole = figures.together(every)
    shown = {
        "people": [_person(one, week) for one in every], "whole": _person(whole, week), "week": week,
        "first": said.day(week.first), "last": said.day(week.last), "before": show_day(week.first - 1),
        "after": show_day(min(week.last + figures.WEEK, week.today)) if week.last < week.today else "",
        "job": job, "counted": said.time(job.made_at, "UTC") if job.is_over else "",
        "until": show_day(week.last), "to_deals": reverse("deals"), "to_rows": reverse("figure-rows"),
        "groups": [group for group, _ in GROUPS],
    }  # fmt: skip
    return render(request, "arrangements/figures.html", shown)


@act("figures.see")
@require_safe
def rows(request: HttpRequest) -> HttpResponseBase:
    """The rows behind one figure."""
    week, what = week_of(request), request.GET.get("what", "")
    who = whole_number(request.GET.get("who", "")) or None
    found = _rows_of(request, week, what, who)
    if request.GET.get("as") == "csv":
        return csv_answer(f"{what or 'rows'}.csv", ROWS, (_row_cells(one) for one in found.iterator(chunk_size=500)))
    page = paged(request, found)
    every = [_row(one) for one in page]
    shown = {
        "page": page, "rows": every, "has": {name: any(one[name] for one in every) for name in ("what", "why", "at")},
        "what": what if what in COLUMNS else "accounts",
        "first": words().day(week.first), "last": words().day(week.last), "until": show_day(week.last),
    }  # fmt: skip
    return render(request, "arrangements/figure_rows.html", shown)


def week_of(request: HttpRequest) -> Week:
    """The seven days that the address asks for, else those up to today."""
    today = listing.today()
    try:
        last = date.fromisoformat(request.GET.get("until", "")).toordinal()
    except ValueError:
        last = today
    return Week(min(last, today), today, gates.now())


def _rows_of(request: HttpRequest, week: Week, what: str, who: int | None) -> Any:
    if what in OF_PROMISES:
        return figures.instalments(request, week, what, who)
    if what == "unanswered":
        return figures.unanswered(request, week, who)
    if what in (*OF_GATE, "complaint"):
        return figures.lines(request, week, what, who)
    return figures.accounts(request, who)


def _person(one: Person, week: Week) -> dict[str, Any]:
    first = week.before
    return {
        "user": one.user, "name": one.name or say("arrangements.team.nobody"), "why": one.why,
        "groups": [(group, [_cell(one, name) for name in names]) for group, names in GROUPS],
        "refused": {"bars": bars(one.refused_on, first, week.last), "says": _days_say("refused", one.refused_on, week)},
        "kept": {"bars": bars(one.kept_on, first, week.last), "says": _days_say("kept", one.kept_on, week)},
    }  # fmt: skip


def _cell(one: Person, name: str) -> dict[str, Any]:
    now, then = one.now[name], one.then[name]
    compared = name not in figures.OF_WORK
    change = "same" if now == then else "more" if now > then else "less"
    return {
        "name": name, "label": say(f"arrangements.figure.{name}", n=now), "n": now, "then": then, "compared": compared,
        "change": change,
        "lists": name in ("today", "overdue"),
    }  # fmt: skip


def _days_say(name: str, by_day: dict[Day, int], week: Week) -> str:
    now = sum(n for day, n in by_day.items() if day >= week.first)
    then = sum(n for day, n in by_day.items() if day < week.first)
    return say(f"arrangements.team.{name}_by_day", now=now, then=then)


def _row(one: Any) -> dict[str, Any]:
    """A row of whichever kind: whose account, what, when."""
    said, kind = words(), type(one).__name__
    if kind == "Line":
        return {"account": one.account_id, "who": name_of(one.account), "at": _time(one.at), "why": one.why,
                "what": say(f"arrangements.figure.{one.became or _plain(one.what)}", n=1)}  # fmt: skip
    if kind == "Instalment":
        deal = one.arrangement
        return {"account": deal.account_id, "who": name_of(deal.account), "at": said.day(one.day), "deal": deal.pk,
                "what": say(f"arrangements.came.{one.word}"),
                "why": said.money(one.amount_minor, deal.currency)}  # fmt: skip
    if kind == "Paper":
        return {"account": one.account_id, "who": name_of(one.account), "at": told.day_or_none(one.answer_by),
                "what": say("arrangements.figure.unanswered", n=1), "why": one.kind, "paper": one.pk}  # fmt: skip
    return {"account": one.pk, "who": name_of(one), "at": "", "what": "", "why": ""}


def _row_cells(one: Any) -> Sequence[object]:
    """A row for a file: accounts by the debtor's name on the ledger."""
    kind = type(one).__name__
    if kind == "Line":
        return one.account.debtor, one.became or one.what, one.why, one.channel, _time(one.at), ""
    if kind == "Instalment":
        return one.arrangement.account.debtor, one.word, "", "", show_day(one.day), one.amount_minor
    if kind == "Paper":
        return one.account.debtor, "unanswered", one.kind, "letter", show_day(one.answer_by), ""
    return one.debtor, "account", "", "", "", one.due_minor


def _cells(one: Person) -> Iterator[object]:
    yield one.name
    yield from (one.now[name] for name in COLUMNS)
    yield from (one.then[name] for name in COLUMNS if name not in figures.OF_WORK)
    yield "; ".join(f"{why} ({n})" for why, n in one.why)


def _time(at: Instant) -> str:
    return show_instant(at, "UTC")


def _plain(what: str) -> str:
    return what.replace("-", "_")
