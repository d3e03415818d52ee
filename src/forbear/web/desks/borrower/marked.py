"""What can be undone and added by hand: numbers that are no collector's after all, and contacts that no log holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from forbear.audit.marks import Collector
from forbear.calendar import instant_of
from forbear.errors import Problem, RecordError
from forbear.records import read_event
from forbear.web.desks.borrower import documents, findings, keeping, log
from forbear.web.desks.borrower.models import Case
from forbear.web.ledger import gates

BY_HAND = "by-hand"
"""The name of the file of contacts that were entered by hand."""


def rows(case: Case) -> list[tuple[str, list[str]]]:
    """The lines of the log, each with where it comes from."""
    lines = log.events_in(documents.text(case, documents.LOG))
    return list(zip(lines, documents.record(case, documents.SOURCES, []), strict=True))


def counts(case: Case) -> dict[str, int]:
    """How many contacts on the log are of each number."""
    found: dict[str, int] = {}
    for line, _ in rows(case):
        number = str(json.loads(line).get("from_number") or "")
        found[number] = found.get(number, 0) + 1
    return found


def people(case: Case) -> list[dict[str, str]]:
    """Everybody else who was contacted, or whose telephone was brought."""
    return list(documents.record(case, documents.MARKS, {}).get("people", []))


def contacts_by_hand(case: Case) -> list[tuple[int, dict[str, Any]]]:
    """The contacts that were entered by hand, in order, each with its place in the log."""
    return [(at, json.loads(line)) for at, (line, source) in enumerate(rows(case)) if source[0] == BY_HAND]


def unmark(case: Case, number: str) -> int:
    """A number is no collector's: its mark goes, and with it what was kept of it; how many contacts those were."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        before = keeping.marks_of(case)
        if number not in {one for each in before for one in each.numbers}:
            raise RecordError(Problem("", "this was changed meanwhile", code="changed-meanwhile"))
        after = [replace(each, numbers=tuple(one for one in each.numbers if one != number)) for each in before]
        kept = [(line, source) for line, source in rows(case) if json.loads(line).get("from_number") != number]
        gone = len(rows(case)) - len(kept)
        used = {str(json.loads(line).get("collector")) for line, _ in kept}
        _write(case, [each for each in after if each.numbers or each.name in used], people(case), kept)
    return gone


def enter(case: Case, told: Mapping[str, Any]) -> None:
    """Put a contact on the log that no file holds; raises RecordError where it cannot be."""
    about = documents.record(case, documents.ABOUT, {})
    at = datetime.combine(told["day"], told["time"], ZoneInfo(about["zone"]))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        marks = keeping.marks_of(case)
        collector = next((one for one in marks if one.name == told["collector"]), None)
        if collector is None:
            collector = Collector(name=told["collector"], kind=told["kind"], numbers=())
            marks.append(collector)
        known = {one["id"]: one for one in people(case)}
        is_own = told["role"] == "debtor"
        who = "debtor" if is_own else told["person"]
        if not is_own:
            if known.get(who, {"role": told["role"]})["role"] != told["role"]:
                raise RecordError(Problem("", "one word for two people", code="role-twice"))
            known[who] = {"id": who, "role": told["role"]}
        line = _line(at, collector, who, told)
        _write(case, marks, list(known.values()), [*rows(case), (line, [BY_HAND, str(gates.now())])])


def forget(case: Case, at: int) -> None:
    """Take a contact that was entered by hand off the log; raises RecordError where it is none."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        every = rows(case)
        if at >= len(every) or every[at][1][0] != BY_HAND:
            raise RecordError(Problem("", "this was changed meanwhile", code="changed-meanwhile"))
        _write(case, keeping.marks_of(case), people(case), [row for place, row in enumerate(every) if place != at])


def _line(at: datetime, collector: Collector, who: str, told: Mapping[str, Any]) -> str:
    """A contact as a line of the log; raises RecordError where its facts do not fit together."""
    if instant_of(at) > gates.now():
        raise RecordError(Problem("", "this lies in the future", code="contact-tomorrow"))
    record: dict[str, Any] = {
        "at": at.isoformat(), "kind": "contact", "channel": told["channel"], "direction": "outbound",
        "collector": collector.name, "creditor": collector.creditor_id, "person": who, "role": told["role"],
        "debts": [collector.debt_id], "disclosure": told["disclosure"],
    }  # fmt: skip
    event = read_event(record, 0, BY_HAND)
    return log.line_of(event)


def _write(case: Case, marks: list[Collector], known: list[Any], kept: list[tuple[str, list[str]]]) -> None:
    """Marks, log and sources together; what was found is found anew."""
    parties = keeping.parties_of(case, marks, known)
    text, sources = log.put_together(parties, kept)
    keeping.write_marks(case, marks, known)
    documents.write(case, documents.LOG, text)
    documents.write_record(case, documents.SOURCES, sources)
    findings.ask_for(case)
