"""The machine-readable data of a pack: findings, contacts, what was left out and why, exhibits, rulebooks."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.audit.export import iso_time, safe_cell
from forbear.audit.result import AuditResult, Finding, RulebookUsed
from forbear.events import Event
from forbear.evidence.people import People, person_of

Record = Mapping[str, Any]

TIMELINE_COLUMNS = (
    "person", "role", "exhibit", "row", "at", "utc", "zone", "collector", "from_number", "channel", "direction",
    "outcome", "duration_s", "judged", "findings",
)  # fmt: skip
FINDING_COLUMNS = (
    "label", "at", "utc", "zone", "rulebook", "rule", "clause", "effect", "force", "cite", "confidence", "says_en",
    "says_zh", "person", "role", "collector", "from_number", "channel", "outcome", "rows", "free_at",
)  # fmt: skip
_OF_CONTACT = (
    "channel",
    "direction",
    "outcome",
    "duration_s",
    "collector",
    "creditor",
    "from_number",
    "role",
    "address",
)


@dataclass(frozen=True, slots=True)
class Left:
    """Rows or contacts that were left out of the findings: how many, and why.

    ``why`` is a text ``evidence_left.…`` or ``ignored.…``; ``exhibit`` is empty where the count is over all of them.
    """

    why: str
    count: int
    exhibit: str = ""


class Records:
    """The records of one audit. Times are ISO 8601 with the offset, beside them the same in UTC and the zone."""

    def __init__(self, result: AuditResult, people: People, ignored: Mapping[str, int]) -> None:
        self.result, self.people, self.ignored = result, people, ignored
        self.exhibit_of = {file.name: f"A{number}" for number, file in enumerate(result.files, start=1)}
        self._sha = {book.id: book.sha256 for book in result.rulebooks}
        self._answers = {judged.contact.seq: judged.verdict.answer for judged in result.judged}
        self._findings: dict[int, list[str]] = defaultdict(list)
        for finding in result.findings:
            self._findings[finding.contact.seq].append(label_of(finding))

    def findings(self) -> list[Record]:
        """All findings, each with the numbered rows of the exhibits that it rests on."""
        return [self._finding(finding) for finding in self.result.findings]

    def _finding(self, finding: Finding) -> Record:
        reason, shown = finding.reason, self.people
        return {
            "label": label_of(finding),
            **self.times(finding.contact.at),
            "rulebook": reason.rulebook,
            "rulebook_sha256": self._sha.get(reason.rulebook, ""),
            **{key: getattr(reason, key) for key in ("rule", "clause", "effect", "force", "cite", "confidence")},
            "says": {lang: shown.text(sentence) for lang, sentence in reason.says.items()},
            "facts": shown.value(reason.facts),
            "debts": shown.value(reason.debts),
            "contact": self.contact(finding.contact),
            "rows": [self.row(event) for event in finding.rows],
            "free_at": None if finding.free_at is None else iso_time(finding.free_at, self.result.zone),
        }

    def times(self, at: int) -> Record:
        """An instant as the zone of the debtor shows it, and in UTC."""
        return {"at": iso_time(at, self.result.zone), "utc": iso_time(at, "UTC"), "zone": self.result.zone}

    def row(self, event: Event) -> Record:
        """Where an event stands: exhibit and row, or its place in the order where it came from no file."""
        if event.source is None:
            return {"exhibit": "", "row": f"#{event.seq}"}
        return {"exhibit": self.exhibit_of.get(event.source.file, ""), "row": event.source.row}

    def contact(self, event: Event) -> Record:
        """What is known of a contact; of a text of a collector its SHA-256, of one of anybody else nothing."""
        told = {key: self.people.value(event.get(key)) for key in _OF_CONTACT if event.get(key) is not None}
        text = event.get("text_sha256") if event.get("direction") == "outbound" else None
        person = self.people.person(person_of(event))
        return {"person": person, **told, **({"text_sha256": text} if text else {})}

    def contacts(self) -> list[Record]:
        """Every contact in order of time, with verdict and findings; one begun by the other side has none."""
        return [
            {
                "number": number,
                **self.times(event.at),
                **self.contact(event),
                **self.row(event),
                "judged": self._answers.get(event.seq, ""),
                "findings": self._findings.get(event.seq, []),
            }
            for number, event in enumerate(self.result.history.of_kind("contact").events, start=1)
        ]

    def by_person(self) -> Mapping[str, list[Event]]:
        """The contacts of each person, the debtor first, then in the order of the labels."""
        order = (self.people.debtor, *sorted(self.people.own), *self.people.labels)
        found: dict[str, list[Event]] = {person: [] for person in order}
        for event in self.result.history.of_kind("contact").events:
            found.setdefault(person_of(event), []).append(event)
        return {person: events for person, events in found.items() if events}

    def judged(self, event: Event) -> str:
        """The verdict on a contact, empty where it was not judged."""
        return self._answers.get(event.seq, "")

    def labels(self, event: Event) -> Sequence[str]:
        """The labels of the findings on a contact."""
        return self._findings.get(event.seq, [])

    def left(self) -> list[Left]:
        """What was left out, and why, in counts."""
        files = [(self.exhibit_of[file.name], file) for file in self.result.files]
        contacts = len(self.result.history.of_kind("contact").events)
        rows = [Left("unmarked", file.dropped, exhibit) for exhibit, file in files]
        rows += [Left("unreadable", file.rejected, exhibit) for exhibit, file in files]
        rows += [Left(why, count) for why, count in sorted(self.ignored.items())]
        rows.append(Left("inbound", contacts - len(self.result.judged)))
        return [row for row in rows if row.count]

    def undetermined(self) -> list[Record]:
        """Rules that could not be decided, with what was missing and on which contacts."""
        return [
            {
                "rulebook": each.reason.rulebook,
                **{key: getattr(each.reason, key) for key in ("rule", "clause", "force", "cite")},
                "missing": list(each.missing),
                "contacts": [self.row(event) for event in each.contacts],
            }
            for each in self.result.undetermined
        ]

    def rejected(self) -> list[Record]:
        """Rows that could not be read; their text, which may be anybody's, only where nothing is masked."""
        masked = self.people.masked
        return [
            {
                "where": self._place(row.problem.where),
                "code": row.problem.code,
                "what": self.people.raw(row.problem.what),
                "text": "" if masked else row.text,
            }
            for row in self.result.rejected
        ]

    def _place(self, where: str) -> str:
        """``file:row`` with the exhibit in place of the file."""
        for name, exhibit in self.exhibit_of.items():
            if where == name or where.startswith((f"{name}:", f"{name},")):
                return exhibit + where.removeprefix(name)
        return self.people.raw(where)

    def exhibits(self) -> list[Record]:
        """The original files: label, SHA-256, whose log each is, and how many of its rows were used."""
        return [
            {
                "exhibit": self.exhibit_of[file.name],
                "name": self.people.file(file),
                "sha256": file.sha256,
                "format": file.format,
                "log_of": self.people.person(self.people.owner(file)),
                "role": file.role,
                **{key: getattr(file, key) for key in ("rows", "kept", "dropped", "rejected")},
            }
            for file in self.result.files
        ]

    def rulebooks(self) -> list[Record]:
        """The rulebooks that judged, each by the SHA-256 of its text."""
        return [_rulebook(book) for book in self.result.rulebooks]


