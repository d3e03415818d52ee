"""``python -m forbear.web export``: the ledger as a folder to be checked; ``forbear ledger export`` calls it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forbear.errors import InputError
from forbear.gate.export import HEADS, rows_of, write_export
from forbear.web.ledger.state import waiting_migrations
from forbear.web.ledger.store import DjangoStore


class Command(BaseCommand):
    """Write an export of the ledger; it is read while others go on asking."""

    requires_system_checks = ()
    help = "Writes all records, the rulebooks that they were judged by, and the heads that stand there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_: Any, folder: Path, **__: Any) -> None:
        """Heads that were signed in the folder stay: an export of tomorrow adds to that of today."""
        if waiting_migrations():
            raise CommandError("There is no ledger yet: its tables are made when the server first starts.")
        try:
            count = write_export(DjangoStore(), folder, list(rows_of(folder / HEADS)))
        except InputError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} records are in {folder}. Sign where they end: forbear ledger head {folder} --key …")
