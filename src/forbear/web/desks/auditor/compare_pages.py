"""The page that puts two periods beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forbear.audit.mask import mask_number
from forbear.web.desks.auditor import comparing, folders, shown
from forbear.web.desks.auditor.comparing import Pair, Side
from forbear.web.desks.auditor.models import DONE, Audit
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import language, words
from forbear.web.people.may import act, visible

CHOICES_MOST = 100
NAMES = ("a", "b")
CSV = ("what", "name", "contacts_1", "refused_1", "contacts_2", "refused_2", "difference_in_points", "from", "to",
       "may_be_chance", "few")  # fmt: skip


@act("audit.see")
@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """Two audits, or two periods of one."""
    choices = list(
        visible(Audit, request, "audit.see")
        .filter(state=DONE)
        .select_related("log")
        .order_by("-done_at")[:CHOICES_MOST]
    )
    chosen = [_chosen(request, choices, name) for name in NAMES]
    told: dict[str, Any] = {"choices": choices}
    if all(chosen):
        told |= _told(request, [audit for audit in chosen if audit is not None])
        if request.GET.get("as") == "csv":
            return csv_answer("comparison.csv", CSV, iter(_lines(told)))
    return render(request, "auditor/compare.html", told | {"chosen": chosen})


def _chosen(request: HttpRequest, choices: Sequence[Audit], name: str) -> Audit | None:
    """The audit of a side; the first where only that is named; raises Http404 on one that may not be seen."""
    asked = request.GET.get(name) or request.GET.get("a", "")
    if not asked:
        return None
    try:
        pk = UUID(asked)
    except ValueError:
        raise Http404 from None
    found = next((audit for audit in choices if audit.pk == pk), None)
    found = found or visible(Audit, request, "audit.see").filter(state=DONE, pk=pk).select_related("log").first()
    if found is None:
        raise Http404
    return found


def _told(request: HttpRequest, audits: Sequence[Audit]) -> dict[str, Any]:
    known = [shown.of(folders.results_of(audit), language()) for audit in audits]
    sides, weeks = [], [each["week_names"] for each in known]
    for place, (name, audit) in enumerate(zip(NAMES, audits, strict=True)):
        first, last = (request.GET.get(f"{name}_{end}", "") for end in ("from", "to"))
        if audits[0].pk == audits[1].pk and not any(
            request.GET.get(f"{each}_{end}") for each in NAMES for end in ("from", "to")
        ):
            first, last = _half(weeks[place], place)
        sides.append(Side(folders.results_of(audit), first, last))
    collector = request.GET.get("collector", "")[:200]
    names = known[0]["names"] | known[1]["names"]
    return {
        "sides": sides, "weeks": weeks, "collector": collector, "names": names,
        "whole": _row(("", comparing.whole(sides)), {}),
        "collectors": [_row(each, names) | {"links": _links(audits, sides, collector=each[0])}
                       for each in comparing.by_collector(sides)],
        "rules": [_row(each, {}) | {"links": _links(audits, sides, collector=collector, rule=each[0])}
                  for each in comparing.by_rule(sides, collector)],
        "differ": audits[0].books != audits[1].books or audits[0].drafts != audits[1].drafts,
        "overlap": _overlap(audits, sides),
        "query": urlencode({**{name: str(audit.pk) for name, audit in zip(NAMES, audits, strict=True)},
                            **{f"{name}_{end}": value for name, side in zip(NAMES, sides, strict=True)
                               for end, value in (("from", side.first), ("to", side.last)) if value},
                            **({"collector": collector} if collector else {})}),
    }  # fmt: skip


def _half(weeks: Sequence[str], place: int) -> tuple[str, str]:
    """Where nobody chose weeks of one audit: its first half, and its second."""
    if not weeks:
        return "", ""
    middle = max(1, len(weeks) // 2)
    half = weeks[:middle] if place == 0 else weeks[middle:] or weeks[-1:]
    return half[0], half[-1]


def _overlap(audits: Sequence[Audit], sides: Sequence[Side]) -> bool:
    """Do both sides hold the same weeks of the same log?"""
    ends = [(side.first, side.last or "9999") for side in sides]
    return audits[0].log_id == audits[1].log_id and ends[0][0] <= ends[1][1] and ends[1][0] <= ends[0][1]


def _links(audits: Sequence[Audit], sides: Sequence[Side], **asked: str) -> list[str]:
    rows = []
    for audit, side in zip(audits, sides, strict=True):
        query = {"of": "refused", "from": side.first, "to": side.last, **asked}
        rows.append(f"audits/{audit.pk}/rows?{urlencode({key: value for key, value in query.items() if value})}")
    return rows


def _row(each: tuple[str, Pair], names: dict[str, str]) -> dict[str, Any]:
    name, pair = each
    bounds = pair.bounds
    return {
        "key": name, "name": mask_number(names.get(name, name)), "pair": pair,
        "rates": [_percent(count, total) for count, total in zip(pair.refused, pair.contacts, strict=True)],
        "counts": [(words().number(count), words().number(total))
                   for count, total in zip(pair.refused, pair.contacts, strict=True)],
        "difference": _points(pair.difference), "low": _points(bounds[0] if bounds else None),
        "high": _points(bounds[1] if bounds else None),
    }  # fmt: skip


def _percent(count: int, total: int) -> str:
    return f"{Decimal(100 * count) / total:.2f}\u00a0%" if total else "–"


def _points(value: Decimal | None) -> str:
    return "–" if value is None else f"{100 * value:+.2f}"


def _lines(told: dict[str, Any]) -> list[list[Any]]:
    lines = []
    for kind in ("collectors", "rules"):
        for row in told[kind]:
            pair = row["pair"]
            sides = [value for place in (0, 1) for value in (pair.contacts[place], pair.refused[place])]
            numbers = [told_plain(row[name]) for name in ("difference", "low", "high")]
            lines.append([kind, row["key"], *sides, *numbers, pair.may_be_chance, pair.is_few])
    return lines


def told_plain(text: str) -> str:
    """A number as a program reads it."""
    return "" if text == "–" else text.removeprefix("+")
