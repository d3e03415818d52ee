"""Before linking: numbers that are somebody else's are set aside, and claims that say the same become one node."""

from __future__ import annotations

from forbear.creditfile.identity.database import Connection, run
from forbear.creditfile.identity.settings import Settings


def screen(connection: Connection, settings: Settings) -> None:
    """``claim`` → ``screened``: a number carried by somebody who is plainly not its holder is not used to link."""
    run(connection, "screen", **settings.screen)


def unscreened(connection: Connection) -> None:
    """``claim`` → ``screened`` with every number believed: only for measuring what the screen is worth."""
    connection.execute("CREATE OR REPLACE TABLE screened AS SELECT * FROM claim")


def collapse(connection: Connection) -> None:
    """``screened`` → ``node``."""
    run(connection, "collapse")
