"""``forbear serve``: give permits over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.server import become_server

Data = Annotated[Path | None, typer.Option("--data", help="Where the server keeps its files [forbear-data].")]
Database = Annotated[
    str | None, typer.Option("--database-url", help="PostgreSQL instead of SQLite: postgresql://user@host/name.")
]


def serve(
    host: Annotated[str, typer.Option("--host", help="The address at which to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port at which to listen.")] = 8765,
    data: Data = None,
    database_url: Database = None,
    rules: Annotated[
        list[str] | None, typer.Option("--rules", help="A rulebook: its id, or a file of your own; may be repeated.")
    ] = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="All rulebooks of a place: CN, US-MA; may be repeated.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes that answer; more than one needs PostgreSQL.")
    ] = 1,
) -> None:
    """Give permits over HTTP: makes its database, then answers until Ctrl-C.

    Example: forbear serve --place US-NY
    """
    settings = server_settings(data, database_url) | {
        "FORBEAR_HOST": host,
        "FORBEAR_WORKERS": str(workers),
        "FORBEAR_RULES": ",".join(rules) if rules else None,
        "FORBEAR_PLACES": ",".join(place) if place else None,
    }
    become_server(["serve", "--host", host, "--port", str(port)], settings)


def server_settings(data: Path | None, database_url: str | None) -> dict[str, str | None]:
    """Where a command of the server finds its data, as variables of the environment."""
    return {"FORBEAR_DATA": None if data is None else str(data.absolute()), "DATABASE_URL": database_url}
