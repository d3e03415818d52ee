"""A plan on the terminal: that it does not end, first; else the answer, the next payments, the platforms, the ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forbear.cli.console import WARNING, complain, say, table
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.budget import Budget, Misfit
    from forbear.report.plan_shown import PlanShown


def show_plan(shown: PlanShown, words: Words) -> None:
    """The whole answer; where the debts do not end, that stands first, and no total or last day is told."""
    from forbear.report import plan_sections, plan_stop

    stop, summary = plan_stop.stop(shown, words), plan_sections.summary(shown, words)
    if stop:
        _show_stop(stop, words)
    for sentence in filter(None, [*summary["sentences"], summary["left_out"]]):
        say(sentence)
    unmet = plan_stop.unmet(shown, words)
    if unmet:
        _show_unmet(unmet, words)
    _show_payments(plan_sections.payments(shown, words), words)
    _show_platforms(plan_sections.owed_rows(shown, words), words)
    _show_ways(shown, words)
    _show_watched(shown, words)
    say(words("plan.no_advice"), style="dim")


def warn_of_budget(budget: Budget, misfits: Iterable[Misfit], path: Path, words: Words) -> None:
    """On standard error: the printed totals that do not foot, and what goes to other debts before the plan."""
    for one in misfits:
        key = "plan_money.misfit_more" if one.difference > 0 else "plan_money.misfit_less"
        amounts = {"printed": one.printed, "reckoned": one.reckoned, "apart": abs(one.difference)}
        shown = {name: words.money(amount, budget.currency) for name, amount in amounts.items()}
        complain(f"{path}: {words(key, name=one.name, **shown)}", sign=WARNING)
    first = [line.name for line in budget.lines if line.kind == "priority_debt"]
    if first:
        amount = words.money(budget.total("priority_debt"), budget.currency)
        complain(f"{path}: {words('plan_money.priority', amount=amount, debts=words.listed(first))}", sign=WARNING)


def _show_stop(stop: dict[str, Any], words: Words) -> None:
    say(stop["heading"], style="bold red")
    for sentence in stop["says"]:
        say(sentence)
    _show_changes(stop["changes"], words)
    say(words("plan_stop.triage_says"))


def _show_unmet(unmet: dict[str, Any], words: Words) -> None:
    say(words("plan_stop.unmet_heading"), style="bold yellow")
    for sentence in unmet["says"]:
        say(sentence)
    _show_changes(unmet["changes"], words)


def _show_changes(changes: dict[str, Any], words: Words) -> None:
    for sentence in filter(None, (changes.get("none"), *changes.get("yours", ()))):
        say(sentence, style="bold")
    if changes.get("creditors"):
        say(words("plan_stop.creditors"))
    for sentence in changes.get("creditors", ()):
        say(sentence, sign="·")


def _columns(words: Words, *keys: str) -> list[str]:
    return [words(key) for key in keys]


def _show_payments(payments: dict[str, Any], words: Words) -> None:
    columns = _columns(
        words, "plan_pay.day", "plan_owed.platform", "plan_pay.amount", "plan_pay.after", "plan_pay.remark"
    )
    keys = ("day", "platform", "amount", "after", "remark")
    table(words("plan_pay.heading"), columns, _cells(payments["first"], keys), whole=(0, 2, 3))
    if payments["rest"]:
        say(words("plan_pay.more", n=len(payments["rest"])), style="dim")


def _show_platforms(rows: Sequence[dict[str, Any]], words: Words) -> None:
    columns = _columns(
        words, "plan_owed.platform", "plan_owed.closed", "plan_owed.now", "plan_owed.paid", "plan_owed.interest",
        "plan_owed.fees",
    )  # fmt: skip
    cells = ((row["name"], row["closed"], row["now"], *row["amounts"][:3]) for row in rows)
    table(words("plan_owed.heading"), columns, cells, whole=(2, 3, 4, 5))


def _show_ways(shown: PlanShown, words: Words) -> None:
    from forbear.report import plan_ways

    rows = plan_ways.rows(shown, words)
    keys = ["way", "total", "interest", "fees", "free", "late"]
    known = any(row["apart"] != "–" for row in rows)
    columns = _columns(words, *(f"plan_ways.{key}" for key in [*keys, *(["apart"] if known else [])]))
    cells = (
        (f"{row['name']} *" if row["chosen"] else row["name"], *row["amounts"], row["free"], row["late"],
         *((row["apart"],) if known else ()))
        for row in rows
    )  # fmt: skip
    if rows:
        table(words("plan_ways.heading"), columns, cells, whole=(1, 2, 3))
        say(f"* {words('plan_ways.chosen')}", style="dim")
    if any(row["apart"].endswith("†") for row in rows):
        say(words("plan_optimum.unkept"), style="dim")
    if shown.optimum is not None:
        say(plan_ways.optimum_sentence(shown, words))


def _show_watched(shown: PlanShown, words: Words) -> None:
    from forbear.report import plan_ways

    watched = plan_ways.watch_sentences(shown, words)
    if watched:
        say(words("plan_watch.heading"), style="bold")
    for sentence in watched:
        say(sentence, sign="·")


def _cells(rows: Iterable[dict[str, Any]], keys: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(str(row[key]) for key in keys) for row in rows)
