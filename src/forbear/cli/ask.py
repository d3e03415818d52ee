"""``forbear ask``: may this one contact be made?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear import vocabulary
from forbear.audit.intake.base import check_readable
from forbear.audit.intake.native import read_history
from forbear.calendar import show_instant
from forbear.cli.choosing import Drafts, Language, Place, Reading, Rules, books_for
from forbear.cli.console import COLOURS, Exit, plain, say
from forbear.engine.free import free_at
from forbear.engine.plain import plain_verdict
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.engine.verdict import Reason, Verdict
from forbear.errors import Problem, RecordError
from forbear.events import Facts, History
from forbear.records import read_event, read_facts, read_parties, read_time, require
from forbear.report.words import Words


def ask(
    contact: Annotated[
        str, typer.Argument(help="A JSON file with the contact (or a whole case), or - for standard input.")
    ],
    history: Annotated[Path | None, typer.Option("--history", help="What happened before: native JSON Lines.")] = None,
    rules: Rules = None,
    place: Place = None,
    reading: Annotated[Reading, typer.Option("--reading", help="How what is not stated is read.")] = Reading.strict,
    drafts: Drafts = False,
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
    free = free_at(judge, facts, at, (at, END_OF_ORDER)) if verdict.answer == "refuse" else None
    zone = (*past.parties.zones(), "UTC")[0]
    if as_json:
        plain(json.dumps(_as_record(verdict, free, zone), ensure_ascii=False, indent=2))
    else:
        _show(verdict, free, zone, Words(lang))
    if not verdict.permits:
        raise typer.Exit(Exit.REFUSED)


def _read_json(name: str) -> Mapping[str, Any]:
    where = "standard input" if name == "-" else name
    if name != "-":
        check_readable(Path(name))
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
        record = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RecordError(
            Problem(where, "this is no JSON", why=str(error), hint="Write one JSON object in UTF-8", code="json")
        ) from None
    if not isinstance(record, dict) or not isinstance(record.get("ask", {}), dict):
        raise RecordError(Problem(where, "a contact is one JSON object", hint='Begin it with {"at": …', code="json"))
    return record


def _situation(record: Mapping[str, Any], path: Path | None) -> tuple[History, Facts, int]:
    """The history, the facts of the contact and its instant, from a contact or a whole case."""
    asked = record.get("ask", record)
    past = _past(record) if path is None else read_history(path)
    problems: list[Problem] = []
    at = read_time(asked.get("at"), "the contact, key 'at'", problems)
    rest = {key: value for key, value in asked.items() if key not in ("at", "kind", "rulebooks")}
    facts = read_facts(rest, vocabulary.EVENT_KEYS["contact"], "the contact", problems)
    require(facts, "contact", "the contact", problems)
    if problems:
        raise RecordError(problems)
    return past, facts, at


def _past(record: Mapping[str, Any]) -> History:
    """The history that a whole case tells."""
    if "ask" not in record:
        raise RecordError(
            Problem("the contact file", "it does not say who the collector, the debtor and the debts are",
                    why="rules differ by who asks whom about what", code="parties-missing",
                    hint="Add --history log.jsonl, or write a whole case with the contact under 'ask'")
        )  # fmt: skip
    problems = list(_misshapen(record))
    if problems:
        raise RecordError(problems)
    events = [read_event(event, seq, f"event {seq}") for seq, event in enumerate(record.get("events", ()), start=1)]
    return History(read_parties(record, "the contact file"), events)


def _misshapen(record: Mapping[str, Any]) -> Iterator[Problem]:
    for key in ("collector", "debtor", "calendars", "policy"):
        if not isinstance(record.get(key, {}), Mapping):
            yield Problem("the contact file", f"{key!r} is no JSON object", hint=f'Write "{key}": {{…}}', code="json")
    for key in ("collectors", "people", "debts", "events"):
        entries = record.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            hint = f'Write "{key}": [{{…}}, {{…}}]'
            yield Problem("the contact file", f"{key!r} is no list of JSON objects", hint=hint, code="json")


def _show(verdict: Verdict, free: int | None, zone: str, words: Words) -> None:
    say(words.label("answer", verdict.answer).upper(), style=COLOURS[verdict.answer])
    for reason in (*verdict.reasons, *verdict.unknowns):
        _show_reason(reason, words)
    for note in verdict.notes:
        say(words("ask.note", says=note.says[words.lang], cite=words.cite(note.cite)), indent=2, sign="·")
    if verdict.answer == "refuse":
        free_time = words("ask.never") if free is None else words("ask.free", time=words.time(free, zone), zone=zone)
        say(free_time)
    say(words("ask.advice"))


def _show_reason(reason: Reason, words: Words) -> None:
    head = words("ask.reason", rule=reason.name, force=words.label("force", reason.force), cite=words.cite(reason.cite))
    missing = "; ".join(words.label("fact", name) for name in reason.missing)
    say(head, indent=2, sign="-", style="bold")
    say(words("ask.missing", facts=missing) if missing else reason.says[words.lang], indent=4)
    for calendar in reason.calendars:
        say(words("ask.calendar", name=calendar[words.lang]), indent=4, style="dim")


def _as_record(verdict: Verdict, free: int | None, zone: str) -> dict[str, Any]:
    told = plain_verdict(verdict)
    first = {key: told.pop(key) for key in ("verdict", "permits", "reading")}
    times = {"at": show_instant(verdict.at, zone), "free_at": None if free is None else show_instant(free, zone)}
    return first | times | told
