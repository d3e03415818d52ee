"""Drafts: fast, rough simulations that look for the order of debts, and the offers, from which a search begins.

A draft keeps one line a debt and month and rounds to whole units where the schedule is finer. Nothing that it says is
ever shown: the best drafts are carried out on the schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import islice, product

from forbear.plan.courses import Course, Step
from forbear.plan.model_bounds import incomes
from forbear.plan.strategies.shapes import Means

MOST_OFFERS = 64
"""So many ways to take offers or leave them are looked at, and the best ``CLIMBED`` of them worked out."""
CLIMBED = 3
MOST_DRAFTS = 600
TRIES = 4
"""An offer that is missed is saved for so many times again, with what was missing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order of debts (by place), the offers that are taken (debt → month from 0) and what is put by each month.

    ``ends`` gives the month from 0 in which each debt ends, or the number of months where it does not.
    """

    order: tuple[int, ...]
    offers: tuple[tuple[int, int], ...]
    put_by: tuple[int, ...]
    paid: int
    ends: tuple[int, ...]
    missed: bool


Value = Callable[[Draft], Fraction | None]
"""What a draft comes to by a goal; None where it does not end or misses what it must pay."""
Rank = tuple[bool, Fraction]


def best_drafts(courses: Sequence[Course], kept: Sequence[bool], means: Means, value: Value) -> list[Draft]:
    """The best drafts of the most promising ways to take offers, the best of all in front."""
    lines = [Line(one, kept[at], incomes(one, means)) for at, one in enumerate(courses)]
    rank, left = partial(_rank, value), [MOST_DRAFTS]
    places = range(len(lines))
    by_rate = tuple(sorted(places, key=lambda at: -lines[at].rate))
    by_owed = tuple(sorted(places, key=lambda at: lines[at].course.owed))
    best = _climb(lines, min((_saved(lines, order, ()) for order in (by_rate, by_owed)), key=rank), rank, left)
    taken = [_saved(lines, best.order, offers) for offers in islice(_offers(courses), 1, MOST_OFFERS)]
    others = [_climb(lines, draft, rank, left) for draft in sorted(taken, key=rank)[: CLIMBED - 1]]
    return [draft for draft in sorted([best, *others], key=rank) if value(draft) is not None]


def _rank(value: Value, draft: Draft) -> Rank:
    found = value(draft)
    return found is None, Fraction(draft.paid) if found is None else found


def _offers(courses: Sequence[Course]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Each way to take offers: for each debt none, or one on the last month of its amount."""
    choices: list[list[tuple[int, int] | None]] = []
    for at, one in enumerate(courses):
        following = [*(step.offer for step in one.steps[1:]), None]
        months = [month for month, step in enumerate(one.steps) if step.offer not in (None, following[month])]
        choices.append([None, *((at, month) for month in months)])
    for chosen in product(*choices):
        yield tuple(one for one in chosen if one is not None)


def _climb(lines: Sequence[Line], best: Draft, rank: Callable[[Draft], Rank], left: list[int]) -> Draft:
    """Move one debt at a time to another place in the order while that betters the draft."""
    improved = True
    while improved:
        improved = False
        for order in _neighbours(best.order):
            left[0] -= 1
            if left[0] < 0:
                return best
            draft = _saved(lines, order, best.offers)
            if rank(draft) < rank(best):
                best, improved = draft, True
                break
    return best


