"""The columns of tables to carry out, and what stands in their cells."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from forbear.money import decimals_of

WORKLIST = (
    "customer", "portfolio", "debts", "due", "currency", "since", "assigned", "word", "channel", "from", "why",
)  # fmt: skip
REJECTED = ("line", "customer", "column", "why")


def amount(minor: int, currency: str) -> str:
    """An amount in main units, plain."""
    places = decimals_of(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def is_uuid(text: str) -> bool:
    """Is that the key of a row?"""
    try:
        return bool(UUID(text))
    except ValueError:
        return False
