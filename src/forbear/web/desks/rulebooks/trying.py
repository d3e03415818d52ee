"""The verdict on a contact that is tried out, as ``forbear ask`` gives it, and how to ask the same elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.calendar import read_instant
from forbear.engine.free import free_at
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.engine.verdict import Reason, Verdict
from forbear.errors import InputError, Problem
from forbear.events import History
from forbear.labels import words_of
from forbear.records import read_event, read_facts, read_parties, require
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.rules.format import Rulebook
from forbear.vocabulary import CONDUCT
from forbear.web.desks.rulebooks.question import Question
from forbear.web.desks.shared.texts import say

NAME = "case.json"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: a verdict with its first free time, or the problems that kept it from being judged."""

    verdict: Verdict | None = None
    free: int | None = None
    problems: Sequence[str] = ()


def tried(question: Question) -> Tried:
    """Judge it."""
    try:
        books = rulebooks_of(question)
        record = question.record()
        events = [read_event(one, seq, f"event {seq}") for seq, one in enumerate(record["events"], start=1)]
        past = History(read_parties(record, "the case"), events)
        facts = _facts(record)
        problems: list[Problem] = []
        require(facts, "contact", "the contact", problems)
        if problems:
            return Tried(problems=[str(one) for one in problems])
        judge = Judge(books, past, question.reading, question.drafts)  # type: ignore[arg-type]
        at = read_instant(record["ask"].get("at", ""))
        verdict = judge.decide_at(facts, at, (at, END_OF_ORDER))
        free = free_at(judge, facts, at, (at, END_OF_ORDER)) if verdict.answer == "refuse" else None
    except InputError as error:
        return Tried(problems=[str(one) for one in error.problems])
    except ValueError:
        return Tried(problems=["the contact, key 'at': the time is missing"])
    return Tried(verdict, free)


def _facts(record: Mapping[str, Any]) -> Any:
    problems: list[Any] = []
    rest = {key: value for key, value in record["ask"].items() if key != "at"}
    facts = read_facts(rest, CONDUCT.events["contact"], "the contact", problems)
    if problems:
        raise InputError(problems)
    return facts


def rulebooks_of(question: Question) -> list[Rulebook]:
    """The rulebooks that it is judged by; raises RulebookError."""
    return catalog.chosen(question.rules, [question.place] if question.place else ())


def shown(done: Tried, question: Question, words: Words) -> dict[str, Any]:
    """The verdict as the page tells it."""
    verdict = done.verdict
    if verdict is None:
        return {"problems": done.problems}
    return {
        "answer": verdict.answer,
        "answer_told": words.label("answer", verdict.answer),
        "reasons": [_reason(one, words) for one in verdict.reasons],
        "unknown": [_reason(one, words) for one in verdict.unknowns],
        "notes": [_reason(one, words) for one in verdict.notes],
        "missing": [_fact(name, words) for name in verdict.missing],
        "never": verdict.answer == "refuse" and done.free is None,
        "free": words.time(done.free, question.zone) if done.free is not None else "",
        "zone": question.zone,
        "rulebooks": sorted(verdict.rulebooks),
    }


def _reason(reason: Reason, words: Words) -> dict[str, Any]:
    return {
        "book": reason.rulebook,
        "rule": reason.rule,
        "force": reason.force,
        "force_told": words.label("force", reason.force) if reason.force else "",
        "effect": reason.effect,
        "cite": reason.cite,
        "says": reason.says[words.lang],
        "missing": [_fact(name, words) for name in reason.missing],
        "facts": [(_fact(name, words), _value(value, words)) for name, value in reason.facts.items()],
        "calendars": [calendar[words.lang] for calendar in reason.calendars],
        "rows": reason.rows,
    }


def _fact(name: str, words: Words) -> str:
    return words.label("fact", name) if name in words_of("fact") else name


def _value(value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return say(f"rulebooks.form.{str(value).lower()}")
    if isinstance(value, Mapping):
        return f"{value['from']}–{value['to']}"
    return words.listed([str(one) for one in value]) if isinstance(value, (list, tuple)) else str(value)


def as_json(question: Question) -> str:
    """The case as ``forbear ask`` reads it."""
    return json.dumps(question.record(), ensure_ascii=False, indent=2) + "\n"


def command(question: Question) -> str:
    """The command line that asks the same of that file."""
    words = ["forbear", "ask", NAME]
    words += ["--place", question.place] if question.place else []
    words += ["--reading", question.reading]
    return " ".join([*words, *(["--drafts"] if question.drafts else [])])


def as_toml(question: Question, verdict: Verdict | None) -> str:
    """The case as a worked example of a rulebook, with the verdict that came of it as what is expected."""
    return "\n".join(_toml(question, verdict)) + "\n"


def _toml(question: Question, verdict: Verdict | None) -> Iterator[str]:
    record = question.record()
    spoke = [] if verdict is None else [*dict.fromkeys(one.rule for one in (*verdict.reasons, *verdict.unknowns))]
    yield "[[example]]"
    yield 'name = "…"'
    if spoke:
        yield f"tests = {_written('', spoke)}"
    yield f"reading = {_written('', question.reading)}"
    yield from ([f"drafts = {_written('', True)}"] if question.drafts else [])
    for key in ("collectors", "debtor", "people", "debts", "calendars", "policy", "events", "ask"):
        if record.get(key):
            yield f"{key} = {_written(key, record[key])}"
    if verdict is not None:
        rules = {"rules": spoke} if spoke else {}
        yield f"expect = {_written('', {'verdict': verdict.answer, **rules})}"


def _written(key: str, value: Any) -> str:
    """A value as TOML has it; times as times."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_written(name, each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        rows = [_written(key, each) for each in value]
        long = any(isinstance(each, Mapping) for each in value)
        return "[\n" + "".join(f"  {row},\n" for row in rows) + "]" if long else f"[{', '.join(rows)}]"
    if isinstance(value, str) and key in ("at", "opened_at", "until", "received_at"):
        return value
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
