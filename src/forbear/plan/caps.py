"""What of a loan's cost lies above a cap, in money and per instalment, and how certain that is.

The caps are a dated table with citations, ``caps.toml``; nothing here says what anybody should do about it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from forbear.calendar import Day
from forbear.money import decimals_of
from forbear.plan.excess import Above, Limit, overpaid, rows_above
from forbear.plan.loans import Loan
from forbear.plan.months import add_months

UNCHECKED = "K"
"""The confidence of what is known and was not checked."""


@dataclass(frozen=True, slots=True)
class Cap:
    """One cap: where, for which lenders, since when, how it measures, what it is worth, and whence it is known."""

    id: str
    place: str
    lenders: tuple[str, ...]
    measure: str
    charges: tuple[str, ...]
    first: Day
    worth: str
    confidence: str
    cite: str
    says: Mapping[str, str]
    percent: Fraction | None = None
    tiers: tuple[tuple[Fraction | None, Fraction], ...] = ()
    times_lpr: int = 0
    currency: str = ""
    up_to: Fraction | None = None
    months_up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A loan held against a cap of ``percent`` percent.

    ``above`` is the sum of what lies above in each payment. ``not_owed`` is what would have been paid too much at
    the end if every excess counted towards the principal at once. ``certain`` is the confidence code of the weakest
    fact used: P, S or K; ``beyond`` is true where the day lies after the last value that the table knows.
    """

    cap: Cap
    percent: Fraction
    rows: tuple[Above, ...]
    not_owed: int
    certain: str
    beyond: bool

    @property
    def above(self) -> int:
        """What lies above the cap in all payments."""
        return sum(row.above for row in self.rows)


def held_against(loan: Loan, place: str = "", lender: str = "", unchecked: bool = False) -> tuple[Held, ...]:
    """The loan held against every cap of its place, lender and day; none where the table has none.

    Where the lender is ``any``, every cap of the place is told; ``cap.lenders`` says for whom it is. What rests on
    knowledge that nobody checked is left out unless ``unchecked``.
    """
    where, who = (place or loan.place).upper(), lender or loan.lender
    of_place = (cap for cap in caps() if cap.place == where)
    held = (_held(loan, cap) for cap in of_place if _is_for(cap, who) and _covers(cap, loan))
    return tuple(one for one in held if unchecked or one.certain != UNCHECKED)


def _is_for(cap: Cap, lender: str) -> bool:
    return lender == "any" or not cap.lenders or lender in cap.lenders


def _covers(cap: Cap, loan: Loan) -> bool:
    if loan.contract < cap.first or cap.currency not in ("", loan.currency):
        return False
    if cap.up_to is not None and loan.principal > cap.up_to * 10 ** decimals_of(loan.currency):
        return False
    months = cap.months_up_to
    return months is None or loan.payments[-1].day <= add_months(loan.first, months)


def _held(loan: Loan, cap: Cap) -> Held:
    percent, certain, beyond = _value(cap, loan)
    payments = loan.counted(("instalment", *cap.charges))
    limit = Limit(cap.measure, percent / 100)
    return Held(cap, percent, rows_above(loan, payments, limit), overpaid(loan, payments, limit), certain, beyond)


def _value(cap: Cap, loan: Loan) -> tuple[Fraction, str, bool]:
    """The cap in percent for this loan, the confidence of what it rests on, and whether the table ends before it."""
    if cap.percent is not None:
        return cap.percent, cap.confidence, False
    if cap.times_lpr:
        rate, known_to = lpr(loan.contract)
        weakest = max(cap.confidence, _table()["lpr"]["confidence"], key="PSK".index)
        return rate * cap.times_lpr, weakest, loan.contract > known_to
    main = Fraction(loan.principal, 10 ** decimals_of(loan.currency))
    return next(part for below, part in cap.tiers if below is None or main < below), cap.confidence, False


def lpr(day: Day) -> tuple[Fraction, Day]:
    """China's one-year loan prime rate on ``day`` in percent, and up to when the table knows it."""
    table = _table()["lpr"]
    dated = zip(table["from"], table["percent"], strict=True)
    return [Fraction(value) for start, value in dated if start.toordinal() <= day][-1], table["known_to"].toordinal()


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("forbear.plan").joinpath("caps.toml").read_text(encoding="utf-8"))


@cache
def caps() -> tuple[Cap, ...]:
    """All caps, in the order of the table."""
    return tuple(_cap(raw) for raw in _table()["cap"])


def _cap(raw: Mapping[str, Any]) -> Cap:
    told_here = ("from", "lenders", "charges", "percent", "tiers", "up_to")
    rest = {key: value for key, value in raw.items() if key not in told_here}
    return Cap(
        first=raw["from"].toordinal(),
        lenders=tuple(raw["lenders"]),
        charges=tuple(raw["charges"]),
        percent=Fraction(raw["percent"]) if "percent" in raw else None,
        tiers=tuple((_or_none(tier.get("below")), Fraction(tier["percent"])) for tier in raw.get("tiers", ())),
        up_to=_or_none(raw.get("up_to")),
        **rest,
    )


def _or_none(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