def label_of(finding: Finding) -> str:
    """``F12``."""
    return f"F{finding.number}"


def _rulebook(book: RulebookUsed) -> Record:
    return {
        "id": book.id,
        "title": dict(book.title),
        "sha256": book.sha256,
        "status": book.status,
        "covers": book.covers,
        "leaves_out": list(book.leaves_out),
    }


def data_files(records: Records) -> Mapping[str, bytes]:
    """All of it by the names that the files have in the pack."""
    findings, contacts = records.findings(), records.contacts()
    left = [{"why": row.why, "count": row.count, "exhibit": row.exhibit} for row in records.left()]
    return {
        "data/findings.jsonl": _lines(findings),
        "data/findings.csv": _table(FINDING_COLUMNS, map(_finding_row, findings)),
        "data/contacts.jsonl": _lines(contacts),
        "data/timelines.csv": _table(TIMELINE_COLUMNS, _timeline_rows(contacts)),
        "data/undetermined.jsonl": _lines(records.undetermined()),
        "data/left-out.jsonl": _lines(left),
        "data/unreadable.jsonl": _lines(records.rejected()),
        "data/exhibits.jsonl": _lines(records.exhibits()),
        "data/rulebooks.jsonl": _lines(records.rulebooks()),
    }


def _finding_row(record: Record) -> Record:
    contact = record["contact"]
    rows = " ".join(_cited(row) for row in record["rows"])
    says = {f"says_{lang}": text for lang, text in record["says"].items()}
    return {**contact, **record, **says, "rows": rows, "free_at": record["free_at"] or ""}


def _timeline_rows(contacts: Iterable[Record]) -> Iterable[Record]:
    by_person: dict[str, list[Record]] = defaultdict(list)
    for record in contacts:
        by_person[record["person"]].append({**record, "findings": " ".join(record["findings"])})
    return (record for records in by_person.values() for record in records)


def _cited(row: Record) -> str:
    return f"{row['exhibit']}:{row['row']}" if row["exhibit"] else str(row["row"])


def _lines(records: Iterable[Record]) -> bytes:
    lines = (json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n" for record in records)
    return "".join(lines).encode("utf-8", "replace")


def _table(columns: Sequence[str], rows: Iterable[Record]) -> bytes:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(str(row.get(column, ""))) for column in columns])
    return ("\ufeff" + page.getvalue()).encode("utf-8", "replace")  # spreadsheets take it for UTF-8 only with this mark
