"""The steps of a dispute: which may follow which, and what each must say. Nothing here reads or writes records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forbear.calendar import Day, show_day
from forbear.creditfile.rights.consents import day_of
from forbear.creditfile.rights.records import Entry
from forbear.errors import Problem, RecordError, nearest

OPEN = ("opened", "asked", "answered")
"""Where a dispute stands while the item is looked into."""
ANSWERS = ("confirmed", "wrong", "unconfirmed")
"""What a furnisher can answer: the item is right, it is wrong, or nobody can say any more."""
GONE = ("deleted", "certified")
"""Where the items are out of the file, and stay out until they are put back."""
ENDED = ("corrected", "deleted", "upheld", "unconfirmed", "reinserted")
_FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "material": OPEN,
    "asked": ("opened", "asked"),
    "answered": ("asked",),
    "corrected": OPEN,
    "deleted": OPEN,
    "upheld": ("answered",),
    "unconfirmed": ("answered",),
    "certified": ("deleted",),
    "reinserted": ("certified",),
    "statement": (*OPEN, *ENDED, "certified"),
    "told": ENDED,
}
"""After which states a step may come."""
STEPS = tuple(_FOLLOWS)
_STAYS = ("material", "statement", "told")
"""Steps after which a dispute stands where it stood."""
_NEEDS_ANSWER = {"upheld": "confirmed", "unconfirmed": "unconfirmed"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, on which day, and what else it says. ``seq`` is its record."""

    step: str
    on: Day
    seq: int
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as it stands. ``reason`` and ``statement`` are hashes of words that the person wrote."""

    number: int
    person: str
    place: str
    rows: tuple[str, ...]
    about: str
    reason: str
    opened: Day
    state: str = "opened"
    answer: str = ""
    statement: str = ""
    steps: tuple[Step, ...] = ()
    instead: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def last(self) -> Day:
        """The day of the last step."""
        return max((one.on for one in self.steps), default=self.opened)

    @property
    def lender(self) -> str:
        """Whose rows they are, empty where no row is named."""
        return lender_of(self.rows[0]) if self.rows else ""

    def is_open(self) -> bool:
        """Is the item still being looked into?"""
        return self.state in OPEN


def disputes(entries: Iterable[Entry]) -> list[Dispute]:
    """The disputes of some records, in order."""
    found: dict[int, Dispute] = {}
    for entry in entries:
        if entry.kind == "dispute" and entry.body["step"] == "opened":
            found[entry.seq] = _opened(entry)
        elif entry.kind == "dispute":
            number = entry.body["dispute"]
            found[number] = after(found[number], _step(entry))
    return list(found.values())


def may_follow(state: str) -> list[str]:
    """The steps that may come where a dispute stands so."""
    return [step for step in STEPS if state in _FOLLOWS[step]]


def after(dispute: Dispute, step: Step) -> Dispute:
    """The dispute after a step that ``check`` let through."""
    stands = replace(dispute, steps=(*dispute.steps, step))
    if step.step == "statement":
        return replace(stands, statement=step.said["words"])
    if step.step not in _STAYS:
        stands = replace(stands, state=step.step)
    if step.step == "corrected":
        return replace(stands, instead=step.said["instead"])
    return replace(stands, answer=step.said["answer"]) if step.step == "answered" else stands


def check(dispute: Dispute, step: str, on: Day, today: Day, said: Mapping[str, Any], unconfirmed: str) -> None:
    """Raises RecordError where a step may not come now. ``unconfirmed``: what the law makes of what nobody confirms."""
    where = f"dispute {dispute.number}"
    if step not in _FOLLOWS:
        hint = nearest(step, STEPS) or f"One of: {', '.join(STEPS)}"
        raise RecordError(Problem(where, f"there is no step {step!r}", hint=hint, code="step-unknown"))
    problems = [*_order(dispute, step, where), *_days(dispute, on, today, where)]
    problems += _said(dispute, step, said, where)
    if step == "unconfirmed" and unconfirmed != "recorded":
        why = "What nobody can confirm is taken out there"
        problems.append(Problem(where, "it cannot be left standing", why, "Delete or correct it", code="step-law"))
    if problems:
        raise RecordError(problems)


def lender_of(row: str) -> str:
    """Whose row it is: ``account:Qinghe:77`` is Qinghe's; raises RecordError where it is the name of no row."""
    parts = row.split(":")
    if len(parts) != 3 or not all(parts):
        hint = "Write it as the report does: account:Qinghe:77"
        raise RecordError(Problem(f"row {row!r}", "this is the name of no row", hint=hint, code="row-name"))
    return parts[1]


def _order(dispute: Dispute, step: str, where: str) -> Iterator[Problem]:
    if dispute.state not in _FOLLOWS[step]:
        what = f"{step!r} cannot come after {dispute.state!r}"
        hint = f"What can come now: {', '.join(may_follow(dispute.state))}"
        why = "What was deleted goes back only after it was certified" if step == "reinserted" else ""
        yield Problem(where, what, why, hint, code="step-order")
    wanted = _NEEDS_ANSWER.get(step)
    if wanted and dispute.state == "answered" and dispute.answer != wanted:
        what = f"{step!r} needs the answer {wanted!r}, and the answer was {dispute.answer!r}"
        yield Problem(where, what, hint="Correct or delete the item", code="step-answer")


def _days(dispute: Dispute, on: Day, today: Day, where: str) -> Iterator[Problem]:
    if on < dispute.last:
        what = f"{show_day(on)} lies before the last step, {show_day(dispute.last)}"
        yield Problem(where, what, hint="Give the day on which it really happened", code="step-day")
    if on > today:
        what = f"{show_day(on)} lies after the day on which it is written down, {show_day(today)}"
        yield Problem(where, what, code="step-day")


def _said(dispute: Dispute, step: str, said: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if step == "answered" and said.get("answer") not in ANSWERS:
        yield Problem(
            where, f"{said.get('answer')!r} is no answer", hint=f"One of: {', '.join(ANSWERS)}", code="answer"
        )
    if step == "certified" and not str(said.get("by", "")).strip():
        hint = "Name who furnished the item and certifies that it is complete and correct"
        yield Problem(where, "it is not said who certifies it", hint=hint, code="certified-by")
    strange = sorted(set(said.get("instead", {})) - set(dispute.rows))
    if strange:
        what = f"{', '.join(strange)} is not in dispute"
        yield Problem(where, what, hint=f"In dispute are: {', '.join(dispute.rows)}", code="row-strange")


def _opened(entry: Entry) -> Dispute:
    body = entry.body
    return Dispute(
        entry.seq, entry.person, body["place"], tuple(body["rows"]), body["about"], body["reason"], day_of(body["on"])
    )


def _step(entry: Entry) -> Step:
    said = {key: value for key, value in entry.body.items() if key not in ("step", "on", "dispute")}
    return Step(entry.body["step"], day_of(entry.body["on"]), entry.seq, said)
