"""The findings of an audit as terminal tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forbear.audit.result import AuditResult, Finding
from forbear.calendar import show_instant
from forbear.cli.console import plain, table
from forbear.labels import label
from forbear.report.figures import rule_figures

MOST_ROWS = 40

_WORDS = {
    "en": {
        "judged": "{judged} contacts by collectors were judged; {contacts} of them go against at least one rule ({findings} findings).",
        "dropped": "{dropped} rows from unmarked numbers were dropped before anything was stored; {rejected} rows could not be read (rejected.jsonl).",
        "ignored": "{count} rows passed over: {why}.", "rules": "Findings by rule", "none": "No finding.",
        "list": "Findings", "more": "… and {count} more contacts: see report.html and findings.csv.",
        "undecided": "Could not be decided, for want of facts", "bombing": "Address book",
        "advice": "This informs; it is no legal advice. A standard or a guideline is not a law; a presumption can be rebutted.",
        "columns": ("rule", "force", "findings", "citation"), "rows": ("no.", "when", "who", "goes against"),
        "open": ("rule", "missing", "contacts"),
    },
    "zh": {
        "judged": "共核查催收人发起的联系 {judged} 次，其中 {contacts} 次不符合至少一项规则（{findings} 项发现）。",
        "dropped": "来自未标记号码的 {dropped} 行在存储之前即已丢弃；{rejected} 行无法读取（见 rejected.jsonl）。",
        "ignored": "略过 {count} 行：{why}。", "rules": "按规则统计", "none": "没有发现。",
        "list": "发现", "more": "……另有 {count} 次联系，见 report.html 与 findings.csv。",
        "undecided": "因缺少事实而无法判断", "bombing": "通讯录",
        "advice": "本结果仅供参考，不构成法律意见。标准或指引不是法律；推定可以推翻。",
        "columns": ("规则", "效力", "项数", "依据"), "rows": ("编号", "时间", "双方", "不符合"),
        "open": ("规则", "缺少", "联系次数"),
    },
}  # fmt: skip


def show_audit(result: AuditResult, lang: str, ignored: Mapping[str, int]) -> None:
    """Print what an audit found, the most serious rule first."""
    words = _WORDS[lang]
    contacts = len({finding.contact.seq for finding in result.findings})
    plain(str(words["judged"]).format(judged=len(result.judged), contacts=contacts, findings=len(result.findings)))
    dropped = sum(file.dropped for file in result.files)
    plain(str(words["dropped"]).format(dropped=dropped, rejected=len(result.rejected)))
    for why, count in ignored.items():
        plain(str(words["ignored"]).format(count=count, why=why))
    if result.findings:
        _rules(result, lang)
        _findings(result, lang)
    else:
        plain(str(words["none"]))
    _undecided(result, lang)
    for says in result.bombing.signals.values():
        plain(f"{words['bombing']}: {says[lang]}")
    plain(str(words["advice"]))


def _rules(result: AuditResult, lang: str) -> None:
    rows = (
        (f"{each.rulebook}/{each.rule}", label("force", each.force, lang), str(len(each.findings)), each.cite)
        for each in rule_figures(result)
    )
    table(str(_WORDS[lang]["rules"]), _WORDS[lang]["columns"], rows)


def _findings(result: AuditResult, lang: str) -> None:
    """One row a contact, with every rule that it goes against."""
    by_contact: dict[int, list[Finding]] = {}
    for finding in result.findings:
        by_contact.setdefault(finding.contact.seq, []).append(finding)
    groups = list(by_contact.values())
    table(str(_WORDS[lang]["list"]), _WORDS[lang]["rows"], (_row(group, result, lang) for group in groups[:MOST_ROWS]))
    if len(groups) > MOST_ROWS:
        plain(str(_WORDS[lang]["more"]).format(count=len(groups) - MOST_ROWS))


def _row(group: Sequence[Finding], result: AuditResult, lang: str) -> tuple[str, ...]:
    contact = group[0].contact
    numbers = f"{group[0].number}–{group[-1].number}" if len(group) > 1 else str(group[0].number)
    who = f"{contact.facts.get('collector')} → {contact.facts.get('person')}"
    channel = label("channel", str(contact.facts.get("channel")), lang)
    rules = "\n".join(finding.reason.name for finding in group)
    return numbers, show_instant(contact.at, result.zone)[5:16], f"{who} ({channel})", rules


def _undecided(result: AuditResult, lang: str) -> None:
    if result.undetermined:
        rows = (
            (each.reason.name, ", ".join(label("fact", name, lang) for name in each.missing), str(len(each.contacts)))
            for each in result.undetermined
        )
        table(str(_WORDS[lang]["undecided"]), _WORDS[lang]["open"], rows)
