"""Decisions that would have been otherwise: those made by a report that held a row which turned out wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from forbear.calendar import Day
from forbear.creditfile.rights.looks import Given, given
from forbear.creditfile.rights.records import Entry
from forbear.creditfile.rights.steps import GONE, disputes


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision that would have been otherwise: to whom, when, by which report, and both answers."""

    asker: str
    day: Day
    report: str
    before: str
    after: str


def turned_out_wrong(entries: Iterable[Entry]) -> list[str]:
    """The rows that a dispute corrected, or took out of the file."""
    ended = [one for one in disputes(entries) if one.state == "corrected" or one.state in GONE]
    return sorted({row for one in ended for row in one.rows})


def re_decide(entries: Iterable[Entry], rows: Iterable[str], decide: Callable[[Given], str]) -> list[Changed]:
    """Decide again whatever was decided with one of the rows. ``decide``: the answer as the file stands now."""
    wanted = set(rows)
    held = [one for one in given(entries) if one.answer and wanted & set(one.rows)]
    answers = [(one, decide(one)) for one in held]
    return [
        Changed(one.asker, one.day, one.report, one.answer, answer) for one, answer in answers if answer != one.answer
    ]
