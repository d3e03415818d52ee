"""``forbear credit``: the credit file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forbear.cli import (
    credit_after,
    credit_alike,
    credit_explain,
    credit_people,
    credit_report,
    credit_rights,
    credit_sample,
    credit_split,
)
from forbear.cli.choosing import Language
from forbear.cli.console import Exit, plain, say, show_problems, table
from forbear.errors import InputError, Problem, RecordError
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.creditfile.intake.taking import Delivery, Taken
    from forbear.creditfile.store import Store

app = typer.Typer(name="credit", help="The credit file: what lenders' records say of a person.", no_args_is_help=True)
app.command("link")(credit_people.link)
app.command("lenders")(credit_people.lenders)
app.command("alias")(credit_people.alias)
app.command("people")(credit_people.people)
app.command("sample")(credit_sample.sample)
app.command("consent")(credit_rights.consent)
app.command("looks")(credit_rights.looks)
app.command("dispute")(credit_rights.dispute)
app.command("alerts")(credit_after.alerts)
app.command("statement")(credit_after.statement)
app.command("again")(credit_after.again)
app.command("records")(credit_rights.records)
app.command("split")(credit_split.split)
app.command("rights")(credit_rights.rights)
app.command("report")(credit_report.report)
app.command("explain")(credit_explain.explain)
app.command("verify")(credit_explain.verify)
app.command("alike")(credit_alike.alike)

TOLD = 10
"""Of so many rows that were kept aside the reasons are told at once."""
_COLUMNS = ("file", "rows", "repeated", "aside", "doubts", "note")

Folder = Annotated[Path, typer.Argument(help="The folder of the store.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


@app.callback()
def main() -> None:
    """The credit file: what lenders' records say of a person."""


