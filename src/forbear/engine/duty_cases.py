"""Cases that ask about a duty: read, run, and say what differed. Their form: ``docs/reference/case-format.md``.

The first name under ``tests`` says which duty or class is meant. ``question`` is ``class`` (what is the contact under
``ask`` in law), ``act_allowed`` (may the act under ``act`` be done), or else where the duty stands at ``as_of``, with
the contact under ``ask`` already made; an expected day is the day on which it falls due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from forbear.calendar import show_day, start_of_day
from forbear.engine.duties import Duties, Standing, classify
from forbear.engine.verdict import Reading
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Event, Facts, History
from forbear.records import read_event, read_facts, read_parties, read_time
from forbear.rules.format import Rulebook
from forbear.vocabulary import CONDUCT, SUBJECTS, Vocabulary

KEYS = ("outcome", "due", "force", "missing")


@dataclass(frozen=True, slots=True)
class DutyCase:
    """A case ready to run: ``about`` is the duty or class in question, ``asked`` the contact or act, if any."""

    id: str
    rulebooks: tuple[str, ...]
    history: History
    question: str
    about: str
    asked: Facts
    at: int
    expect: Mapping[str, Any]
    why: str
    drafts: bool
    reading: Reading
    where: str
    words: Vocabulary = CONDUCT


@dataclass(frozen=True, slots=True)
class DutyOutcome:
    """A duty case that was run: ``faults`` is empty where it passed."""

    case: DutyCase
    got: tuple[str, ...]
    standings: tuple[Standing, ...]
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Did the answer agree with what was expected?"""
        return not self.faults


def read_duty_case(record: Mapping[str, Any], where: str, reading: Reading = "in-order") -> DutyCase:
    """One case from a record; raises RecordError with every problem."""
    problems: list[Problem] = []
    words = words_of(record, where)
    history = history_of(record, where, words)
    question = str(record.get("question", _question(record)))
    key = "act" if "act" in record else "ask"
    raw = record.get(key, {})
    keys = words.acts if key == "act" else words.events[words.asked]
    left = ("at",) if key == "act" else ("at", "kind")
    asked = read_facts(
        {name: each for name, each in raw.items() if name not in left}, keys, f"{where}, {key}", problems
    )
    at = _instant(record, raw, history.all.events, where, problems)
    about = next(iter(record.get("tests", ())), "")
    problems += _faulty_expectation(record.get("expect", {}), about, where)
    if question == "act_allowed" and "kind" not in asked:
        problems.append(Problem(f"{where}, act", "the key 'kind' is missing", hint="Say which act is meant"))
    if problems:
        raise RecordError(problems)
    if key == "ask" and asked and question != "class":
        history = _with_asked(history, Event(history.next_seq, at, words.asked, asked, at))
    return DutyCase(
        id=str(record.get("id", where)),
        rulebooks=tuple(record.get("rulebooks", ())),
        history=history,
        question=question,
        about=about,
        asked=asked,
        at=at,
        expect=record["expect"],
        why=str(record.get("why", "")),
        drafts=bool(record.get("drafts", record.get("confidence") == "knowledge")),
        reading=record.get("reading", reading),
        where=where,
        words=words,
    )


class _Asking(Protocol):
    """Whatever names the rulebooks that it asks."""

    @property
    def rulebooks(self) -> tuple[str, ...]: ...
    @property
    def words(self) -> Vocabulary: ...
    @property
    def where(self) -> str: ...


def books_of(case: _Asking, find: Callable[[str], Rulebook]) -> list[Rulebook]:
    """The rulebooks of a case; raises RecordError where one is about something else than the case."""
    books = [find(name) for name in case.rulebooks]
    for book in books:
        if book.words is not case.words:
            what = f"the case is about {case.words.subject}, and the rulebook {book.id!r} is about {book.subject}"
            raise RecordError(Problem(case.where, what, hint=f'Add "subject": "{book.subject}" to the case'))
    return books


def words_of(record: Mapping[str, Any], where: str) -> Vocabulary:
    """The vocabulary of a case, by its ``subject``; raises RecordError where there is no such subject."""
    subject = str(record.get("subject", CONDUCT.subject))
    if subject not in SUBJECTS:
        hint = nearest(subject, SUBJECTS) or f"One of: {', '.join(SUBJECTS)}"
        raise RecordError(Problem(f"{where}, subject", f"{subject!r} is not known", hint=hint))
    return SUBJECTS[subject]


def history_of(record: Mapping[str, Any], where: str, words: Vocabulary) -> History:
    """The parties and the events of a case; raises RecordError with the problems of the first faulty part."""
    parties = read_parties(record, where, words)
    zone = (*parties.zones(), "UTC")[0]
    return History(
        parties,
        [
            read_event(event, seq, f"{where}, event {seq}", words=words, zone=zone)
            for seq, event in enumerate(record.get("events", ()), start=1)
        ],
    )


