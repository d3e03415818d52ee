"""A search for the optimum: plans that are known, drafts, the program, and what each proves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from math import ceil

from forbear.plan.accrual import Factors
from forbear.plan.courses import Course, course
from forbear.plan.debts import Debts
from forbear.plan.drafts import Draft, best_drafts
from forbear.plan.goals import GOALS, Goal, month_of_end
from forbear.plan.guide import drafted, guided
from forbear.plan.model import Model
from forbear.plan.model_bounds import needed_months
from forbear.plan.model_debt import is_kept
from forbear.plan.solver import Answer, Probe
from forbear.plan.strategies.custom import custom
from forbear.plan.strategies.run import follow, keeps_to
from forbear.plan.strategies.shapes import Means, Plan, Strategy, platform

TOLERANCE = Fraction(1, 10**7)
NEAR, TIE = Fraction(1, 4), Fraction(1, 4)
"""So near to the best month the solver may stop (money it follows to the end); and the most that ties weigh."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a method proved: no plan has a value below ``bound``; ``solved`` where it came to its end.

    ``program_gap``: what the solver left open of its program, as a part.
    """

    method: str
    bound: int | None
    impossible: bool = False
    solved: bool = True
    nodes: int = 0
    seconds: int = 0
    program_gap: Fraction | None = None


@dataclass
class Search:
    """What is asked, the debts as a program sees them, and every plan that is known so far by name."""

    debts: Debts
    means: Means
    goal: Goal
    months: int
    keep: str
    payment_first: bool
    plans: dict[str, Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.factors = {debt.name: Factors(debt) for debt in self.debts.all}
        ordered = sorted(self.debts.all, key=lambda one: one.name)
        first, late = self.means.first, self.payment_first
        every = [course(one, first, self.months, late, self.factors[one.name]) for one in ordered]
        self.courses = [one for one in every if one.owed]
        self.kept = [is_kept(one, self.keep) for one in self.courses]

    def add(self, name: str, strategy: Strategy) -> None:
        """Carry a strategy out and keep its plan, where no better one of the same name is known."""
        plan = follow(self.debts, self.means, strategy, self.months, self.payment_first, self.factors)
        known = self.plans.get(name)
        if known is None or _rank(self.goal, plan) < _rank(self.goal, known):
            self.plans[name] = plan

    def add_drafts(self) -> None:
        """Look for good orders and offers in rough, and carry the best out."""
        drafts = best_drafts(self.courses, self.kept, self.means, self._worth) if self.courses else []
        for number, draft in enumerate(drafts, 1):
            self.add(f"draft {number}", drafted(self.courses, draft, self.keep))

    def add_answer(self, model: Model, answer: Answer) -> None:
        """Carry out what the program says, and the order in which it ends debts."""
        if answer.values:
            for ahead, held in ((0, False), (2, False), (model.months // 2 + 1, False), (0, True), (2, True)):
                self.add("program", guided(model, answer, ahead, held))
            self.add("order of the program", custom(_order(model, answer), keep=self.keep))

    @property
    def best(self) -> str:
        """The name of the best plan that is known; empty where none ends and keeps what must be kept."""
        ranks = {name: self.goal.rank(plan) for name, plan in self.plans.items() if keeps_to(plan, self.keep)}
        known = {name: rank for name, rank in ranks.items() if rank is not None}
        return min(known, key=lambda name: known[name]) if known else ""

    @property
    def plan(self) -> Plan | None:
        """The best plan that is known."""
        return self.plans.get(self.best)

    @property
    def value(self) -> int | None:
        """What it comes to."""
        return None if self.plan is None else self.goal.value(self.plan)

    def within(self, goal: Goal, months: int) -> list[Course]:
        """The courses over the months in which a plan better than the known one can be found."""
        known = self.plan
        if known is not None and not goal.first and not goal.late and not goal.free:
            months = min(months, needed_months(self.courses, self.means, self.kept, known.paid))
        return [replace(one, steps=one.steps[: max(1, months)]) for one in self.courses]

    def _worth(self, draft: Draft) -> Fraction | None:
        """What a draft comes to by the goal, as far as a draft can tell."""
        if draft.missed or self.months in draft.ends:
            return None
        ends: dict[str, int] = {}
        late: dict[str, int] = {}
        for one, end in zip(self.courses, draft.ends, strict=True):
            name = platform(one.debt)
            ends[name] = max(ends.get(name, 0), end + 1)
            late[name] = max(late.get(name, 0), end if one.late else 0)
        goal = self.goal
        months = goal.first * min(ends.values()) + goal.free * max(ends.values()) + goal.late * sum(late.values())
        return goal.paid * draft.paid + months + Fraction(draft.paid, 10**18)


def _rank(goal: Goal, plan: Plan) -> tuple[bool, Fraction]:
    found = goal.rank(plan)
    return found is None, Fraction(0) if found is None else found


def by_program(search: Search, goal: Goal, months: int, seconds: int) -> Proof:
    """Solve the program for a goal within so many months; what it finds is added to the plans.

    What is known already bounds the search: only plans that are as good are looked for, and where there is none the
    known plan is the best.
    """
    known = search.plan if search.plan is not None and search.plan.months <= months else None
    most = None if known is None else goal.value(known)
    model = Model(search.within(goal, months), search.means, goal, search.keep)
    if most is not None:
        narrow(model, most / model.scale + (0 if goal.paid else TIE))
    answer = model.program.solve(seconds, _start(model, known), Fraction(0) if goal.paid else NEAR)
    search.add_answer(model, answer)
    none, bound = answer.status == "infeasible", bound_of(model, answer)
    if most is not None:
        bound = most if none else min(most, bound or 0)
    solved = answer.status != "stopped"
    return Proof("program", bound, none and most is None, solved, answer.nodes, answer.seconds, answer.gap)


def narrow(model: Model, most: Fraction) -> None:
    """Fix the months in which a debt cannot have ended, or must have, for the goal to come to no more than ``most``."""
    probe = Probe(model.program, most)
    for one in model.debts:
        soonest = _first(len(one.closed), partial(_may, probe, one.closed))
        latest = _first(len(one.closed), partial(_must, probe, one.closed), soonest)
        for month, switch in enumerate(one.closed):
            if month < soonest or month >= latest:
                probe.fix(switch, int(month >= latest))


def _may(probe: Probe, closed: Sequence[int], month: int) -> bool:
    """Can the debt have ended by a month?"""
    return probe.possible(closed[month], 1)


def _must(probe: Probe, closed: Sequence[int], month: int) -> bool:
    """Must it?"""
    return not probe.possible(closed[month], 0)


def _first(end: int, holds: Callable[[int], bool], start: int = 0) -> int:
    """The first number from ``start`` for which something holds that goes on holding; ``end`` where it never does."""
    while start < end:
        middle = (start + end) // 2
        start, end = (start, middle) if holds(middle) else (middle + 1, end)
    return start


def is_soonest(goal: Goal) -> bool:
    """Does nothing count but the month in which all is paid?"""
    return bool(goal.free) and not (goal.paid or goal.first or goal.late)


def soonest(search: Search, seconds: int) -> Proof:
    """The soonest end: the least that can be paid within the months known shows how much money must have come in;
    where that leaves a month open, a program of fewer months says whether all can end in them.
    """
    weight, goal = search.goal.free, GOALS["least_paid"]
    first = proof = by_program(search, goal, (search.value or search.months * weight) // weight, seconds)
    bound = weight * _month_of(search, first.bound or 0)
    while proof.solved and not proof.impossible and bound < (value := search.value or 0):
        seconds -= proof.seconds
        if seconds <= 0:
            break
        proof = by_program(search, goal, value // weight - 1, seconds)
        if not proof.impossible and search.value == value:
            break
    bound = search.value if proof.impossible and search.value else bound
    return replace(proof, bound=None if first.impossible else bound, impossible=first.impossible)


def _month_of(search: Search, paid: int) -> int:
    """The first month by which so much money has come in."""
    come = sum(lump.amount for lump in search.means.lumps)
    for month in range(1, search.months + 1):
        come += search.means.of_month(month)
        if come >= paid:
            return month
    return search.months


def bound_of(model: Model, answer: Answer) -> int | None:
    """The bound in whole units, with the solver's tolerance taken off."""
    if answer.bound is None:
        return None
    tie = Fraction(0) if model.goal.paid else 2 * TIE
    return max(0, ceil((answer.bound - abs(answer.bound) * TOLERANCE) * model.scale - tie))


def _order(model: Model, answer: Answer) -> list[str]:
    """The debts in the order in which the answer ends them."""
    ends = {one.course.debt.name: sum(answer.values[switch] for switch in one.closed) for one in model.debts}
    return sorted(ends, key=lambda name: (-ends[name], name))


def _start(model: Model, plan: Plan | None) -> dict[int, int]:
    """A known plan's switches, for the solver to begin from."""
    if plan is None:
        return {}
    found: dict[int, int] = {}
    settled = {(entry.debt, entry.day) for entry in plan.schedule.entries if entry.kind == "waiver"}
    for one in model.debts:
        name = one.course.debt.name
        end = month_of_end(plan, name)
        found |= {switch: int(month + 1 >= end) for month, switch in enumerate(one.closed)}
        found |= {switch: int((name, one.course.steps[month].day) in settled) for month, switch in one.taken.items()}
    return found
