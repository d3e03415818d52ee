"""``forbear ask``: may this one contact be made?"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear import vocabulary
from forbear.audit.intake.native import read_history
from forbear.calendar import show_instant
from forbear.cli.choosing import Language, Reading, books_for
from forbear.cli.console import COLOURS, Exit, out, plain
from forbear.engine.free import free_at
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.engine.verdict import Reason, Verdict
from forbear.errors import Problem, RecordError
from forbear.events import Facts, History
from forbear.labels import label
from forbear.records import read_event, read_facts, read_parties, read_time

_WORDS = {
    "en": {"free": "Free at", "never": "Waiting does not help.", "missing": "missing", "note": "note",
           "advice": "This informs; it is no legal advice."},
    "zh": {"free": "最早可联系时间：", "never": "等待无济于事。", "missing": "缺少", "note": "提示",
           "advice": "本结果仅供参考，不构成法律意见。"},
}  # fmt: skip


def ask(
    contact: Annotated[
        str, typer.Argument(help="A JSON file with the contact (or a whole case), or - for standard input.")
    ],
    history: Annotated[Path | None, typer.Option("--history", help="What happened before: native JSON Lines.")] = None,
    rules: Annotated[list[str] | None, typer.Option("--rules", help="A rulebook id; may be repeated.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="All rulebooks of a place, such as CN or US-MA.")] = None,
    reading: Annotated[Reading, typer.Option("--reading", help="How what is not stated is read.")] = Reading.strict,
    drafts: Annotated[bool, typer.Option("--drafts", help="Apply draft rules too.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the sentences.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """May this contact be made? Exit code 0 where it may, 2 where it may not (missing facts refuse, too).

    Example: forbear ask contact.json --history log.jsonl --rules us-reg-f
    """
    record = _read_json(contact)
    past, facts, at = _situation(record, history)
    books = books_for([*(rules or ()), *record.get("rulebooks", ())], place)
    judge = Judge(books, past, reading.value, drafts)
    verdict = judge.decide(facts, at)
    free = free_at(judge, facts, at, (at, END_OF_ORDER))
    zone = (*past.parties.zones(), "UTC")[0]
    if as_json:
        plain(json.dumps(_as_record(verdict, free, zone), ensure_ascii=False, indent=2, default=str))
    else:
        _show(verdict, free, zone, lang.value)
    if not verdict.permits:
        raise typer.Exit(Exit.REFUSED)


def _read_json(name: str) -> Mapping[str, Any]:
    text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    where = "standard input" if name == "-" else name
    try:
        record = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RecordError(Problem(where, "this is no JSON", why=str(error), code="json")) from None
    if not isinstance(record, dict):
        raise RecordError(Problem(where, "a contact is a JSON object", code="json"))
    return record


def _situation(record: Mapping[str, Any], path: Path | None) -> tuple[History, Facts, int]:
    """The history, the facts of the contact and its instant, from a contact or a whole case."""
    asked = record.get("ask", record)
    if path is not None:
        past = read_history(path)
    else:
        events = [read_event(event, seq, f"event {seq}") for seq, event in enumerate(record.get("events", ()), start=1)]
        past = History(read_parties(record, "the contact file"), events)
    problems: list[Problem] = []
    at = read_time(asked.get("at"), "the contact, key 'at'", problems)
    rest = {key: value for key, value in asked.items() if key not in ("at", "kind", "rulebooks")}
    facts = read_facts(rest, vocabulary.EVENT_KEYS["contact"], "the contact", problems)
    problems += [
        Problem("the contact", f"the key {key!r} is missing", hint=f"State {key!r}", code="key-missing")
        for key in vocabulary.REQUIRED_KEYS["contact"]
        if key not in facts
    ]
    if problems:
        raise RecordError(problems)
    return past, facts, at


def _show(verdict: Verdict, free: int | None, zone: str, lang: str) -> None:
    words = _WORDS[lang]
    out.print(f"[{COLOURS[verdict.answer]}]{label('answer', verdict.answer, lang).upper()}[/]")
    for reason in (*verdict.reasons, *verdict.unknowns):
        _show_reason(reason, lang)
    for note in verdict.notes:
        plain(f"  · {words['note']}: {note.says[lang]} [{note.cite}]")
    if verdict.answer == "refuse":
        plain(words["never"] if free is None else f"{words['free']} {show_instant(free, zone)} ({zone}).")
    plain(words["advice"])


def _show_reason(reason: Reason, lang: str) -> None:
    plain(f"  - {reason.name} ({label('force', reason.force, lang)}; {reason.cite})")
    if reason.missing:
        names = ", ".join(label("fact", name, lang) for name in reason.missing)
        plain(f"    {_WORDS[lang]['missing']}: {names}")
    else:
        plain(f"    {reason.says[lang]}")


def _as_record(verdict: Verdict, free: int | None, zone: str) -> dict[str, Any]:
    return {
        "verdict": verdict.answer,
        "permits": verdict.permits,
        "reading": verdict.reading,
        "at": show_instant(verdict.at, zone),
        "free_at": show_instant(free, zone) if free is not None and verdict.answer == "refuse" else None,
        "reasons": [reason_record(reason) for reason in verdict.reasons],
        "unknown": [reason_record(reason) for reason in verdict.unknowns],
        "notes": [reason_record(note) for note in verdict.notes],
        "missing": list(verdict.missing),
        "rulebooks": dict(verdict.rulebooks),
    }


def reason_record(reason: Reason) -> dict[str, Any]:
    """A reason as plain data."""
    return {
        "rulebook": reason.rulebook,
        "rule": reason.rule,
        "effect": reason.effect,
        "force": reason.force,
        "cite": reason.cite,
        "says": dict(reason.says),
        "facts": dict(reason.facts),
        "debts": list(reason.debts),
        "missing": list(reason.missing),
        "confidence": reason.confidence,
    }
