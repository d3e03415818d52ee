"""Becoming the server: this command hands its choices over in the environment, and its place to ``forbear.web``.

The command line and the server know nothing of one another; what one says to the other are the variables that a
container or a unit of the system would set. Where the process itself becomes the server, Ctrl-C and signals reach it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import NoReturn

from forbear.errors import Problem, SetupError

NEEDED = (
    "allauth", "axes", "csp", "django", "django_htmx", "django_tasks_db", "granian", "ninja", "prometheus_client",
    "psycopg", "whitenoise",
)  # fmt: skip
"""Libraries of the extra ``server``."""


def become_server(arguments: Sequence[str], settings: Mapping[str, str | None]) -> NoReturn:
    """Run a command of the server (``serve``, ``key`` ...) in place of this process; raises SetupError.

    ``settings`` are variables of the environment; those that are None stay as they are.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        hint = "Install them with: pip install 'forbear[server]'"
        raise SetupError(Problem("", f"the server needs {', '.join(missing)}", hint=hint, code="server-missing"))
    os.environ.update({name: value for name, value in settings.items() if value is not None})
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "forbear.web", *arguments])  # noqa: S606 (no shell is wanted)
