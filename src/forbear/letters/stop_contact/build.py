"""The debts that no contact is wanted about."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.wording import about


def build(asked: Asked) -> Content:
    """The request is for these debts alone: for another one another letter is needed."""
    lender = asked.to is not None and asked.to.name in {debt.creditor for debt in asked.debts}
    return Content(values={"about": about(asked), "several": len(asked.debts) > 1, "lender": lender})
