"""The terminal: one console for tables and sentences, one for errors, and the exit codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from forbear.errors import Problem

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)

WARNING = "[bold yellow]![/]"
NARROW = 100
"""Below this many columns a long name stands on two lines."""


class Exit(IntEnum):
    """How a command ended; the help of each command that can refuse or find says so."""

    DONE = 0
    FAILED = 1
    REFUSED = 2
    FINDINGS = 3


COLOURS = {"allow": "green", "refuse": "bold red", "review": "yellow", "unknown": "magenta"}


def plain(text: str) -> None:
    """Print a line as it is, without markup or wrapping: for other programs."""
    out.print(text, markup=False, soft_wrap=True)


def say(text: str, indent: int = 0, style: str = "", sign: str = "") -> None:
    """A sentence for people, after a ``sign``: broken between words in a terminal, on one line elsewhere."""
    before = " " * indent + (f"{sign} " if sign else "")
    if out.is_terminal:
        grid = Table.grid()
        grid.add_column(width=len(before), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(before, style=style), Text(text, style=style))
        out.print(grid if before else Text(text, style=style))
    else:
        out.print(Text(before + text), soft_wrap=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem as a sentence on standard error."""
    for problem in problems:
        complain(str(problem))


def show_warnings(problems: Iterable[Problem]) -> None:
    """Each problem that stopped nothing as a sentence on standard error."""
    for problem in problems:
        complain(str(problem), sign=WARNING)


def complain(sentence: str, sign: str = "[bold red]✗[/]") -> None:
    """A sentence about something wrong, on standard error."""
    err.print(f"{sign} {escape(sentence)}", soft_wrap=True)


def name_of(rule: str) -> str:
    """``rulebook/rule`` for a cell of a table: on two lines where the terminal is narrow."""
    return rule.replace("/", "/\n", 1) if out.width < NARROW else rule


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], whole: Sequence[int] = (0,)) -> None:
    """A table of texts, or nothing where it has no rows; counts stand to the right.

    The columns numbered ``whole`` are broken last: ids and numbers that people copy.
    """
    cells = [list(row) for row in rows]
    if not cells:
        return
    shown = Table(
        title=escape(title) or None, title_justify="left", title_style="bold", header_style="dim", box=box.SIMPLE_HEAD,
        show_edge=False, pad_edge=False, padding=(0, 1), collapse_padding=True,
    )  # fmt: skip
    for place, column in enumerate(columns):
        counts = all(row[place].replace(",", "").isdecimal() for row in cells)
        shown.add_column(escape(column), overflow="fold", no_wrap=place in whole, justify="right" if counts else "left")
    for row in cells:
        shown.add_row(*map(escape, row))
    out.print()
    out.print(shown)


def progress() -> Progress:
    """Bars for long work on standard error; nothing at all where nobody watches."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
