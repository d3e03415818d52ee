"""``forbear synth``: a made-up log with planted violations and the answer key."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from forbear.cli.console import err, plain
from forbear.errors import InputError, Problem

if TYPE_CHECKING:
    from forbear.synth.build import Made

_MILLION = 1_000_000


def synth(
    contacts: Annotated[int, typer.Option("--contacts", help="How many contacts to make up.")],
    place: Annotated[str, typer.Option("--place", help="US, CN or UK: whose law the log is held to.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same log.")] = 1,
    out: Annotated[Path, typer.Option("--out", help="Folder for the log; it must not hold anything yet.")] = Path(
        "synth"
    ),
    violations: Annotated[
        str, typer.Option("--violations", help="About which part of the contacts breaks a rule.")
    ] = "0.02",
    missing: Annotated[str, typer.Option("--missing", help="Which part of the facts of contacts is left out.")] = "0",
) -> None:
    """Make up a log of contacts with planted violations and the answer key, for tests and measurements.

    Example: forbear synth --contacts 1000000 --place US --seed 7 --out log
    """
    from forbear.synth.build import Wanted, make
    from forbear.synth.place import place_named

    wanted = Wanted(
        place=place_named(place),
        contacts=contacts,
        seed=seed,
        violations=_per_million(violations, "--violations"),
        missing=_per_million(missing, "--missing"),
    )
    with _bar() as bar:
        task = bar.add_task("making up", total=contacts)
        made = make(wanted, out, lambda count: bar.advance(task, count))
    _show(made, out)


def _bar() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=err, transient=True)


def _per_million(text: str, option: str) -> int:
    try:
        return int(Decimal(text) * _MILLION)
    except (InvalidOperation, ValueError, OverflowError):
        hint = "Write a part of one, such as 0.02"
        raise InputError(Problem(option, f"{text!r} is no number", hint=hint, code="number-invalid")) from None


def _show(made: Made, out: Path) -> None:
    about = f"{made.contacts:,} contacts with {made.debtors:,} debtors, {made.events:,} events"
    plain(f"{about}, {made.planted:,} planted violations")
    plain(f"{out / 'events'}: the events; beside it debtors, people, debts and collectors")
    plain(f"{out / 'answer-key.parquet'}: which contacts break which rule")
