"""Everything of a case in one packed folder: the formats of the command line, to be kept or carried elsewhere."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from forbear.audit.export import safe_cell
from forbear.audit.marks import Collector
from forbear.calendar import moment_of
from forbear.web.desks.borrower import credit, digests, disputes, documents, keeping, money, packs, writing
from forbear.web.desks.borrower.keeping import marks_of
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.shared.texts import say
from forbear.web.seen import record
from forbear.web.seen.models import Look

BACK = {
    documents.ABOUT: "about.json",
    documents.MARKS: "marks.json",
    documents.LOG: "log.jsonl",
    documents.SOURCES: "sources.json",
    documents.FILES: "files.json",
    keeping.WEIGHED: "messages.json",
    digests.CAME: "came.json",
    money.DEBTS: "debts.json",
    money.BUDGET: "budget.json",
    money.LOANS: "loans.json",
    money.CLOSED: "closed.json",
    writing.ME: "me.json",
    writing.LENDERS: "lenders.json",
    writing.LETTERS: "letters.json",
    money.TALKS: "talks.json",
    disputes.DISPUTES: "disputes.json",
    credit.CREDIT: "credit-report.json",
}
"""Documents that go out as they are, and come back in."""
PLAIN = {
    **BACK,
    documents.LINES: "findings.jsonl",
    documents.TABLE: "findings.csv",
    documents.REPORTS["en"]: "report-en.html",
    documents.REPORTS["zh"]: "report-zh.html",
}
"""All that go out as they are, and under which name; what was worked out is worked out again."""


def packed(case: Case) -> bytes:
    """The whole case as a zip file."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as folder:
        for name, text in _files(case):
            folder.writestr(f"forbear/{name}", text)
    return made.getvalue()


def _files(case: Case) -> Iterator[tuple[str, str | bytes]]:
    yield "READ-ME.txt", say("borrower.carry.read_me")
    for kind, name in PLAIN.items():
        if text := documents.text(case, kind):
            yield name, text
    if marked := marks_of(case):
        yield "collectors.toml", collectors_toml(marked)
    yield from writing.papers(case)
    if pack := packs.pack_of(case):
        yield "evidence.zip", base64.b64decode(pack["file"])
    yield "who-looked.csv", looks_csv(record.of(case.person_id))


def collectors_toml(marked: Sequence[Collector]) -> str:
    """The marks as ``forbear audit --marks`` reads them."""
    return "\n".join(_collector_toml(each) for each in marked)


def _collector_toml(each: Collector) -> str:
    told = {"name": each.name, "kind": each.kind, "creditor": each.creditor, "debt": each.debt}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if value]
    return "\n".join(["[[collector]]", *lines, f"numbers = {json.dumps(list(each.numbers))}", ""])


def looks_csv(looks: Iterable[Look]) -> str:
    """Who looked, as a table."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(["at", "role", "organisation", "what", "act"])
    for look in looks:
        at = moment_of(look.at).isoformat(timespec="seconds")
        writer.writerow([safe_cell(cell) for cell in (at, look.role, look.organisation, look.what, look.act)])
    return page.getvalue()
