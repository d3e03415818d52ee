"""``forbear seal``: the keys that personal data is sealed with."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.serve import Data, Database, server_settings
from forbear.cli.server import become_server

app = typer.Typer(name="seal", help="The keys that personal data is sealed with.", no_args_is_help=True)


@app.command("check")
def check(data: Data = None, database_url: Database = None) -> None:
    """Open everything that is sealed and count it; says what cannot be opened, and why.

    Example: forbear seal check --data forbear-data
    """
    become_server(["seal", "check"], server_settings(data, database_url))


@app.command("turn")
def turn(
    grace: Annotated[
        int, typer.Option("--grace", min=0, help="Seconds to wait for what a running server is writing.")
    ] = 30,
    data: Data = None,
    database_url: Database = None,
) -> None:
    """Make a new key, seal everything under it, and drop the old one. Goes on where it was stopped.

    Example: forbear seal turn --data forbear-data
    """
    become_server(["seal", "turn", f"--grace={grace}"], server_settings(data, database_url))
