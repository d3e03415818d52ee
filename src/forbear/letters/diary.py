"""What was written in a case and when to look for an answer: kept beside the case, and shown as a calendar file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.letters.case import Case
from forbear.letters.kinds import all_kinds
from forbear.letters.make import Letter
from forbear.report.ical import calendar_file, day_entry
from forbear.report.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One letter that was written: the kind, to whom, about which debts, on which day, and its files by SHA-256."""

    day: Day
    kind: str
    to: str
    debts: tuple[str, ...]
    answer_by: Day | None
    files: Mapping[str, str]


def diary_of(case: Path) -> Path:
    """Where the diary of a case lies: ``case.toml`` → ``case.letters.jsonl``."""
    return case.with_suffix(".letters.jsonl")


def entry_of(letter: Letter, files: Mapping[str, bytes]) -> Entry:
    """What the diary keeps of a letter: never its text."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    to = letter.to.name if letter.to else ""
    return Entry(letter.day, letter.kind.id, to, letter.debts, letter.answer_by, sums)


def read_diary(case: Path) -> tuple[Entry, ...]:
    """All entries of a case, in the order in which they were written; raises RecordError on a broken line."""
    path = diary_of(case)
    if not path.is_file():
        return ()
    return tuple(_entry(line, f"{path}, line {at}") for at, line in _lines(path))


def with_entry(before: Sequence[Entry], entry: Entry) -> tuple[Entry, ...]:
    """The diary with one more entry; the same letter written again on the same day takes its own place."""
    kept = [one for one in before if _same(one) != _same(entry)]
    return (*kept, entry)


def diary_text(entries: Iterable[Entry]) -> str:
    """The diary as JSON Lines."""
    return "".join(json.dumps(_record(entry), ensure_ascii=False) + "\n" for entry in entries)


def deadlines(case: Case, entries: Iterable[Entry], words: Words) -> str:
    """The calendar file of a case: a day for each answer that is awaited, and for each letter that must be answered."""
    lines: list[str] = []
    for entry in entries:
        if entry.answer_by is not None and entry.kind in all_kinds():
            title = all_kinds()[entry.kind].title[words.lang]
            summary = words("letter.follow_up_entry", title=title, to=entry.to)
            told = words("letter.follow_up_told", day=words.day(entry.day))
            lines += day_entry(entry.answer_by, entry.day, summary, told, "|".join(map(str, _same(entry))))
    for one in case.received:
        if one.answer_by is not None:
            summary = words("letter.answer_due", sender=one.sender, about=one.about or words(f"letter.{one.kind}"))
            lines += day_entry(one.answer_by, one.came or one.answer_by, summary, "", f"{one.sender}|{one.answer_by}")
    return calendar_file("Letters", lines)


def _same(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.to, entry.debts, entry.day


def _record(entry: Entry) -> dict[str, Any]:
    due = {} if entry.answer_by is None else {"answer_by": show_day(entry.answer_by)}
    return {"day": show_day(entry.day), "kind": entry.kind, "to": entry.to, "debts": list(entry.debts), **due,
            "files": dict(entry.files)}  # fmt: skip


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield at, line


def _entry(line: str, where: str) -> Entry:
    try:
        raw = json.loads(line)
        due = raw.get("answer_by")
        return Entry(
            _day(raw["day"]), raw["kind"], raw["to"], tuple(raw["debts"]), _day(due) if due else None,
            raw["files"],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "Take the line out, or put the file back as it was"
        raise RecordError(
            Problem(where, "this is no entry of a diary", why=str(error), hint=hint, code="diary-broken")
        ) from None


def _day(text: str) -> Day:
    return date.fromisoformat(text).toordinal()
