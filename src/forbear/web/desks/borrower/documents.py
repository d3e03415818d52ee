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


def text(case: Case, kind: str) -> str:
    """A document as it was written; empty where there is none. Raises SealError where it cannot be opened."""
    found = Document.objects.filter(case=case, kind=kind).first()
    return found.body if found else ""


def record(case: Case, kind: str, otherwise: Any = None) -> Any:
    """A JSON document."""
    found = text(case, kind)
    return json.loads(found) if found else otherwise


def version(case: Case, kind: str) -> int:
    """How often a document was changed; 0 where there is none."""
    found = Document.objects.filter(case=case, kind=kind).values_list("version", flat=True).first()
    return found or 0


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
