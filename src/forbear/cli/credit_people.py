"""``forbear credit link`` and what it needs: whose record each is, kinds of lenders, renewed numbers, a person's id."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import plain, progress, say, table
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.creditfile.linked.linking import Linked
    from forbear.creditfile.store import Store

Folder = Annotated[Path, typer.Argument(help="The folder of the store.")]
Into = Annotated[Path, typer.Option("--into", help="Folder of the store.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
Received = Annotated[str, typer.Option("--received", help="When it came: a day or an instant [now].")]
Memory = Annotated[str, typer.Option("--memory", help="Memory that the database may use.")]


def link(
    store: Folder,
    day: Annotated[str, typer.Option("--day", help="The day of the run, for the ledger [today].")] = "",
    place: Annotated[str, typer.Option("--place", help="Country of telephone numbers that name none: CN.")] = "",
    learn: Annotated[bool, typer.Option("--learn", help="Learn the weights of evidence anew.")] = False,
    memory: Memory = "2GB",
    lang: Lang = Language.en,
    as_json: AsJson = False,
) -> None:
    """Find whose record each is: people get ids that stay, what is in doubt is kept apart and counted.

    Run it after deliveries; what was linked before keeps its people.

    Example: forbear credit link store
    """
    from forbear.creditfile.intake.listed import instant_in
    from forbear.creditfile.linked.linking import link as linked
    from forbear.creditfile.store import Store

    on = (instant_in(day, "--day") if day else datetime.now(UTC)).date().isoformat()
    words = Words(lang)
    Store(store, memory).connection.close()
    with Store(store, memory, write=True) as opened, progress() as bar:
        task = bar.add_task(words("credit_link.step_claims"), total=None)
        told = linked(
            opened, on, place=place, learn=learn,
            step=lambda name: bar.update(task, description=words(f"credit_link.step_{name}")),
        )  # fmt: skip
        unnamed = _unnamed(opened)
    if as_json:
        plain(json.dumps({**asdict(told), "lenders_without_kind": unnamed}, ensure_ascii=False, indent=2))
    else:
        _show(told, unnamed, words)


def lenders(
    path: Annotated[Path, typer.Argument(help="CSV with the columns lender and kind.")],
    into: Into,
    received: Received = "",
    lang: Lang = Language.en,
) -> None:
    """Say what kinds of institutions lenders are: bank, consumer_finance, micro_loan, platform, guarantee or another.

    What was said before stays; the newest word counts.

    Example: forbear credit lenders kinds.csv --into store
    """
    from forbear.creditfile.linked.lenders import take, unnamed
    from forbear.creditfile.store import Store

    words = Words(lang)
    with Store(into, write=True) as opened:
        say(words("credit_link.lenders", n=take(opened, path, _instant(received))), style="bold")
        missing = unnamed(opened)
    if missing:
        say(words("credit_link.lenders_unnamed", lenders=", ".join(missing)), sign="!")


def alias(
    path: Annotated[Path, typer.Argument(help="CSV: old_type, old_number, new_type, new_number, day.")],
    into: Into,
    source: Annotated[str, typer.Option("--source", help="Who says so: a letter, an office, a copy of the document.")],
    received: Received = "",
    lang: Lang = Language.en,
) -> None:
    """Say that identity numbers replaced others, so that both are one person's at the next `link`.

    Where those who carry the two do not agree in name and day of birth, it is not believed, and that is a doubt.

    Example: forbear credit alias renewed.csv --into store --source "letter of 2 March"
    """
    from forbear.creditfile.linked.renewed import take
    from forbear.creditfile.store import Store

    with Store(into, write=True) as opened:
        say(Words(lang)("credit_link.aliases", n=take(opened, path, source, _instant(received))), style="bold")


def people(
    store: Folder,
    number: Annotated[str, typer.Argument(help="A person's id, an identity number, or a telephone with its country.")],
    lang: Lang = Language.en,
    as_json: AsJson = False,
) -> None:
    """Find a person's id by an identity number or a telephone; numbers are shown by their last letters alone.

    Example: forbear credit people store 11010519491231002X
    """
    from forbear.creditfile.linked.asked import asked
    from forbear.creditfile.store import Store

    words = Words(lang)
    with Store(store) as opened:
        found = asked(opened, number)
    if as_json:
        plain(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    names = ("person", "by", "claims", "lenders_of")
    rows = ((one.person, f"{one.kind} {one.masked}", str(one.claims), str(one.lenders)) for one in found)
    table("", [words(f"credit_link.{name}") for name in names], rows)
    if not found:
        say(words("credit_link.nobody"))


def _instant(received: str) -> datetime:
    from forbear.creditfile.intake.listed import instant_in

    return instant_in(received, "--received") if received else datetime.now(UTC)


def _unnamed(store: Store) -> list[str]:
    from forbear.creditfile.linked.lenders import unnamed

    return unnamed(store)


def _show(told: Linked, unnamed: list[str], words: Words) -> None:
    from forbear.creditfile.linked.telling import held_words

    say(words("credit_link.linked", n=told.people, claims=told.claims), style="bold")
    acts = [words(f"credit_link.act_{kind}", n=count) for kind, count in told.acts.items()]
    say(" · ".join(acts) or words("credit_link.nothing_new"))
    lines = [(held_words(kind, words.lang), count) for kind, count in told.held.items()]
    table("", [words("credit_link.held"), words("credit_link.count")], ((text, f"{n:,}") for text, n in lines))
    lines = [(words(f"credit_link.doubt_{kind.replace('-', '_')}"), count) for kind, count in told.doubts.items()]
    table("", [words("credit_link.in_doubt"), words("credit_link.count")], ((text, f"{n:,}") for text, n in lines))
    if told.rules_left_out:
        say(words("credit_link.rules_left_out", rules="; ".join(told.rules_left_out)), sign="!")
    if unnamed:
        say(words("credit_link.lenders_unnamed", lenders=", ".join(unnamed)), sign="!")
