"""Cases and worked examples: read, run, and say what differed.

A case is a short history, one contact and the verdict expected of it (see ``docs/reference/case-format.md``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from forbear.calendar import show_instant
from forbear.engine.duty_cases import DutyCase, asked_at, books_of, history_of, read_duty_case, words_of
from forbear.engine.figures import figure_faults, figures
from forbear.engine.free import free_at
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.engine.verdict import Answer, Reading, Reason, Verdict
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Facts, History
from forbear.records import read_facts, read_time
from forbear.rules.format import Rulebook
from forbear.vocabulary import CONDUCT, Vocabulary


@dataclass(frozen=True, slots=True)
class Case:
    """A case ready to run. ``drafts`` applies draft rules, as a case of confidence ``knowledge`` asks."""

    id: str
    rulebooks: tuple[str, ...]
    history: History
    facts: Facts
    at: int
    expect: Mapping[str, Any]
    why: str
    drafts: bool
    reading: Reading
    where: str
    words: Vocabulary = CONDUCT


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was run: ``faults`` is empty where it passed."""

    case: Case
    verdict: Verdict
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Did the verdict agree with what was expected?"""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that asks about no contact and about no duty, and why it was left out."""

    id: str
    where: str
    why: str


def read_cases(path: Path, reading: Reading = "in-order") -> Iterator[Case | DutyCase | Skipped]:
    """The cases of a JSON Lines file; raises RecordError naming the line."""
    for where, line in case_lines(path):
        yield read_line(line, where, reading)


def case_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line of a case file that is not blank, after the name of its place."""
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield f"{path.name}:{number}", line


def read_line(line: str, where: str, reading: Reading = "in-order") -> Case | DutyCase | Skipped:
    """One line as a case; raises RecordError with every problem."""
    record = _json(line, where)
    kinds: Mapping[str, type] = {
        "ask": dict,
        "act": dict,
        "expect": dict,
        "events": list,
        "rulebooks": list,
        "tests": list,
    }
    problems = [
        Problem(where, f"{key!r} is not laid out as it must be", hint="See docs/reference/case-format.md", code="json")
        for key, kind in kinds.items()
        if not isinstance(record.get(key, kind()), kind)
    ]
    if problems:
        raise RecordError(problems)
    return read_case(record, where, reading)


def _json(line: str, where: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RecordError(Problem(where, "this line is no JSON", why=str(error), code="json")) from None
    if not isinstance(record, dict):
        raise RecordError(Problem(where, "this line is no JSON object", code="json"))
    return record


def read_case(record: Mapping[str, Any], where: str, reading: Reading = "in-order") -> Case | DutyCase | Skipped:
    """One case from a record; raises RecordError with every problem."""
    name = str(record.get("id", where))
    if "outcome" in record.get("expect", {}):
        return read_duty_case(record, where, reading)
    if "ask" not in record:
        return Skipped(name, where, "it asks about no contact and about no duty")
    words = words_of(record, where)
    history = history_of(record, where, words)
    ask = {key: value for key, value in record["ask"].items() if key not in ("at", "kind")}
    problems: list[Problem] = []
    facts = read_facts(ask, words.events[words.asked], f"{where}, ask", problems)
    at = asked_at(record["ask"], facts, history, f"{where}, ask", problems)
    expect = _expectation(record.get("expect", {}), where, problems)
    if problems:
        raise RecordError(problems)
    return Case(
        id=name,
        rulebooks=tuple(record.get("rulebooks", ())),
        history=history,
        facts=facts,
        at=at,
        expect=expect,
        why=str(record.get("why", "")),
        drafts=bool(record.get("drafts", record.get("confidence") == "knowledge")),
        reading=record.get("reading", reading),
        where=where,
        words=words,
    )


def _expectation(expect: Mapping[str, Any], where: str, problems: list[Problem]) -> Mapping[str, Any]:
    known = ("verdict", "rules", "force", "notes", "facts", "free_at", "missing", "figures")
    problems += [
        Problem(f"{where}, expect", f"unknown key {key!r}", hint=nearest(key, known))
        for key in expect
        if key not in known
    ]
    if expect.get("verdict") not in get_args(Answer):
        problems.append(
            Problem(f"{where}, expect", f"{expect.get('verdict')!r} is no verdict",
                    hint=f"One of: {', '.join(get_args(Answer))}", code="verdict-unknown")
        )  # fmt: skip
    return expect


def run_case(case: Case, find: Callable[[str], Rulebook]) -> Outcome:
    """Run a case against its rulebooks."""
    books = books_of(case, find)
    judge = Judge(books, case.history, case.reading, case.drafts)
    cut = (case.at, END_OF_ORDER)
    verdict = judge.decide_at(case.facts, case.at, cut)
    faults = list(faults_of(case, verdict))
    if "figures" in case.expect:
        found = [figures(book, case.history, case.facts, case.at) for book in books]
        faults += figure_faults(case.expect["figures"], {key: ends for each in found for key, ends in each.items()})
    if "free_at" in case.expect:
        faults += free_faults(case, free_at(judge, case.facts, case.at, cut))
    return Outcome(case, verdict, tuple(faults))


def free_faults(case: Case, found: int | None) -> Iterator[str]:
    """What differs between a free date and the one that the case expects."""
    problems: list[Problem] = []
    wanted = read_time(case.expect["free_at"], f"{case.where}, expect", problems)
    if problems or wanted != found:
        zone = (*case.history.parties.zones(), "UTC")[0]
        shown = show_instant(found, zone) if found is not None else "never, by waiting"
        yield f"expected to be free at {show_instant(wanted, zone)}, got {shown}"


def faults_of(case: Case, verdict: Verdict) -> Iterator[str]:
    """What differs between a verdict and what the case expects; it may name more than was asked."""
    expect = case.expect
    if verdict.answer != expect["verdict"]:
        yield f"expected {expect['verdict']}, got {verdict.answer}"
    speaking = (*verdict.reasons, *verdict.unknowns)
    for name in expect.get("rules", ()):
        if not any(reason.rule == name for reason in speaking):
            yield f"expected the rule {name!r}, which did not speak"
    named = [reason for reason in speaking if reason.rule in expect.get("rules", ())]
    if named and expect.get("force") and expect["force"] not in {reason.force for reason in named}:
        yield f"expected force {expect['force']!r}, got {', '.join(sorted({r.force for r in named}))}"
    for name in expect.get("notes", ()):
        if not any(note.rule == name for note in verdict.notes):
            yield f"expected the note {name!r}, which is missing"
    yield from _facts(expect.get("facts", {}), (*speaking, *verdict.notes))
    for name in expect.get("missing", ()):
        if name not in verdict.missing:
            yield f"expected {name!r} among the missing facts, got {', '.join(verdict.missing) or 'none'}"


def _facts(expected: Mapping[str, Any], reasons: Sequence[Reason]) -> Iterator[str]:
    for name, value in expected.items():
        found = [reason.facts[name] for reason in reasons if name in reason.facts]
        if value not in found:
            yield f"expected {name} = {value}, got {', '.join(map(str, found)) or 'nothing'}"


def run_example(book: Rulebook, record: Mapping[str, Any], where: str) -> Outcome:
    """Run a worked example of a rulebook (read ``in-order`` unless it says otherwise, drafts on)."""
    case = read_case({"drafts": True, **record}, where)
    if not isinstance(case, Case):
        raise RecordError(Problem(where, "it asks about no contact", hint="A duty has its own [[duty_example]]"))
    return run_case(case, lambda name: book)
