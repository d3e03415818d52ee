"""The words for figures and rules of a credit file, from the rulebooks and the scorecard that made it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forbear.creditfile.statements.making import By


def names_of(by: By) -> dict[str, tuple[str, str]]:
    """The words for figures and rules, in both languages."""
    found = {one.name: (one.label["en"], one.label["zh"]) for one in (by.card.figures if by.card else ())}
    for book in by.rulebooks:
        for fact in book.facts.values():
            if fact.says:
                found[fact.id] = (fact.says["en"], fact.says["zh"])
        for rule in book.rules.values():
            found[rule.name] = (_plainly(rule.says["en"]), _plainly(rule.says["zh"]))
    return found


def _plainly(says: str) -> str:
    """A rule's sentence without the values that are filled in where it speaks."""
    return re.sub(r"\{\w+\}", "…", says).rstrip(".。")
