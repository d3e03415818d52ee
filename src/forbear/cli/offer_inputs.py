"""What the commands of ``forbear offer`` are given: files, days, limits, and what of the files holds on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from forbear.calendar import Day
from forbear.errors import Problem, RecordError, nearest
from forbear.money import Money

if TYPE_CHECKING:
    from forbear.plan.debts import Debt, Debts, Rate
    from forbear.plan.hardship import Option
    from forbear.plan.strategies.shapes import Means, Strategy
    from forbear.plan.talks import Talks
    from forbear.plan.terms import Limits, Terms
    from forbear.report.words import Words


def read(talks: Path) -> Talks:
    """The negotiations of a file."""
    from forbear.plan.talks import read_talks

    return read_talks(talks)


def case(debts: Path, budget: Path, words: Words) -> tuple[Debts, Means]:
    """The debts in the budget's currency, and the money from the latest of their days on; what is odd is told."""
    from forbear.cli.plan_shown import warn_of_budget
    from forbear.plan.budgets import read_budget
    from forbear.plan.files import read_debts

    read = read_budget(budget)
    currency = read.budget.currency
    everything = read_debts(debts)
    found = everything.by_currency().get(currency)
    if found is None:
        what, why = f"none of the debts is in {currency}", "money is not changed from one currency to another"
        hint = f"The debts are in {', '.join(everything.currencies)}"
        raise RecordError(Problem(str(budget), what, why=why, hint=hint, code="currencies-mixed"))
    warn_of_budget(read.budget, read.misfits, budget, words)
    return found, means(budget, max(debt.as_of for debt in found.all))


def means(budget: Path, first: Day) -> Means:
    """The money that a budget leaves, from a day on."""
    from forbear.plan.budgets import read_budget
    from forbear.plan.strategies.shapes import means_of

    return means_of(read_budget(budget).budget, first)


def with_hand(means: Means, text: str, currency: str) -> Means:
    """The same with what is in hand on its first day."""
    from forbear.plan.strategies.shapes import Lump

    if not text:
        return means
    amount = Money.parse(text, currency).amount_minor
    if amount < 0:
        what, hint = f"{text} is less than nothing", "Write what is there, or leave it out"
        raise RecordError(Problem("--in-hand", what, hint=hint, code="value-invalid"))
    return replace(means, lumps=(*means.lumps, Lump(means.first, amount)))


def way(name: str) -> Strategy:
    """A strategy by its name."""
    from forbear.plan.strategies.compare import named

    return named(name)


def limits(longest: int) -> Limits:
    """The most instalments; none where 0."""
    from forbear.plan.terms import NO_LIMIT, Limits

    if longest < 0:
        raise RecordError(
            Problem("--longest", f"{longest} is no number of instalments", hint="Write 60, or 0 for none")
        )
    return Limits(longest) if longest else NO_LIMIT


def day(text: str, where: str) -> Day:
    """A day of the command line."""
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        what, why = f"{text!r} is not a day", "days that can be read two ways are not guessed"
        raise RecordError(
            Problem(where, what, why=why, hint="Write it like 2026-12-31", code="value-invalid")
        ) from None


def debt(debts: Debts, name: str) -> Debt:
    """A debt by its name."""
    names = [debt.name for debt in debts.all]
    if name not in names:
        hint = nearest(name, names) or f"Debts: {', '.join(names)}"
        raise RecordError(Problem("--debt", f"there is no debt {name!r}", hint=hint, code="debt-unknown"))
    return debts[name]


def standing(talks: Talks, day: Day) -> dict[str, Terms]:
    """The terms that bind on a day."""
    return talks.standing(day)


def agreed(talks: Talks, day: Day) -> dict[str, Terms]:
    """The terms that were agreed up to a day, broken or not."""
    from forbear.plan.negotiation import END, STANDING

    return {name: one.terms for name, one in talks.status(day).items() if one.state in (*STANDING, END)}


def options(debt: Debt, pause: int, rate: str, longer: int, redate: int) -> list[Option]:
    """The hardship options that are asked for."""
    from forbear.plan import hardship

    found = [hardship.pause(debt, pause), hardship.pause(debt, pause, frozen=True)] if pause else []
    found += [hardship.lower_rate(debt, rate_of(rate))] if rate else []
    found += [hardship.longer_term(debt, longer), hardship.capitalise(debt, longer)] if longer else []
    return found + ([hardship.redate(debt, redate)] if redate else [])


def rate_of(text: str) -> Rate:
    """A rate in percent a year."""
    from forbear.plan.debts import Rate

    try:
        percent = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        percent = Decimal(-1)
    if not percent.is_finite() or percent < 0:
        what = f"{text!r} is not a rate in percent a year"
        raise RecordError(Problem("--rate", what, hint="Write it like 12 or 7.5", code="value-invalid"))
    return Rate(Fraction(percent) / 100)
