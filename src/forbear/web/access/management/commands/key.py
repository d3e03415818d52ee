"""``python -m forbear.web key``: make, list and revoke keys. ``forbear key`` calls it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from forbear.calendar import Instant, moment_of
from forbear.errors import InputError
from forbear.web.access.keys import ROLES, SCOPES, all_keys, new_key, revoke_key
from forbear.web.access.models import ApiKey
from forbear.web.ledger import gates
from forbear.web.ledger.state import waiting_migrations


class Command(BaseCommand):
    """Keys of organisations."""

    requires_system_checks = ()
    help = "Make, list and revoke the keys that programs ask with."

    def add_arguments(self, parser: CommandParser) -> None:
        """``new``, ``list``, ``revoke``."""
        what = parser.add_subparsers(dest="what", required=True)
        new = what.add_parser("new", help="Make a key and show it, this once.")
        new.add_argument("organisation", help="Who uses it; a request's id is known to one organisation.")
        new.add_argument("--name", default="", help="What uses it: dialler, desk, night batch.")
        new.add_argument("--collector", default="", help="The collector whose debts it sees; left out: all.")
        new.add_argument("--role", choices=sorted(ROLES), help="The usual scopes of a role.")
        new.add_argument("--scope", action="append", default=[], help=f"One of {', '.join(SCOPES)}; may be repeated.")
        new.add_argument("--rate", type=int, default=0, help="Requests a second; 0: the server's number.")
        what.add_parser("list", help="Show all keys, without their secrets.")
        what.add_parser("revoke", help="End a key.").add_argument("id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; an error is a sentence. The tables are made where they are missing."""
        if waiting_migrations():
            call_command("migrate", verbosity=0)
        try:
            _WHAT[options["what"]](self, options)
        except InputError as error:
            raise CommandError(str(error)) from error

    def new(self, options: dict[str, Any]) -> None:
        """Make one; the key alone goes to standard output."""
        scopes = [*ROLES.get(options["role"], ()), *options["scope"]]
        key, text = new_key(
            options["organisation"], options["name"], scopes, gates.now(), collector=options["collector"],
            rate=max(0, options["rate"]),
        )  # fmt: skip
        self.stdout.write(text)
        self.stderr.write(f"This is the key {key.pk}. It is shown this once; the server keeps only its hash.")

    def list(self, options: dict[str, Any]) -> None:
        """One line for each."""
        for key in all_keys():
            self.stdout.write(_line(key))

    def revoke(self, options: dict[str, Any]) -> None:
        """End one."""
        self.stdout.write(_line(revoke_key(options["id"], gates.now())))


def _line(key: ApiKey) -> str:
    ended = [] if key.revoked_at is None else [f"revoked {_day(key.revoked_at)}"]
    sees = key.collector or "all collectors"
    parts = [key.pk, key.organisation, key.name or "-", sees, key.scopes, f"since {_day(key.made_at)}", *ended]
    return "  ".join(parts)


def _day(instant: Instant) -> str:
    return f"{moment_of(instant):%Y-%m-%d}"


_WHAT = {"new": Command.new, "list": Command.list, "revoke": Command.revoke}
