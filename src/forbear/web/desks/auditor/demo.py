"""What a demonstration shows: a year of invented contacts, audited, and a table whose columns are not named yet."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from forbear.rules import catalog
from forbear.synth.build import Wanted, make
from forbear.synth.place import place_named
from forbear.web.desks.auditor import keeping
from forbear.web.desks.auditor.models import Audit, Log
from forbear.web.ledger import gates
from forbear.web.people.models import Organisation, User

CONTACTS, SEED, VIOLATIONS, MISSING = 4000, 11, 60_000, 4_000
BOOKS = ("us-reg-f", "us-ma")
NAME, SAMPLE = "year-of-contacts.zip", "calls.csv"


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Bring the logs, where they are not there yet; the work in the background does the rest."""
    auditor = people.get("auditor")
    firm = next((one for one in organisations.values() if one.kind == "auditor"), None)
    if auditor is None or firm is None or Log.objects.filter(organisation=firm).exists():
        return
    with _sent(_year()) as year:
        log = keeping.bring(auditor.pk, firm.pk, year, NAME)
    chosen = {book.id: book.sha256 for book in catalog.chosen(BOOKS)}
    Audit(log=log, made_by=auditor, books=chosen, made_at=gates.now()).save(force_insert=True)
    text = files("forbear.web.desks.auditor").joinpath("sample", SAMPLE).read_bytes()
    with _sent(text) as table:
        keeping.bring(auditor.pk, firm.pk, table, SAMPLE)


def _year() -> bytes:
    """A log as ``forbear synth`` makes it, packed."""
    with tempfile.TemporaryDirectory() as place:
        folder, packed = Path(place) / "log", io.BytesIO()
        make(Wanted(place_named("US"), CONTACTS, SEED, VIOLATIONS, MISSING), folder)
        with zipfile.ZipFile(packed, "w") as into:
            for path in sorted(folder.rglob("*.parquet")):
                into.write(path, path.relative_to(folder))
    return packed.getvalue()


@contextmanager
def _sent(content: bytes) -> Iterator[UploadedFile[Any]]:
    """A file as it would have come."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield UploadedFile(file, NAME, size=len(content))
