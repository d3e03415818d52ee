"""``forbear offer``: offers to creditors from a plan, counter-offers judged, promises watched, plans made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear.cli import offer_inputs as given
from forbear.cli import offer_records as records
from forbear.cli import offer_tables as tables
from forbear.cli.choosing import Language
from forbear.cli.console import Exit, plain, say
from forbear.report.words import Words

TALKS, PRIVATE = "talks.json", "private.json"

app = typer.Typer(no_args_is_help=True, help="Negotiate: offers from a plan, counter-offers, promises, a new plan.")

DebtsFile = Annotated[Path, typer.Argument(help="The debts (TOML, JSON or CSV).")]
TalksFile = Annotated[Path, typer.Argument(help="Offers and what became of them (TOML or JSON).")]
BudgetFile = Annotated[
    Path,
    typer.Option(
        "--budget", help="What comes in and goes out each month (TOML, JSON; or a UK Standard Financial Statement)."
    ),
]
OneDebt = Annotated[str, typer.Option("--debt", help="The name of the debt.")]
On = Annotated[str, typer.Option("--on", help="The day to look from: 2026-12-20.")]
Way = Annotated[
    str, typer.Option("--strategy", help="one_platform, snowball, snowball_fixed, avalanche, urgency, pro_rata.")
]
Longest = Annotated[
    int, typer.Option("--longest", help="The most instalments that the place lets a workout have; 0: no limit.")
]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


@app.command()
def make(
    debts: DebtsFile,
    budget: BudgetFile,
    strategy: Way = "one_platform",
    longest: Longest = 0,
    until: Annotated[str, typer.Option("--until", help="The last day for an answer: 2026-12-31.")] = "",
    even: Annotated[
        bool, typer.Option("--even", help="The same payment every month, the lowest of the plan's.")
    ] = False,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for an offer-N.json to each creditor, talks.json, private.json.")
    ] = Path("offers"),
    lang: Lang = Language.en,
    as_json: Json = False,
) -> None:
    """Make an offer to each creditor from the plan; what could be paid at most goes to a file of its own.

    Example: forbear offer make debts.toml --budget budget.toml --longest 60 --until 2026-12-31
    """
    from forbear.plan.offers import ceilings, offers_of
    from forbear.plan.room import Room
    from forbear.plan.strategies.run import follow
    from forbear.plan.talks import record_of

    owed, means = given.case(debts, budget, Words(lang))
    plan = follow(owed, means, given.way(strategy))
    found = offers_of(plan, given.limits(longest), given.day(until, "--until") if until else None, even)
    private = ceilings(found.offers, Room.of(means, owed))
    shown = record_of(found.offers, means.first, owed.currencies[0])
    _write(out, shown, records.private(private))
    if as_json:
        plain(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    tables.show_offers(found, private, Words(lang))
    say(Words(lang)("offer.wrote", folder=out, talks=TALKS, private=PRIVATE))


def _write(out: Path, shown: dict[str, Any], private: dict[str, Any]) -> None:
    """One file for each creditor, who sees no other; all of them to go on with; and what nobody is shown."""
    each = {f"offer-{at}.json": {**shown, "negotiation": [one]} for at, one in enumerate(shown["negotiation"], 1)}
    out.mkdir(parents=True, exist_ok=True)
    for name, record in {**each, TALKS: shown, PRIVATE: private}.items():
        (out / name).write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@app.command()
def judge(
    debts: DebtsFile,
    talks: TalksFile,
    budget: BudgetFile,
    debt: OneDebt,
    on: On,
    strategy: Way = "one_platform",
    longest: Longest = 0,
    lang: Lang = Language.en,
    as_json: Json = False,
) -> None:
    """Judge a creditor's counter-offer: does it fit, what does it cost, what to answer. Exit code 2 where it does not.

    Example: forbear offer judge debts.toml talks.toml --budget budget.toml --debt "Bank" --on 2026-12-01
    """
    from forbear.plan.judge import Table
    from forbear.plan.judge import judge as judged

    said, day = given.read(talks), given.day(on, "--on")
    about = said[debt]
    owed, means = given.case(debts, budget, Words(lang))
    given.debt(owed, debt)
    standing = [terms for name, terms in given.standing(said, day).items() if name != debt]
    table = Table(owed, means, given.way(strategy), tuple(standing), given.limits(longest))
    found = judged(table, about.latest("propose", day), about.latest("counter", day))
    if as_json:
        plain(json.dumps(records.judged(found), ensure_ascii=False, indent=2))
    else:
        tables.show_judgement(found, about.creditor, longest, Words(lang))
        tables.show_if_closed(said.status(day)[debt], Words(lang))
    if not found.fits:
        raise typer.Exit(Exit.REFUSED)


@app.command()
def status(talks: TalksFile, on: On, lang: Lang = Language.en, as_json: Json = False) -> None:
    """Tell where each offer stands, what was kept and what comes next. Exit code 3 where something is missing.

    Example: forbear offer status talks.toml --on 2026-12-20
    """
    found = given.read(talks).status(given.day(on, "--on"))
    if as_json:
        record = [records.status(name, one) for name, one in found.items()]
        plain(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        tables.show_status(found, Words(lang))
    if any(one.missing for one in found.values()):
        raise typer.Exit(Exit.FINDINGS)


@app.command()
def replan(
    debts: DebtsFile,
    talks: TalksFile,
    budget: BudgetFile,
    on: On,
    in_hand: Annotated[str, typer.Option("--in-hand", help="Money that is there on that day besides.")] = "",
    strategy: Way = "one_platform",
    lang: Lang = Language.en,
    as_json: Json = False,
) -> None:
    """Plan anew from a day on, after what was really paid: what moved, what follows. Exit code 2 where it has no end.

    Example: forbear offer replan debts.toml talks.toml --budget budget.toml --on 2027-02-01
    """
    from forbear.plan.replan import planned
    from forbear.plan.replan import replan as planned_anew

    said, day, way = given.read(talks), given.day(on, "--on"), given.way(strategy)
    owed, means = given.case(debts, budget, Words(lang))
    made = [one for one in said.made if one.day <= day]
    before = planned(owed, means, way, given.agreed(said, day).values())
    now = given.with_hand(given.means(budget, day), in_hand, said.currency)
    found = planned_anew(owed, before, made, now, way, given.standing(said, day).values())
    if as_json:
        plain(json.dumps(records.replanned(found), ensure_ascii=False, indent=2))
    else:
        tables.show_replanned(found, Words(lang))
    if found.after.ends is None:
        raise typer.Exit(Exit.REFUSED)


@app.command()
def options(
    debts: DebtsFile,
    debt: OneDebt,
    pause: Annotated[int, typer.Option("--pause", help="No payment on so many due days.")] = 3,
    rate: Annotated[str, typer.Option("--rate", help="A lower rate, percent a year.")] = "",
    longer: Annotated[int, typer.Option("--longer", help="So many instalments instead.")] = 0,
    redate: Annotated[int, typer.Option("--redate", help="Another day of the month.")] = 0,
    lang: Lang = Language.en,
    as_json: Json = False,
) -> None:
    """Compare what a creditor can do in hardship, each with its full cost beside the contract and paying nothing.

    Example: forbear offer options debts.toml --debt "Bank" --pause 3 --rate 12 --longer 36 --redate 28
    """
    from forbear.plan.files import read_debts
    from forbear.plan.hardship import costs

    owed = given.debt(read_debts(debts), debt)
    found = costs(owed, given.options(owed, pause, rate, longer, redate))
    if as_json:
        plain(json.dumps([records.cost(one, owed.currency) for one in found], ensure_ascii=False, indent=2))
        return
    tables.show_costs(found, owed, Words(lang))


@app.command()
def value(
    debts: DebtsFile,
    talks: TalksFile,
    debt: OneDebt,
    on: On,
    assume: Annotated[Path, typer.Option("--assume", help="What the lender assumes (TOML or JSON).")],
    lang: Lang = Language.en,
    as_json: Json = False,
) -> None:
    """Show the lender's view: what the offer on the table is worth today against holding out, with the assumptions.

    Example: forbear offer value debts.toml talks.toml --debt "Bank" --assume lender.toml --on 2026-12-01
    """
    from forbear.plan.files import read_debts
    from forbear.plan.lender import worth
    from forbear.plan.talks import read_assumptions

    owed = given.debt(read_debts(debts), debt)
    assumed = read_assumptions(assume, owed.currency)
    found = worth(owed, given.read(talks).on_the_table(debt, given.day(on, "--on")), assumed)
    if as_json:
        plain(json.dumps(records.worth(found, assumed, owed.currency), ensure_ascii=False, indent=2))
        return
    tables.show_worth(found, assumed, owed, Words(lang))