@app.command("ingest")
def ingest(
    path: Annotated[Path, typer.Argument(help="A delivery, or a folder of them: CSV, JSON Lines, Parquet, Metro 2.")],
    into: Annotated[Path, typer.Option("--into", help="Folder of the store; made where it is missing.")],
    mapping: Annotated[str, typer.Option("--map", help="A mapping file; or metro2, pboc.")],
    lender: Annotated[str, typer.Option("--lender", help="Who delivers.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="The licence or agreement under which it does.")] = "",
    received: Annotated[str, typer.Option("--received", help="When it came: a day or an instant [now].")] = "",
    correction: Annotated[bool, typer.Option("--correction", help="It corrects what was delivered before.")] = False,
    listing: Annotated[
        Path | None,
        typer.Option("--list", help="CSV that says of each file in the folder: file, lender, received, correction."),
    ] = None,
    memory: Annotated[str, typer.Option("--memory", help="Memory that the database may use.")] = "2GB",
    lang: Lang = Language.en,
    as_json: AsJson = False,
) -> None:
    """Take deliveries of lenders into the store: each wholly or not at all, bad rows kept aside with what is wrong.

    Exit code 1 where a delivery was refused, 3 where rows were kept aside.

    Example: forbear credit ingest march.csv --into store --map lender.toml --lender Qinghe --licence "contract 7"
    """
    from forbear.creditfile.intake.listed import files_of, instant_in, listed
    from forbear.creditfile.intake.mapping import read_mapping
    from forbear.creditfile.intake.taking import Delivery
    from forbear.creditfile.store import Store

    at = instant_in(received, "--received") if received else datetime.now(UTC)
    came = Delivery(path, lender, at, read_mapping(mapping), licence, correction)
    deliveries = files_of(came) if listing is None else listed(came, listing)
    _check_lenders(deliveries)
    with Store(into, memory, write=True) as store:
        taken, refused = _take(store, deliveries)
        if as_json:
            plain(json.dumps([asdict(one) for one in taken], ensure_ascii=False, indent=2))
        elif taken:
            _show(store, taken, Words(lang))
    if refused or any(one.rejected for one in taken):
        raise typer.Exit(Exit.FAILED if refused else Exit.FINDINGS)


def _check_lenders(deliveries: list[Delivery]) -> None:
    for one in deliveries:
        if not one.lender:
            hint = "Say it with --lender, or in the column 'lender' of the list"
            raise RecordError(Problem(str(one.path), "it is not said who delivers", hint=hint, code="lender-missing"))


def _take(store: Store, deliveries: list[Delivery]) -> tuple[list[Taken], int]:
    from forbear.creditfile.intake.taking import take_in

    taken, refused = [], 0
    for one in deliveries:
        try:
            taken.append(take_in(store, one))
        except InputError as error:
            show_problems(error.problems)
            refused += 1
    return taken, refused


def _show(store: Store, taken: list[Taken], words: Words) -> None:
    rows = sum(sum(one.rows.values()) for one in taken)
    say(words("credit.taken", n=len(taken), rows=rows, store=str(store.folder)), style="bold")
    table("", [words(f"credit.{name}") for name in _COLUMNS], (_row(one, words) for one in taken))
    by_table: dict[str, int] = {}
    for one in taken:
        for name, count in one.rows.items():
            by_table[name] = by_table.get(name, 0) + count
    if by_table:
        say(" · ".join(f"{words(f'credit.table_{name}')}: {count:,}" for name, count in by_table.items()))
    _show_aside(store, [one.delivery for one in taken if one.rejected], words)
    doubtful = sum(one.doubts for one in taken)
    if doubtful:
        say(words("credit.doubtful", n=doubtful), sign="!")
    sharing = store.rows("SELECT count(*) FROM sharing_as_known()")[0][0]
    if sharing:
        say(words("credit.sharing", n=sharing), sign="!")


def _row(one: Taken, words: Words) -> list[str]:
    counts = (sum(one.rows.values()), one.repeated, one.rejected, one.doubts)
    return [one.name, *(f"{count:,}" for count in counts), words("credit.again") if one.again else ""]


def _show_aside(store: Store, deliveries: list[str], words: Words) -> None:
    from forbear.creditfile.store import kept_aside

    found = kept_aside(store, deliveries) if deliveries else []
    for _, name, line, reasons, _ in found[:TOLD]:
        say(words("credit.line", file=name, line=str(line), why="; ".join(reasons)), indent=2, sign="✗")
    if len(found) > TOLD:
        say(words("credit.more", n=len(found) - TOLD, store=str(store.folder)), indent=2)


@app.command("doubts")
def doubts(store: Folder, lang: Lang = Language.en) -> None:
    """List the rows that are doubtful, and the people who share an identity number and a telephone.

    Example: forbear credit doubts store
    """
    from forbear.creditfile.store import Store, doubtful

    words = Words(lang)
    with Store(store) as opened:
        found = doubtful(opened)
        sharing = opened.rows("SELECT id_number, phone, names, birth_dates FROM sharing_as_known() ORDER BY ALL")
    for lender, name, line, code in found:
        say(words(f"credit.doubt_{code.replace('-', '_')}", file=f"{lender}, {name}", line=str(line)), sign="!")
    for number, phone, names, born in sharing:
        listed = {"names": " · ".join(names), "born": " · ".join(map(str, born))}
        say(words("credit.shared", number=number, phone=phone, **listed), sign="!")
    if not found and not sharing:
        say(words("credit.none_doubtful"))


@app.command("rejected")
def rejected(store: Folder, lang: Lang = Language.en, as_json: AsJson = False) -> None:
    """List the rows that were kept aside, with what is wrong and the whole line.

    Example: forbear credit rejected store
    """
    from forbear.creditfile.store import Store, kept_aside

    words = Words(lang)
    with Store(store) as opened:
        found = kept_aside(opened)
    for lender, name, line, reasons, text in found:
        if as_json:
            about = {"lender": lender, "file": name, "line": line, "reasons": reasons, "text": text}
            plain(json.dumps(about, ensure_ascii=False))
        else:
            say(words("credit.line", file=f"{lender}, {name}", line=str(line), why="; ".join(reasons)), sign="✗")
            say(text or "", indent=2)
    if not found and not as_json:
        say(words("credit.none_aside"))
