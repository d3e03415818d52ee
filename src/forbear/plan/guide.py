"""A program's answer, in floats, turned into a strategy in whole units; the schedule then says what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forbear.calendar import Day
from forbear.plan.courses import Course
from forbear.plan.drafts import Draft
from forbear.plan.model import Model
from forbear.plan.rounding import rounded
from forbear.plan.solver import Answer
from forbear.plan.strategies.shapes import Shares, Standing, Standings, Strategy


@dataclass
class Guide:
    """What the answer pays to each debt on each day, what it puts by each month, and the order in which debts end."""

    amounts: dict[tuple[str, Day], int]
    ends: Mapping[str, int]
    ends_on: Mapping[str, Day]
    put_by: Mapping[Day, int]
    keep: str
    settled: frozenset[str] = frozenset()
    held_until: Day = 0
    began: Day = 0
    margin: int = 0
    ahead: int = 0
    given: dict[tuple[str, Day], int] = field(default_factory=dict)

    def share(self, standings: Standings, money: int) -> Shares:
        """The amounts of the answer first, in the order of ends; what is left beyond its savings likewise."""
        ordered = sorted(standings, key=lambda one: (self.ends[one.debt.name], one.debt.name))
        parts = dict.fromkeys((one.debt.name for one in ordered), 0)
        put_by = max(self.put_by.get(one.day, 0) for one in standings)
        day = standings[0].day
        put_by += self.margin * ((day - self.began) // 30 + 1) if day < self.held_until else 0
        for wanted, whole in ((self._asked, 0), (self._end, 0), (self._amount, put_by)):
            for one in ordered:
                more = max(0, min(wanted(one), one.closes) - parts[one.debt.name])
                more = max(0, min(more, money - whole))
                parts[one.debt.name] += more
                money -= more
        spare = money - put_by
        rest = [one for one in ordered if one.closes > parts[one.debt.name] and not self._waits(one)]
        for one in rest if spare > 0 else ():
            more = min(one.closes - parts[one.debt.name], spare)
            parts[one.debt.name] += more
            spare -= more
        for one in ordered:
            key = one.debt.name, one.day
            self.given[key] = self.given.get(key, 0) + parts[one.debt.name]
        return parts.items()

    def _waits(self, one: Standing) -> bool:
        """Will an offer end the debt later, so that what is paid on it before is lost?"""
        return one.debt.name in self.settled and one.day < self.ends_on.get(one.debt.name, 0)

    def _asked(self, one: Standing) -> int:
        kept = self.keep == "asked" or (self.keep == "current" and not one.late)
        return max(0, one.asked - self.given.get((one.debt.name, one.day), 0)) if kept else 0

    def _end(self, one: Standing) -> int:
        return one.closes if self.ends_on.get(one.debt.name) == one.day else 0

    def _amount(self, one: Standing) -> int:
        """The answer's amount; where it pays, a few units more, so that no rounding makes an end fail by a unit."""
        amount = self.amounts.get((one.debt.name, one.day), 0)
        ahead = self.ahead if amount and not self._waits(one) else 0
        return amount + ahead - self.given.get((one.debt.name, one.day), 0)


def guided(model: Model, answer: Answer, ahead: int = 0, held: bool = False) -> Strategy:
    """The strategy that follows an answer as closely as whole units allow, ``ahead`` units before it; ``held``: a
    little is put by until the last late debt ends.
    """

    def whole(variable: int) -> int:
        return rounded(max(answer.values[variable] * model.unit, 0 * model.unit), "half_up")

    amounts, ends, ends_on = {}, {}, {}
    for one in model.debts:
        name = one.course.debt.name
        shut = [2 * answer.values[switch] > 1 for switch in one.closed]
        ends[name] = shut.index(True) if True in shut else len(shut)
        for month, step in enumerate(one.course.steps):
            amounts[name, step.day] = whole(one.paid[month])
        if True in shut:
            ends_on[name] = one.course.steps[ends[name]].day
    saved = [whole(variable) for _, variable in model.saved_by_month()]
    drawn = [now - min(saved[month:]) for month, now in enumerate(saved)]
    put_by = {step.day: drawn[month] for one in model.debts for month, step in enumerate(one.course.steps)}
    settled = frozenset(
        one.course.debt.name for one in model.debts if any(2 * answer.values[taken] > 1 for taken in one.taken.values())
    )
    guide = Guide(
        amounts, ends, ends_on, put_by, model.keep, settled, *_margin(model, answer, ends if held else {}), ahead
    )
    return Strategy("program", guide.share, keep="nothing")


def _margin(model: Model, answer: Answer, ends: Mapping[str, int]) -> tuple[Day, Day, int]:
    """Until the last offer is paid, and the last late debt ends where ``ends`` are given, a little more is put by with
    each month (from the second day given here on), so that roundings on the way make none of them fail.
    """
    months = [month for one in model.debts for month, taken in one.taken.items() if 2 * answer.values[taken] > 1]
    late = (ends.get(one.course.debt.name, 0) for one in model.debts if not one.kept)
    months += [end for end in late if 0 < end < model.months]
    if not months:
        return 0, 0, 0
    last = max(months)
    return max(one.course.steps[last].day for one in model.debts), model.means.first, len(model.debts)


def drafted(courses: Sequence[Course], draft: Draft, keep: str) -> Strategy:
    """The strategy that follows a draft: its order, its offers, and what it puts by for them."""
    names = [one.debt.name for one in courses]
    last = max((month for _, month in draft.offers), default=0)
    put_by = {one.steps[month].day: amount for one in courses for month, amount in enumerate(draft.put_by)}
    guide = Guide(
        {}, {names[at]: place for place, at in enumerate(draft.order)},
        {names[at]: courses[at].steps[month].day for at, month in draft.offers}, put_by, keep,
        frozenset(names[at] for at, _ in draft.offers),
        max((one.steps[last].day for one in courses), default=0) if draft.offers else 0,
        min((one.steps[0].day for one in courses), default=0), len(courses),
    )  # fmt: skip
    return Strategy("draft", guide.share, keep="nothing")
