"""Where a function of one number is nought, by bracketing, in decimals of fifty digits; no float has a part in it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import pairwise

PRECISION = 50
CLOSE = Decimal(10) ** -40
TRIES = 200
Function = Callable[[Decimal], Decimal]


def root_between(function: Function, low: Decimal, high: Decimal) -> Decimal:
    """The root between two numbers at which the function has different signs (Ridders' method)."""
    with localcontext(prec=PRECISION):
        at_low, at_high = function(low), function(high)
        for _ in range(TRIES):
            middle = (low + high) / 2
            at_middle = function(middle)
            bend = (at_middle * at_middle - at_low * at_high).sqrt()
            if not bend or not at_middle:
                return middle
            step = (middle - low) * at_middle / bend
            guess = middle + (step if at_low > at_high else -step)
            at_guess = function(guess)
            low, at_low, high, at_high = _narrowed(
                (low, at_low), (middle, at_middle), (guess, at_guess), (high, at_high)
            )
            if high - low < CLOSE or not at_guess:
                return guess
        return (low + high) / 2


def _narrowed(*points: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """The two neighbours, of points in the order of their places, between which the sign changes."""
    ordered = sorted(points)
    for (left, at_left), (right, at_right) in pairwise(ordered):
        if (at_left < 0) != (at_right < 0) or not at_right:
            return left, at_left, right, at_right
    return (*ordered[0], *ordered[-1])


def first_root(function: Function, start: Decimal, step: Decimal, limit: Decimal) -> Decimal | None:
    """The first root found from ``start`` on, by doubling steps up to ``limit``; None where no sign changes."""
    with localcontext(prec=PRECISION):
        at_start = function(start)
        if not at_start:
            return start
        near = start
        while abs(near - start) < limit:
            far = near + step
            if (function(far) < 0) != (at_start < 0):
                return root_between(function, min(near, far), max(near, far))
            near, step = far, step * 2
    return None
