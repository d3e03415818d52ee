"""Bodies put into words: where a row was read, and what comes before a complaint."""

from __future__ import annotations

from forbear.bodies import Body
from forbear.calendar import show_day
from forbear.report.words import Words


def first_steps(body: Body, words: Words) -> tuple[str, ...]:
    """What comes before a complaint, and where that stands."""
    if body.first is None:
        return ()
    return (words("turn.first", says=body.first.says[words.lang], cite=body.first.cite),)


def source_line(body: Body, words: Words) -> str:
    """Where a row was read, on which day, and how sure that is."""
    sure = words(f"turn.confidence_{body.confidence}")
    return words("turn.source", cite=words.kept(body.source.cite), seen=show_day(body.seen), sure=sure)
