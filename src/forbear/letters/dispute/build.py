"""The reason that was chosen, and what it needs to be told."""

from __future__ import annotations

from forbear.letters.asked import Asked, NeedsError, missing_choice
from forbear.letters.make import Content
from forbear.letters.wording import about, last_day, owed

_NEEDS = {"wrong_amount": "amount", "paid": "paid_on"}
"""What a reason cannot be told without."""


def build(asked: Asked) -> Content:
    """Raises NeedsError where the reason needs an amount or a day that was not said."""
    words, option = asked.words, asked.options
    missing = _NEEDS.get(option["reason"])
    if missing and option[missing] is None:
        raise NeedsError(missing_choice(asked.kind.options[missing], asked.lang))
    last = last_day(asked, "dispute", option["notice"])
    return Content(
        values={
            "about": about(asked),
            "owed": owed(asked),
            "notice": words.day(option["notice"]) if option["notice"] else "",
            "last_day": words.day(last) if last else "",
            "late": last is not None and asked.day > last,
        },
        enclosures=(option["evidence"],) if option["evidence"] else (),
    )
