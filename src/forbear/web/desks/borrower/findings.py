"""The audit of a case: work in the background that leaves its pictures, tables and reports as sealed documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django_tasks import task

from forbear.audit.build import build_audit, contacts_to_judge
from forbear.audit.export import csv_of, finding_record, json_lines, mask_of
from forbear.audit.result import AuditResult
from forbear.labels import LANGUAGES
from forbear.report import audit_report, headline, sections
from forbear.report.figures import summary_figures
from forbear.report.naming import Naming
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.web.desks.borrower import documents, log
from forbear.web.desks.borrower.models import Case
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job

ROWS_SHOWN = 100
"""So many findings of one rule stand on the page; the others are in what can be carried out."""


def ask_for(case: Case) -> Job:
    """Queue the audit of the log as it is now."""
    return queue.put(audit, job_name(case), str(case.pk), person=case.person_id)


def job_name(case: Case) -> str:
    """The name of the job for the log as it is now."""
    return f"audit {case.pk} {documents.version(case, documents.LOG)}"


def job_of(case: Case) -> Job | None:
    """How far the audit of the log is, as it is now."""
    return queue.newest(job_name(case))


@task(takes_context=True)
def audit(context: Any, case_id: str) -> None:
    """Judge every contact of a case; the result replaces the one before. Nothing is left where the case is gone."""
    doing: Doing = context
    case = Case.objects.filter(pk=UUID(case_id)).first()
    made = log.assembled(case) if case else None
    if case is None or made is None:
        return
    version, total = documents.version(case, documents.LOG), contacts_to_judge(made)
    about = documents.record(case, documents.ABOUT, {})
    done = 0

    def watch(count: int) -> None:
        nonlocal done
        done += count
        doing.progress(done, total + len(LANGUAGES))

    result = build_audit(made, catalog.chosen((), [about["place"]]), progress=watch)
    shown, reports = {}, {}
    for number, lang in enumerate(LANGUAGES, start=1):
        shown[lang], reports[lang] = shown_in(result, lang), audit_report.build(result, lang)
        doing.progress(total + number, total + len(LANGUAGES))
    with doing.ending():
        if Case.objects.select_for_update().filter(pk=case.pk).exists():
            _write(case, result, version, shown, reports)


def _write(case: Case, result: AuditResult, version: int, shown: Mapping[str, Any], reports: Mapping[str, str]) -> None:
    documents.write_record(case, documents.FINDINGS, {"log": version, **shown})
    mask = mask_of(result)
    records = [finding_record(finding, result.zone, mask) for finding in result.findings]
    documents.write(case, documents.LINES, json_lines(records))
    documents.write(case, documents.TABLE, csv_of(records))
    for lang, page in reports.items():
        documents.write(case, documents.REPORTS[lang], page)


def shown_in(result: AuditResult, lang: str) -> dict[str, Any]:
    """What the page of findings shows in one language."""
    words = Words(lang)
    naming = Naming(result, words, mask_of(result, masked=False))
    summary = headline.summary(summary_figures(result), words, naming)
    found = [{**rule, "rows": rule["rows"][:ROWS_SHOWN]} for rule in sections.findings(result, words, naming)]
    shown = {
        "summary": summary,
        "told": words.joined(summary["sentences"]),
        "hours": sections.hours(result, words),
        "timeline": sections.timeline(result, words, naming),
        "bombing": sections.bombing(result, words, naming),
        "findings": found,
        "undetermined": sections.undetermined(result, words, naming),
        "collectors": sections.collectors(result, words, naming),
        "files": sections.files_read(result, words, naming),
        "assumptions": [naming.says(each) for each in result.assumptions],
        "zone": result.zone,
    }
    return dict(plain(shown))


def plain(value: Any) -> Any:
    """The same as JSON has it."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
