"""Named roundings of quotients of whole numbers; nothing is rounded anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction


def _half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)


def _half_even(above: int, below: int) -> int:
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))


def _up(above: int, below: int) -> int:
    return -(-above // below)


def _down(above: int, below: int) -> int:
    return above // below


ROUNDINGS: Mapping[str, Callable[[int, int], int]] = {
    "half_up": _half_up,
    "half_even": _half_even,
    "up": _up,
    "down": _down,
}
"""Name → whole number nearest to ``above / below`` by that rule; for amounts that are not negative."""


def rounded(value: Fraction, rounding: str) -> int:
    """The whole number that a fraction gives by a named rounding."""
    return ROUNDINGS[rounding](value.numerator, value.denominator)


def digits(value: Decimal | Fraction, places: int, rounding: str = "half_up") -> Decimal:
    """A number of either sign, to so many decimals, by a named rounding of its size."""
    exact = Fraction(value)
    size = rounded(abs(exact) * 10**places, rounding)
    return Decimal(-size if exact < 0 else size).scaleb(-places)
