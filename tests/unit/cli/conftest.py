"""The command line as a person has it: words in, exit code and two streams out."""

import re
import sys
from dataclasses import dataclass

import pytest
import typer

from forbear.cli import console, main
from forbear.errors import ForbearError


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said: ``out`` for the answer, ``err`` for what is wrong."""

    code: int
    out: str
    err: str

    @property
    def flat(self):
        """What was said, with all white space as one blank: tables and sentences may be broken anywhere."""
        return " ".join(re.sub(r"[─╭╮╰╯│]", " ", self.out).split())

    @property
    def last(self):
        """The last line of the answer."""
        return self.out.splitlines()[-1]


@pytest.fixture
def forbear(monkeypatch, capsys):
    """Run ``forbear WORDS`` in this process, ending as Python ends: what nobody caught goes to the hook."""
    monkeypatch.setattr(console.out, "_width", 160)

    def run(*words):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["forbear", *map(str, words)])
            patch.setattr(sys, "excepthook", sys.__excepthook__)
            code = _ended()
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


def _ended():
    try:
        main.run()
    except SystemExit as end:
        return int(end.code or 0)
    except (ForbearError, OSError, MemoryError, KeyError, typer.TyperException) as error:
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0
