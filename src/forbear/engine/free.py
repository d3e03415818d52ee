"""``free_at``: the first instant from which a contact would no longer be refused, if nothing else happens.

A verdict can only change where something it reads changes: at a clock value of the rulebook, at local
midnight, where a window slides off an event, where a stated date or end is passed. These instants are listed
in order and the definition itself is asked at each; the first that is free is the answer. What waiting cannot
cure (a stranger stays a stranger) is answered with None at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import chain

from forbear.calendar import HOUR, Clock, Day, Instant, instant_at, local_day
from forbear.engine.compile import ROLLING, CompiledRule
from forbear.engine.frame import Frame, Run
from forbear.engine.moving import moved_by_time
from forbear.engine.scalar import Judge, scope_of
from forbear.engine.scalar import judge as ask_rule
from forbear.engine.verdict import Answer, Reason, Verdict
from forbear.events import Event, Facts
from forbear.rules.names import SLOT_KINDS
from forbear.vocabulary import EVENT_KEYS

TICK: Instant = 1
"""An open edge is free one microsecond after it."""

DAY_WINDOWS = ("days", "past_days", "business_days")
WEEK: Day = 8
MONTH: Day = 32
"""How many days a window of this week, or of this month, may reach ahead, and one."""

DATE_KEYS = ("not_before", "on", "period_ends", "opt_out_by", "until")
"""Keys of events that state a day, or (``until``) an instant."""

_ALL = frozenset(("clock", "slot", "day"))


def free_at(judge: Judge, facts: Facts, at: Instant, cut: tuple[Instant, int]) -> Instant | None:
    """The first instant after ``at`` at which the verdict is no longer ``refuse``; None where waiting does not help."""
    verdict = judge.decide_at(facts, at, cut)
    if verdict.answer != "refuse":
        return at
    if not all(waits(judge, reason) for reason in verdict.reasons if reason.effect == "refuse"):
        return None
    for instant in _candidates([Frame(run, facts, at, cut) for run in judge.runs], at):
        if not _refuses_still(judge, verdict, facts, instant, cut):
            verdict = judge.decide_at(facts, instant, cut)
            if verdict.answer != "refuse":
                return instant
    return None


def _refuses_still(judge: Judge, before: Verdict, facts: Facts, at: Instant, cut: tuple[Instant, int]) -> bool:
    """Does a rule that refused before refuse at an instant, too? Then no other need be asked."""
    refusing = {(one.rulebook, one.clause) for one in before.reasons if one.effect == "refuse"}
    return any(
        _speaks(judge, rule, Frame(run, facts, at, cut))
        for run in judge.runs
        for rule in run.book.rules
        if (run.book.book.id, rule.rule.id) in refusing
    )


def holds_until(
    judge: Judge, facts: Facts, at: Instant, cut: tuple[Instant, int], answer: Answer, limit: Instant
) -> Instant:
    """The first instant after ``at`` at which the answer is no longer ``answer``, or ``limit`` where it comes first."""
    frames = [Frame(run, facts, at, cut) for run in judge.runs]
    ahead = _Ahead(frames, limit)
    found = {instant for frame in frames for instant in chain(*_streams(frame, ahead, _ALL)) if at < instant < limit}
    for instant in sorted(found):
        if judge.decide_at(facts, instant, cut).answer != answer:
            return instant
    return limit


def next_allowed(judge: Judge, facts: Facts, at: Instant, cut: tuple[Instant, int]) -> Instant | None:
    """The first instant from ``at`` on at which a contact is allowed or for a person to judge, if nothing happens.

    Unlike ``free_at`` it looks past what is not known: what earlier contacts came to matters no more after a time.
    None where no instant is found as far ahead as the rulebooks reach.
    """
    for instant in chain((at,), _candidates([Frame(run, facts, at, cut) for run in judge.runs], at)):
        if judge.decide_at(facts, instant, cut).answer in ("allow", "review"):
            return instant
    return None


def rule_free_at(judge: Judge, reason: Reason, facts: Facts, at: Instant, cut: tuple[Instant, int]) -> Instant | None:
    """The first instant after ``at`` at which one rule no longer speaks; None where waiting does not help."""
    if not waits(judge, reason):
        return None
    runs = _runs_of(judge, reason)
    rule = runs[0].book.rule(reason.clause)
    moved = moved_by_time(runs[0].book, rule)
    for instant in _candidates([Frame(run, facts, at, cut) for run in runs], at, moved):
        if not any(_speaks(judge, rule, Frame(run, facts, instant, cut)) for run in runs):
            return instant
    return None


def _speaks(judge: Judge, rule: CompiledRule, frame: Frame) -> bool:
    """Does one rule speak in a frame?"""
    book = frame.run.book
    if not book.book.in_force.covers(frame.today) or rule not in book.rules_on(frame.today, judge.drafts):
        return False
    scoped = scope_of(frame)
    return bool(scoped) and ask_rule(rule, frame, scoped)[0] is True


def _runs_of(judge: Judge, reason: Reason) -> list[Run]:
    """The rulebook of a reason as it is laid: once, or for each place in which somebody may live."""
    book = next(run.book for run in judge.runs if run.book.book.id == reason.rulebook)
    return [run for run in judge.runs if run.book is book]


def waits(judge: Judge, reason: Reason) -> bool:
    """Could the mere passing of time end this reason?"""
    book = _runs_of(judge, reason)[0].book
    return bool(moved_by_time(book, book.rule(reason.clause)))


def _candidates(frames: list[Frame], at: Instant, moved_by: frozenset[str] = _ALL) -> Iterator[Instant]:
    """Every instant after ``at`` at which something that the rulebooks read may change, in order.

    What several rulebooks read at one instant is asked about once.
    """
    ahead, last = _Ahead(frames), at
    for instant in merge(*(_of_frame(frame, ahead, moved_by) for frame in frames)):
        if instant > last:
            last = instant
            yield instant


class _Ahead:
    """The days to look at, for all rulebooks alike.

    When the longest wait of one rulebook ends, the hours of another may be closed: all are looked at to the same
    day, and in the week after any day that one of them states; with a ``limit``, to its day.
    """

    def __init__(self, frames: list[Frame], limit: Instant | None = None) -> None:
        self.frames = frames
        self.limit = limit
        self.standing = _standing(frames[0]) if frames else []
        self.horizon = max((_horizon(frame) for frame in frames), default=WEEK) if limit is None else 0
        self._days: dict[str, list[Day]] = {}

    def days(self, at: Instant, zone: str) -> list[Day]:
        """From the local day of ``at`` on, which is the same instant for all frames."""
        if zone not in self._days:
            self._days[zone] = self._days_from(local_day(at, zone), zone)
        return self._days[zone]

    def _days_from(self, today: Day, zone: str) -> list[Day]:
        if self.limit is not None:
            return list(range(today, local_day(self.limit, zone) + 1))
        stated = {day for frame in self.frames for day in _stated_days(frame.run, self.standing, zone)}
        later = {day + more for day in stated for more in range(WEEK) if day >= today}
        return sorted(later.union(range(today, today + self.horizon + 1)))


def _of_frame(frame: Frame, ahead: _Ahead, moved_by: frozenset[str]) -> Iterator[Instant]:
    """The instants of one rulebook, in order, day by day so that the first few cost little."""
    *by_zone, edges = _streams(frame, ahead, moved_by)
    return merge(*by_zone, sorted(edges))


def _streams(frame: Frame, ahead: _Ahead, moved_by: frozenset[str]) -> list[Iterator[Instant]]:
    """The instants of one rulebook: those of each zone, in order, and last those of events."""
    clocks = _clocks(frame.run, ahead.standing, moved_by)
    by_zone = [_in_zone(ahead.days(frame.at, zone), zone, clocks) for zone in frame.zones()]
    return [*by_zone, _edges(frame, ahead.standing)]


def _standing(frame: Frame) -> list[Event]:
    """The events that state times of their own: all but contacts."""
    found: list[Event] = []
    history = frame.run.history
    for kind in EVENT_KEYS:
        if kind != "contact" and kind in history.kinds:
            shelf = history.of_kind(kind)
            found += shelf.events[: shelf.cut(*frame.cut)]
    return found


def _in_zone(days: list[Day], zone: str, clocks: tuple[Clock, ...]) -> Iterator[Instant]:
    return chain.from_iterable(_of_day(day, zone, clocks) for day in days)


def _clocks(run: Run, events: list[Event], moved_by: frozenset[str]) -> tuple[Clock, ...]:
    """Where they are read, clock values and ends of slots."""
    stated = run.book.clock_values if "clock" in moved_by else ()
    if "slot" in moved_by:
        slots = (event.facts for event in events if event.kind in SLOT_KINDS)
        ends = (end for facts in slots for end in (facts.get("from"), facts.get("to")))
        stated += tuple(end for end in ends if isinstance(end, int))
    return stated


@lru_cache(maxsize=16_384)
def _of_day(day: Day, zone: str, stated: tuple[Clock, ...]) -> tuple[Instant, ...]:
    """In order, each once: midnight, when the day changes, clock readings that are stated, and just after these."""
    found: set[Instant] = set()
    for clock in {0, *stated}:
        if clock < 24 * HOUR:
            instant = instant_at(day, clock, zone)
            found |= {instant, instant + TICK} if clock in stated else {instant}
    return tuple(sorted(found))


def _horizon(frame: Frame) -> Day:
    """How many days ahead the longest window of the rulebook reaches."""
    days = [WEEK]
    for fact in frame.run.book.book.facts.values():
        length = _length(fact.window.length, frame)
        if fact.window.kind in DAY_WINDOWS:
            days.append(2 * (length + WEEK) if fact.window.kind == "business_days" else length + 1)
        elif fact.window.kind == "this":
            days.append(MONTH if fact.window.length == "month" else WEEK)
    policy = frame.run.parties.policy.get("attorney_reply_days")
    return max(*days, policy + 1 if isinstance(policy, int) else 0)


def _length(length: int | str, frame: Frame) -> int:
    if isinstance(length, int):
        return length
    value = frame.values.get(length, 0)
    return value if isinstance(value, int) else 0


def _stated_days(run: Run, events: list[Event], zone: str) -> Iterator[Day]:
    """Days named in events, the days after them, and those on which a delayed end takes effect."""
    delays = {end.after_days for fact in run.book.book.facts.values() for end in fact.ends if end.after_days}
    ends = {end.event for fact in run.book.book.facts.values() for end in fact.ends if end.after_days}
    for event in events:
        for key in DATE_KEYS:
            value = event.facts.get(key)
            if isinstance(value, int):
                day = local_day(value, zone) if key == "until" else value
                yield from (day, day + 1)
        if event.kind in ends:
            yield from (local_day(event.at, zone) + delay for delay in delays)
    yield from run.book.turning_days


def _edges(frame: Frame, standing: list[Event]) -> Iterator[Instant]:
    """Where rolling windows slide off events, and where stated ends pass."""
    for event in standing:
        until = event.facts.get("until")
        if isinstance(until, int):
            yield until + TICK
    for fact in frame.run.book.rolling:
        if fact.event not in frame.run.history.kinds:
            continue
        length = _length(fact.window.length, frame) * ROLLING[fact.window.kind]
        shelf = frame.run.history.of_kind(fact.event)
        first = bisect_left(shelf.known, frame.at - length)
        yield from (event.at + length for event in shelf.events[first : shelf.cut(*frame.cut)])
