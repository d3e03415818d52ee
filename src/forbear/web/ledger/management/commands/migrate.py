"""``migrate``: Django's own, without our check that the tables are there, which it is asked to make."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Make and change tables."""

    def check(self, *args: Any, **told: Any) -> None:
        """The checks that need no database."""
        super().check(*args, **{**told, "databases": None})