def asked_at(raw: Mapping[str, Any], facts: Facts, history: History, where: str, problems: list[Problem]) -> int:
    """When it is asked: at an instant, or, of a look that states its day alone, at the end of that day."""
    as_of = facts.get("as_of")
    if "at" in raw or not isinstance(as_of, int):
        return read_time(raw.get("at"), where, problems)
    return start_of_day(as_of + 1, (*history.parties.zones(), "UTC")[0]) - 1


def _with_asked(history: History, asked: Event) -> History:
    return History(history.parties, [*history, asked])


def _question(record: Mapping[str, Any]) -> str:
    """What an example asks that does not say so."""
    return "act_allowed" if "act" in record else "class" if "ask" in record and "as_of" not in record else "standing"


def _instant(
    record: Mapping[str, Any], raw: Mapping[str, Any], events: Sequence[Event], where: str, problems: list[Problem]
) -> int:
    """When it is asked: at the act or contact, as of an instant, else right after the last event."""
    if "at" in raw or "as_of" in record or not events:
        return read_time(raw.get("at", record.get("as_of")), f"{where}, the time of the question", problems)
    return max(event.known_at for event in events)


def _faulty_expectation(expect: Mapping[str, Any], about: str, where: str) -> Iterator[Problem]:
    for key in expect:
        if key not in KEYS:
            yield Problem(f"{where}, expect", f"unknown key {key!r}", hint=nearest(key, KEYS))
    if "outcome" not in expect:
        yield Problem(f"{where}, expect", "the key 'outcome' is missing", hint="Say what the answer should be")
    if not about:
        yield Problem(f"{where}, tests", "it names no duty", hint='Write "tests": ["validation-notice"]')


def run_duty_case(case: DutyCase, find: Callable[[str], Rulebook]) -> DutyOutcome:
    """Run a case against its rulebooks."""
    books = books_of(case, find)
    names = {duty.name for book in books for duty in book.duties.values()} | {
        key for book in books for key in book.classes
    }
    if case.about not in names:
        hint = nearest(case.about, names) or "The rulebooks say nothing of it"
        raise RecordError(
            Problem(case.where, f"{case.about!r} is no duty and no class of {', '.join(case.rulebooks)}", hint=hint)
        )
    if case.question == "class":
        return _outcome(case, _classes(case, books), ())
    duties = Duties(books, case.history, case.reading, case.drafts)
    if case.question == "act_allowed":
        answer = duties.act(case.asked, case.at)
        return _outcome(
            case, (answer.answer,) if answer.asked else (), answer.reasons or answer.unknowns or answer.asked
        )
    found = tuple(each for each in duties.standing(case.at) if each.duty == case.about and _meant(case, each))
    return _outcome(case, tuple(dict.fromkeys(each.state for each in found)), found)


def _meant(case: DutyCase, found: Standing) -> bool:
    """Is the debt one that the contact of the case names? Where it names none, all are meant."""
    debts = case.asked.get("debts")
    return not isinstance(debts, tuple) or found.debt in debts


def _classes(case: DutyCase, books: Sequence[Rulebook]) -> tuple[str, ...]:
    found = [
        classify(book, book.classes[case.about], case.history, case.asked, case.at, case.reading)
        for book in books
        if case.about in book.classes
    ]
    return tuple(dict.fromkeys(found))


def _outcome(case: DutyCase, got: tuple[str, ...], standings: tuple[Standing, ...]) -> DutyOutcome:
    return DutyOutcome(case, got, standings, tuple(_faults(case, got, standings)))


def _faults(case: DutyCase, got: tuple[str, ...], standings: tuple[Standing, ...]) -> Iterator[str]:
    expect = case.expect
    wanted = str(expect["outcome"])
    dues = tuple(dict.fromkeys(show_day(each.due) for each in standings if each.due is not None))
    if wanted[:1].isdigit():
        if dues != (wanted,):
            yield f"expected the day {wanted}, got {', '.join(dues) or 'none'} ({', '.join(got) or 'nothing speaks'})"
    elif got != (wanted,):
        yield f"expected {wanted}, got {', '.join(got) or 'nothing: the rulebooks do not speak on this'}"
    if "due" in expect and dues != (str(expect["due"]),):
        yield f"expected it to be due on {expect['due']}, got {', '.join(dues) or 'no day'}"
    if "force" in expect and {each.force for each in standings} != {expect["force"]}:
        yield f"expected force {expect['force']!r}, got {', '.join(sorted({each.force for each in standings}))}"
    if case.question == "act_allowed" and wanted == "refuse" and case.about not in {each.duty for each in standings}:
        yield f"expected the duty {case.about!r} to refuse, which did not speak"
    missing = {name for each in standings for name in each.missing}
    for name in expect.get("missing", ()):
        if name not in missing:
            yield f"expected {name!r} among the missing facts, got {', '.join(sorted(missing)) or 'none'}"


def run_duty_example(book: Rulebook, record: Mapping[str, Any], where: str) -> DutyOutcome:
    """Run a worked example of a rulebook (read ``in-order`` unless it says otherwise, drafts on)."""
    return run_duty_case(read_duty_case({"drafts": True, **record}, where), lambda name: book)
