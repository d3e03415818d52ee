"""The digest of a case: one quiet look at a day or a week, made in the background, as ``forbear digest`` makes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django_tasks import task

from forbear import bodies
from forbear.audit.build import build_audit, contacts_to_judge
from forbear.audit.export import mask_of
from forbear.audit.result import AuditResult
from forbear.calendar import start_of_day
from forbear.engine.duties import Duties, Standing
from forbear.labels import LANGUAGES
from forbear.letters.case import Received
from forbear.places import shipped
from forbear.report import digest_page
from forbear.report.digest import Inputs, digest_of
from forbear.report.digest_due import Days
from forbear.report.digest_told import Telling
from forbear.report.naming import Naming
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.web.desks.borrower import documents, findings, keeping, log, money, talks
from forbear.web.desks.borrower.models import Case
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates
from forbear.words.answering import Weighed

DIGEST, CAME = "digest", "came"
READS = (documents.LOG, money.TALKS, money.DEBTS, CAME)
"""What a digest is made of: where one of them changed, it is old."""
WEEK = 7


def ask_for(case: Case, days: Days) -> Job:
    """Queue the digest of some days."""
    name = f"digest {case.pk} {days.first} {days.last} {'.'.join(map(str, versions(case)))}"
    return queue.put(digest, name, str(case.pk), str(days.first), str(days.last), person=case.person_id)


def job_of(case: Case) -> Job | None:
    """The digest that was asked for last."""
    return Job.objects.filter(name__startswith=f"digest {case.pk} ").order_by("-made_at").first()


def versions(case: Case) -> list[int]:
    """How often each thing that a digest reads was changed."""
    return [documents.version(case, kind) for kind in READS]


@task(takes_context=True)
def digest(context: Any, case_id: str, first: str, last: str) -> None:
    """Judge the log and lay out the digest; it replaces the one before."""
    doing: Doing = context
    case = Case.objects.filter(pk=UUID(case_id)).first()
    if case is None:
        return
    made, seen = log.assembled(case), versions(case)
    place = documents.record(case, documents.ABOUT, {})["place"]
    result = None
    if made is not None:
        total, done = contacts_to_judge(made), 0

        def watch(count: int) -> None:
            nonlocal done
            done += count
            doing.progress(done, total + 1)

        result = build_audit(made, catalog.chosen((), [place]), progress=watch)
    shown = shown_of(case, result, Days(int(first), int(last)))
    with doing.ending():
        if Case.objects.select_for_update().filter(pk=case.pk).exists():
            documents.write_record(case, DIGEST, {"first": int(first), "last": int(last), "of": seen, **shown})


def shown_of(case: Case, result: AuditResult | None, days: Days) -> dict[str, Any]:
    """What the page of a digest shows, in each language."""
    given = _inputs(case, result, days)
    zone = documents.record(case, documents.ABOUT, {})["zone"]
    found: dict[str, Any] = {}
    for lang in LANGUAGES:
        words = Words(lang)
        naming = Naming(result, words, mask_of(result, masked=False)) if result else None
        made = digest_page.shown(digest_of(given, days, words, masked=False), Telling(words, naming, zone))
        found[lang] = findings.plain(made)
    return found


def _inputs(case: Case, result: AuditResult | None, days: Days) -> Inputs:
    place = shipped().read(documents.record(case, documents.ABOUT, {})["place"])
    table = bodies.Bodies(bodies.shipped().all(), shipped())
    return Inputs(
        result=result,
        weighed=weighed_in(case),
        standings=_standings(case, result, days, place.code) if result else (),
        letters=came_in(case),
        talks=talks.talks_in(case),
        debts=money.debts_in(case),
        help=table.for_place(place),
    )


def _standings(case: Case, result: AuditResult, days: Days, place: str) -> tuple[Standing, ...]:
    """Where the duties of the place's rulebooks stand at the end of the last day."""
    zone = documents.record(case, documents.ABOUT, {})["zone"]
    at = min(start_of_day(days.last + 1, zone) - 1, gates.now())
    return tuple(Duties(catalog.chosen((), [place]), result.history, "listed").standing(at))


def weighed_in(case: Case) -> dict[str, Weighed]:
    """What was found in messages when they were brought; their words were not kept."""
    kept: Mapping[str, Any] = documents.record(case, keeping.WEIGHED, {})
    return {sha256: Weighed(one[0], tuple(one[1])) for sha256, one in kept.items()}


def came_in(case: Case) -> tuple[Received, ...]:
    """The letters that came."""
    return tuple(
        Received(one["from"], one["kind"], _day(one["came"]), _day(one["answer_by"]), one["about"])
        for one in documents.record(case, CAME, [])
    )


def _day(text: str) -> int | None:
    return date.fromisoformat(text).toordinal() if text else None
