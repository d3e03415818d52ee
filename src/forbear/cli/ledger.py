"""``forbear ledger``: take an export of a server, sign where its records end, and check it without the server."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from forbear.audit.intake.base import check_readable
from forbear.cli.choosing import Language, instant_or_now
from forbear.cli.console import Exit, plain, say
from forbear.cli.serve import Data, Database, server_settings
from forbear.cli.server import become_server
from forbear.errors import InputError, Problem
from forbear.gate.says import says_in

app = typer.Typer(no_args_is_help=True, help="The records of a gate: sign where they end, check that all are there.")

Export = Annotated[Path, typer.Argument(help="The folder of an export.")]
Heads = Annotated[Path | None, typer.Option("--heads", help="The signed heads; heads.jsonl of the export if absent.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]


@app.command()
def keygen(
    name: Annotated[Path, typer.Argument(help="The name of the pair: NAME.key and NAME.pub are written.")],
    lang: Lang = Language.en,
) -> None:
    """Make a pair of keys (Ed25519): the private one signs heads, the public one verifies them.

    Example: forbear ledger keygen ledger
    """
    from forbear.gate.heads import new_keys

    private, public = name.with_name(f"{name.name}.key"), name.with_name(f"{name.name}.pub")
    texts = new_keys()
    for path, text, mode in ((private, texts[0], 0o600), (public, texts[1], 0o644)):
        _write_new(path, text, mode)
    say(says_in(lang, "ledger", "keys", private=str(private), public=str(public)))


def _write_new(path: Path, text: bytes, mode: int) -> None:
    """Write a file that nobody has yet: a key that is written over can never be had again."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(text)
    except FileExistsError:
        hint = "Choose another name"
        raise InputError(Problem(str(path), "there is such a file already", hint=hint, code="file-exists")) from None


@app.command("export")
def export_(
    folder: Annotated[Path, typer.Argument(help="The folder to write; heads that were signed in it stay.")],
    data: Data = None,
    database_url: Database = None,
) -> None:
    """Write all records of a server, and the rulebooks that they were judged by, while it goes on answering.

    Example: forbear ledger export export --data forbear-data
    """
    become_server(["export", "--", str(folder)], server_settings(data, database_url))


@app.command()
def head(
    export: Export,
    key: Annotated[Path, typer.Option("--key", help="The private key.")],
    heads: Heads = None,
    at: Annotated[str, typer.Option("--at", help="Up to this time: 2026-06-04T00:00:00Z; now if absent.")] = "",
    lang: Lang = Language.en,
) -> None:
    """Sign where each log of an export ends, and add this head to the heads. Best once a day; keep heads elsewhere.

    Example: forbear ledger head export --key ledger.key --heads heads.jsonl
    """
    from forbear.chain import canonical
    from forbear.gate.export import HEADS, records_of, rows_of
    from forbear.gate.heads import ends_of, head_print, private_key, sign_head

    check_readable(key)
    path = heads or export / HEADS
    until = instant_or_now(at)
    signed = sign_head(
        rows_of(path), ends_of(records_of(export), until), until, private_key(key.read_bytes(), str(key))
    )
    with path.open("ab") as file:
        file.write(canonical(signed) + b"\n")
    counts = {"number": signed["number"], "ends": len(signed["ends"]), "debtors": signed["debtors"]}
    say(says_in(lang, "ledger", "head", file=str(path), **{name: str(count) for name, count in counts.items()}))
    say(says_in(lang, "ledger", "last", last=head_print(signed)))


@app.command()
def verify(
    export: Export,
    key: Annotated[list[Path], typer.Option("--key", help="A public key; may be repeated.")],
    heads: Heads = None,
    receipt: Annotated[
        list[str] | None,
        typer.Option("--receipt", help="The receipt of an answer that must be there; may be repeated."),
    ] = None,
    lang: Lang = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Check an export, offline: each changed, removed or moved record is named. Exit code 3 where one is found.

    Give the heads that you kept yourself: whoever can change an export can change the heads in it, too.

    Example: forbear ledger verify export --key ledger.pub --heads heads.jsonl
    """
    from dataclasses import asdict

    from forbear.gate.export import HEADS, rows_of
    from forbear.gate.heads import public_key
    from forbear.gate.verify import verify as check

    for path in (*key, *([heads] if heads else [])):
        check_readable(path)
    keys = [public_key(path.read_bytes(), str(path)) for path in key]
    checked = check(export, rows_of(heads or export / HEADS), keys, receipt or ())
    counts = {name: str(getattr(checked, name)) for name in ("records", "debtors", "heads", "after")}
    if as_json:
        plain(json.dumps(asdict(checked), ensure_ascii=False, indent=2))
    else:
        number = str(len(checked.findings))
        say(says_in(lang, "ledger", "unsound" if checked.findings else "sound", findings=number, **counts))
        for finding in checked.findings:
            say(finding.says(lang), indent=2, sign="-")
        if checked.after:
            say(says_in(lang, "ledger", "after", **counts))
        say(says_in(lang, "ledger", "last", last=checked.last_head))
    if checked.findings:
        raise typer.Exit(Exit.FINDINGS)
