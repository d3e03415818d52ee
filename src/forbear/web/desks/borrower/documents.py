"""Reading and writing the documents of a case."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from forbear.web.desks.borrower.models import Case, Document
from forbear.web.ledger import gates

ABOUT, MARKS, LOG, SOURCES, FILES, FINDINGS = "about", "marks", "log", "sources", "files", "findings"
REPORTS = {"en": "report-en", "zh": "report-zh"}
LINES, TABLE = "findings-jsonl", "findings-csv"
READ = "_read_once"


def text(case: Case, kind: str) -> str:
    """A document as it was written; empty where there is none. Raises SealError where it cannot be opened."""
    known: dict[str, Any] | None = case.__dict__.get(READ)
    if known is None:
        found = Document.objects.filter(case=case, kind=kind).first()
        return found.body if found else ""
    if kind not in known["bodies"]:
        there = kind in _versions(case, known)
        known["bodies"][kind] = Document.objects.get(case=case, kind=kind).body if there else ""
    return str(known["bodies"][kind])


def record(case: Case, kind: str, otherwise: Any = None) -> Any:
    """A JSON document."""
    found = text(case, kind)
    return json.loads(found) if found else otherwise


def version(case: Case, kind: str) -> int:
    """How often a document was changed; 0 where there is none."""
    known: dict[str, Any] | None = case.__dict__.get(READ)
    if known is not None:
        return _versions(case, known).get(kind, 0)
    found = Document.objects.filter(case=case, kind=kind).values_list("version", flat=True).first()
    return found or 0


def only_read(case: Case) -> None:
    """From now on each document of this case is fetched once: for pages that only read."""
    case.__dict__[READ] = {"bodies": {}}


def _versions(case: Case, known: dict[str, Any]) -> dict[str, int]:
    if "versions" not in known:
        known["versions"] = dict(Document.objects.filter(case=case).values_list("kind", "version"))
    return dict(known["versions"])


def write(case: Case, kind: str, body: str) -> int:
    """Put a document in place of the one before; its version. Belongs into the transaction that decided on it."""
    with transaction.atomic():
        found = Document.objects.select_for_update().filter(case=case, kind=kind).first()
        if found is None:
            found = Document(case=case, kind=kind, version=0)
        found.body, found.version, found.changed_at = body, found.version + 1, gates.now()
        found.save()
        return found.version


def write_record(case: Case, kind: str, value: Any) -> int:
    """The same for what is JSON."""
    return write(case, kind, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def drop(case: Case, *kinds: str) -> None:
    """Remove documents."""
    Document.objects.filter(case=case, kind__in=kinds).delete()


def add_row(case: Case, kind: str, row: Any, most: int) -> None:
    """Put a row at the end of a list; the oldest goes where there are too many."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        write_record(case, kind, [*record(case, kind, []), row][-most:])


def drop_row(case: Case, kind: str, at: int, seen: str) -> bool:
    """Take a row out of a list; False where it was changed since it was ``seen``."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        rows = record(case, kind, [])
        if str(version(case, kind)) != seen or at >= len(rows):
            return False
        write_record(case, kind, [row for number, row in enumerate(rows) if number != at])
        return True
