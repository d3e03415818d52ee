"""Whole numbers that a browser sends."""

from __future__ import annotations

LARGEST = 2**63 - 1
"""What fits into a column of the store."""


def whole_number(text: str) -> int | None:
    """The number that a text says in digits; None where it says none, or one too large to be kept anywhere."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    return int(text) if int(text) <= LARGEST else None


def seen_number(text: str) -> int:
    """The same for the version that somebody saw; -1, which none ever has, where the text says none."""
    number = whole_number(text)
    return -1 if number is None else number
