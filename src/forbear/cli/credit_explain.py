"""``forbear credit explain`` and ``verify``: a statement down to file and line; whether a report is what it was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, say, table
from forbear.cli.credit_report import (
    BOOK,
    AsOf,
    Book,
    Card,
    Folder,
    Lang,
    Person,
    Place,
    Policy,
    Until,
    Zone,
    asked_for,
    made_by,
)
from forbear.errors import InputError, Problem, RecordError, nearest
from forbear.report.words import Words

_SHOWN = 40


def explain(
    store: Folder,
    person: Person,
    statement: Annotated[str, typer.Option("--statement", help="Its id; without it all are listed.")] = "",
    as_of: AsOf = "",
    until: Until = "",
    book: Book = BOOK,
    card: Card = "",
    policy: Policy = "",
    zone: Zone = "",
    place: Place = "",
    lang: Lang = Language.en,
) -> None:
    """Take a statement of a report back to the rows that it rests on, each with its file and line.

    Without --statement: the answer, its reasons, and all statements by id.

    Example: forbear credit explain store --person P00000001 --statement accounts.account.Qinghe:C1
    """
    from forbear.creditfile.statements.making import made, out_of_the_file
    from forbear.creditfile.store import Store
    from forbear.report.credit.named import names_of
    from forbear.report.credit.told import Told

    by = made_by(book, card, policy)
    with Store(store) as opened:
        asked = asked_for(as_of, until, [person], zone, out_of_the_file(opened), place)
        document = json.loads(next(made(opened, asked, by)).text)
        names = _file_names(opened.rows('SELECT delivery, "name" FROM delivery JOIN arrival USING (sent) ORDER BY ALL'))
    told = Told(document, "person", lang.value, names_of(by))
    if statement:
        _explain(told, _found(document, statement), names, Words(lang))
    else:
        _overview(told, Words(lang))


def verify(
    file: Annotated[Path, typer.Argument(help="A report as JSON.")],
    store: Annotated[Path | None, typer.Option("--store", help="Make it anew from this store and compare.")] = None,
    book: Book = BOOK,
    card: Card = "",
    policy: Policy = "",
    lang: Lang = Language.en,
) -> None:
    """Check that a report is as it was made: its hash, and with --store that the same store gives the same again.

    Exit code 3 where it is not.

    Example: forbear credit verify report/P00000001.person.json --store store
    """
    from forbear.creditfile.statements.making import faults, rebuilt
    from forbear.creditfile.store import Store

    words, document = Words(lang), _read(file)
    wrong = faults(document)
    if not wrong and store is not None:
        by = made_by(book, card, policy)
        with Store(store) as opened:
            wrong = "" if rebuilt(opened, document, by) == document["report"]["sha256"] else "otherwise"
    if wrong:
        say(words(f"credit_report.verify_{wrong}"), sign="✗")
        raise typer.Exit(Exit.FINDINGS)
    say(words("credit_report.verify_good", number=document["report"]["number"]), sign="✓")
    if store is not None:
        say(words("credit_report.verify_rebuilt"), sign="✓")


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        what, hint = "this is no report as JSON", "Give the .json that `forbear credit report` wrote"
        raise InputError(Problem(str(file), what, why=str(error), hint=hint, code="report-broken")) from None
    if not isinstance(found, dict) or "report" not in found or "statements" not in found:
        hint = "Give the .json that `forbear credit report` wrote"
        raise InputError(Problem(str(file), "this is no report as JSON", hint=hint, code="report-broken"))
    return found


def _found(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    by_id = {one["id"]: one for one in document["statements"]}
    if name not in by_id:
        hint = nearest(name, by_id) or "Leave --statement out to see all of them"
        raise RecordError(
            Problem("--statement", f"there is no statement {name!r}", hint=hint, code="statement-unknown")
        )
    found: Mapping[str, Any] = by_id[name]
    return found


def _explain(told: Any, one: Mapping[str, Any], names: Mapping[str, str], words: Words) -> None:
    say(one["id"], style="bold")
    for key, value in one["values"].items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        say(f"{key}: {text}", indent=2)
    for key in ("rows", "left_out"):
        if one.get(key):
            say(words(f"credit_report.{key}"), style="bold")
        for row in one.get(key, ()):
            say(row, indent=2, sign="·")
            say(_place(told.document, row, names, words), indent=4)


def _place(document: Mapping[str, Any], row: str, names: Mapping[str, str], words: Words) -> str:
    """Where a row stands; of one that is held nothing is told."""
    about = document["evidence"][row]
    if about.get("held"):
        return words("credit_report.row_held")
    came = document["deliveries"][about["delivery"]]
    file = names.get(about["delivery"], "?")
    parts = {"line": str(about["line"]), "received": came["received"], "sha": came["file"][:12]}
    return words("credit_report.place", file=file, **parts)


def _overview(told: Any, words: Words) -> None:
    from forbear.report.credit.decided import decision

    say(words("credit_report.number", number=told.document["report"]["number"]), style="bold")
    found = decision(told)
    for block in found.blocks if found else ():
        _block(block)
    rows = [[one["id"], str(len(one["rows"]) + len(one.get("left_out", ())))] for one in told.document["statements"]]
    table("", [words("credit_report.statement"), words("credit_report.rows_of")], rows[:_SHOWN])
    if len(rows) > _SHOWN:
        say(words("credit_report.more", n=len(rows) - _SHOWN))


def _block(block: Any) -> None:
    if block.kind == "table":
        table("", block.head, block.rows)
    elif block.kind == "items":
        for one in block.items:
            say(one, indent=2, sign="·")
    else:
        say(block.text)


def _file_names(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    return dict(reversed(rows))