def _neighbours(order: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for start in range(len(order)):
        rest = order[:start] + order[start + 1 :]
        for end in range(len(order)):
            if end not in (start, start - 1):
                yield (*rest[:end], order[start], *rest[end:])


def _saved(lines: Sequence[Line], order: tuple[int, ...], offers: tuple[tuple[int, int], ...]) -> Draft:
    """The draft with as much put by, as late as can be, as its offers need."""
    months = len(lines[0].course.steps)
    needs = {at: lines[at].course.steps[month].offer or 0 for at, month in offers}
    put_by, run = [0] * months, _Run(lines, order, dict(offers))
    draft = run.draft([0] * months)
    for _ in range(TRIES if offers else 0):
        put_by = _put_by(offers, needs, run.spare)
        draft = run.draft(put_by)
        if not run.short:
            break
        needs = {at: need + run.short.get(at, 0) for at, need in needs.items()}
    return draft


def _put_by(offers: Sequence[tuple[int, int]], needs: dict[int, int], spare: Sequence[int]) -> list[int]:
    """What must lie ready at the end of each month, so that with what is spared later each offer can be paid."""
    found = [0] * len(spare)
    for month in reversed(range(len(spare))):
        then = found[month + 1] if month + 1 < len(spare) else 0
        due = sum(needs[at] for at, last in offers if last == month + 1)
        coming = spare[month + 1] if month + 1 < len(spare) else 0
        found[month] = max(0, then + due - coming)
    return found


@dataclass(slots=True)
class Line:
    """A debt in a draft: its course, whether it is kept, and the money that is there by its pay day each month."""

    course: Course
    kept: bool
    incomes: list[int]
    rate: Fraction = field(init=False)
    shares: list[tuple[int, int, int, int, int, int]] = field(init=False)

    def __post_init__(self) -> None:
        steps = self.course.steps
        self.rate = max((step.before + step.after for step in steps[1:]), default=Fraction(0))
        self.shares = [_whole(now, then) for now, then in zip(steps, (*steps[1:], steps[-1]), strict=True)]


SCALE = 10**12


def _whole(now: Step, then: Step) -> tuple[int, int, int, int, int, int]:
    """Factors in whole parts of ``SCALE``: interest up to the next payment, what is asked, and late charges then."""

    def scaled(part: Fraction) -> int:
        return int(part * SCALE)

    grown = now.after + then.before
    return (
        scaled(grown), scaled(then.due_of_owed), scaled(then.due_of_interest * then.before),
        scaled(then.overdue + then.late_fee_part), then.late_fee, then.fee,
    )  # fmt: skip


class _Run:
    """One simulation after another of the same order and offers."""

    def __init__(self, lines: Sequence[Line], order: Sequence[int], offers: dict[int, int]) -> None:
        self.lines, self.order, self.offers = lines, order, offers
        self.spare: list[int] = []
        self.short: dict[int, int] = {}

    def draft(self, put_by: Sequence[int]) -> Draft:
        """Carry it out."""
        lines = self.lines
        months, paid, waiting, missed = len(put_by), 0, 0, False
        bearing, other = [one.course.bearing for one in lines], [one.course.other for one in lines]
        asked = [one.course.asked for one in lines]
        ends, self.spare, self.short = [months] * len(lines), [], {}
        for month in range(months):
            money = waiting + max(one.incomes[month] for one in lines)
            parts, sure = [0] * len(lines), 0
            for at, one in enumerate(lines):
                if one.kept and ends[at] == months:
                    sure += min(asked[at], bearing[at] + other[at])
            missed |= sure > money
            self.spare.append(money - waiting - sure)
            money = self._ask(bearing, other, asked, ends, parts, money, months)
            money = self._pour(month, bearing, other, ends, parts, money, put_by[month], months)
            waiting = money
            paid += sum(parts)
            self._move(month, bearing, other, asked, ends, parts)
            if months not in ends:
                break
        self.spare += [0] * (months - len(self.spare))
        return Draft(tuple(self.order), tuple(self.offers.items()), tuple(put_by), paid, tuple(ends), missed)

    def _ask(
        self, bearing: list[int], other: list[int], asked: list[int], ends: list[int], parts: list[int], money: int,
        months: int,
    ) -> int:  # fmt: skip
        """Kept debts get what they ask."""
        for at, one in enumerate(self.lines):
            if one.kept and ends[at] == months:
                parts[at] = min(asked[at], bearing[at] + other[at], money)
                money -= parts[at]
        return money

    def _pour(
        self, month: int, bearing: list[int], other: list[int], ends: list[int], parts: list[int], money: int,
        put_by: int, months: int,
    ) -> int:  # fmt: skip
        """Offers that are taken this month, then debts in order, as far as nothing must be put by."""
        for at, last in self.offers.items():
            if last == month and ends[at] == months:
                offer = min(self.lines[at].course.steps[month].offer or 0, bearing[at] + other[at])
                if offer > money + parts[at]:
                    self.short[at] = offer - money - parts[at]
                    continue
                money, parts[at] = money + parts[at] - offer, offer
                bearing[at], other[at] = offer, 0
        for at in self.order:
            if ends[at] == months and not self.offers.get(at, -1) > month:
                more = max(0, min(bearing[at] + other[at] - parts[at], money - put_by))
                parts[at] += more
                money -= more
        return money

    def _move(
        self, month: int, bearing: list[int], other: list[int], asked: list[int], ends: list[int], parts: list[int]
    ) -> None:
        """Book the payments, then let interest, charges and dues come up to the next month's payment."""
        for at, one in enumerate(self.lines):
            if ends[at] < month:
                continue
            owed = bearing[at] + other[at] - parts[at]
            if not owed:
                if month >= one.course.fee_until:
                    ends[at] = min(ends[at], month)
                bearing[at] = other[at] = asked[at] = 0
                continue
            first = other[at] if one.course.ordered or one.course.debt.interest_on_interest else 0
            to_other = min(first, parts[at])
            bearing[at] -= min(bearing[at], parts[at] - to_other)
            other[at] = owed - bearing[at]
            grows, of_owed, of_interest, late, late_fee, fee = one.shares[month]
            grown = (bearing[at] * grows + SCALE // 2) // SCALE
            charged = fee if bearing[at] or one.course.fee_until else 0
            if parts[at] < asked[at] or (one.course.late and not one.kept):
                charged += late_fee + owed * late // SCALE
            asked[at] = self._asks(
                one, month, owed + grown + charged, grown, of_owed, of_interest, asked[at] - parts[at]
            )
            if one.course.debt.interest_on_interest:
                bearing[at] += grown + charged + other[at]
                other[at] = 0
            else:
                other[at] += grown + charged

    def _asks(self, one: Line, month: int, owed: int, grown: int, of_owed: int, of_interest: int, left: int) -> int:
        """What falls due with the next month's payment, with what was left of this one's."""
        steps = one.course.steps
        then = steps[min(month + 1, len(steps) - 1)]
        if then.matured:
            return owed
        due = then.due + (owed * of_owed) // SCALE + (grown if of_interest else 0)
        return min(owed, max(then.floor, due) + max(0, left))
