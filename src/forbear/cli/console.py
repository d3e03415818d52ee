"""The terminal: one console for tables and sentences, one for errors, and the exit codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forbear.errors import Problem

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """How a command ended; the help of each command that can refuse or find says so."""

    DONE = 0
    FAILED = 1
    REFUSED = 2
    FINDINGS = 3


COLOURS = {"allow": "green", "refuse": "bold red", "review": "yellow", "unknown": "magenta"}


def plain(text: str) -> None:
    """Print a line as it is, without markup or wrapping."""
    out.print(text, markup=False, soft_wrap=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem as a sentence on standard error."""
    for problem in problems:
        err.print(f"[bold red]✗[/] {escape(str(problem))}", soft_wrap=True)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of texts."""
    shown = Table(title=title or None, title_justify="left", header_style="bold", show_lines=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(escape(cell) for cell in row))
    out.print(shown)
