"""One text with a version for each relation; nothing of the debt stands in it unless the writer chooses so."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content


def build(asked: Asked) -> Content:
    """What the reader is to the writer, from the case."""
    name = asked.to.name if asked.to else ""
    return Content({"relation": next((one.relation for one in asked.case.people if one.name == name), "")})
