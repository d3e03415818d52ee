"""The record of a pack: findings with their rows, timelines by person, exhibits, what was left out, rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from itertools import groupby
from typing import Any

from forbear import __version__
from forbear.audit.result import Finding
from forbear.events import Event
from forbear.evidence.manifest import MANIFEST, SIGNATURE, STAMP, SUMS
from forbear.evidence.pages import Section, Table, Told, as_data, document
from forbear.evidence.people import person_of
from forbear.evidence.records import label_of
from forbear.evidence.seal import PUBLIC_KEY
from forbear.evidence.summary import why_of
from forbear.report.figures import undetermined_figures

FINDINGS_MOST, CONTACTS_MOST, ROWS_MOST = 1_000, 1_000, 40
"""So many findings, contacts of one person, and rows of one finding are printed; the data holds all."""

LISTS = ("tzdata", "holidays", "phonenumbers")
"""Packages whose lists decide what a time, a holiday or a number is."""


def versions() -> Mapping[str, str]:
    """The versions of those packages."""
    return {name: version(name) for name in LISTS}


def record(told: Told) -> Mapping[str, Any]:
    """The record as the template reads it."""
    parts = [_findings, _timelines, _exhibits, _left, _open, _rulebooks]
    sections = [as_data(section) for part in parts for section in part(told)]
    return document(told, told.words("evidence.record_title", debtor=told.shown.debtor()), "record", pages=[sections])


def _findings(told: Told) -> Iterable[Section]:
    words, every = told.words, told.result.findings
    rows = [
        row
        for _, group in groupby(every[:FINDINGS_MOST], key=lambda finding: finding.contact.seq)
        for row in _of_contact([*group], told)
    ]
    columns = ("no", "rule", "says", "rests", "free_at")
    left = len(every) - FINDINGS_MOST
    more = words("evidence.findings_left", n=left) if left > 0 else ""
    table = Table([words(f"evidence.{key}") for key in columns], [0, 9, 9, 3, 0], rows, more=more)
    texts = [words("evidence.findings_intro" if rows else "evidence.findings_none")]
    yield Section(words("evidence.part_findings"), texts, [table] if rows else [])


def _of_contact(findings: Sequence[Finding], told: Told) -> Iterable[Sequence[str]]:
    contact, words, shown = findings[0].contact, told.words, told.shown
    number = told.people.value(contact.get("from_number") or "")
    yield [
        words(
            "evidence.contact_line",
            when=shown.time(contact.at),
            collector=shown.collector(str(contact.get("collector") or "")),
            number=words("evidence.number_of", number=number) if number else "",
            person=shown.person(person_of(contact)),
            channel=_how(contact, told),
            row=" ".join(shown.rows([contact])),
        )
    ]
    for finding in findings:
        yield (
            label_of(finding),
            _rule(finding, told),
            shown.says(finding.reason.says),
            _rests(finding.rows, told),
            "–" if finding.free_at is None else shown.time(finding.free_at),
        )


def _rule(finding: Finding, told: Told) -> str:
    reason, words = finding.reason, told.words
    line = words("evidence.rule_line", rule=reason.rule, book=reason.rulebook, force=words.label("force", reason.force))
    known = words.label("confidence", reason.confidence) if reason.confidence else ""
    return "\n".join(filter(None, (line, words.cite(reason.cite), known)))


def _rests(rows: Sequence[Event], told: Told) -> str:
    shown = "; ".join(told.shown.rows(rows[-ROWS_MOST:]))
    left = len(rows) - ROWS_MOST
    return told.words.joined([shown, told.words("evidence.rows_left", n=left)]) if left > 0 else shown


def _how(contact: Event, told: Told) -> str:
    words = told.words
    channel, outcome = words.label("channel", str(contact.get("channel") or "")), str(contact.get("outcome") or "")
    return words("findings.channel", channel=channel, outcome=words.label("outcome", outcome)) if outcome else channel


def _timelines(told: Told) -> Iterable[Section]:
    words = told.words
    yield Section(words("evidence.part_timelines"), [words("evidence.timelines_intro")])
    for person, events in told.records.by_person().items():
        heading = words(
            "evidence.timeline_of", person=told.shown.person(person), contacts=words("summary.contacts", n=len(events))
        )
        columns = ("when", "collector", "number", "how", "row", "verdict", "findings")
        left = len(events) - CONTACTS_MOST
        more = words("evidence.timeline_left", n=left) if left > 0 else ""
        rows = [_line(event, told) for event in events[:CONTACTS_MOST]]
        table = Table([words(f"evidence.{key}") for key in columns], [0, 5, 4, 4, 0, 3, 3], rows, more=more)
        yield Section(heading, tables=[table], deep=True)


def _line(event: Event, told: Told) -> Sequence[str]:
    labels, verdict = told.records.labels(event), told.records.judged(event)
    return (
        told.shown.time(event.at),
        told.shown.collector(str(event.get("collector") or "")),
        told.people.value(event.get("from_number") or "–"),
        _how(event, told),
        " ".join(told.shown.rows([event])),
        told.words.label("answer", verdict) if verdict else told.words("evidence.begun_here"),
        f"{labels[0]}–{labels[-1]}" if len(labels) > 1 else "".join(labels) or "–",
    )


def _exhibits(told: Told) -> Iterable[Section]:
    words = told.words
    columns = ("exhibit", "file", "log_of", "format", "rows", "used", "sha")
    rows = [
        (
            one["exhibit"],
            one["name"] or words("evidence.not_shown"),
            told.shown.person(told.people.owner(file)),
            one["format"],
            *map(words.number, (one["rows"], one["kept"])),
            one["sha256"],
        )
        for one, file in zip(told.records.exhibits(), told.result.files, strict=True)
    ]  # fmt: skip
    table = Table([words(f"evidence.{key}") for key in columns], [0, 4, 4, 4, 0, 0, 0], rows, small=[6])
    kept = words("evidence.originals_in" if told.making.originals else "evidence.originals_out")
    yield Section(words("evidence.part_exhibits"), [words("evidence.exhibits_intro"), kept], [table])
    listed = Table([words("evidence.file"), words("evidence.also_what")], [3, 5], _own_files(told))
    yield Section(words("evidence.also"), tables=[listed], deep=True)


def _own_files(told: Told) -> list[tuple[str, str]]:
    making = told.making
    files = {
        "summary.pdf": "file_summary",
        "record.pdf": "file_record",
        "data/findings.jsonl, data/findings.csv": "file_findings",
        "data/contacts.jsonl, data/timelines.csv": "file_contacts",
        "data/*.jsonl": "file_other",
        "rulebooks/": "file_rulebooks" if making.rulebooks else "",
        "originals/": "file_originals" if making.originals else "",
        MANIFEST: "file_manifest",
        SUMS: "file_sums",
        f"{SIGNATURE}, {PUBLIC_KEY}": "file_signature" if making.signed_by else "",
        STAMP: "file_stamp" if making.server else "",
    }
    return [(name, told.words(f"evidence.{key}")) for name, key in files.items() if key]


def _left(told: Told) -> Iterable[Section]:
    words = told.words
    rows = [
        (words.number(row.count), row.exhibit or words("evidence.all_exhibits"), why_of(row, told))
        for row in told.records.left()
    ]
    table = Table([words(f"evidence.{key}") for key in ("count", "exhibit", "why")], [0, 0, 1], rows)
    yield Section(words("evidence.part_left"), [] if rows else [words("evidence.left_none")], [table] if rows else [])


def _open(told: Told) -> Iterable[Section]:
    words, result = told.words, told.result
    rows = [
        (f"{one.rulebook} · {one.rule}", words.cite(one.cite),
         words.listed([words.label("fact", name) for name in one.missing]), words.number(one.contacts))
        for one in undetermined_figures(result)
    ]  # fmt: skip
    table = Table([words(f"evidence.{key}") for key in ("rule", "source", "missing", "contacts")], [4, 4, 5, 0], rows)
    notes = [words("evidence.assumed", text=told.shown.says(one)) for one in result.assumptions]
    notes += [words("evidence.doubted", text=told.shown.raw(str(one))) for one in result.warnings]
    texts = [words("undetermined.intro" if rows else "evidence.open_none")]
    yield Section(words("evidence.part_open"), texts, [table] if rows else [], notes)


def _rulebooks(told: Told) -> Iterable[Section]:
    words = told.words
    rows = [
        (book.id, _about(told, book), words.label("status", book.status), book.sha256) for book in told.result.rulebooks
    ]
    table = Table(
        [words(f"evidence.{key}") for key in ("rulebook", "covers", "status", "sha")], [3, 6, 2, 0], rows, small=[3]
    )
    lists = ", ".join(f"{name} {number}" for name, number in versions().items())
    yield Section(
        words("evidence.part_rulebooks"), [words("evidence.versions", version=__version__, versions=lists)],
        [table] if rows else [],
    )  # fmt: skip


def _about(told: Told, book: Any) -> str:
    left = told.words("evidence.leaves_out", text="; ".join(book.leaves_out)) if book.leaves_out else ""
    return "\n".join(filter(None, (told.shown.rulebook(book.id), left)))
