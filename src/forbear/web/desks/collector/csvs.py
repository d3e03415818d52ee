"""Tables to carry out as CSV: each line as it comes, nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from forbear.money import decimals_of

WORKLIST = (
    "customer", "portfolio", "debts", "due", "currency", "since", "assigned", "word", "channel", "from", "why",
)  # fmt: skip
REJECTED = ("line", "customer", "column", "why")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines of CSV, with the mark by which spreadsheets know UTF-8."""
    yield "\ufeff"
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([_harmless(cell) for cell in row])
        yield out.getvalue()


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


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell
