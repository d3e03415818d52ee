"""What is wrong with a log, in the language of the page where it has words for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from forbear.errors import InputError, Problem
from forbear.web.desks.shared.texts import words

MOST = 12
_FOLDERS = re.compile(r"/(?:[^\s/'\"]+/)+")
"""Where a file lies on the server says nothing to anybody."""


def kept(error: InputError) -> list[dict[str, Any]]:
    """The problems as a row keeps them; of a path the last part alone."""
    found = (asdict(problem) for problem in list(error.problems)[:MOST])
    return [{key: _FOLDERS.sub("", text) for key, text in problem.items()} for problem in found]


def sentences(faults: Iterable[Mapping[str, Any]] | None) -> list[str]:
    """Each problem that was kept as a sentence."""
    return list(dict.fromkeys(sentence(Problem(**fault)) for fault in faults or ()))


def told(error: InputError) -> list[str]:
    """Each problem of an error as a sentence."""
    return sentences(kept(error))


def sentence(problem: Problem) -> str:
    """One problem in words."""
    own = words().known(f"auditor.problem.{problem.code}", "")
    return own.replace("{where}", problem.where).replace("{what}", problem.what) if own else str(problem)
