"""Real payments beside the plan: what moved and why, and the plan from today on. No money is lost or made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError, nearest
from forbear.plan.debts import Debt, Debts, Settlement
from forbear.plan.room import Room
from forbear.plan.schedule import Payment, Schedule, simulate
from forbear.plan.strategies.run import follow
from forbear.plan.strategies.shapes import Means, Strategy
from forbear.plan.terms import Due, Terms, agreed

HORIZON = 600
MOVES = ("late", "short", "elsewhere", "extra")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that went otherwise than planned.

    ``late``: ``amount`` came ``days`` after ``day``; ``short``: it has not come; ``elsewhere``: it went to ``other``;
    ``extra``: more than planned came by then, and from no other debt.
    """

    kind: str
    debt: str
    day: Day
    amount: int
    days: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A schedule of all debts: those with terms as promised, the others by a strategy.

    ``short`` is the worst day, where money is missing for what is promised.
    """

    schedule: Schedule
    made: tuple[Payment, ...]
    coming: tuple[Payment, ...]
    short: Due | None

    @property
    def payments(self) -> tuple[Payment, ...]:
        """What was really paid, and what comes."""
        return (*self.made, *self.coming)

    @property
    def cost(self) -> int:
        """Interest and fees of all debts, less what is waived."""
        sums = list(self.schedule.totals().values())
        return sum(one.interest + one.fees - one.waived for one in sums)

    @property
    def ends(self) -> Day | None:
        """The day on which the last debt ends; None where that is not reached, or money is missing for promises."""
        days = list(self.schedule.closed_on.values())
        return None if self.short or None in days else max(day for day in days if day is not None)


@dataclass(frozen=True, slots=True)
class Replanned:
    """What moved, and the whole as it was planned and as it is planned now."""

    day: Day
    moves: tuple[Move, ...]
    before: Whole
    after: Whole

    @property
    def change(self) -> int:
        """What it now costs more than was planned, as far as both are reckoned."""
        return self.after.cost - self.before.cost


def planned(
    debts: Debts, means: Means, strategy: Strategy, terms: Iterable[Terms] = (), months: int = HORIZON
) -> Whole:
    """All debts from the beginning: terms kept as promised, the rest by the strategy."""
    fixed = {one.debt: one for one in terms}
    return _whole(debts, means, strategy, fixed, (), months)


def replan(
    debts: Debts, before: Whole, made: Iterable[Payment], means: Means, strategy: Strategy,
    terms: Iterable[Terms] = (), months: int = HORIZON,
) -> Replanned:  # fmt: skip
    """The plan from ``means.first`` (today) on, after the payments that were really made.

    ``terms`` are those that still stand; what is overdue of them is paid first.
    """
    day, paid = means.first, tuple(sorted(made, key=lambda one: one.day))
    _check(debts, paid, day)
    moves = moved([one for one in before.payments if one.day <= day], paid, day)
    fixed = {one.debt: one for one in terms}
    return Replanned(day, moves, before, _whole(debts, means, strategy, fixed, paid, months))


def moved(wanted: Sequence[Payment], made: Sequence[Payment], day: Day) -> tuple[Move, ...]:
    """What was late, is missing, went elsewhere, or came on top, up to a day."""
    found: list[Move] = []
    missing: list[Move] = []
    extra: dict[str, int] = {}
    for name in dict.fromkeys(one.debt for one in (*wanted, *made)):
        late, short, extra[name] = _of_debt(name, wanted, made)
        found += late
        missing += short
    for one in sorted(missing, key=lambda one: one.day):
        found += _found_elsewhere(one, extra)
    latest = {one.debt: one.day for one in made}
    found += [Move("extra", name, latest[name], amount) for name, amount in extra.items() if amount]
    return tuple(sorted(found, key=lambda one: (one.day, one.debt, MOVES.index(one.kind))))


def _of_debt(name: str, wanted: Sequence[Payment], made: Sequence[Payment]) -> tuple[list[Move], list[Move], int]:
    """Payments of one debt against what was planned, the oldest first: late, missing, and what is too much."""
    pots = [[one.day, one.amount] for one in sorted(made, key=lambda one: one.day) if one.debt == name]
    late, missing = list[Move](), list[Move]()
    for one in (one for one in wanted if one.debt == name):
        open_amount = one.amount
        for pot in pots:
            took = min(open_amount, pot[1])
            pot[1] -= took
            open_amount -= took
            if took and pot[0] > one.day:
                late.append(Move("late", name, one.day, took, days=pot[0] - one.day))
        if open_amount:
            missing.append(Move("short", name, one.day, open_amount))
    return late, missing, sum(pot[1] for pot in pots)


def _found_elsewhere(short: Move, extra: dict[str, int]) -> Iterable[Move]:
    """What of a missing payment another debt got on top, and what is missing all the same."""
    left = short.amount
    for name, amount in extra.items():
        took = min(left, amount)
        extra[name] = amount - took
        left -= took
        if took:
            yield replace(short, kind="elsewhere", amount=took, other=name)
    if left:
        yield replace(short, amount=left)


def _whole(
    debts: Debts, means: Means, strategy: Strategy, fixed: Mapping[str, Terms], made: tuple[Payment, ...], months: int
) -> Whole:
    still = (_still_open(debts[name], terms, made, means.first) for name, terms in fixed.items())
    open_terms = [one for one in still if one]
    room = Room.of(means, debts).with_terms(open_terms)
    free = Debts(tuple(debt for debt in debts.all if debt.name not in fixed))
    coming = [payment for terms in open_terms for payment in terms.payments()]
    last = max((one.day for one in (*coming, *made)), default=means.first)
    if free.all:
        to_free = [one for one in made if one.debt not in fixed]
        plan = follow(free, room.rest(months), strategy, months, made=to_free)
        coming += [one for one in plan.payments if one.day > means.first]
        last = max(last, plan.schedule.last)
    payments = tuple(_settled([*made, *coming], fixed))
    under = Debts(tuple(_under(debt, fixed.get(debt.name), payments) for debt in debts.all))
    schedule = simulate(under, payments, max(last, means.first))
    return Whole(schedule, payments[: len(made)], payments[len(made) :], room.missing())


def _settled(payments: Sequence[Payment], fixed: Mapping[str, Terms]) -> Iterable[Payment]:
    """The payments, with the one that completes what was promised taken for all where the rest is waived."""
    paid = dict.fromkeys(fixed, 0)
    for one in payments:
        terms = fixed.get(one.debt)
        if terms is None:
            yield one
            continue
        before = paid[one.debt]
        paid[one.debt] += one.amount
        yield replace(one, settles=terms.waives_rest and before < terms.total <= paid[one.debt])


def _under(debt: Debt, terms: Terms | None, payments: Sequence[Payment]) -> Debt:
    if terms is None:
        return debt
    last = [Settlement(one.amount, one.day) for one in payments if one.debt == debt.name and one.settles]
    return replace(agreed(debt, terms), settlements=tuple(last))


def _still_open(debt: Debt, terms: Terms, made: Sequence[Payment], day: Day) -> Terms | None:
    """The dues that are not paid yet: what is overdue falls due on ``day``, what late payments cost on the last day."""
    received = [one for one in made if one.debt == terms.debt]
    paid, dues = sum(one.amount for one in received), dict[Day, int]()
    for due in terms.dues:
        covered = min(paid, due.amount)
        paid -= covered
        if due.amount > covered:
            on = max(due.day, day)
            dues[on] = dues.get(on, 0) + due.amount - covered
    last = max(terms.last, day)
    rest = 0 if terms.waives_rest else _rest(debt, terms, received, dues, last)
    if rest:
        dues[last] = dues.get(last, 0) + rest
    if not dues:
        return None
    return replace(terms, dues=tuple(Due(on, amount) for on, amount in sorted(dues.items())))


def _rest(debt: Debt, terms: Terms, received: Sequence[Payment], dues: Mapping[Day, int], last: Day) -> int:
    """What is still owed when all that is promised has come, because some of it came late."""
    coming = [Payment(on, debt.name, amount) for on, amount in dues.items()]
    return simulate(Debts((agreed(debt, terms),)), [*received, *coming], last).closing[debt.name]


def _check(debts: Debts, made: Sequence[Payment], day: Day) -> None:
    names = [debt.name for debt in debts.all]
    problems = [_stranger(one, names) for one in made if one.debt not in names]
    problems += [_from_tomorrow(one, day) for one in made if one.day > day]
    if problems:
        raise RecordError(problems)


def _stranger(payment: Payment, names: list[str]) -> Problem:
    where, what = f"payment of {show_day(payment.day)}", f"there is no debt {payment.debt!r}"
    hint = nearest(payment.debt, names) or f"Debts: {', '.join(names)}"
    return Problem(where, what, why="payments are booked by name", hint=hint, code="debt-unknown")


def _from_tomorrow(payment: Payment, day: Day) -> Problem:
    where, what = (
        f"payment of {show_day(payment.day)}",
        f"it lies after {show_day(day)}, from which the plan is made anew",
    )
    return Problem(where, what, hint="Give only what was really paid, or a later day", code="days-out-of-order")
