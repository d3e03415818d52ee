"""A command with commands below it, one of which is meant where none is named: ``forbear evidence case.toml``."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class Usual(TyperGroup):
    """A group in which ``make`` need not be written."""

    usual = "make"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the usual command before words that name none."""
        meant = bool(args) and args[0] not in self.commands and args[0] != "--help"
        return super().parse_args(ctx, [self.usual, *args] if meant else args)
