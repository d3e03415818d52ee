"""``forbear plan``: what can be paid, to whom first, and until when; or that this budget does not carry the debts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, progress, say
from forbear.cli.plan_inputs import PLAIN, choose, parse_lump
from forbear.cli.plan_shown import show_plan, warn_of_budget
from forbear.errors import Problem, RecordError
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.debts import Debts
    from forbear.plan.frontier import Mix
    from forbear.plan.optimum import Optimum
    from forbear.plan.strategies import Plan, Strategy
    from forbear.report.plan_shown import PlanShown

SPREAD = "pro_rata"
"""The way of paying that the plain one is watched against."""
PROOF = 20
"""Seconds to prove that debts that are not late cannot all be paid what they ask for."""
PAGE, STATEMENT = "plan.html", "statement.json"


def plan(
    debts: Annotated[Path, typer.Argument(help="The debts (TOML, JSON or CSV).")],
    budget: Annotated[
        Path,
        typer.Option(
            "--budget", help="What comes in and goes out each month (TOML, JSON; or a UK Standard Financial Statement)."
        ),
    ],
    strategy: Annotated[
        str, typer.Option("--strategy", help="one_platform, snowball, snowball_fixed, avalanche, urgency, pro_rata.")
    ] = "",
    order: Annotated[
        list[str] | None, typer.Option("--order", help="Your own order: the name of a debt; repeat for the next.")
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="All ways of paying; with --optimum also the best mixes of cost and calls."),
    ] = False,
    optimum: Annotated[
        str, typer.Option("--optimum", help="Search the best: least_paid, first_closed, fewest_late, soonest_free.")
    ] = "",
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="The search for the best stops then.")] = 60,
    watch: Annotated[
        bool, typer.Option("--watch-the-interest", help="A split over all platforms beside one at a time.")
    ] = False,
    lump: Annotated[
        list[str] | None, typer.Option("--lump", help="Money that comes once: 2026-12-20=5000; may be repeated.")
    ] = None,
    months: Annotated[
        int, typer.Option("--months", min=1, max=600, help="Debts that do not end within so many are said not to end.")
    ] = 120,
    payment_first: Annotated[
        bool, typer.Option("--payment-first", help="Book a payment before the interest up to its day.")
    ] = False,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for plan.html, plan.json, schedule.csv, calendar.ics.")
    ] = Path("plan"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of page, table and calendar.")] = Language.en,
) -> None:
    """Plan the repayment of debts from a budget. Exit code 2 where the budget does not carry them.

    Example: forbear plan debts.toml --budget budget.toml --compare --out plan
    """
    words = Words(lang)
    asked = Asked(
        debts, budget, strategy, tuple(order or ()), compare, optimum, seconds, watch, tuple(lump or ()), months,
        payment_first,
    )  # fmt: skip
    with progress() as bar:
        shown = work_out(asked, bar, words)
        bar.add_task(words("plan_said.writing"), total=None)
        written = write_out(shown, out, lang)
    warn_of_budget(shown.budget, shown.misfits, budget, words)
    show_plan(shown, words)
    say(words("plan_said.wrote", path=out / PAGE))
    if written:
        say(words("plan_said.statement"))
    if not shown.plan.feasible:
        raise typer.Exit(Exit.REFUSED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    debts: Path
    budget: Path
    strategy: str = ""
    order: tuple[str, ...] = ()
    compare: bool = False
    optimum: str = ""
    seconds: int = 60
    watch: bool = False
    lumps: tuple[str, ...] = ()
    months: int = 120
    payment_first: bool = False


def work_out(asked: Asked, bar: Progress, words: Words) -> PlanShown:
    """Read, plan, and compare where asked."""
    from forbear.plan.budgets import read_budget
    from forbear.plan.files import read_debts
    from forbear.plan.strategies import STRATEGIES, follow, means_of, named
    from forbear.report.plan_shown import PlanShown

    everything, read = read_debts(asked.debts), read_budget(asked.budget)
    debts = in_currency(everything, read.budget.currency, asked)
    chosen = choose(asked.strategy, asked.order, asked.optimum, debts)
    first = max(debt.as_of for debt in debts.all)
    lumps = tuple(parse_lump(text, read.budget.currency, first) for text in asked.lumps)
    means = replace(means_of(read.budget, first), lumps=lumps)
    task = bar.add_task(words("plan_said.comparing"), total=None)

    def plan_by(way: Strategy) -> Plan:
        bar.advance(task)
        return follow(debts, means, way, asked.months, asked.payment_first)

    made = plan_by(chosen)
    others = [name for name in (wanted(asked) if made.feasible else STRATEGIES) if name != chosen.name]
    plans = {made.strategy: made, **{name: plan_by(named(name)) for name in others}}
    other = None if made.feasible else cheapest(plans.values())
    free = other is not None and not (asked.strategy or asked.order)
    chosen = named(other.strategy) if other is not None and free else chosen
    shown = PlanShown(
        plan=plans[chosen.name],
        other=None if free else other,
        instead_of=made.strategy if free else "",
        budget=read.budget,
        compared=plans if asked.compare or asked.optimum else {},
        watched=(plans[PLAIN], plans[SPREAD]) if asked.watch else None,
        left_out=tuple(debt.name for debt in everything.all if debt.currency != read.budget.currency),
        misfits=read.misfits,
        statement=read.statement,
    )
    shown = search(shown, debts, asked, bar, words) if asked.optimum else shown
    return look_for_remedies(shown, chosen, asked, bar, words)


def cheapest(plans: Iterable[Plan]) -> Plan | None:
    """The plan that ends and pays least."""
    return min((plan for plan in plans if plan.feasible), key=lambda plan: plan.paid, default=None)


def look_for_remedies(shown: PlanShown, way: Strategy, asked: Asked, bar: Progress, words: Words) -> PlanShown:
    """What the money does not cover and the smallest changes, where the plan does not fit."""
    from forbear.plan.shortfall import ends_with, shortfall
    from forbear.plan.strategies.run import keeps_to

    plan, debts = shown.plan, shown.plan.schedule.debts
    if plan.feasible and keeps_to(plan, "current"):
        return shown
    bar.add_task(words("plan_said.remedies"), total=None)
    found = shortfall(debts, plan.means, way, asked.months, asked.payment_first)
    ends = None if plan.feasible else ends_with(debts, plan.means, way, asked.months, asked.payment_first)
    return replace(shown, shortfall=found, ends_with=ends)


def search(shown: PlanShown, debts: Debts, asked: Asked, bar: Progress, words: Words) -> PlanShown:
    """The best plan for the goal in place of the one made, searched within the months that the simple ways take."""
    from forbear.plan.goals import goal
    from forbear.plan.optimum import optimum
    from forbear.plan.strategies.run import keeps_to
    from forbear.report.plan_shown import OPTIMUM

    known = [plan for plan in shown.compared.values() if plan.feasible]
    months = max((plan.months for plan in known), default=asked.months)
    bar.add_task(words("plan_said.searching"), total=None)

    def best(keep: str, seconds: int) -> Optimum:
        means, wanted = shown.plan.means, goal(asked.optimum)
        return optimum(debts, means, wanted, months, keep, seconds, payment_first=asked.payment_first)

    sure = any(keeps_to(plan, "current") for plan in known)
    kept = best("current", asked.seconds if sure else min(asked.seconds, PROOF))
    found = kept if kept.plan else best("nothing", asked.seconds)
    found = better_of(found, [plan for plan in known if keeps_to(plan, found.keep) and plan.months <= months])
    shown = replace(shown, optimum=found, not_kept="" if found is kept else _not_kept(kept))
    if found.plan is None:
        return shown
    mixes = weigh(debts, found, asked, bar, words) if asked.compare else ()
    return replace(shown, plan=replace(found.plan, strategy=OPTIMUM), frontier=mixes)


def _not_kept(kept: Optimum) -> str:
    """How certain it is that debts that are not late cannot all be paid what they ask for."""
    return "impossible" if kept.impossible else "not_found"


def weigh(debts: Debts, best: Optimum, asked: Asked, bar: Progress, words: Words) -> tuple[Mix, ...]:
    """The best plans for several prices of a month in which a creditor may call."""
    from forbear.plan.frontier import MOST_SEARCHES, frontier

    task = bar.add_task(words("plan_said.weighing"), total=MOST_SEARCHES)
    means = next(iter(best.distances.values())).plan.means
    return frontier(
        debts, means, best.months, best.keep, asked.seconds, asked.payment_first, lambda: bar.advance(task),
        best if best.goal.name == "least_paid" else None,
    )  # fmt: skip


def better_of(found: Optimum, known: Sequence[Plan]) -> Optimum:
    """The optimum, or a known plan in its place where that is better still."""
    plans = [plan for plan in (found.plan, *known) if plan is not None and found.goal.rank(plan) is not None]
    best = min(plans, key=lambda plan: found.goal.rank(plan) or 0, default=None)
    if best is None or best is found.plan:
        return found
    return replace(found, plan=best, value=found.goal.value(best), found_by=best.strategy)


def wanted(asked: Asked) -> tuple[str, ...]:
    """The ways of paying to hold the plan against."""
    from forbear.plan.strategies import STRATEGIES

    if asked.compare or asked.optimum:
        return tuple(STRATEGIES)
    return (PLAIN, SPREAD) if asked.watch else ()


def in_currency(debts: Debts, currency: str, asked: Asked) -> Debts:
    """The debts in the currency of the budget; raises RecordError where there is none."""
    found = debts.by_currency().get(currency)
    if found is None:
        what = f"its debts are in {', '.join(debts.currencies)}, and the budget is in {currency}"
        hint = f"Give a budget in {debts.currencies[0]}; {asked.budget} is in {currency}"
        raise RecordError(
            Problem(str(asked.debts), what, why="a plan changes no money", hint=hint, code="currency-none")
        )
    return found


def write_out(shown: PlanShown, folder: Path, lang: str) -> bool:
    """The page and the files for other programs, each whole or as it was; is the budget's statement among them?"""
    from forbear.audit.export import write_text_safely
    from forbear.report.plan_export import calendar, cost_and_calls_csv, record, schedule_csv, statement_files
    from forbear.report.plan_report import build

    texts = {
        PAGE: build(shown, lang),
        "plan.json": json.dumps(record(shown, lang), ensure_ascii=False, indent=2) + "\n",
        "schedule.csv": schedule_csv(shown.followed.schedule),
        "calendar.ics": calendar(shown.followed, Words(lang)),
        **statement_files(shown),
    }
    if shown.frontier:
        texts["cost-and-calls.csv"] = cost_and_calls_csv(shown)
    for name, text in texts.items():
        write_text_safely(folder / name, text)
    return STATEMENT in texts
