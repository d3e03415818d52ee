"""What the rules of a book limit, read off their conditions: hours, counts, other people than the debtor.

Nothing is written down twice: a limit is what the condition says, with the newest version of each value. Exceptions,
consents and wishes may open what is closed here; they stand with the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from forbear import vocabulary
from forbear.calendar import HOUR, MINUTE, WEEKDAYS, Clock
from forbear.rules.expressions import And, Arithmetic, Choose, Compare, Literal, Name, Node, Not, Or
from forbear.rules.format import Fact, Rule, Rulebook, switched_off
from forbear.rules.partial import newest, truth

DAY: Clock = 24 * HOUR
TIMED = {
    "days": DAY, "past_days": DAY, "business_days": DAY, "hours": HOUR, "minutes": MINUTE,
    "day": DAY, "week": 7 * DAY, "month": 30 * DAY,
}  # fmt: skip
"""The windows that reach over a stretch of time, with the length of one unit; to sort by, a month has 30 days."""
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_ORDINARY = {"holiday_national": False, "holiday_state": False, "several_zones": False}
_HOLIDAY = {"holiday_national": True, "holiday_state": True, "several_zones": False}
Stretches = tuple[tuple[Clock, Clock], ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours that rules of one strength close together on each day of the week, and on a public holiday."""

    book: Rulebook
    rules: tuple[Rule, ...]
    week: Mapping[str, Stretches]
    holiday: Stretches

    @property
    def rule(self) -> Rule:
        """The first of the rules: all have its strength and speak about the same channels."""
        return self.rules[0]

    @property
    def closed(self) -> Clock:
        """How much of an ordinary week is closed."""
        return sum(end - begin for stretches in self.week.values() for begin, end in stretches)


