"""What is said stands in the script, which is checked; how to go about it stands in the notes."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.blocks import Table
from forbear.letters.debtors import party_of
from forbear.letters.make import Content

_HEAD = {
    "en": ("Day and time", "What was answered", "Wants no more calls"),
    "zh": ("日期与时间", "对方的回答", "是否不愿再接来电"),
}


def build(asked: Asked) -> Content:
    """The name of the debtor, and a row for the answer."""
    party = party_of(asked.case, asked.kind, asked.to.name) if asked.to else None
    head = _HEAD[asked.lang]
    return Content(
        values={"debtor": party.debtor.name if party else ""},
        tables={"answer": Table(head, (("",) * len(head),), widths=(2, 5, 2))},
    )
