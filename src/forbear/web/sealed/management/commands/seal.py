"""``python -m forbear.web seal``: look at the keys, and turn them. ``forbear seal`` calls it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from forbear.errors import ForbearError
from forbear.web.ledger.state import waiting_migrations
from forbear.web.sealed import ring as rings
from forbear.web.sealed import turning


class Command(BaseCommand):
    """The keys of sealed data."""

    requires_system_checks = ()
    help = "Look whether everything sealed can be opened, or seal it all under a new key."

    def add_arguments(self, parser: CommandParser) -> None:
        """``check``, ``turn``."""
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("check", help="Open every sealed value, and count them.")
        turn = what.add_parser("turn", help="Seal everything under a new key, and drop the old one.")
        turn.add_argument("--grace", type=int, default=turning.WRITE_SECONDS, help="Seconds to wait for writes.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; an error is a sentence."""
        if waiting_migrations():
            call_command("migrate", verbosity=0)
        try:
            turning.prove()
            if options["what"] == "turn":
                self.turn(options["grace"])
            else:
                self.open_all()
        except ForbearError as error:
            raise CommandError(str(error)) from error

    def open_all(self) -> None:
        """One line for each field; fails where something cannot be opened."""
        counted = turning.check()
        for each in counted:
            older = f", {each.older} under an older key" if each.older else ""
            broken = f", {each.broken} cannot be opened: {each.fault}" if each.broken else ""
            self.stdout.write(f"{each.field}  {each.values} values{older}{broken}")
        if any(each.broken for each in counted):
            raise CommandError("Not everything can be opened.")
        keys = len(rings.ring().seals)
        self.stdout.write(f"Everything can be opened. Keys on the ring: {keys}.")

    def turn(self, grace: int) -> None:
        """A new key; what was half done is finished."""
        done = turning.turn(grace)
        self.stdout.write(f"Sealed anew: {done} values.")
        if rings.comes_from_environment():
            self.stdout.write("Take all keys but the first out of FORBEAR_SEAL_KEYS now.")
        else:
            self.stdout.write(f"The old key is gone. Copy {rings.ring_path()} to your safe place.")
