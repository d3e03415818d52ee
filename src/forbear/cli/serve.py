"""``forbear serve``: give permits over HTTP, and pages to people."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.server import become_server
from forbear.errors import InputError, Problem

Data = Annotated[Path | None, typer.Option("--data", help="Where the server keeps its files [forbear-data].")]
Database = Annotated[
    str | None, typer.Option("--database-url", help="PostgreSQL instead of SQLite: postgresql://user@host/name.")
]

DEMO_FOLDER = "forbear-demo"
"""Where a demonstration keeps its files, apart from real ones."""
DEMO_PLACES = "CN,US-NY"
"""By whose rulebooks a demonstration judges, where none are named: there its invented people live."""


def serve(
    host: Annotated[str, typer.Option("--host", help="The address at which to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port at which to listen.")] = 8765,
    data: Data = None,
    database_url: Database = None,
    rules: Annotated[
        list[str] | None, typer.Option("--rules", help="A rulebook: its id, or a file of your own; may be repeated.")
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option("--place", help="All rulebooks of a place: CN, US-MA; may be repeated, each debtor has her own."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option("--workers", min=1, help="Processes that answer: two help on SQLite, more on PostgreSQL."),
    ] = 1,
    private: Annotated[
        bool, typer.Option("--private", help="For one person on this machine: a link instead of a password.")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Invented people, as whom anybody on this machine may sign in.")
    ] = False,
    proxies: Annotated[
        int | None, typer.Option("--proxies", min=0, help="How many servers that speak TLS stand in front [0].")
    ] = None,
) -> None:
    """Give permits over HTTP and pages to people: makes its database, then answers until Ctrl-C.

    Each debtor is judged by the rulebooks of the place that is on record of her; without a place, by all.

    Example: forbear serve --place US-NY
    """
    _refuse_strangers(host, "--private" if private else "--demo" if demo else "", private and demo)
    folder = Path(DEMO_FOLDER) if demo and data is None else data
    settings = server_settings(folder, database_url) | {
        "FORBEAR_HOST": host,
        "FORBEAR_WORKERS": str(workers),
        "FORBEAR_RULES": ",".join(rules) if rules else None,
        "FORBEAR_PLACES": ",".join(place) if place else DEMO_PLACES if demo and not rules else None,
        "FORBEAR_PRIVATE": "yes" if private else None,
        "FORBEAR_DEMO": "yes" if demo else None,
        "FORBEAR_PROXIES": None if proxies is None else str(proxies),
    }
    become_server(["serve", "--host", host, "--port", str(port)], settings)


def server_settings(data: Path | None, database_url: str | None) -> dict[str, str | None]:
    """Where a command of the server finds its data, as variables of the environment."""
    return {"FORBEAR_DATA": None if data is None else str(data.absolute()), "DATABASE_URL": database_url}


def _refuse_strangers(host: str, option: str, both: bool) -> None:
    """Raises InputError where somebody on another machine could come in without a password."""
    if both:
        hint = "Leave one of them out"
        raise InputError(Problem("--demo", "this and --private exclude one another", hint=hint, code="modes"))
    if option and not _is_this_machine(host):
        what = f"{host} can be reached from other machines, and nobody is asked for a password"
        raise InputError(Problem(option, what, hint="Leave --host out, or leave this option out", code="not-loopback"))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
