"""Three-valued truth and counts that are known only within bounds.

A condition is True, False or :class:`Unknown`, which carries the names of the facts that
were missing. A count over events some of which cannot be judged is an :class:`Interval`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any


class Unknown:
    """Neither true nor false, for want of the facts in ``names``."""

    __slots__ = ("names",)

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)

    def __or__(self, other: Unknown) -> Unknown:
        return self if other.names <= self.names else Unknown(self.names | other.names)

    def __bool__(self) -> bool:
        raise TypeError("an unknown truth value was used as a plain one")

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted(self.names))})"


class Interval:
    """A count between ``low`` and ``high``, both possible; ``why`` names what was missing."""

    __slots__ = ("high", "low", "why")

    def __init__(self, low: int, high: int, why: Unknown) -> None:
        self.low = low
        self.high = high
        self.why = why

    def __repr__(self) -> str:
        return f"{self.low}–{self.high}"


Truth = bool | Unknown

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def negate(truth: Truth) -> Truth:
    """Not; what is unknown stays unknown."""
    return truth if truth.__class__ is Unknown else not truth


def all_of(truths: Iterable[Truth]) -> Truth:
    """False where any is false, else unknown where any is unknown, else True."""
    unknown: Unknown | None = None
    for truth in truths:
        if truth is False:
            return False
        if isinstance(truth, Unknown):
            unknown = truth if unknown is None else unknown | truth
    return True if unknown is None else unknown


def any_of(truths: Iterable[Truth]) -> Truth:
    """True where any is true, else unknown where any is unknown, else False."""
    unknown: Unknown | None = None
    for truth in truths:
        if truth is True:
            return True
        if isinstance(truth, Unknown):
            unknown = truth if unknown is None else unknown | truth
    return False if unknown is None else unknown


def compare(op: str, left: Any, right: Any) -> Truth:
    """Compare values, intervals and unknowns; certain only where every possibility agrees."""
    if isinstance(left, Unknown):
        return left | right if isinstance(right, Unknown) else left
    if isinstance(right, Unknown):
        return right
    if not isinstance(left, Interval) and not isinstance(right, Interval):
        return COMPARISONS[op](left, right)
    outcomes = {COMPARISONS[op](a, b) for a in _possible(left) for b in _possible(right)}
    return outcomes.pop() if len(outcomes) == 1 else _doubt(left, right)


def _possible(value: Any) -> range | tuple[Any, ...]:
    return range(value.low, value.high + 1) if isinstance(value, Interval) else (value,)


def _doubt(left: Any, right: Any) -> Unknown:
    doubts = [value.why for value in (left, right) if isinstance(value, Interval)]
    return doubts[0] if len(doubts) == 1 else doubts[0] | doubts[1]


def total(sign: str, left: Any, right: Any) -> Any:
    """``left + right`` or ``left - right``; unknown where one is, between bounds where one is."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    if not isinstance(left, Interval) and not isinstance(right, Interval):
        return left + right if sign == "+" else left - right
    (low, high), (less, more) = _bounds(left), _bounds(right)
    ends = (low + less, high + more) if sign == "+" else (low - more, high - less)
    return Interval(*ends, _doubt(left, right))


def _bounds(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)
