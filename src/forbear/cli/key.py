"""``forbear key``: the keys that programs ask the server with."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from forbear.cli.serve import Data, Database, server_settings
from forbear.cli.server import become_server

app = typer.Typer(name="key", help="The keys that programs ask the server with.", no_args_is_help=True)


class Role(StrEnum):
    """The usual sets of scopes."""

    collector = "collector"
    supervisor = "supervisor"
    auditor = "auditor"
    admin = "admin"


class Scope(StrEnum):
    """What a key may do."""

    ask = "ask"
    record = "record"
    read = "read"
    approve = "approve"
    admin = "admin"


@app.command("new")
def new(
    organisation: Annotated[str, typer.Argument(help="Who uses it; ids of requests are known to one organisation.")],
    role: Annotated[Role | None, typer.Option("--role", help="The usual scopes of a role.")] = None,
    scope: Annotated[
        list[Scope] | None, typer.Option("--scope", help="One more thing that it may do; may be repeated.")
    ] = None,
    collector: Annotated[
        str, typer.Option("--collector", help="The collector whose debts it sees [all collectors].")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What uses it: dialler, desk, night batch.")] = "",
    rate: Annotated[
        int, typer.Option("--rate", min=0, help="Requests a second that it may make [the server's number].")
    ] = 0,
    data: Data = None,
    database_url: Database = None,
) -> None:
    """Make a key and show it, this once: the server keeps only its hash.

    Example: forbear key new "Agency X" --role collector --collector "Agency X"
    """
    arguments = ["key", "new", f"--collector={collector}", f"--name={name}", f"--rate={rate}"]
    arguments += [f"--role={role.value}"] if role else []
    arguments += [f"--scope={each.value}" for each in scope or ()]
    become_server([*arguments, "--", organisation], server_settings(data, database_url))


@app.command("list")
def list_keys(data: Data = None, database_url: Database = None) -> None:
    """Show all keys, without their secrets.

    Example: forbear key list --data forbear-data
    """
    become_server(["key", "list"], server_settings(data, database_url))


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="The id of the key, as forbear key list shows it.")],
    data: Data = None,
    database_url: Database = None,
) -> None:
    """End a key: it works no more, from now on.

    Example: forbear key revoke k1 --data forbear-data
    """
    become_server(["key", "revoke", "--", key], server_settings(data, database_url))
