"""``forbear``: the command line, a thin skin over the packages below it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from forbear import __version__
from forbear.cli import ask, audit, demo, numbers, rules
from forbear.cli.console import Exit, err, plain, show_problems
from forbear.errors import ForbearError, InputError

app = typer.Typer(
    name="forbear",
    help="Collection contacts on overdue consumer loans: may this one be made, was that one right, show it. "
    "Informs; gives no legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done · 1 failed · 2 refused · 3 findings.",
)
app.command("audit")(audit.audit)
app.command("numbers")(numbers.numbers)
app.command("ask")(ask.ask)
app.add_typer(rules.app, name="rules")
app.command("demo")(demo.demo)


def _version(wanted: bool) -> None:
    if wanted:
        plain(f"forbear {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback where something fails.")] = False,
) -> None:
    """Collection contacts on overdue consumer loans, judged by cited rules."""


def run() -> None:
    """The entry point: every fault becomes a sentence and exit code 1; ``--debug`` shows the traceback."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    try:
        app(arguments)
    except InputError as error:
        _fail(error, debug)
        show_problems(error.problems)
        sys.exit(Exit.FAILED)
    except (ForbearError, OSError, UnicodeError, MemoryError) as error:
        _fail(error, debug)
        err.print(f"[bold red]✗[/] {_sentence(error)}", markup=True, soft_wrap=True)
        sys.exit(Exit.FAILED)
    except KeyboardInterrupt:
        err.print("Stopped. Nothing was half written.")
        sys.exit(Exit.FAILED)


def _fail(error: BaseException, debug: bool) -> None:
    if debug:
        raise error


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return f"{type(error).__name__}: {error}"
