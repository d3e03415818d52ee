"""An offer through its days: what was told, what was paid, and the state that follows; no event is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.plan.negotiation import END, SAID, STANDING, TALKS, move
from forbear.plan.schedule import Payment
from forbear.plan.terms import Due, Terms

WITH_TERMS = ("propose", "counter", "amend")


@dataclass(frozen=True, slots=True)
class Told:
    """Something that somebody said on a day; new terms come with ``propose``, ``counter`` and ``amend``.

    ``until`` is the last day on which an answer counts.
    """

    day: Day
    event: str
    terms: Terms | None = None
    until: Day | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """How a promise is measured: days of grace after each due day, and the part of a due that must have come by then.

    With at least that ``part`` a promise is partly kept, with less it is broken; 0 means any payment at all.
    """

    grace_days: int = 0
    part: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One event and where it led; ``amount`` is what was paid, or what is missing where something is."""

    day: Day
    event: str
    state: str
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """Where an offer stands on ``day``.

    ``terms`` are those agreed, or those on the table; ``paid`` counts towards them, ``aside`` is all else that was
    paid; ``missing`` should have come by now, days of grace included; ``coming`` is what comes next.
    """

    state: str
    day: Day
    terms: Terms
    steps: tuple[Step, ...]
    paid: int
    aside: int
    missing: int
    coming: Due | None
    until: Day | None


def follow(told: Iterable[Told], payments: Iterable[Payment], day: Day, promise: Promise | None = None) -> Status:
    """The status on ``day``, with all that was told and paid up to and with it.

    On one day, first what ran out the day before is found, then what was told counts, then what was paid.
    """
    heard = sorted(told, key=lambda one: one.day)
    opening = heard[0] if heard and heard[0].day <= day else None
    first = opening.terms if opening and opening.event in ("propose", "counter") else None
    faults = [fault for fault in map(_fault_of, heard) if fault]
    if faults or first is None:
        raise RecordError(faults or [_no_beginning(day)])
    course = _Course(first, promise or Promise())
    happened: list[Told | Payment] = [*heard, *payments]
    for one in sorted(happened, key=lambda one: (one.day, isinstance(one, Payment))):
        if one.day > day:
            break
        course.to(one.day)
        if isinstance(one, Told):
            course.hear(one)
        else:
            course.take(one)
    course.to(day)
    return course.status(day)


@dataclass(slots=True)
class _Course:
    """The state as it moves; ``checked`` dues have seen their days of grace end, ``met`` ones are covered."""

    terms: Terms
    promise: Promise
    state: str = ""
    steps: list[Step] = field(default_factory=list)
    until: Day | None = None
    since: Day = 0
    received: list[Payment] = field(default_factory=list)
    checked: int = 0
    met: int = 0

    @property
    def paid(self) -> int:
        """What counts towards the terms: payments since they were put on the table, up to their total."""
        if self.state not in (*STANDING, END):
            return 0
        return min(self.terms.total, sum(one.amount for one in self.received if one.day >= self.since))

    def promised(self, count: int) -> int:
        return sum(due.amount for due in self.terms.dues[:count])

    def go(self, event: str, day: Day, amount: int = 0) -> None:
        where = f"offer for debt {self.terms.debt!r}"
        self.state = move(self.state, event, where, day) if self.state else _begin(event)
        self.steps.append(Step(day, event, self.state, amount))

    def hear(self, told: Told) -> None:
        self.go(told.event, told.day)
        if told.terms is not None:
            self.terms = told.terms
            self.since, self.until, self.checked, self.met = told.day, told.until, 0, 0
        if self.state in STANDING:
            self.until = None
            self.check(told.day)
            self.count(told.day)

    def take(self, payment: Payment) -> None:
        self.received.append(payment)
        self.steps.append(Step(payment.day, "pay", self.state, payment.amount))
        if self.state in STANDING:
            self.count(payment.day)

    def to(self, day: Day) -> None:
        """Find what ran out before ``day``: an offer nobody answered, dues whose days of grace are over."""
        if self.state in TALKS and self.until is not None and self.until < day:
            self.go("lapse", self.until + 1)
        if self.state in STANDING:
            self.check(day)

    def check(self, day: Day) -> None:
        dues = self.terms.dues
        while self.checked < len(dues) and dues[self.checked].day + self.promise.grace_days < day:
            due = dues[self.checked]
            self.checked += 1
            short = self.promised(self.checked) - self.paid
            if short > 0:
                over = max(due.day + self.promise.grace_days + 1, self.steps[-1].day)
                self.go(self._fault(due, short), over, short)

    def _fault(self, due: Due, short: int) -> str:
        came = due.amount - short
        enough = came > 0 and Fraction(came, due.amount) >= self.promise.part
        return "part" if enough and self.state not in ("partly_kept", "broken") else "miss"

    def count(self, day: Day) -> None:
        """Find what a payment mends, meets and ends."""
        paid = self.paid
        if paid == self.terms.total:
            self.go("finish", day)
            return
        if self.state in ("partly_kept", "broken") and paid >= self.promised(self.checked):
            self.go("cure", day)
            self.met = max(self.met, self.checked)
        while self.state not in ("partly_kept", "broken") and self.promised(self.met + 1) <= paid:
            self.met += 1
            self.go("meet", day)

    def status(self, day: Day) -> Status:
        paid, stands = self.paid, self.state in STANDING
        missing = max(0, self.promised(self.checked) - paid) if stands else 0
        open_at = next((at for at in range(len(self.terms.dues)) if self.promised(at + 1) > paid), None)
        coming = None
        if stands and open_at is not None:
            due = self.terms.dues[open_at]
            coming = Due(due.day, min(due.amount, self.promised(open_at + 1) - paid))
        aside = sum(one.amount for one in self.received) - paid
        return Status(
            self.state, day, self.terms, tuple(self.steps), paid, aside, missing, coming,
            self.until if self.state in TALKS else None,
        )  # fmt: skip


def _begin(event: str) -> str:
    return "proposed" if event == "propose" else "countered"


def _no_beginning(day: Day) -> Problem:
    what, hint = (
        f"nothing was proposed up to {show_day(day)}",
        "Begin with an event 'propose', or 'counter' where the creditor came first",
    )
    return Problem("offer", what, hint=hint, code="offer-without-beginning")


def _fault_of(told: Told) -> Problem | None:
    if told.event not in SAID:
        what, why = f"nobody can say {told.event!r}", "it follows from the days and the payments"
        return Problem("offer", what, why=why, hint=f"Events: {', '.join(SAID)}", code="event-unknown")
    if (told.event in WITH_TERMS) == (told.terms is not None):
        return None
    what = f"the event {told.event!r} on {show_day(told.day)} "
    if told.terms is None:
        hint = "Give those that it puts on the table"
        return Problem("offer", f"{what}names no payments", hint=hint, code="event-without-terms")
    return Problem("offer", f"{what}has payments of its own", why="it answers those on the table",
                   hint="Tell other terms as 'propose' or 'counter'", code="event-with-terms")  # fmt: skip
