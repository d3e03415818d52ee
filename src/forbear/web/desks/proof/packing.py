"""An evidence pack about a debtor, from the ledger: every contact judged, as ``forbear evidence`` packs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django_tasks import task

from forbear.audit.assemble import Assembled
from forbear.audit.build import build_audit, contacts_to_judge
from forbear.audit.result import InputFile
from forbear.chain import canonical
from forbear.events import Event, History, Source
from forbear.evidence.archive import packed
from forbear.evidence.build import build, sealed
from forbear.evidence.manifest import MANIFEST, sha256
from forbear.evidence.pages import Making
from forbear.gate.case import Case
from forbear.gate.cases import unbroken
from forbear.gate.chain import Record
from forbear.gate.export import as_row
from forbear.gate.ruleset import text_to_keep
from forbear.gate.then import Then
from forbear.web.desks.proof.models import Pack
from forbear.web.desks.proof.sight import Sight, sight_of
from forbear.web.desks.proof.signing import fingerprint, signer
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates

FORMAT = "ledger"
STEPS = 3
"""What is left after judging: two documents, and the seals."""


def pack_job(pack: Pack) -> Job | None:
    """How far a pack is."""
    return queue.newest(f"pack {pack.pk}")


def ask_for_pack(pack: Pack) -> Job:
    """Queue it."""
    return queue.put(make, f"pack {pack.pk}", str(pack.pk))


@task(takes_context=True)
def make(context: Any, pack_id: str) -> None:
    """Judge and pack; it is there once, or not at all."""
    doing: Doing = context
    pack = Pack.objects.filter(pk=UUID(pack_id)).select_related("organisation", "made_by").first()
    seen = sight_of(pack.organisation) if pack else None
    if pack is None or seen is None or not seen.sees_debtor(pack.debtor):
        return
    made, then = assembled(pack.debtor, seen)
    books = then.books()
    total, done = contacts_to_judge(made), 0

    def watch(count: int) -> None:
        nonlocal done
        done += count
        doing.progress(done, total + STEPS)

    result, key = build_audit(made, books, progress=watch, judge_of=then.judge_of), signer()
    making = Making(
        lang=pack.language, made_at=pack.made_at, masked=not pack.unmasked, writer=pack.organisation.name,
        rulebooks={book.id: dict(text_to_keep(book)) for book in books}, signed_by=fingerprint(key),
    )  # fmt: skip
    files = sealed(build(result, making), result, making, key)
    body = packed(files)
    with doing.ending():
        if Pack.objects.select_for_update().filter(pk=pack.pk).exists():
            pack.body, pack.size, pack.fingerprint = body, len(body), sha256(files[MANIFEST])
            pack.contacts, pack.findings = len(result.judged), len(result.findings)
            pack.save()


def assembled(debtor: str, seen: Sight) -> tuple[Assembled, Then]:
    """The log of a debtor as an audit reads it, and who judges it; raises BrokenLogError where it is broken.

    Who does not see everything sees no contact of another collector.
    """
    records = unbroken(debtor, gates.gate().store.read(debtor))
    case = Case(debtor).take(records)
    name = f"{debtor}.jsonl"
    events = [_sourced(event, name) for event in case.events.values() if _seen(event, seen)]
    log = InputFile(
        name=name, sha256=sha256(log_of(records)), format=FORMAT, person="", role="debtor", rows=len(records),
        kept=sum(event.kind == "contact" for event in events), dropped=0, rejected=0,
    )  # fmt: skip
    made = Assembled(History(case.parties, events), files=[log])
    return made, Then(case, gates.gate().books, made.history)


def log_of(records: Sequence[Record]) -> bytes:
    """A debtor's log as an export has it: what the exhibit of a pack is the hash of."""
    return b"".join(canonical(as_row(record)) + b"\n" for record in records)


def _sourced(event: Event, name: str) -> Event:
    return replace(event, source=Source(name, str(event.seq)))


def _seen(event: Event, seen: Sight) -> bool:
    return event.kind != "contact" or seen.collectors is None or event.get("collector") in seen.collectors
