"""Nothing but the debts is filled in: what is asked for is the same everywhere."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.wording import about


def build(asked: Asked) -> Content:
    """The debts that the statement is to be about."""
    return Content(values={"about": about(asked)})
