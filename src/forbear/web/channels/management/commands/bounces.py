"""``python -m forbear.web bounces``: put e-mail that came back on record. ``forbear gate bounces`` calls it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forbear.gate.says import says_in
from forbear.labels import LANGUAGES
from forbear.web.channels.bounces import MOST_BYTES, RESULTS, take, take_maildir
from forbear.web.ledger.state import waiting_migrations


class Command(BaseCommand):
    """Mails from files, folders of mail, or standard input."""

    requires_system_checks = ()
    help = "Put e-mail that came back on record, from files, folders of mail (Maildir), or standard input (-)."

    def add_arguments(self, parser: CommandParser) -> None:
        """``PATH …``, ``--lang``."""
        parser.add_argument("paths", nargs="+", help="A mail, a Maildir, or - for standard input.")
        parser.add_argument("--lang", choices=LANGUAGES, default="en", help="Language of the answer.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all of them, and say how many were what."""
        if waiting_migrations():
            raise CommandError(says_in(options["lang"], "bounces", "no-server"))
        try:
            found = sum((_taken(path) for path in options["paths"]), Counter[str]())
        except OSError as error:
            where = error.filename or ", ".join(options["paths"])
            raise CommandError(says_in(options["lang"], "bounces", "unreadable", path=str(where))) from error
        counts = {name.replace("-", "_"): str(found[name]) for name in RESULTS}
        self.stdout.write(says_in(options["lang"], "bounces", "told", all=str(found.total()), **counts))


def _taken(path: str) -> Counter[str]:
    if path == "-":
        return Counter([take(sys.stdin.buffer.read(MOST_BYTES))])
    if Path(path).is_dir():
        for part in ("new", "cur"):
            next(
                Path(path, part).iterdir(), None
            )  # a folder of another kind is no Maildir: the system says what is missing
        return take_maildir(Path(path))
    with Path(path).open("rb") as file:
        return Counter([take(file.read(MOST_BYTES))])
