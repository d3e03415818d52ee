"""Verifying the ledger as work in the background, and exporting it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django_tasks import task

from forbear.errors import ForbearError
from forbear.gate.chain import Record
from forbear.gate.export import export_parts
from forbear.gate.heads import public_key
from forbear.gate.replay import Replayed, Shelf, replay
from forbear.gate.verify import Checked, verify_logs
from forbear.web.desks.proof.models import Check
from forbear.web.desks.proof.sight import sight_of
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates
from forbear.web.ledger.models import RulebookText

MOST_TOLD = 500
"""So many findings, and so many differences, are kept; how many there are is told."""
PIECE = 64 * 1024


def check_job(check: Check) -> Job | None:
    """How far a verification is."""
    return queue.newest(f"check {check.pk}")


def ask_for_check(check: Check) -> Job:
    """Queue it."""
    return queue.put(verify, f"check {check.pk}", str(check.pk))


@task(takes_context=True)
def verify(context: Any, check_id: str) -> None:
    """Check every log that the organisation may see, by the heads and keys that were given."""
    doing: Doing = context
    check = Check.objects.filter(pk=UUID(check_id)).select_related("organisation").first()
    if check is None:
        return
    seen = sight_of(check.organisation)
    debtors, store = seen.debtors(), gates.gate().store
    keys = [public_key(pem.encode(), "the key") for pem in check.given["keys"]]
    count, differs = Replayed(), list[Any]()
    shelf = Shelf(_texts() if check.given["again"] else {})

    def logs() -> Iterator[tuple[str, Sequence[Record] | None]]:
        for number, debtor in enumerate(debtors, start=1):
            doing.progress(number, len(debtors) + 1)
            records = _read(debtor)
            if check.given["again"] and records is not None:
                differs.extend(replay(records, shelf, count))
            yield debtor, records

    checked = verify_logs(logs(), store.rulebook, check.given["heads"], keys, whole=seen.collectors is None)
    with doing.ending():
        if Check.objects.select_for_update().filter(pk=check.pk).exists():
            check.result = _result(checked, count, differs)
            check.save()


def _texts() -> dict[str, Mapping[str, str]]:
    """The texts of all rulebooks that decided something."""
    names = RulebookText.objects.values_list("pk", flat=True)
    return {name: gates.gate().store.rulebook(name) or {} for name in names}


def _read(debtor: str) -> Sequence[Record] | None:
    """A log as it lies in the database; None where it cannot be read. Raises DatabaseError."""
    try:
        return gates.gate().store.read(debtor)
    except DatabaseError:
        raise
    except (ForbearError, ValueError, TypeError):
        return None


def _result(checked: Checked, count: Replayed, differs: Sequence[Any]) -> dict[str, Any]:
    told = asdict(checked)
    told["findings"] = told["findings"][:MOST_TOLD]
    return {
        **told,
        "found": sum(1 for one in checked.findings if one.what != "head-none"),
        "decisions": count.decisions,
        "uses": count.uses,
        "differ": len(differs),
        "differences": [{lang: one.says(lang) for lang in ("en", "zh")} for one in differs[:MOST_TOLD]],
    }


class _Pipe:
    """A file that hands on what is written into it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """What was written since."""
        piece, self._pieces, self.size = b"".join(self._pieces), [], 0
        return piece


def packed_export() -> Iterator[bytes]:
    """The whole ledger as a packed folder, read and sent piece by piece: nothing of it lies on the server."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:  # type: ignore[call-overload]
        for name, lines in export_parts(gates.gate().store):
            with out.open(f"export/{name}", "w", force_zip64=True) as file:
                for line in lines:
                    file.write(line)
                    if pipe.size > PIECE:
                        yield pipe.taken()
    yield pipe.taken()
