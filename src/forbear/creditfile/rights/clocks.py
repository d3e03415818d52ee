"""The clocks of disputes: what the credit books of a place say must be done by when, and where that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from forbear import places
from forbear.calendar import Day, Instant, local_day, show_day, start_of_day
from forbear.creditfile.rights.law import zones_of
from forbear.creditfile.rights.steps import Dispute, Step
from forbear.engine.duties import ActAnswer, Duties, Standing
from forbear.events import Event, History, Parties
from forbear.rules import catalog
from forbear.rules.format import Rulebook

PRESSING = ("late", "due", "unknown")
_OUTCOMES = {"corrected": "corrected", "deleted": "deleted", "upheld": "verified", "unconfirmed": "unverifiable"}
_ANSWERS = {"confirmed": "verified", "wrong": "corrected", "unconfirmed": "unverifiable"}
_PER_DAY = "compensation_per_day"
"""The value by which a book says what is owed for each day after the last, in whole units of the money of the place."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A duty of a dispute: where it stands, its last day, and what is owed for the days since, by the book."""

    dispute: int
    standing: Standing
    days_late: int
    owed: int


def clocks(found: Iterable[Dispute], at: Instant, books: Sequence[Rulebook] | None = None) -> list[Clock]:
    """Where every duty of some disputes stands at an instant: what is late first, then what is due the soonest.

    ``books``: credit books; those of each dispute's place where none are named.
    """
    all_clocks = [clock for dispute in found for clock in _of(dispute, at, books)]
    return sorted(all_clocks, key=lambda one: (_rank(one.standing.state), one.standing.due or 0, one.dispute))


def may_be_put_back(dispute: Dispute, at: Instant, books: Sequence[Rulebook] | None = None) -> ActAnswer:
    """What the books of a place say of putting back what was deleted; the steps demand a certification everywhere."""
    duties = Duties(_chosen(dispute, books), _history(dispute, at), "in-order")
    return duties.act({"kind": "reinsert", "dispute": str(dispute.number)}, at)


def books_of(place: str) -> list[Rulebook]:
    """The credit books that set clocks for disputes in a place; drafts among them are asked for by name alone."""
    known = places.shipped()
    asked = known.read(place, "place") if place else None
    return [
        book
        for book in _shipped()
        if book.duties and asked is not None and known.relation(known.of(book.place), asked) == "inside"
    ]


@cache
def _shipped() -> tuple[Rulebook, ...]:
    return tuple(catalog.credit_book(name) for name in sorted(catalog.paths((catalog.SHIPPED_CREDIT,))))


def _chosen(dispute: Dispute, books: Sequence[Rulebook] | None) -> Sequence[Rulebook]:
    return books_of(dispute.place) if books is None else books


def _of(dispute: Dispute, at: Instant, books: Sequence[Rulebook] | None) -> Iterator[Clock]:
    chosen = _chosen(dispute, books)
    per_day = {book.id: book.values[_PER_DAY] for book in chosen if _PER_DAY in book.values}
    for standing in Duties(chosen, _history(dispute, at), "in-order").standing(at):
        if standing.start is None or standing.state in ("not-required", "not-yet-due"):
            continue
        late = _days_late(standing, local_day(at, _zone(dispute.place)))
        value = per_day.get(standing.rulebook) if _PER_DAY in _sentence(chosen, standing) else None
        yield Clock(dispute.number, standing, late, late * (value.on(standing.start) or 0) if value else 0)


def _sentence(books: Sequence[Rulebook], standing: Standing) -> str:
    """The sentence of a duty as its book writes it: it names what is owed for each day where something is."""
    return next(book.duties[standing.clause].says["en"] for book in books if book.id == standing.rulebook)


def _days_late(standing: Standing, today: Day) -> int:
    if standing.state != "late" or standing.due is None:
        return 0
    return (standing.done or today) - standing.due


def _rank(state: str) -> int:
    return PRESSING.index(state) if state in PRESSING else len(PRESSING)


def _history(dispute: Dispute, at: Instant) -> History:
    """A dispute as the books read it, each step an event of its day; the days are those of one zone of the place."""
    known = places.shipped()
    place = known.read(dispute.place, "place") if dispute.place else places.Place("")
    person = {f"place.{key}": value for key, value in known.written(place).items()} if dispute.place else {}
    parties = Parties(
        collectors={"bureau": {"id": "bureau"}},
        debtor={"id": dispute.person, "zones": (_zone(dispute.place),), **person},
        debts={str(dispute.number): {"id": str(dispute.number)}},
    )
    events = [event for event in _events(dispute, _zone(dispute.place)) if event.at <= at]
    return History(parties, events)


def _zone(place: str) -> str:
    return zones_of(place)[0]


def _events(dispute: Dispute, zone: str) -> Iterator[Event]:
    about = {"dispute": str(dispute.number), "item": str(dispute.number)}
    opened = start_of_day(dispute.opened, zone)
    yield Event(0, opened, "dispute", {**about, "opened": dispute.opened}, opened)
    seq = 0
    for step in dispute.steps:
        for kind, said in _said(dispute, step):
            seq += 1
            at = start_of_day(step.on, zone) + seq
            yield Event(seq, at, kind, {**about, **said}, at)


def _said(dispute: Dispute, step: Step) -> Iterator[tuple[str, dict[str, str | int | bool]]]:
    """A step in the words of credit books."""
    if step.step == "material":
        yield "dispute_material", {"opened": dispute.opened}
    elif step.step == "asked":
        yield "furnisher_told", {}
    elif step.step == "answered":
        yield "furnisher_answer", {"outcome": _ANSWERS[step.said["answer"]]}
    elif step.step in _OUTCOMES:
        if step.step in ("corrected", "deleted"):
            yield {"corrected": "correction", "deleted": "deletion"}[step.step], {}
        yield "dispute_answer", {"outcome": _OUTCOMES[step.step]}
    elif step.step == "certified":
        yield "certification", {"complete": True, "by": str(step.said["by"])}
    elif step.step == "reinserted":
        yield "reinsertion", {}
    elif step.step == "told":
        back = any(one.step == "reinserted" and one.seq < step.seq for one in dispute.steps)
        yield "notice", {"notice": "reinsertion" if back else "dispute_result", "in_writing": True}


def shown(clock: Clock) -> dict[str, str | int]:
    """A clock as plain data."""
    told = clock.standing
    days = {"start": told.start, "due": told.due, "done": told.done}
    return {
        "dispute": clock.dispute, "duty": told.name, "state": told.state, "cite": told.cite, "force": told.force,
        "confidence": told.confidence, "en": told.says["en"], "zh": told.says["zh"], "days_late": clock.days_late,
        "owed": clock.owed, **{name: show_day(day) for name, day in days.items() if day is not None},
    }  # fmt: skip