@dataclass(frozen=True, slots=True)
class Count:
    """How many contacts a rule lets pass before it speaks, in which time, counted by what."""

    book: Rulebook
    rule: Rule
    number: int
    window: str
    length: int
    per: tuple[str, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rule, as of ``Hours``."""
        return (self.rule,)

    @property
    def looseness(self) -> tuple[int, Clock]:
        """By this limits are sorted, the strictest first: contacts per time, then the shorter time."""
        span = TIMED[self.window] * self.length
        return self.number * TIMED["month"] // span, span


def speaking(book: Rulebook) -> Iterator[Rule]:
    """The rules that hold somebody back today: no notes, no drafts, none that has ended."""
    for rule in book.rules.values():
        if rule.effect != "note" and rule.status not in switched_off(drafts=False) and rule.in_force.last is None:
            yield rule


def reaches(book: Rulebook, rule: Rule, key: str) -> tuple[str, ...]:
    """The values of a key (``channel``, ``role``) on which the rule can speak at all."""
    return tuple(word for word in vocabulary.VALUES[key] if _can_speak(book, rule, {key: word}))


def spares_the_debtor(book: Rulebook, rule: Rule) -> bool:
    """Is the rule about other people alone: can it speak on some contact, and on none with the debtor?"""
    roles = reaches(book, rule, "role")
    return bool(roles) and "debtor" not in roles


def hours_of(book: Rulebook) -> list[Hours]:
    """The hours that are closed, the strictest first. Rules of one strength on the same channels are told together."""
    found: dict[tuple[str, ...], Hours] = {}
    for rule in speaking(book):
        hours = _hours(book, rule)
        if hours is not None:
            key = (rule.force, rule.effect, *reaches(book, rule, "channel"))
            found[key] = _joined(found[key], hours) if key in found else hours
    return sorted(found.values(), key=lambda hours: -hours.closed)


def counts_of(book: Rulebook) -> list[Count]:
    """The rules that count contacts, the strictest first."""
    found = [count for rule in speaking(book) for count in _counts(book, rule, rule.when, True)]
    once = {(count.rule.id, count.number, count.window, count.length, count.per): count for count in found}
    return sorted(once.values(), key=lambda count: (count.looseness, count.rule.id))


def third_parties_of(book: Rulebook) -> list[Rule]:
    """The rules about people who are not the debtor, one for each public name."""
    found: dict[str, Rule] = {}
    for rule in speaking(book):
        if spares_the_debtor(book, rule):
            found.setdefault(rule.name, rule)
    return list(found.values())


def _can_speak(book: Rulebook, rule: Rule, known: Mapping[str, object]) -> bool:
    return truth(rule.when, book, known) is not False and truth(book.scope, book, known) is not False


def _hours(book: Rulebook, rule: Rule) -> Hours | None:
    week = {day: _closed(book, rule, {**_ORDINARY, "weekday": day}) for day in WEEKDAYS}
    holiday = _closed(book, rule, {**_HOLIDAY, "weekday": WEEKDAYS[0]})
    is_about_hours = {*week.values(), holiday} not in ({()}, {((0, DAY),)})
    return Hours(book, (rule,), week, holiday) if is_about_hours else None


def _joined(one: Hours, other: Hours) -> Hours:
    week = {day: _union(one.week[day], other.week[day]) for day in WEEKDAYS}
    return Hours(one.book, (*one.rules, *other.rules), week, _union(one.holiday, other.holiday))


def _union(one: Stretches, other: Stretches) -> Stretches:
    joined: list[tuple[Clock, Clock]] = []
    for begin, end in sorted((*one, *other)):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return tuple(joined)


def _closed(book: Rulebook, rule: Rule, day: Mapping[str, object]) -> Stretches:
    cuts = {newest(book, each.id) for each in book.values.values() if each.type == "clock"}
    return _union(
        tuple(
            (begin, end)
            for begin, end in pairwise(sorted({0, DAY, *cuts}))
            if _can_speak(book, rule, {**day, "time": (begin + end) // 2})
        ),
        (),
    )


def _counts(book: Rulebook, rule: Rule, node: Node, holds: bool) -> Iterator[Count]:
    """The counts that a condition sets a bound to; ``holds`` is False below a ``not``."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _counts(book, rule, part, holds)
        case Not(part):
            yield from _counts(book, rule, part, not holds)
        case Choose(_, yes, no):
            yield from _counts(book, rule, yes, holds)
            yield from _counts(book, rule, no, holds)
        case Compare(op, left, right) if op in _MIRRORED:
            yield from _compared(book, rule, op if holds else _OPPOSITE[op], left, right)
        case Name(path) if path in book.facts:
            yield from _named(book, rule, book.facts[path], holds)


def _named(book: Rulebook, rule: Rule, fact: Fact, holds: bool) -> Iterator[Count]:
    if fact.kind == "is" and fact.where is not None:
        yield from _counts(book, rule, fact.where, holds)
    elif fact.kind in ("any", "last", "first") and holds:
        yield from _limit(book, rule, fact, 1)


def _compared(book: Rulebook, rule: Rule, op: str, left: Node, right: Node) -> Iterator[Count]:
    if _count_in(book, left) is None:
        op, left, right = _MIRRORED[op], right, left
    fact, bound = _count_in(book, left), _number(book, right)
    if fact is not None and bound is not None and op in (">", ">="):
        more = _number(book, left.right) or 0 if isinstance(left, Arithmetic) else 0
        yield from _limit(book, rule, fact, bound + (op == ">") - more)


def _count_in(book: Rulebook, node: Node) -> Fact | None:
    """The counting fact of ``calls`` or ``calls + 1``."""
    name = node.left if isinstance(node, Arithmetic) and node.op == "+" else node
    fact = book.facts.get(name.path) if isinstance(name, Name) else None
    return fact if fact is not None and fact.kind in ("count", "distinct") else None


def _number(book: Rulebook, node: Node) -> int | None:
    if isinstance(node, Literal) and not isinstance(node.value, str):
        return int(node.value)
    return newest(book, node.path) if isinstance(node, Name) and node.path in book.values else None


def _limit(book: Rulebook, rule: Rule, fact: Fact, number: int) -> Iterator[Count]:
    kind, length = fact.window.kind, fact.window.length
    window = str(length) if kind == "this" else kind
    if window in TIMED and fact.event == "contact":
        units = 1 if kind == "this" else newest(book, length) if isinstance(length, str) else length
        yield Count(book, rule, number, window, units, fact.per)
