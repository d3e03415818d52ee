"""``forbear gate``: decide old decisions again, from an export of the records; put e-mail that came back on record."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, plain, say
from forbear.cli.serve import Data, Database, server_settings
from forbear.cli.server import become_server
from forbear.errors import Problem, RecordError
from forbear.gate.says import says_in

app = typer.Typer(no_args_is_help=True, help="The gate: a permit before every contact.")


@app.callback()
def main() -> None:
    """The gate: a permit before every contact."""


@app.command()
def replay(
    export: Annotated[Path, typer.Argument(help="The folder of an export.")],
    debtor: Annotated[str | None, typer.Option("--debtor", help="Only what was decided about this debtor.")] = None,
    seq: Annotated[int | None, typer.Option("--seq", help="Only the record with this number (with --debtor).")] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Decide every old decision again, by the rulebooks as they were. Exit code 3 where one would be another.

    Example: forbear gate replay export --debtor P1
    """
    from forbear.gate.export import records_of, rulebooks_of
    from forbear.gate.replay import Replayed, Shelf, replay

    if seq is not None and debtor is None:
        raise RecordError(Problem("--seq", "it is not said whose record", hint="Add --debtor", code="debtor-missing"))
    count = Replayed()
    found = list(replay(records_of(export), Shelf(rulebooks_of(export)), count, debtor, seq))
    if not (found or count.decisions or count.uses):
        hint = "Look for the names and numbers in records.jsonl"
        raise RecordError(Problem(str(export), "no such decision stands there", hint=hint, code="decision-missing"))
    if as_json:
        plain(
            json.dumps(asdict(count) | {"differences": [asdict(each) for each in found]}, ensure_ascii=False, indent=2)
        )
    else:
        counts = {name: str(number) for name, number in asdict(count).items()}
        key = "replayed-otherwise" if found else "replayed"
        say(says_in(lang, "ledger", key, findings=str(len(found)), **counts))
        for each in found:
            say(each.says(lang), indent=2, sign="-")
    if found:
        raise typer.Exit(Exit.FINDINGS)


@app.command()
def bounces(
    mails: Annotated[list[str], typer.Argument(help="A mail, a folder of mail (Maildir), or - for standard input.")],
    data: Data = None,
    database_url: Database = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
) -> None:
    """Put e-mail that came back on record as bounced: reports of mail servers on messages that the server sent.

    What is new in a Maildir is read once. Let the mail server hand each report over, or run this every few minutes.

    Example: forbear gate bounces Maildir --data forbear-data
    """
    become_server(["bounces", f"--lang={lang.value}", "--", *mails], server_settings(data, database_url))
