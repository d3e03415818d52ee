"""The evidence pack of a case, made in the background as ``forbear evidence make`` makes it, and kept sealed."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django_tasks import task

from forbear.audit.build import build_audit, contacts_to_judge
from forbear.evidence.archive import packed
from forbear.evidence.build import build, sealed
from forbear.evidence.manifest import MANIFEST, sha256
from forbear.evidence.pages import Making
from forbear.gate.ruleset import text_to_keep
from forbear.rules import catalog
from forbear.web.desks.borrower import documents, log, writing
from forbear.web.desks.borrower.models import Case
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates

PACK = "evidence"


def ask_for(case: Case, lang: str) -> Job:
    """Queue the pack of the log as it is now, in a language."""
    name = f"evidence {case.pk} {lang} {documents.version(case, documents.LOG)} {documents.version(case, PACK)}"
    return queue.put(evidence, name, str(case.pk), lang, person=case.person_id)


def job_of(case: Case) -> Job | None:
    """The pack that was asked for last."""
    return Job.objects.filter(name__startswith=f"evidence {case.pk} ").order_by("-made_at").first()


def pack_of(case: Case) -> dict[str, Any]:
    """The pack with what is said of it; empty where there is none."""
    return dict(documents.record(case, PACK, {}))


@task(takes_context=True)
def evidence(context: Any, case_id: str, lang: str) -> None:
    """Judge the log and lay out the pack; it replaces the one before."""
    doing: Doing = context
    case = Case.objects.filter(pk=UUID(case_id)).first()
    made = log.assembled(case) if case else None
    if case is None or made is None:
        return
    version, total, done = documents.version(case, documents.LOG), contacts_to_judge(made), 0

    def watch(count: int) -> None:
        nonlocal done
        done += count
        doing.progress(done, total + 1)

    books = catalog.chosen((), [documents.record(case, documents.ABOUT, {})["place"]])
    result = build_audit(made, books, progress=watch)
    making = Making(
        lang=lang, made_at=gates.now(), writer=documents.record(case, writing.ME, {}).get("name", ""),
        ignored=made.ignored, rulebooks={book.id: dict(text_to_keep(book)) for book in books},
    )  # fmt: skip
    files = sealed(build(result, making), result, making)
    told = {
        "log": version, "made_at": making.made_at, "lang": lang, "fingerprint": sha256(files[MANIFEST]),
        "file": base64.b64encode(packed(files)).decode("ascii"),
    }  # fmt: skip
    with doing.ending():
        if Case.objects.select_for_update().filter(pk=case.pk).exists():
            documents.write_record(case, PACK, told)
