"""What is wrong, since when, and what is right; the letter names the firm where it goes to the bureau."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content


def build(asked: Asked) -> Content:
    """An addressee that the case knows as owed or collecting reported the entry; any other is taken for a bureau."""
    words, option = asked.words, asked.options
    return Content(
        values={
            "bureau": (option["holder"] or ("lender" if _is_lender(asked) else "bureau")) == "bureau",
            "since": words.day(option["since"]) if option["since"] else "",
            "seen_on": words.day(option["seen_on"]) if option["seen_on"] else "",
        },
        enclosures=(option["evidence"],) if option["evidence"] else (),
    )


def _is_lender(asked: Asked) -> bool:
    case, name = asked.case, asked.to.name if asked.to else ""
    owed = {debt.creditor for debt in case.debts.all} if case.debts else set()
    marked = {one.name for one in case.marks.collectors} if case.marks else set()
    return name in owed | marked
