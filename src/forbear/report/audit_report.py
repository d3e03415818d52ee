"""The report of an audit as one HTML file that needs nothing else: no script, no network, printable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.audit.export import mask_of
from forbear.audit.result import AuditResult, RulebookUsed
from forbear.calendar import local_day
from forbear.render import page
from forbear.report import headline, sections
from forbear.report.figures import summary_figures
from forbear.report.naming import Naming
from forbear.report.palette import PALETTE
from forbear.report.words import HTML_LANGUAGE, Words


def build(result: AuditResult, lang: str, masked: bool = True) -> str:
    """The report in ``en`` or ``zh`` as HTML; ``masked`` hides telephone numbers.

    Raises InputError on another language.
    """
    words = Words(lang)
    naming = Naming(result, words, mask_of(result, masked))
    return page("forbear.report", "audit_report.html", _context(result, words, naming) | {"masked": masked})


def _context(result: AuditResult, words: Words, naming: Naming) -> dict[str, Any]:
    summary = summary_figures(result)
    days = [local_day(moment, result.zone) for moment in (summary.first, summary.last) if moment is not None]
    period = words("page.period", first=words.day(days[0]), last=words.day(days[-1])) if days else ""
    return {
        "t": words,
        "language": HTML_LANGUAGE[words.lang],
        "palette": PALETTE,
        "title": words("page.title", debtor=naming.debtor()),
        "period": period or words("page.no_period"),
        "zone": result.zone,
        "summary": headline.summary(summary, words, naming),
        "hours": sections.hours(result, words),
        "timeline": sections.timeline(result, words, naming),
        "bombing": sections.bombing(result, words, naming),
        "findings": sections.findings(result, words, naming),
        "undetermined": sections.undetermined(result, words, naming),
        "collectors": sections.collectors(result, words, naming),
        "files": sections.files_read(result, words, naming),
        "dropped": summary.dropped,
        "rejected": sections.rejected(result, naming),
        "rejected_left": sections.rejected_left(result, words),
        "rulebooks": [_rulebook(book, words) for book in result.rulebooks],
        "assumptions": [naming.says(assumption) for assumption in result.assumptions],
    }


def _rulebook(book: RulebookUsed, words: Words) -> Mapping[str, Any]:
    return {
        "id": book.id,
        "title": book.title.get(words.lang) or book.title.get("en") or book.id,
        "status": words.label("status", book.status),
        "covers": book.covers,
        "leaves_out": book.leaves_out,
        "sha": book.sha256,
    }
