"""``forbear``: the command line, a thin skin over the packages below it."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from forbear import __version__
from forbear.cli.console import Exit, complain, plain, show_problems
from forbear.errors import InputError, Problem

INTERRUPTED = 130
"""What typer gives back where somebody pressed Ctrl-C."""

COMMANDS = (
    "audit", "numbers", "ask", "duties", "words", "rules", "where", "where-to-turn", "digest", "plan", "rate", "offer",
    "letter", "credit", "gate", "serve", "key", "people", "seal", "ledger", "evidence", "synth", "demo",
)  # fmt: skip
"""A module of this folder each, which holds a function of that name, or ``app`` with commands of its own."""


def app_with(*commands: str) -> typer.Typer:
    """The command line with some commands; only their modules are loaded, since some need a second for it."""
    app = typer.Typer(
        name="forbear",
        help="Collection contacts on overdue consumer loans: may this one be made, was that one right, show it. "
        "Informs; gives no legal advice.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        epilog="Exit codes: 0 done · 1 failed · 2 refused · 3 findings.",
    )
    app.callback()(main)
    for name in commands:
        module = import_module(f"forbear.cli.{name.replace('-', '_')}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, name.replace("-", "_")))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        plain(f"forbear {__version__}")
        raise typer.Exit


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
    if len(arguments) == len(sys.argv) - 1:
        sys.excepthook = _explain
    first = next((argument for argument in arguments if not argument.startswith("-")), "")
    app = app_with(*([first] if first in COMMANDS else [] if arguments == ["--version"] else COMMANDS))
    ended = typer.main.get_command(app)(arguments, prog_name="forbear", standalone_mode=False)
    if ended == INTERRUPTED:
        complain("Stopped. Nothing was half written.")
    sys.exit(Exit.FAILED if ended == INTERRUPTED else ended or Exit.DONE)


def _explain(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """Say what went wrong instead of showing where in the code; Python then ends with exit code 1."""
    if isinstance(error, InputError):
        show_problems(error.problems)
    elif isinstance(error, typer.TyperException):
        _misused(error)
    elif isinstance(error, OSError) and error.strerror:
        complain(": ".join(filter(None, (str(error.filename or ""), f"{error.strerror}."))))
    elif isinstance(error, MemoryError):
        complain("There is not enough memory for this. Give fewer files at once.")
    else:
        complain(f"This is a fault of Forbear itself ({kind.__name__}: {error}). Please report it, with --debug.")


def _misused(error: typer.TyperException) -> None:
    """A command line that cannot be understood; one without any command has been answered with the help."""
    context = getattr(error, "ctx", None)
    message = getattr(error, "format_message", lambda: str(error))().replace("Value error, ", "").strip()
    if message:
        show_problems([Problem("", message, hint=f"See {context.command_path} --help" if context else "")])
