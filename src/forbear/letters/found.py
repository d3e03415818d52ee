"""What the audit of a case found against a firm, for letters: the contacts, and the rules by their force.

The numbers of the findings are those of the report and of the evidence pack: ``F12``. People who owe nothing are told
of by what they are, never by name or number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from forbear.audit.export import mask_of
from forbear.audit.result import AuditResult, Finding
from forbear.calendar import local_day
from forbear.errors import InputError, Problem
from forbear.events import Event
from forbear.letters.asked import Asked
from forbear.letters.blocks import Table

_HEADS = {"en": ("No.", "When", "How", "From", "To"), "zh": ("编号", "时间", "方式", "来自", "对象")}
_ME = {"en": "me", "zh": "本人"}
_FORCES: Mapping[str, Mapping[str, str]] = {
    "duty": {"en": "Binding rules", "zh": "强制性规定"},
    "presumption": {
        "en": "Presumed unlawful, unless the presumption is rebutted",
        "zh": "推定违法（可反驳）",
    },
    "standard": {"en": "Published standards, which are not law", "zh": "已发布的标准（并非法律）"},
    "guidance": {"en": "Recommendations, which are not law", "zh": "建议（并非法律）"},
    "review": {"en": "Points on which a person must judge", "zh": "须由人判断的事项"},
}
_OUR_OWN = "house"
"""A rule that somebody made for himself is nothing to complain of."""


def findings_against(asked: Asked, names: Collection[str] = ()) -> tuple[Finding, ...]:
    """The findings on contacts that one of ``names`` made, or that were made for it; without names on all contacts.

    Raises InputError where there are none.
    """
    found = tuple(
        finding
        for finding in _audit(asked).findings
        if finding.reason.force != _OUR_OWN and (not names or set(_firm(asked, finding.contact)) & set(names))
    )
    if not found:
        raise InputError(_nothing(asked, names))
    return found


def told_of(asked: Asked, findings: Sequence[Finding]) -> Mapping[str, Any]:
    """What a text says of findings: how many contacts and other people, from when to when, the rules by force."""
    contacts, zone, words = contacts_of(findings), _audit(asked).zone, asked.words
    days = [words.day(local_day(one.at, zone)) for one in (contacts[0], contacts[-1])]
    return {
        "contacts": len(contacts),
        "others": len(others_reached(asked, findings)),
        "first": days[0],
        "last": days[1],
        "groups": rules_by_force(asked, findings),
        "presumed": any(one.reason.force == "presumption" for one in findings),
        "judged": any(one.reason.effect == "review" for one in findings),
        "unread": unread(asked, findings),
    }


def contacts_of(findings: Iterable[Finding]) -> tuple[Event, ...]:
    """The contacts that findings are about, each once, in order of time."""
    return tuple({finding.contact.seq: finding.contact for finding in findings}.values())


def contacts_table(asked: Asked, findings: Sequence[Finding], firms: bool) -> Table:
    """A row for each contact: numbers of its findings, local time with offset, channel, the number that rang, whom."""
    zone, words = _audit(asked).zone, asked.words
    rows = [
        (
            _span([one.number for one in group]),
            words.time(contact.at, zone),
            words.label("channel", str(contact.get("channel") or "")),
            _caller(asked, contact, firms),
            _reached(asked, contact),
        )
        for contact, group in _by_contact(findings)
    ]
    return Table(_HEADS[asked.lang], tuple(rows), narrow=frozenset({0, 1, 2} if firms else {0, 1, 2, 3}))


def rules_by_force(asked: Asked, findings: Sequence[Finding]) -> list[Mapping[str, Any]]:
    """The rules, the strongest force first; each with citation, name, and its sentences with the findings' numbers."""
    ordered = sorted(findings, key=lambda one: (_order(_standing(one)), one.reason.name, one.number))
    return [
        {"force": _FORCES[standing][asked.lang], "rules": [_rule(asked, its) for its in _by_rule(group)]}
        for standing, group in groupby(ordered, key=_standing)
    ]


