"""The findings of an audit as terminal tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forbear.audit.export import mask_of
from forbear.audit.result import AuditResult, Finding
from forbear.calendar import show_instant
from forbear.cli.console import name_of, plain, say, table
from forbear.report.figures import RuleFigures, rule_figures, summary_figures, undetermined_figures
from forbear.report.headline import bombing_sentence
from forbear.report.naming import Naming
from forbear.report.words import Words

MOST_ROWS = 40


def show_audit(result: AuditResult, lang: str, ignored: Mapping[str, int], masked: bool = True) -> None:
    """Print what an audit found, the most serious rule first; ``masked`` hides telephone numbers."""
    words = Words(lang)
    _counts(result, words, ignored)
    if result.findings:
        _rules(result, words)
        _findings(result, words, Naming(result, words, mask_of(result, masked)))
    _undecided(result, words)
    _bombing(result, words)
    say(words("terminal.advice"))


def _counts(result: AuditResult, words: Words, ignored: Mapping[str, int]) -> None:
    figures = summary_figures(result)
    broken = words("summary.broken", n=len({finding.contact.seq for finding in result.findings}))
    found = words("terminal.broken", broken=broken, findings=words("summary.findings", n=figures.findings))
    judged = words("terminal.judged", n=figures.judged)
    say(words.joined([judged, found if result.findings else words("summary.nothing_broken")]))
    rejected = words("terminal.rejected", n=figures.rejected) if figures.rejected else words("files.rejected_none")
    dropped = words("terminal.dropped", n=figures.dropped) if figures.dropped else ""
    say(words.joined([dropped, rejected]))
    for why, count in ignored.items():
        say(words("terminal.ignored", n=count, why=words.known(f"ignored.{why}", why)))


def _rules(result: AuditResult, words: Words) -> None:
    rows = ((name_of(f"{each.rulebook}/{each.rule}"), *_of_rule(each, words)) for each in rule_figures(result))
    table(words("terminal.rules"), [words(f"terminal.{key}") for key in ("rule", "force", "contacts", "cite")], rows)


def _of_rule(each: RuleFigures, words: Words) -> tuple[str, str, str]:
    return words.label("force", each.force), words.number(each.contacts), words.cite(each.cite)


def _findings(result: AuditResult, words: Words, naming: Naming) -> None:
    """One row a contact, with every rule that it goes against."""
    by_contact: dict[int, list[Finding]] = {}
    for finding in result.findings:
        by_contact.setdefault(finding.contact.seq, []).append(finding)
    groups = list(by_contact.values())
    rows = (_row(group, result.zone, words, naming) for group in groups[:MOST_ROWS])
    columns = [words(f"terminal.{key}") for key in ("number", "when", "who", "against")]
    table(words("terminal.findings"), columns, rows, whole=(0, 1))
    if len(groups) > MOST_ROWS:
        say(words("terminal.more", n=len(groups) - MOST_ROWS))


def _row(group: Sequence[Finding], zone: str, words: Words, naming: Naming) -> tuple[str, ...]:
    contact = group[0].contact
    numbers = f"{group[0].number}–{group[-1].number}" if len(group) > 1 else str(group[0].number)
    collector, person = naming.collector(str(contact.get("collector"))), naming.person(str(contact.get("person")))
    channel = words.label("channel", str(contact.get("channel")))
    return numbers, show_instant(contact.at, zone)[:16], f"{collector} → {person} ({channel})", _against(group)


def _against(group: Sequence[Finding]) -> str:
    """``rulebook: rule, rule``, one line for each rulebook."""
    books: dict[str, list[str]] = {}
    for finding in group:
        books.setdefault(finding.reason.rulebook, []).append(finding.reason.rule)
    return "\n".join(f"{book}: {', '.join(dict.fromkeys(rules))}" for book, rules in books.items())


def _undecided(result: AuditResult, words: Words) -> None:
    rows = (
        (
            name_of(f"{each.rulebook}/{each.rule}"),
            "; ".join(words.label("fact", name) for name in each.missing),
            words.number(each.contacts),
        )
        for each in undetermined_figures(result)
    )
    columns = [words(f"terminal.{key}") for key in ("rule", "missing", "contacts")]
    table(words("undetermined.heading"), columns, rows)


def _bombing(result: AuditResult, words: Words) -> None:
    reached = result.bombing.reached
    contacts = sum(len(person.contacts) for person in reached)
    plain("")
    say(bombing_sentence(result.bombing.level, len(reached), contacts, words))
    for says in result.bombing.signals.values():
        say(says[words.lang], indent=2, sign="-")
