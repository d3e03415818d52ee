"""Movements of a debt: what was charged, paid or waived on a day."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.calendar import Day

CHARGES = ("interest", "overdue_interest", "fee", "late_fee")
INTEREST = CHARGES[:2]


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of a debt: its kind, its amount, how much of it each part took, and the balance after it.

    ``fees``, ``interest`` and ``principal`` add up to ``amount``. The kinds of ``CHARGES`` raise the balance;
    ``payment`` and ``waiver`` lower it. A settlement always leaves a waiver, be it of nought.
    """

    day: Day
    debt: str
    kind: str
    amount: int
    fees: int
    interest: int
    principal: int
    balance: int
