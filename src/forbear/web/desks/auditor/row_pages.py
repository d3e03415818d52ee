"""The pages behind the numbers: contacts a page at a time, as a file, and one contact with all that was said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forbear.audit.mask import mask_number
from forbear.report.dashboard_rows import local_time
from forbear.report.words import Words
from forbear.vocabulary import VALUES
from forbear.web.desks.auditor import asking, contact, folders, opened_pages, shown
from forbear.web.desks.auditor.log_pages import ROWS_SHOWN
from forbear.web.desks.auditor.models import DONE, Audit
from forbear.web.desks.auditor.opening import note
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import language
from forbear.web.people.may import act, visible

CSV = ("time", "offset_minutes", "debtor", "seq", "collector", "person", "channel", "verdict", "refused", "review",
       "undecided")  # fmt: skip
MINUTE = 60_000_000


@act("audit.see")
@require_safe
def rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The contacts that are asked for."""
    audit, asked = found_done(request, pk), asking.asked_in(request.GET)
    folder = folders.results_of(audit)
    page = Paginator(range(asking.counted(folder, asked)), ROWS_SHOWN).get_page(request.GET.get("page"))
    found = asking.page(folder, asked, (page.number - 1) * ROWS_SHOWN, ROWS_SHOWN) if page.paginator.count else []
    known, words = shown.of(folder, language()), Words(language())
    told = {
        "audit": audit, "log": audit.log, "page": page, "asked": asked, "query": urlencode(asked.query),
        "rows": [_row(row, words, known["names"]) for row in found], "known": known, "parts": asking.PARTS,
        "channels": VALUES["channel"], "days": [(str(day), words.label("weekday", name))
                                                for day, name in enumerate(VALUES["weekday"], start=1)],
        "hours": [str(hour) for hour in range(24)],
    }  # fmt: skip
    return render(request, "auditor/rows.html", told)


@act("audit.see")
@require_safe
def rows_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The same as a table, whole."""
    audit, asked = found_done(request, pk), asking.asked_in(request.GET)
    note(request, audit.log, "rows", audit)
    return csv_answer("contacts.csv", CSV, _lines(audit, asked))


@act("audit.see")
@require_safe
def one(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """One contact: every reason with its citation, the facts that were used, what went before."""
    audit, debtor = found_done(request, pk), request.GET.get("debtor", "")
    row = asking.one(folders.results_of(audit), debtor, seq)
    if row is None:
        raise Http404
    note(request, audit.log, "contact", audit, debtor, seq)
    words = Words(language())
    told = contact.of(audit, debtor, seq, row["offset"], words)
    names = shown.of(folders.results_of(audit), language())["names"]
    told |= {"audit": audit, "log": audit.log, "row": _row(row, words, names)}
    told["openings"] = opened_pages.of_contact(audit, debtor, seq)
    return render(request, "auditor/contact.html", told)


def found_done(request: HttpRequest, pk: UUID) -> Audit:
    """An audit that is done and may be seen; raises Http404."""
    audit = visible(Audit, request, "audit.see").select_related("log").filter(pk=pk, state=DONE).first()
    if audit is None:
        raise Http404
    return audit


def _row(row: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **row,
        "when": local_time(row["at"], row["offset"], words),
        "debtor_shown": mask_number(row["debtor"]),
        "person_shown": mask_number(row["person"]),
        "collector_shown": mask_number(names.get(row["collector"], row["collector"])),
        "same": row["person"] == row["debtor"],
        "channel_shown": words.label("channel", row["channel"]),
        "word": words.label("answer", row["verdict"]),
        "query": urlencode({"debtor": row["debtor"]}),
    }


def _lines(audit: Audit, asked: asking.Asked) -> Iterator[list[Any]]:
    words = Words("en")
    for found in asking.everything(folders.results_of(audit), asked):
        for row in found:
            yield [
                local_time(row["at"], row["offset"], words), row["offset"] // MINUTE, row["debtor"], row["seq"],
                row["collector"], row["person"], row["channel"], row["verdict"],
                *("; ".join(row[name] or ()) for name in ("refused", "review", "undecided")),
            ]  # fmt: skip
