"""Not a word of the debt: the names, and how to answer."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.debtors import party_of
from forbear.letters.make import Content


def build(asked: Asked) -> Content:
    """The name of the debtor, and nothing else of the case."""
    party = party_of(asked.case, asked.kind, asked.to.name) if asked.to else None
    return Content({"debtor": party.debtor.name if party else ""})
