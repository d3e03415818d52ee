"""The debts, and until when a written request has its full effect where the law counts from a notice."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.wording import about, last_day


def build(asked: Asked) -> Content:
    """The last day is known only where the day of their notice was said and the law of the place counts from it."""
    notice = asked.options["notice"]
    last = last_day(asked, "window", notice)
    return Content(
        values={
            "about": about(asked),
            "notice": asked.words.day(notice) if notice else "",
            "last_day": asked.words.day(last) if last else "",
            "late": last is not None and asked.day > last,
        }
    )
