"""Address-book bombing: every debtor of whom somebody who owes nothing was contacted, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forbear.audit.bombing import thresholds
from forbear.audit.mask import mask_number
from forbear.audit.tables import reading
from forbear.engine.backends.safely import exactly, literal
from forbear.report.words import Words
from forbear.web.desks.auditor import folders
from forbear.web.desks.auditor.log_pages import ROWS_SHOWN
from forbear.web.desks.auditor.models import Audit
from forbear.web.desks.auditor.opening import note
from forbear.web.desks.auditor.row_pages import found_done
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import language
from forbear.web.people.may import act

LEVELS = ("bombing", "signs", "none")
PEOPLE_MOST = 100
COLUMNS = (
    "debtor",
    "level",
    "people_reached",
    "contacts",
    "told_of_debt",
    "from_phone_book",
    "burst_people",
    "collectors",
)


@act("audit.see")
@require_safe
def bombing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The debtors, with whom of theirs was contacted."""
    audit, level = found_done(request, pk), _level(request)
    count = reading.rows(f"SELECT count(*) {_from(audit, level)}")[0][0]
    page = Paginator(range(count), ROWS_SHOWN).get_page(request.GET.get("page"))
    query = f"SELECT {', '.join(COLUMNS)}, reached[:{PEOPLE_MOST}] {_from(audit, level)} {_ORDER}"
    rows = reading.rows(f"{query} LIMIT {ROWS_SHOWN} OFFSET {(page.number - 1) * ROWS_SHOWN}")
    note(request, audit.log, "bombing", audit)
    words = Words(language())
    told = {"audit": audit, "log": audit.log, "page": page, "rows": [_row(row, words) for row in rows], "level": level,
            "levels": LEVELS, "burst_hours": thresholds()["burst"]["hours"]}  # fmt: skip
    return render(request, "auditor/bombing.html", told)


@act("audit.see")
@require_safe
def bombing_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The same as a table."""
    audit = found_done(request, pk)
    note(request, audit.log, "bombing", audit)
    return csv_answer("bombing.csv", COLUMNS, _lines(audit, _level(request)))


_ORDER = "ORDER BY level, people_reached DESC, told_of_debt DESC, contacts DESC, debtor"


def _level(request: HttpRequest) -> str:
    level = request.GET.get("level", "")
    return level if level in LEVELS else ""


def _from(audit: Audit, level: str) -> str:
    path = literal(exactly(folders.results_of(audit) / "bombing.parquet"))
    return f"FROM read_parquet({path}) WHERE {f'level = {literal(level)}' if level else 'TRUE'}"


def _row(row: tuple[Any, ...], words: Words) -> dict[str, Any]:
    *plain, reached = row
    told = dict(zip(COLUMNS, plain, strict=True))
    people = [(mask_number(str(one["person"])), words.label("role", str(one["role"])), one["contacts"], one["told"],
               one["from_phone_book"]) for one in reached]  # fmt: skip
    return {**told, "debtor_shown": mask_number(told["debtor"]), "people": people,
            "collectors": ", ".join(mask_number(name) for name in told["collectors"]),
            "query": urlencode({"of": "all", "debtor": told["debtor"]})}  # fmt: skip


def _lines(audit: Audit, level: str) -> Iterator[list[Any]]:
    for rows in reading.streamed(f"SELECT {', '.join(COLUMNS)} {_from(audit, level)} {_ORDER}", []):
        yield from ([*row[:-1], "; ".join(row[-1])] for row in rows)
