"""``forbear people``: who signs in to the server, and a way back for whoever forgot the password."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.serve import Data, Database, server_settings
from forbear.cli.server import become_server

app = typer.Typer(name="people", help="The people who sign in to the server.", no_args_is_help=True)


@app.command("list")
def list_people(data: Data = None, database_url: Database = None) -> None:
    """Show everybody who may sign in, with roles.

    Example: forbear people list --data forbear-data
    """
    become_server(["people", "list"], server_settings(data, database_url))


@app.command("link")
def link(
    name: Annotated[str, typer.Argument(help="The name that the person signs in with.")],
    address: Annotated[
        str, typer.Option("--address", help="How people reach the server: https://forbear.example [this machine].")
    ] = "",
    drop_second_step: Annotated[
        bool, typer.Option("--drop-second-step", help="The second step is lost, too: switch it off.")
    ] = False,
    data: Data = None,
    database_url: Database = None,
) -> None:
    """Make a link by which somebody who forgot the password chooses a new one: for once, and for a day.

    Example: forbear people link "Ann Example" --data forbear-data
    """
    told = [f"--address={address}", *(["--drop-second-step"] if drop_second_step else [])]
    become_server(["people", "link", *told, "--", name], server_settings(data, database_url))
