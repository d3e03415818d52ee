"""A first screen of a message's words: does it speak of a debt, of how much, of a suit? With the words that say so.

Narrow on purpose, and no judgement of tone: it tells what a third person could learn. What it does not find
stays not known.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found; ``spans`` are the words themselves, in order."""

    debt: bool = False
    amount: bool = False
    suit: bool = False
    spans: tuple[str, ...] = ()

    @property
    def disclosure(self) -> str | None:
        """``amount`` or ``existence_of_debt``; None where nothing was found, which is no proof of silence."""
        if not self.debt:
            return None
        return "amount" if self.amount else "existence_of_debt"


def screen(text: str) -> Screened:
    """Screen one message, whatever its language."""
    plain = unicodedata.normalize("NFKC", text)
    patterns = _patterns()
    if patterns["innocent"].search(plain):
        return Screened()
    debt = patterns["debt"].search(plain)
    if not debt:
        return Screened()
    found = {name: patterns[name].search(plain) for name in ("debt", "amount", "suit")}
    spans = sorted((match.start(), match[0]) for match in found.values() if match)
    return Screened(
        debt=True,
        amount=found["amount"] is not None,
        suit=found["suit"] is not None,
        spans=tuple(span for _, span in spans),
    )


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("forbear").joinpath("audit/screen.toml").read_text(encoding="utf-8"))
    return {name: _one(name, lists) for name, lists in table.items()}


def _one(name: str, lists: dict[str, list[str]]) -> re.Pattern[str]:
    if name == "amount":
        parts = [pattern for patterns in lists.values() for pattern in patterns]
    else:
        parts = [re.escape(word) for word in lists["zh"]]
        parts += [rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" for word in lists["en"]]
    return re.compile("|".join(parts), re.IGNORECASE)
