"""The summary of a pack: two pages, whatever the audit found; what does not fit is counted and in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forbear.audit.result import Reached
from forbear.calendar import Instant, show_instant
from forbear.evidence.pages import Section, Table, Told, as_data, document, short
from forbear.evidence.records import Left
from forbear.report import headline
from forbear.report.figures import RuleFigures, collector_figures, rule_figures, summary_figures, undetermined_figures

RULES_MOST, COLLECTORS_MOST, PEOPLE_MOST, EXHIBITS_MOST, BOOKS_MOST, LEFT_MOST = 12, 8, 10, 10, 14, 8


def summary(told: Told) -> Mapping[str, Any]:
    """The summary as the template reads it."""
    words = told.words
    title = words("evidence.title", debtor=short(told.shown.debtor()))
    first = [_found(told), _strength(told), _by_rule(told), _by_collector(told)]
    second = [_reached(told), _left(told), _exhibits(told), _rulebooks(told), _check(told)]
    pages = [[as_data(section) for section in sections if section] for sections in (first, second)]
    return document(told, title, "summary", facts=_facts(told), notice=words("evidence.what"), pages=pages)


def _facts(told: Told) -> list[tuple[str, str]]:
    figures, words, making = summary_figures(told.result), told.words, told.making
    ends = [told.shown.time(at) for at in (figures.first, figures.last) if at is not None]
    facts = {
        "debtor": short(told.shown.debtor()),
        "writer": short(making.writer),
        "period": " – ".join(ends),
        "zone": words("evidence.zone_of", zone=told.result.zone),
        "made": told.made,
        "privacy": words("evidence.masked" if making.masked else "evidence.unmasked"),
    }
    return [(words(f"evidence.{key}"), text) for key, text in facts.items() if text]


def _found(told: Told) -> Section:
    figures = summary_figures(told.result)
    head = headline.summary(figures, told.words, told.shown)
    tiles = Table(
        [name for _, name, _ in head["tiles"]], [1, 1, 1, 1], [[number for number, _, _ in head["tiles"]]], left=True
    )
    return Section(told.words("evidence.found"), texts=[told.words.joined(head["sentences"])], tables=[tiles])


def _strength(told: Told) -> Section | None:
    head = headline.summary(summary_figures(told.result), told.words, told.shown)
    lines = [
        told.words.joined([f"{one['line']}{'。' if told.words.lang == 'zh' else '.'}", one["meaning"]])
        for one in head["forces"]
    ]
    return Section(told.words("evidence.strength"), bullets=lines) if lines else None


def _by_rule(told: Told) -> Section | None:
    rules, words = rule_figures(told.result), told.words
    columns = ("rule", "source", "force", "contacts", "findings", "first")
    rows = [_rule(one, told) for one in rules[:RULES_MOST]]
    left = len(rules) - RULES_MOST
    more = words("evidence.more_rules", n=left) if left > 0 else ""
    table = Table([words(f"evidence.{key}") for key in columns], [8, 5, 3, 0, 0, 0], rows, more=more)
    return Section(words("evidence.by_rule"), tables=[table]) if rows else None


def _rule(rule: RuleFigures, told: Told) -> Sequence[str]:
    return (
        f"{rule.rule} · {short(told.shown.rulebook(rule.rulebook))}",
        short(told.words.cite(rule.cite)),
        told.words.label("force", rule.force),
        told.words.number(rule.contacts),
        told.words.number(len(rule.findings)),
        f"F{rule.findings[0].number}",
    )


def _by_collector(told: Told) -> Section | None:
    every, words = collector_figures(told.result), told.words
    columns = ("collector", "contacts", "refused", "third", "findings")
    third = {one.person for one in told.result.bombing.reached}
    to_third: dict[str, int] = {}
    for judged in told.result.judged:
        if judged.contact.get("person") in third:
            name = str(judged.contact.get("collector"))
            to_third[name] = to_third.get(name, 0) + 1
    rows = [
        (short(told.shown.collector(one.collector)),
         *map(words.number, (one.contacts, one.refused, to_third.get(one.collector, 0), one.findings)))
        for one in every[:COLLECTORS_MOST]
    ]  # fmt: skip
    left = len(every) - COLLECTORS_MOST
    more = words("evidence.more_collectors", n=left) if left > 0 else ""
    table = Table([words(f"evidence.{key}") for key in columns], [5, 0, 0, 0, 0], rows, more=more)
    return Section(words("evidence.by_collector"), tables=[table]) if rows else None


def _reached(told: Told) -> Section:
    words = told.words
    every = sorted(told.result.bombing.reached, key=lambda one: (-len(one.contacts), one.person))
    if not every:
        return Section(words("evidence.reached"), texts=[words("evidence.nobody")])
    rows = [
        (
            short(told.shown.person(one.person), 40),
            words.number(len(one.contacts)),
            words.number(one.told_of_debt),
            *(show_instant(at, told.result.zone) for at in _ends(one)),
            short(words.listed([told.shown.collector(collector) for collector in one.collectors]), 70),
        )
        for one in every[:PEOPLE_MOST]
    ]
    columns = ("person", "contacts", "told", "first_at", "last_at", "by")
    left = len(every) - PEOPLE_MOST
    more = words("evidence.more_people", n=left) if left > 0 else ""
    table = Table([words(f"evidence.{key}") for key in columns], [4, 0, 0, 0, 0, 5], rows, more=more)
    return Section(words("evidence.reached"), tables=[table])


def _ends(one: Reached) -> tuple[Instant, Instant]:
    moments = [contact.at for contact in one.contacts]
    return min(moments), max(moments)


def _left(told: Told) -> Section:
    """What was left out, over all exhibits together."""
    words, counts = told.words, dict[str, int]()
    for row in told.records.left():
        counts[row.why] = counts.get(row.why, 0) + row.count
    lines = [f"{words.number(count)} · {why_of(Left(why, count), told)}" for why, count in counts.items()][:LEFT_MOST]
    open_rules = len(undetermined_figures(told.result))
    texts = [] if lines else [words("evidence.left_none")]
    texts += [words("evidence.open", n=open_rules)] if open_rules else []
    return Section(words("evidence.left_heading"), texts=texts, bullets=lines)


def why_of(row: Left, told: Told) -> str:
    """Why rows were left out, in words."""
    return told.words.known(f"evidence_left.{row.why}", told.words.known(f"ignored.{row.why}", row.why))


def _exhibits(told: Told) -> Section:
    words, files = told.words, told.records.exhibits()
    rows = [
        (
            one["exhibit"],
            short(one["name"] or words("evidence.not_shown"), 34),
            short(told.shown.person(told.people.owner(file)), 34),
            words.number(one["rows"]),
            words.number(one["kept"]),
            one["sha256"],
        )
        for one, file in zip(files[:EXHIBITS_MOST], told.result.files, strict=False)
    ]
    columns = ("exhibit", "file", "log_of", "rows", "used", "sha")
    left = len(files) - EXHIBITS_MOST
    more = words("evidence.more_exhibits", n=left) if left > 0 else ""
    table = Table([words(f"evidence.{key}") for key in columns], [0, 3, 3, 0, 0, 0], rows, small=[5], more=more)
    kept = words("evidence.originals_in" if told.making.originals else "evidence.originals_out")
    return Section(words("evidence.exhibits"), tables=[table], texts=[kept])


def _rulebooks(told: Told) -> Section | None:
    names = [book.id for book in told.result.rulebooks]
    left = len(names) - BOOKS_MOST
    shown = told.words.listed(names) if left <= 0 else ", ".join(names[:BOOKS_MOST])
    text = told.words("evidence.rulebooks_many" if left > 0 else "evidence.rulebooks_of", books=shown, n=left)
    return Section(told.words("evidence.rulebooks"), texts=[text]) if names else None


def _check(told: Told) -> Section:
    words, making = told.words, told.making
    signed = (
        words("evidence.check_signed", signer=making.signed_by)
        if making.signed_by
        else words("evidence.check_unsigned")
    )
    stamped = (
        words("evidence.check_stamped", server=short(making.server))
        if making.server
        else words("evidence.check_unstamped")
    )
    return Section(words("evidence.check"), bullets=[words("evidence.check_files"), signed, stamped])
