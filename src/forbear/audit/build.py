"""The main job: a history and rulebooks → everything an audit knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forbear.audit.assemble import Assembled
from forbear.audit.bombing import find_bombing
from forbear.audit.hours import quiet_hours
from forbear.audit.result import AuditResult, RulebookUsed
from forbear.audit.sweep import JudgeOf, Progress, Sweep, begun_by_collectors, undetermined
from forbear.rules.format import Rulebook

_ASSUMED: Mapping[str, Mapping[str, str]] = {
    "debt": {
        "en": "Every contact of a marked collector is taken to be about the one debt with the creditor named beside "
        "it, unless more was said.",
        "zh": "除另有说明外，每个已标记催收人的联系均视为针对其所列债权人的那一笔债务。",
    },
    "purpose": {
        "en": "Contacts with the debtor are taken to be ordinary collection. What a contact with somebody else was for "
        "is not known from a telephone log.",
        "zh": "与债务人的联系视为普通催收。与他人联系的目的无法从通话记录得知。",
    },
    "answered": {
        "en": "A call that lasted longer than zero seconds is taken as a conversation, one rejected by hand as "
        "reached, a missed or blocked one as not reached.",
        "zh": "时长大于零的来电视为已通话，手动拒接视为已联系到，未接或被拦截视为未联系到。",
    },
    "zone": {
        "en": "Local times are those of {zone}, the zone given for the debtor.",
        "zh": "当地时间按债务人所在时区 {zone} 计算。",
    },
}


def build_audit(
    made: Assembled,
    books: Sequence[Rulebook],
    drafts: bool = False,
    progress: Progress = lambda count: None,
    judge_of: JudgeOf | None = None,
) -> AuditResult:
    """Judge every contact that a collector began and gather what the report shows; ``judge_of`` as a sweep has it."""
    history = made.history
    sweep = Sweep(books, history, drafts, judge_of)
    judged = sweep.judged(progress)
    zone = (*history.parties.zones(), "UTC")[0]
    last = max((each.contact.at for each in judged), default=0)
    return AuditResult(
        history=history,
        zone=zone,
        files=tuple(made.files),
        judged=tuple(judged),
        findings=tuple(sweep.findings(judged)),
        undetermined=tuple(undetermined(judged)),
        bombing=find_bombing(history),
        rejected=tuple(made.rejected),
        rulebooks=tuple(_used(book) for book in books),
        quiet_hours=tuple(quiet_hours(books, history, last)),
        assumptions=_assumptions(made, zone),
        warnings=tuple(made.warnings),
    )


def contacts_to_judge(made: Assembled) -> int:
    """How many contacts an audit will judge, for a progress bar."""
    return len(begun_by_collectors(made.history))


def _used(book: Rulebook) -> RulebookUsed:
    return RulebookUsed(book.id, book.title, book.sha256, book.status, book.covers, book.leaves_out)


def _assumptions(made: Assembled, zone: str) -> tuple[Mapping[str, str], ...]:
    names = ["debt", "purpose", "answered", "zone"] if made.from_phone else ["zone"]
    return tuple({lang: text.format(zone=zone) for lang, text in _ASSUMED[name].items()} for name in names)