def unread(asked: Asked, findings: Iterable[Finding]) -> str:
    """The rulebooks of which nobody read the rule itself, by title, one after the other; empty where there are none."""
    titles = {book.id: book.title for book in _audit(asked).rulebooks}
    second = dict.fromkeys(one.reason.rulebook for one in findings if one.reason.confidence == "secondary")
    return ("；" if asked.lang == "zh" else "; ").join(titles.get(name, {}).get(asked.lang) or name for name in second)


def others_reached(asked: Asked, findings: Iterable[Finding]) -> frozenset[str]:
    """The people besides the debtor to whom the contacts went."""
    me = _audit(asked).history.parties.debtor.get("id")
    return frozenset(str(one.contact.get("person")) for one in findings if one.contact.get("person") != me)


def firms_of(asked: Asked, findings: Iterable[Finding]) -> dict[str, str]:
    """Who made the contacts: collector → creditor for whom it collects, empty where that is not known."""
    return dict(_firm(asked, one.contact) for one in findings)


def _audit(asked: Asked) -> AuditResult:
    if asked.case.audit is None:
        raise InputError(_nothing(asked, ()))
    return asked.case.audit


def _firm(asked: Asked, contact: Event) -> tuple[str, str]:
    """Collector and creditor of a contact by name; a log that does not say the creditor may say the debt."""
    parties = _audit(asked).history.parties
    named = contact.get("debts")
    debts = [parties.debts.get(str(debt), {}) for debt in named] if isinstance(named, tuple) else []
    creditor = contact.get("creditor") or next((debt["creditor"] for debt in debts if debt.get("creditor")), "")
    names = [
        str(parties.collectors.get(str(one), {}).get("name") or one or "")
        for one in (contact.get("collector"), creditor)
    ]
    return names[0], names[1]


def _nothing(asked: Asked, names: Collection[str]) -> Problem:
    whom = "、".join(names) if asked.lang == "zh" else " or ".join(names)
    if asked.lang == "zh":
        what = f"记录中未发现{whom or '任何机构'}的联系不符合规则"
        hint = "可先运行 forbear audit 查看；限制联系可用 forbear letter restrict-contact"
        return Problem(asked.kind.name, what, hint=hint, code="findings-none")
    what = f"the logs show no contact of {whom or 'anybody'} that goes against a rule"
    hint = "See forbear audit; to limit contact write forbear letter restrict-contact"
    return Problem(asked.kind.name, what, hint=hint, code="findings-none")


def _by_contact(findings: Iterable[Finding]) -> Iterator[tuple[Event, list[Finding]]]:
    for _, group in groupby(findings, key=lambda one: one.contact.seq):
        its = list(group)
        yield its[0].contact, its


def _span(numbers: Sequence[int]) -> str:
    """``F3`` or ``F3–F5``; the findings of one contact follow one another, those of one rule need not."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(f"F{part[0]}" if len(part) == 1 else f"F{part[0]}–F{part[-1]}" for part in parts)


def _caller(asked: Asked, contact: Event, firms: bool) -> str:
    number, name = str(contact.get("from_number") or ""), _firm(asked, contact)[0]
    return f"{name} {number}".strip() if firms or not number else number


def _reached(asked: Asked, contact: Event) -> str:
    role = str(contact.get("role") or "")
    return _ME[asked.lang] if role == "debtor" else asked.words.label("role", role)


def _by_rule(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    for _, group in groupby(findings, key=lambda one: one.reason.name):
        yield [*group]


def _rule(asked: Asked, findings: Sequence[Finding]) -> Mapping[str, str]:
    reason, said = findings[0].reason, dict[str, list[int]]()
    mask = mask_of(_audit(asked))
    for one in findings:
        sentence = one.reason.says.get(asked.lang) or one.reason.says["en"]
        said.setdefault(mask.text(sentence), []).append(one.number)
    parts = [f"{_span(numbers)}{'：' if asked.lang == 'zh' else ': '}{sentence}" for sentence, numbers in said.items()]
    return {"cite": asked.words.cite(reason.cite), "name": reason.name, "says": asked.words.joined(parts)}


def _standing(finding: Finding) -> str:
    return "review" if finding.reason.effect == "review" else finding.reason.force


def _order(standing: str) -> int:
    return [*_FORCES].index(standing)
