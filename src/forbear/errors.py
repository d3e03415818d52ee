"""What went wrong, told so that a person can mend it.

The tree of errors::

    ForbearError
    ├── InputError       something a person gave us cannot be used; carries Problems
    │   ├── RulebookError   a rulebook is refused at load
    │   └── RecordError     an event, a case or a log row is refused
    └── SetupError       the installation lacks a part it needs

Problems are collected and reported together: a person who must mend ten lines
should not have to run the program ten times to learn of them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

_ENDS = tuple(".?!:。？！：")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``where`` names the place (file, line, key), ``what`` the fault, ``why`` the
    reason it matters (may be empty), ``hint`` what to do, ``code`` a stable name.
    """

    where: str
    what: str
    why: str = ""
    hint: str = ""
    code: str = "invalid"

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        parts += [part[0].upper() + part[1:] for part in (self.why, self.hint) if part]
        return " ".join(part if part.endswith(_ENDS) else part + "." for part in parts)


class ForbearError(Exception):
    """The root of all errors that Forbear raises on purpose."""


class InputError(ForbearError):
    """Something given to Forbear cannot be used. ``problems`` holds every fault found."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RulebookError(InputError):
    """A rulebook was refused at load."""


class RecordError(InputError):
    """An event, a case or a row of a log was refused."""


class SetupError(InputError):
    """A part that this command needs is not installed."""


def nearest(word: str, known: Iterable[str]) -> str:
    """``Did you mean …?`` for the known name nearest to ``word``, or an empty string."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]!r}?" if found else ""
