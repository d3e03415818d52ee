"""What the pictures of an audit show, as plain data: which mark stands where, in days, hours and lanes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forbear.audit.result import AuditResult, QuietHours
from forbear.calendar import HOUR, MINUTE, WEEKDAYS, Day, local_day, local_reading, weekday_of
from forbear.events import Event
from forbear.report.figures import answers_by_contact, third_persons

ANSWERS = ("refuse", "review", "unknown", "allow", "inbound")
"""What a mark may say, the most serious first."""

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class HourCell:
    """Judged contacts in one local hour (0 to 23) of one weekday: those refused, and all others."""

    weekday: str
    hour: int
    refused: int
    other: int


@dataclass(frozen=True, slots=True)
class QuietSpan:
    """Closed hours of one weekday in minutes since midnight, ``[from, to)``, of all rules together."""

    weekday: str
    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True)
class Mark:
    """``count`` alike contacts of one person in one column of days; ``slot`` is its place in the column."""

    column: int
    slot: int
    channel: str
    answer: str
    count: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's contacts. ``person`` is empty for the lane of all persons who got no lane of their own."""

    person: str
    role: str
    third: bool
    contacts: int
    marks: tuple[Mark, ...]
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes over columns of ``days_per_column`` days from ``first_day``; ``hidden_persons`` share a lane."""

    first_day: Day
    columns: int
    days_per_column: int
    lanes: tuple[Lane, ...]
    hidden_persons: int = 0


def hour_figures(result: AuditResult) -> tuple[HourCell, ...]:
    """Judged contacts by local weekday and hour; hours without any are left out."""
    refused: Counter[tuple[str, int]] = Counter()
    other: Counter[tuple[str, int]] = Counter()
    for judged in result.judged:
        day, clock = local_reading(judged.contact.at, result.zone)
        counter = refused if judged.verdict.answer == "refuse" else other
        counter[weekday_of(day), clock // HOUR] += 1
    cells = sorted({*refused, *other}, key=lambda cell: (WEEKDAYS.index(cell[0]), cell[1]))
    return tuple(HourCell(weekday, hour, refused[weekday, hour], other[weekday, hour]) for weekday, hour in cells)


def quiet_figures(quiet_hours: Iterable[QuietHours]) -> tuple[QuietSpan, ...]:
    """The closed hours of all rules together, joined where they touch; one over midnight is split."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for quiet in quiet_hours:
        for weekday in quiet.weekdays or WEEKDAYS:
            spans[weekday].extend(_within_a_day(quiet.from_clock // MINUTE, quiet.to_clock // MINUTE))
    return tuple(QuietSpan(weekday, *span) for weekday in WEEKDAYS for span in _joined(spans[weekday]))


def timeline_figures(
    result: AuditResult, lanes_most: int = 20, columns_most: int = 60, slots_most: int = 12
) -> Timeline | None:
    """Contacts by person and day, capped so that any audit fits a page; None without contacts.

    Long periods are cut into columns of several days, persons beyond ``lanes_most`` share the last lane, and
    marks beyond ``slots_most`` in one column are merged into its last mark, the least serious ones first.
    """
    contacts = result.history.of_kind("contact").events
    if not contacts:
        return None
    days = [local_day(event.at, result.zone) for event in contacts]
    first, length = min(days), max(days) - min(days) + 1
    width = -(-length // columns_most)
    columns = {event.seq: (day - first) // width for event, day in zip(contacts, days, strict=True)}
    groups, hidden = _lanes(contacts, _debtor(result), lanes_most)
    answers, third = answers_by_contact(result), third_persons(result)
    lanes = tuple(
        _lane(person, events, columns, answers, person in third or not person, slots_most) for person, events in groups
    )
    return Timeline(first, -(-length // width), width, lanes, hidden)


def _within_a_day(start: int, end: int) -> list[tuple[int, int]]:
    if start < end:
        return [(start, min(end, _DAY_MINUTES))]
    return [(start, _DAY_MINUTES), (0, end)]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _debtor(result: AuditResult) -> str:
    return str(result.history.parties.debtor.get("id") or "")


def _lanes(contacts: Sequence[Event], debtor: str, lanes_most: int) -> tuple[list[tuple[str, list[Event]]], int]:
    """The debtor's lane first, then the persons contacted most; the rest together under an empty name."""
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in contacts:
        by_person[str(event.get("person"))].append(event)
    order = sorted(by_person, key=lambda person: (person != debtor, -len(by_person[person]), person))
    if len(order) <= lanes_most:
        return [(person, by_person[person]) for person in order], 0
    shown, rest = order[: lanes_most - 1], order[lanes_most - 1 :]
    others = [event for person in rest for event in by_person[person]]
    return [*((person, by_person[person]) for person in shown), ("", others)], len(rest)


def _lane(
    person: str,
    events: Sequence[Event],
    columns: Mapping[int, int],
    answers: Mapping[int, str],
    third: bool,
    slots_most: int,
) -> Lane:
    by_column: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for event in events:
        by_column[columns[event.seq]].append((str(event.get("channel")), answers.get(event.seq, "inbound")))
    marks = [mark for column, kinds in sorted(by_column.items()) for mark in _column(column, kinds, slots_most)]
    return Lane(
        person=person,
        role=str(events[0].get("role") or "") if person else "",
        third=third,
        contacts=len(events),
        marks=tuple(marks),
        merged=sum(mark.count - 1 for mark in marks),
    )


def _column(column: int, kinds: list[tuple[str, str]], slots_most: int) -> list[Mark]:
    """One mark a contact while there is room, the most serious first; else one mark for all alike."""
    kinds.sort(key=lambda kind: (ANSWERS.index(kind[1]), kind[0]))
    if len(kinds) <= slots_most:
        return [Mark(column, slot, *kind, 1) for slot, kind in enumerate(kinds)]
    alike = list(Counter(kinds).items())
    kept, rest = alike[: slots_most - 1], alike[slots_most - 1 :]
    if rest:
        kept.append((rest[0][0], sum(count for _, count in rest)))
    return [Mark(column, slot, *kind, count) for slot, (kind, count) in enumerate(kept)]
