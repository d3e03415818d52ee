"""Who opened which contact of an audit, and who carried rows out: for the organisation whose logs they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear.web.desks.auditor.models import Audit, Log, Opening
from forbear.web.desks.shared.paging import paged
from forbear.web.people.may import act, visible
from forbear.web.people.models import User
from forbear.web.sealed.hashes import keyed_hash

MOST_OF_ONE = 10


@act("audit.see")
@require_safe
def opened(request: HttpRequest) -> HttpResponse:
    """Everything that was opened, the newest first; with ``?log=`` of one log alone."""
    log = _log_in(request.GET.get("log", ""))
    found = visible(Opening, request, "audit.see").order_by("-at", "-pk")
    page = paged(request, found if log is None else found.filter(log=log))
    rows = list(page.object_list)
    logs = visible(Log, request, "audit.see").in_bulk({one.log for one in rows} | ({log} if log else set()))
    audits = set(Audit.objects.filter(pk__in={one.audit for one in rows}, log__in=logs).values_list("pk", flat=True))
    told = [{**one, "log": logs.get(one["log"]), "is_there": one["audit"] in audits} for one in _named(rows)]
    return render(request, "auditor/opened.html", {"page": page, "rows": told, "of": logs.get(log) if log else None})


def of_contact(audit: Audit, debtor: str, seq: int) -> list[dict[str, Any]]:
    """Who opened one contact last."""
    found = Opening.objects.filter(log=audit.log_id, seq=seq, debtor=keyed_hash("debtor", debtor))
    return _named(list(found.order_by("-at", "-pk")[:MOST_OF_ONE]))


def _named(rows: Iterable[Opening]) -> list[dict[str, Any]]:
    names = User.objects.names({one.viewer for one in rows})
    return [
        {"at": one.at, "who": names.get(one.viewer, str(one.viewer)), "what": one.what, "seq": one.seq,
         "log": one.log, "audit": one.audit}
        for one in rows
    ]  # fmt: skip


def _log_in(text: str) -> UUID | None:
    """The log of an address; None where that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
