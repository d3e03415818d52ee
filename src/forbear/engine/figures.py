"""The figures of a credit book on one look at one file: with this definition ``creditfile/features`` is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.calendar import Instant
from forbear.engine.frame import Frame, Run
from forbear.engine.logic import Interval, Unknown
from forbear.engine.scalar import END_OF_ORDER, compiled
from forbear.events import Facts, History
from forbear.rules.check_figures import figures_of
from forbear.rules.format import Rulebook

Ends = tuple[int, int] | None
"""The two ends of a figure, alike where it is known; None where it is not known at all."""


def figures(book: Rulebook, history: History, facts: Facts, at: Instant) -> Mapping[tuple[str, str], Ends]:
    """Every figure of a book at an instant, by name and currency (empty where it is no money, or none is stated)."""
    run = Run(compiled(book), history, in_order=False)
    frame = Frame(run, facts, at, (at, END_OF_ORDER))
    found: dict[tuple[str, str], Ends] = {}
    for fact in figures_of(book):
        value = run.book.fact(fact.id).value(frame)
        amounts = value.items() if isinstance(value, Mapping) else [("", value)]
        found.update({(fact.id, currency or ""): _ends(amount) for currency, amount in amounts})
    return found


def _ends(value: Any) -> Ends:
    if isinstance(value, Unknown):
        return None
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)


def figure_faults(expected: Mapping[str, Any], found: Mapping[tuple[str, str], Ends]) -> Iterator[str]:
    """What differs between figures and those that an example expects.

    Expected is a number, ``{ from, to }``, ``"unknown"``, or one of them for each currency.
    """
    for name, wanted in expected.items():
        own = {currency: ends for (figure, currency), ends in found.items() if figure == name}
        by_currency = isinstance(wanted, Mapping) and wanted.keys() != {"from", "to"}
        for currency, each in wanted.items() if by_currency else [("", wanted)]:
            if own.pop(currency, (0, 0)) != _expected(each):
                told = found.get((name, currency), (0, 0))
                yield f"expected {name} = {each} {currency}".rstrip() + f", got {_told(told)}"
        yield from (f"expected no {name} in {currency!r}, got {_told(ends)}" for currency, ends in own.items())


def _expected(value: Any) -> Ends:
    if value == "unknown":
        return None
    return (value["from"], value["to"]) if isinstance(value, Mapping) else (value, value)


def _told(ends: Ends) -> str:
    if ends is None:
        return "unknown"
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
