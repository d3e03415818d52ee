"""Disputes are opened and moved on; whoever was given what turns out wrong is listed and told in the same breath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forbear.calendar import Day, Instant, local_day, show_day
from forbear.creditfile.rights.clocks import may_be_put_back
from forbear.creditfile.rights.law import unconfirmed, zones_of
from forbear.creditfile.rights.looks import Given, given
from forbear.creditfile.rights.records import Writing
from forbear.creditfile.rights.steps import GONE, Dispute, Step, after, check, disputes, lender_of
from forbear.creditfile.rights.texts import says
from forbear.errors import Problem, RecordError

LONGEST = 1_000
"""So many letters at most are shown beside an item."""
OWN = "own"
_TOLD = {"corrected": "corrected", "deleted": "deleted"}
"""After these steps the earlier recipients are told."""


def open_dispute(
    writing: Writing, at: Instant, person: str, rows: Sequence[str], reason: str, on: Day, place: str = "",
    about: str = "",
) -> Dispute:  # fmt: skip
    """A person contests rows of one lender, or a statement (``about``); raises RecordError with every fault."""
    problems = [*_faults(writing, person, rows, about), *words_faults("the reason", reason), *_day_fault(at, on, place)]
    if problems:
        raise RecordError(problems)
    body = {
        "step": "opened", "on": show_day(on), "rows": sorted(set(rows)), "about": about, "place": place,
        "reason": writing.keep_words(person, reason),
    }  # fmt: skip
    return disputes([writing.add(at, "dispute", person, body)])[0]


def move_on(
    writing: Writing, at: Instant, number: int, step: str, on: Day, people: Sequence[str] = (), **said: Any
) -> Dispute:
    """The next step of a dispute; raises RecordError where it may not come now.

    ``people``: other ids under which earlier reports about the person were given, from before a merge or a split.
    ``said``: ``answer`` (answered), ``by`` (certified), ``instead`` (corrected: row → column → value), ``words``.
    """
    dispute = dispute_of(writing, number)
    told = _kept(writing, dispute.person, step, said)
    law = unconfirmed(dispute.place, on)
    check(dispute, step, on, _today(at, dispute.place), told, law.unconfirmed)
    if step == "reinserted":
        _check_law(dispute, at)
    told |= {"cite": law.cite} if step == "unconfirmed" else {}
    entry = writing.add(at, "dispute", dispute.person, {**told, "step": step, "dispute": number, "on": show_day(on)})
    if step in _TOLD:
        for one in recipients(writing, [dispute.person, *people], dispute.rows):
            tell(writing, at, one, dispute.rows, _TOLD[step], {"dispute": number})
    return after(dispute, Step(step, on, entry.seq, told))


def recipients(writing: Writing, people: Iterable[str], rows: Iterable[str]) -> list[Given]:
    """Every report that was given to somebody else and held one of the rows."""
    wanted = set(rows)
    return [
        one
        for person in dict.fromkeys(people)
        for one in given(writing.entries(person, ["look", "given"]))
        if one.purpose != OWN and wanted & set(one.rows)
    ]


def tell(
    writing: Writing, at: Instant, report: Given, rows: Iterable[str], what: str, about: Mapping[str, Any]
) -> None:
    """Write down the notice to whoever was given a report: which rows of it are not as it said."""
    held = sorted(set(rows) & set(report.rows))
    values = {"report": report.report, "day": show_day(report.day), "rows": ", ".join(held)}
    text = says("notice", what, **values)
    body = {"to": report.asker, "report": report.report, "look": report.look, "rows": held, "what": what, "text": text}
    writing.add(at, "notice", report.person, {**body, **about})


def state_own_words(writing: Writing, at: Instant, person: str, rows: Sequence[str], words: str) -> str:
    """A statement of the person beside rows of the file that nobody disputes; gives back its hash."""
    problems = [*words_faults("the statement", words), *_row_faults(rows)]
    if problems:
        raise RecordError(problems)
    sha256 = writing.keep_words(person, words)
    writing.add(at, "statement", person, {"rows": sorted(set(rows)), "words": sha256})
    return sha256


def dispute_of(writing: Writing, number: int) -> Dispute:
    """A dispute as it stands; raises RecordError."""
    entry = writing.entry(number)
    person = entry.person if entry and entry.kind == "dispute" else None
    found = [one for one in disputes(writing.entries(person, ["dispute"])) if one.number == number] if person else []
    if not found:
        hint = "Its number is that of the record with which it was opened"
        raise RecordError(Problem(f"dispute {number}", "there is none", hint=hint, code="dispute-unknown"))
    return found[0]


def words_faults(name: str, words: str) -> list[Problem]:
    """What is wrong with words that a person wrote."""
    if not words.strip():
        return [Problem(name, "it is empty", hint="Say in your own words what is wrong", code="words-missing")]
    if len(words) > LONGEST:
        what = f"it has {len(words):,} letters, and {LONGEST:,} can be shown beside an item"
        return [Problem(name, what, hint="Make it shorter, and enclose the rest", code="words-long")]
    return []


def _faults(writing: Writing, person: str, rows: Sequence[str], about: str) -> list[Problem]:
    problems = _row_faults(rows)
    if not rows and not about:
        problems.append(Problem("dispute", "it is not said what is contested", hint="Name a row", code="rows-missing"))
    if problems:
        return problems
    lenders = sorted({lender_of(row) for row in rows})
    if len(lenders) > 1:
        what = f"the rows are of {len(lenders)} lenders: {', '.join(lenders)}"
        problems.append(Problem("dispute", what, "Each is asked", "Open one for each lender", code="rows-lenders"))
    for one in disputes(writing.entries(person, ["dispute"])):
        both = sorted(set(rows) & set(one.rows))
        if both and (one.is_open() or one.state in GONE):
            what = f"{both[0]} is in dispute {one.number} already, where it stands as {one.state!r}"
            problems.append(Problem("dispute", what, hint="Add to that one", code="dispute-twice"))
    return problems


def _row_faults(rows: Sequence[str]) -> list[Problem]:
    problems: list[Problem] = []
    for row in rows:
        try:
            lender_of(row)
        except RecordError as error:
            problems += error.problems
    return problems


def _day_fault(at: Instant, on: Day, place: str) -> list[Problem]:
    today = _today(at, place)
    if on <= today:
        return []
    what = f"{show_day(on)} lies after the day on which it is written down, {show_day(today)}"
    return [Problem("dispute", what, code="step-day")]


def _check_law(dispute: Dispute, at: Instant) -> None:
    """Raises RecordError where a book of the place forbids to put back what was deleted."""
    asked = may_be_put_back(dispute, at)
    if asked.answer == "refuse":
        reasons = [Problem(f"dispute {dispute.number}", one.says["en"], one.cite, code="law") for one in asked.reasons]
        raise RecordError(reasons)


def _kept(writing: Writing, person: str, step: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a step says, with words that the person wrote kept beside the chain."""
    told = {key: value for key, value in said.items() if value not in (None, "")}
    if step == "corrected":
        told.setdefault("instead", {})
    if step in ("statement", "material"):
        problems = words_faults(f"the {step}", str(told.get("words", "")))
        if problems:
            raise RecordError(problems)
        told["words"] = writing.keep_words(person, str(told["words"]))
    return told


def _today(at: Instant, place: str) -> Day:
    """The latest local day of the place at an instant."""
    return max(local_day(at, zone) for zone in zones_of(place))
