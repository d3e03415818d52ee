"""The debts; the addresses come from the writer."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.wording import about, ways


def build(asked: Asked) -> Content:
    """In writing means at the addresses that the writer gives."""
    return Content(values={"about": about(asked), "ways": ways(asked)})
